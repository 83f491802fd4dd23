// One's own password, recovery codes and sessions while signed in, on both engines.
#include <algorithm>
#include <doctest/doctest.h>

#include "features/access/access_world_test.hpp"
#include "features/access/secret_store.hpp"
#include "features/access/session_store.hpp"
#include "tests/support/html_check.hpp"

namespace muster::access::test {
namespace {

const std::string kPassword = "violet harbour seventeen boats";
const std::string kOther = "eleven copper kettles on a barge";

// Somebody of staff whose password and phone are set up, and a browser in which they are signed in.
struct Office {
  explicit Office(World& in) : world(in), browser(in) {
    person = world.add_office("Staff Sample", "staff.one@example.org", Role::administrator);
    const std::string link = "/en" + world.db.write([&](db::Write& write) { return make_set_up_link(write, world.clock, world.random, person, ""); });
    REQUIRE(browser.post(link, link, {{"password", kPassword}}).status == 303);
    const Page scan = browser.get(link);
    const auto at = scan.body.find("<code dir=\"ltr\">") + 16;
    std::string base32 = scan.body.substr(at, scan.body.find('<', at) - at);
    std::erase(base32, ' ');
    secret = Secret(crypto::decode_base32(base32).value());
    const Page done = browser.post(link, link, {{"code", code()}});
    REQUIRE(done.status == 200);
    recovery = codes_in(done);
    account = world.db.write([&](db::Write& write) { return ensure_account(write, world.clock, person); });
  }

  // The next one of the phone: each works once.
  std::string code() {
    world.clock.advance(std::chrono::seconds(31));
    return crypto::totp::make_code(secret, world.clock.now());
  }
  static std::vector<std::string> codes_in(const Page& page) {
    static const std::string mark = "<li><code dir=\"ltr\">";
    std::vector<std::string> codes;
    for (auto at = page.body.find(mark); at != std::string::npos; at = page.body.find(mark, at + 1)) codes.push_back(page.body.substr(at + mark.size(), 11));
    return codes;
  }
  Page change(const std::string& old, const std::string& code, const std::string& wanted) {
    const std::string path = "/en/account/password";
    return browser.post(path, path, {{"old_password", old}, {"code", code}, {"password", wanted}});
  }
  bool fits(const std::string& password) {
    const std::string hash = world.db.read([&](db::Read& read) { return find_secrets(read, account).password; });
    return world.hasher.verify(hash, Secret(password)).value();
  }
  // Another browser of the same person.
  Browser elsewhere() {
    Browser other(world);
    other.cookies["__Host-muster"] = world.db.write([&](db::Write& write) {
      return insert_session(write, world.clock, world.random, {.account = account, .strength = Strength::full});
    });
    return other;
  }
  std::size_t told() {
    world.run_jobs();
    std::size_t count = 0;
    for (const auto& mail : world.mails()) count += mail.kind == "access.secret_changed" ? 1 : 0;
    return count;
  }

  World& world;
  Browser browser;
  PersonId person;
  AccountId account;
  Secret secret{std::string()};
  std::vector<std::string> recovery;
};

void in_office(const std::function<void(Office&)>& check) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    Office office(world);
    check(office);
  });
}

bool is_in(Browser& browser) { return browser.get("/en/account").status == 200; }

}  // namespace

TEST_CASE("a password is changed with the old one and a code; every other session ends, and the owner hears of it") {
  in_office([](Office& office) {
    Browser other = office.elsewhere();
    REQUIRE(is_in(other));
    CHECK(office.change(kPassword, office.code(), kOther).status == 303);
    CHECK(office.fits(kOther));
    CHECK(is_in(office.browser));
    CHECK_FALSE(is_in(other));
    CHECK(office.told() == 1);
  });
}

