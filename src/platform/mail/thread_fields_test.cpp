// Message-IDs of strangers in our own header: a field that is none never adds a line, and a thread stays bounded.
#include "platform/mail/thread_fields.hpp"

#include <doctest/doctest.h>

#include "base/random.hpp"
#include "platform/mail/message.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::mail {
namespace {

Settings make_settings() { return {.smarthost = "log", .from = Email::parse("news@example.org").value(), .reply_to = Email::parse("office@example.org").value()}; }

}  // namespace

TEST_CASE("what is no Message-ID is left out, whatever it holds") {
  CHECK(clean_message_id("a.b-c=1@mail.example") == "a.b-c=1@mail.example");
  for (const std::string& each : std::vector<std::string>{"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y.example", "a@b\n", "<a@b>", "a@b>", "a\"@b", "\xD8\xA7@b", "a@b\x7F", std::string("a\0@b", 4), std::string(260, 'a') + "@b", "a@b, c@d"}) {
    CHECK_MESSAGE(clean_message_id(each).empty(), each);
  }
}

TEST_CASE("an answer says what it answers, in short lines; a notice says that a program wrote it") {
  MailRow row;
  row.id = MailId(7);
  row.to = "amina@kenya.example";
  row.message_id = "token@example.org";
  row.text = "Words";
  row.thread = {"q1@kenya.example", {}};
  for (int at = 0; at < 40; ++at) row.thread.references.push_back("m" + std::to_string(at) + "@kenya.example");
  row.thread.references.push_back("evil@x\r\nBcc: y@z.example");
  row.thread.references.push_back("m0@kenya.example");
  const std::string wire = format_message(row, make_settings());
  CHECK(wire.find("\r\nIn-Reply-To: <q1@kenya.example>\r\n") != std::string::npos);
  CHECK(wire.find("\r\nReferences: <m0@kenya.example>\r\n <m21@kenya.example>\r\n") != std::string::npos);
  CHECK(wire.find("<m39@kenya.example>\r\n") != std::string::npos);
  CHECK(wire.find("Bcc") == std::string::npos);
  CHECK(wire.find("Auto-Submitted") == std::string::npos);
  row.thread = {};
  const std::string notice = format_message(row, make_settings());
  CHECK(notice.find("In-Reply-To") == std::string::npos);
  CHECK(notice.find("Auto-Submitted: auto-generated") != std::string::npos);
}

TEST_CASE("a mail keeps its thread, and is found by its own Message-ID once it was sent") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database) {
    FixedClock clock{Instant::from_microseconds(1'000'000)};
    SeededRandom random{3};
    const MailId id = database.write([&](db::Write& write) {
      return enqueue(write, clock, random, {.kind = "a.kind", .key = "k", .to = Email::parse("amina@kenya.example").value(), .content = {"Subject", "Words", ""}, .thread = {"q1@kenya.example", {"first@example.org", "no id", "q1@kenya.example"}}});
    });
    const auto row = database.read([&](db::Read& read) { return find_mail(read, id).value(); });
    CHECK(row.thread == Thread{"q1@kenya.example", {"first@example.org", "q1@kenya.example"}});
    CHECK(database.read([&](db::Read& read) { return find_mail_by_message_id(read, row.message_id); })->id == id);
    CHECK_FALSE(database.read([&](db::Read& read) { return find_mail_by_message_id(read, "other@example.org"); }));
  });
}

}  // namespace muster::mail
