// Mail in, the whole way: messages on the standard input of `muster receive`, beside the running program, to what staff see
// of an address. Real bounces of seventy kinds of mail servers, and the same in the hands of people; both engines.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/installation.hpp"
#include "embedded_migrations.hpp"
#include "features/bounces/bounce_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/return_path.hpp"
#include "tests/support/bounce_samples.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster {
namespace {

using namespace test::bounces;

constexpr int kDone = 0, kBadData = 65, kTryAgain = 75;

// What stands on standard input while this lives.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : before_(::dup(STDIN_FILENO)) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(file >= 0);
    ::dup2(file, STDIN_FILENO);
    ::close(file);
  }
  ~StandardInput() {
    ::dup2(before_, STDIN_FILENO);
    ::close(before_);
  }

 private:
  int before_;
};

struct MailInWorld {
  explicit MailInWorld(const test::TestEngine& engine) : programme(app::load_embedded_programme()) {
    config.data = folder.path().string();
    url = engine.engine == db::Engine::sqlite ? "sqlite:" + folder.file("muster.db") : engine.url;
    ::setenv("MUSTER_DATABASE", url.c_str(), 1);
    db = db::Database::open({.url = url});
    db->migrate(embedded::migrations());
    app = std::make_unique<app::App>(app::AppParts{.config = config, .database = *db, .clock = clock, .random = random, .log = log, .programme = programme,
                                                   .secret = secret, .has_cheap_passwords = true});
  }
  ~MailInWorld() { ::unsetenv("MUSTER_DATABASE"); }

  int receive(const std::string& message, const std::string& recipient) {
    const std::string path = folder.file("message");
    std::ofstream(path, std::ios::binary) << message;
    const StandardInput input(path);
    return app::run_receive({.data = config.data, .recipient = recipient});
  }
  // A mail that the smarthost took.
  MailId send(const std::string& address) {
    static const db::Statement kFinish{"test.finish", "UPDATE mail SET state = 'sent', reason = '250 ok', finished_at = :now WHERE id = :id", ""};
    return db->write([&](db::Write& write) {
      const MailId id = mail::enqueue(write, clock, random, {.kind = "sample.mail", .key = std::to_string(++sent), .to = Email::parse(address).value(), .content = {"Your report", "Hello\n", "<p>Hello</p>\n"}});
      write.execute(kFinish, {{"id", id}, {"now", clock.now()}});
      return id;
    });
  }
  std::string path_of(MailId id, mail::ReturnPath::Kind kind = mail::ReturnPath::Kind::bounce) {
    return mail::make_return_path(crypto::derive_key(secret, "mail return path"), {kind, id}, "example.org");
  }
  std::optional<bounces::Event> event_of(MailId id) {
    const auto events = db->read([&](db::Read& read) { return bounces::list_events(read, {.mail = id}); });
    return events.empty() ? std::nullopt : std::optional(events.front());
  }
  std::int64_t count_stopped() {
    return db->read([](db::Read& read) { return std::ssize(mail::list_suppressed(read)); });
  }

  test::ScratchFolder folder;
  config::Config config;
  std::string url;
  // The command goes by the machine's clock; what it leaves to do is due when ours is ahead.
  FixedClock clock{SystemClock().now() + std::chrono::hours(24)};
  SeededRandom random{27};
  log::MemoryLog log;
  Programme programme;
  Secret secret{std::string(32, 'k')};
  std::unique_ptr<db::Database> db;
  std::unique_ptr<app::App> app;
  int sent = 0;
};

void for_each_world(const std::function<void(MailInWorld&)>& test) {
  test::for_each_engine([&](const test::TestEngine& engine) {
    MailInWorld world(engine);
    test(world);
  });
}

bool is_long() { return std::getenv("MUSTER_TEST_LONG") != nullptr; }

std::string first_address(const Row& row) { return std::string(row.addresses.substr(0, row.addresses.find(' '))); }

}  // namespace

TEST_CASE("real bounces that come in by the pipe are known, and stop nobody whose mailbox is only full or slow") {
  if (!has_samples()) return;
  for_each_world([](MailInWorld& world) {
    int right = 0, all = 0;
    for (const Row& row : kRows) {
      const std::string address = first_address(row);
      const bool is_whole = Email::parse(address).has_value();
      // A person or a machine that says nothing about an address is judged in the next test.
      if (row.kind == "person" || row.kind == "auto_reply") continue;
      const MailId mail = world.send(is_whole ? address : "userx@example.com");
      const std::int64_t stopped = world.count_stopped();
      REQUIRE(world.receive(read_sample(row.file), world.path_of(mail)) == kDone);
      world.app->run_due();
      const auto event = world.event_of(mail);
      const bool is_kind = event && bounces::kind_name(event->kind) == row.kind;
      const bool is_failure = row.kind == "hard" || row.kind == "soft";
      const auto wanted = is_failure && is_whole ? bounces::Verdict::counted : is_failure ? bounces::Verdict::elsewhere : bounces::Verdict::noted;
      const bool is_right = is_kind && event->verdict == wanted;
      if (!is_right) MESSAGE(row.file << ": " << (event ? bounces::kind_name(event->kind) : "nothing") << " " << (event ? bounces::verdict_name(event->verdict) : ""));
      ++all;
      right += is_right ? 1 : 0;
      if (row.kind != "hard") CHECK_MESSAGE(world.count_stopped() == stopped, row.file);
    }
    MESSAGE(right << " of " << all << " right");
    CHECK(all >= 110);
    CHECK((all - right) * 50 <= all);  // 98 %
    CHECK(world.count_stopped() >= 20);
  });
}