TEST_CASE("a wrong old password, a wrong code, a used code and a weak new one change nothing") {
  in_office([](Office& office) {
    const std::string code = office.code();
    CHECK(office.change(kPassword, code, "short").status == 422);
    CHECK(office.change(kPassword, code, "passwordpassword").status == 422);
    CHECK(office.change(kPassword, code, "staff.one@example.org").status == 422);
    CHECK(office.change(kOther, office.code(), kOther).status == 422);
    CHECK(office.change(kPassword, "000000", kOther).status == 422);
    CHECK(office.fits(kPassword));
    // The code was not used up by a password that was refused.
    CHECK(office.change(kPassword, office.code(), kOther).status == 303);
    CHECK(office.told() == 1);
  });
}

TEST_CASE("passwords are tried five times in a quarter of an hour, signed in as well") {
  in_office([](Office& office) {
    int refused = 0;
    for (int turn = 0; turn < 8; ++turn) refused += office.change(kOther, "000000", kOther).status == 429 ? 1 : 0;
    CHECK(refused >= 3);
    CHECK(office.change(kPassword, office.code(), kOther).status == 429);
    CHECK(office.fits(kPassword));
    office.world.clock.advance(std::chrono::minutes(16));
    CHECK(office.change(kPassword, office.code(), kOther).status == 303);
  });
}

TEST_CASE("new recovery codes end the old ones, and need password and code") {
  in_office([](Office& office) {
    REQUIRE(office.recovery.size() == 10);
    const std::string path = "/en/account/recovery-codes";
    CHECK(office.browser.post(path, path, {{"old_password", kOther}, {"code", office.code()}}).status == 422);
    const Page made = office.browser.post(path, path, {{"old_password", kPassword}, {"code", office.code()}});
    CHECK(made.status == 200);
    const auto codes = Office::codes_in(made);
    REQUIRE(codes.size() == 10);
    CHECK(codes != office.recovery);
    CHECK(office.told() == 1);
    const By by{office.world.clock, office.world.random, office.world.actor};
    const auto use = [&](const std::string& code) {
      return office.world.db.write([&](db::Write& write) { return use_recovery_code(write, by, office.account, office.person, code); });
    };
    for (const std::string& old : office.recovery) CHECK_FALSE(use(old));
    CHECK(use(codes.front()));
    CHECK_FALSE(use(codes.front()));
    // They stand on the answer and nowhere else.
    CHECK(office.browser.get(path).body.find(codes.back()) == std::string::npos);
  });
}

TEST_CASE("sessions are listed, one is ended, and all others are ended") {
  in_office([](Office& office) {
    Browser second = office.elsewhere();
    Browser third = office.elsewhere();
    REQUIRE(is_in(second));
    REQUIRE(is_in(third));
    const auto sessions = office.world.db.read([&](db::Read& read) { return list_sessions(read, office.world.clock, office.account); });
    REQUIRE(sessions.size() == 3);
    const std::string page = "/en/account";
    // The newest is the third browser's.
    SessionId newest = sessions.front().id;
    for (const SessionRow& session : sessions) newest = std::max(newest, session.id);
    CHECK(office.browser.post(page, "/en/account/sessions/end", {{"session", newest.format()}}).status == 303);
    CHECK_FALSE(is_in(third));
    CHECK(is_in(second));
    CHECK(office.browser.post(page, "/en/account/sessions/end-all", {}).status == 303);
    CHECK_FALSE(is_in(second));
    CHECK(is_in(office.browser));
  });
}

TEST_CASE("a seat ends with its term, by the clock alone, and a session does not outlive it") {
  muster::test::for_each_engine(muster::test::all_migrations(), [](db::Database& database) {
    World world(database);
    const PersonId person = world.add_person("Leader Sample", "leader@example.org");
    world.db.write([&](db::Write& write) {
      grant_seat(write, world.by, {.person = person, .role = Role::committee_member, .from = world.clock.today(), .until = world.clock.today().plus_days(10)});
    });
    const auto has_seat = [&] {
      return world.db.read([&](db::Read& read) { return !make_actor(read, person, world.clock.today()).seats.empty(); });
    };
    CHECK(has_seat());
    world.clock.advance(std::chrono::days(10));
    CHECK(has_seat());  // the last day belongs to it
    world.clock.advance(std::chrono::days(1));
    CHECK_FALSE(has_seat());
  });
}

}  // namespace muster::access::test