TEST_CASE("what people write about a bounce stops nobody, whichever address it comes to") {
  if (!has_samples()) return;
  for_each_world([](MailInWorld& world) {
    std::size_t turn = 0;
    int count = 0;
    for (const Row& row : kRows) {
      if (row.kind == "person" || row.kind == "auto_reply") continue;
      const std::string address = Email::parse(first_address(row)) ? first_address(row) : "userx@example.com";
      const auto ways = hand_on(read_sample(row.file));
      ++turn;
      for (std::size_t way = 0; way < ways.size(); ++way) {
        if (!is_long() && way != turn % ways.size()) continue;
        const MailId mail = world.send(address);
        const auto kind = turn % 2 == 0 ? mail::ReturnPath::Kind::reply : mail::ReturnPath::Kind::bounce;
        REQUIRE(world.receive(ways[way], world.path_of(mail, kind)) == kDone);
        ++count;
      }
    }
    world.app->run_due();
    MESSAGE(count << " mails");
    CHECK(count >= 100);
    CHECK(world.count_stopped() == 0);
    CHECK(world.db->read([](db::Read& read) { return bounces::list_events(read, {.verdict = bounces::Verdict::counted, .limit = 10}).size(); }) == 0);
  });
}

TEST_CASE("the same bounces without a tag, or with one that was made up, stop nobody") {
  if (!has_samples()) return;
  for_each_world([](MailInWorld& world) {
    int turn = 0;
    for (const Row& row : kRows) {
      if (!is_long() && ++turn % 4 != 0) continue;
      const MailId mail = world.send("userx@example.com");
      std::string forged = world.path_of(mail);
      const std::size_t at = forged.find('.') + 3;
      forged[at] = forged[at] == 'a' ? 'b' : 'a';
      REQUIRE(world.receive(read_sample(row.file), turn % 8 == 0 ? "programme@example.org" : forged) == kDone);
    }
    world.app->run_due();
    CHECK(world.count_stopped() == 0);
    CHECK(world.db->read([](db::Read& read) { return bounces::list_events(read, {.verdict = bounces::Verdict::unproved, .limit = 500}).size(); }) > 15);
  });
}

TEST_CASE("exit statuses tell a mail server what to do") {
  for_each_world([](MailInWorld& world) {
    const auto find = [&](std::int64_t id) { return world.db->read([&](db::Read& read) { return mail::find_incoming(read, mail::IncomingId(id)); }); };
    CHECK(world.receive("", "b+1@example.org") == kBadData);
    ::setenv("ORIGINAL_RECIPIENT", "office@example.org", 1);
    CHECK(world.receive("Subject: Hello\n\nWords\n", "") == kDone);
    CHECK(world.receive("Subject: Hello\n\nWords\n", "") == kDone);
    ::unsetenv("ORIGINAL_RECIPIENT");
    world.app->run_due();
    REQUIRE(find(1));
    CHECK(find(1)->arrived_for == "office@example.org");
    CHECK(find(1)->taken_by == "inbox");
    CHECK_FALSE(find(2));
    // The database is away: the mail server keeps the message.
    for (const std::string& away : {std::string("postgresql://muster@127.0.0.1:1/muster"), "sqlite:" + world.folder.file("no-folder") + "/muster.db"}) {
      ::setenv("MUSTER_DATABASE", away.c_str(), 1);
      CHECK(world.receive("Subject: Hello\n\nOther words\n", "") == kTryAgain);
    }
    // A setting that is wrong is somebody's to put right.
    ::setenv("MUSTER_WORKERS", "many", 1);
    CHECK(world.receive("Subject: Hello\n\nOther words\n", "") == kTryAgain);
    ::unsetenv("MUSTER_WORKERS");
    ::setenv("MUSTER_DATABASE", world.url.c_str(), 1);
    // An older schema: the program was replaced and the data were not brought up to it yet.
    static const db::Statement kForget{"test.forget", "DELETE FROM schema_migration WHERE number = :number", ""};
    const int newest = world.db->schema_version();
    world.db->write([&](db::Write& write) { write.execute(kForget, {{"number", newest}}); });
    CHECK(world.receive("Subject: Hello\n\nOther words\n", "") == kTryAgain);
  });
}

}  // namespace muster
