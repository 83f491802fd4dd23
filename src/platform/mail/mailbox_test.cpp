// Reading a mailbox of a real IMAP server (Dovecot): each message once, whatever happened before; failures in plain words.
#include "platform/mail/mailbox.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/mail/intake.hpp"
#include "platform/mail/mailbox_job.hpp"
#include "tests/support/imap_server.hpp"
#include "tests/support/jobs_world.hpp"

using namespace muster;
using namespace muster::mail;
using test::ImapServer;
using test::JobsWorld;

namespace {

void for_each_world(const std::function<void(JobsWorld&)>& test) {
  test::for_each_engine(test::migrations_of({"jobs", "mail", "mail_list", "mail_group", "incoming"}), [&](db::Database& db) {
    JobsWorld world(db);
    test(world);
  });
}

std::string make_message(int number) { return "From: somebody@example.net\r\nSubject: Number " + std::to_string(number) + "\r\n\r\nHello " + std::to_string(number) + "\r\n"; }

void read_mailbox(JobsWorld& world, const MailboxSettings& settings) {
  world.db.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = "mail.read_mailbox", .key = "mail.read_mailbox"}); });
  jobs::Runner runner(world.context(), {make_mailbox_job(settings)}, {});
  runner.run_due();
  world.clock.set(world.clock.now() + std::chrono::minutes(10));
}

std::vector<std::string> list_kept(JobsWorld& world) {
  std::vector<std::string> kept;
  for (int id = 1; id < 100; ++id) {
    if (const auto incoming = world.db.read([&](db::Read& read) { return find_incoming(read, IncomingId(id)); })) kept.push_back(incoming->bytes);
  }
  return kept;
}

bool is_there(const ImapServer& server) {
  if (!server.is_there()) MESSAGE("skipped: no IMAP server can be run here");
  return server.is_there();
}

MailboxState state_of(JobsWorld& world) { return world.db.read([](db::Read& read) { return list_mailboxes(read); }).at(0); }

}  // namespace

TEST_CASE("addresses of mailboxes") {
  const auto parsed = parse_mailbox("imaps://post%40example.org@imap.example.org/Muster%20in");
  REQUIRE(parsed.has_value());
  CHECK(parsed->user == "post@example.org");
  CHECK(parsed->host == "imap.example.org");
  CHECK(parsed->port == 993);
  CHECK(parsed->folder == "Muster in");
  CHECK(parsed->has_tls);
  CHECK_FALSE(parsed->is_here());
  const auto local = parse_mailbox("imap://muster@[::1]:1143");
  REQUIRE(local.has_value());
  CHECK(local->host == "::1");
  CHECK(local->port == 1143);
  CHECK(local->folder == "INBOX");
  CHECK(local->is_here());
  for (const char* wrong : {"", "imaps://", "http://a@b/", "imaps://host/INBOX", "imaps://@host", "imaps://a@/INBOX", "imaps://a@host:0", "imaps://a@host:x", "imaps://a b@host", "imaps://a%0d@host", "imaps://a@ho$st"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_mailbox(wrong).has_value());
  }
}

TEST_CASE("each message of a mailbox is kept once, in order, and marked as seen after that") {
  ImapServer server;
  if (!is_there(server)) return;
  for (int i = 1; i <= 3; ++i) server.deliver(make_message(i), i == 2);
  int more = 3;
  for_each_world([&](JobsWorld& world) {
    const MailboxSettings settings{.url = server.url(), .password = Secret("secret")};
    read_mailbox(world, settings);
    const auto kept = list_kept(world);
    REQUIRE(std::ssize(kept) == more);
    // What somebody read there before is kept too.
    for (int i = 1; i <= more; ++i) CHECK(std::ranges::find(kept, make_message(i)) != kept.end());
    CHECK(server.count_seen() >= more);
    CHECK(world.db.read([](db::Read& read) { return jobs::count_jobs(read, "waiting"); }) == more);  // one for each, to hand it over
    read_mailbox(world, settings);
    CHECK(std::ssize(list_kept(world)) == more);
    server.deliver(make_message(++more));
    read_mailbox(world, settings);
    CHECK(std::ssize(list_kept(world)) == more);
    // The same once more, as a server that delivers twice would.
    server.deliver(make_message(more));
    read_mailbox(world, settings);
    CHECK(std::ssize(list_kept(world)) == more);
    // Other numbers for the same messages.
    server.number_anew();
    read_mailbox(world, settings);
    CHECK(std::ssize(list_kept(world)) == more);
    CHECK(state_of(world).problem.empty());
    CHECK(state_of(world).read_at.has_value());
    CHECK(world.db.read([](db::Read& read) { return jobs::count_jobs(read, "failed"); }) == 0);
  });
}

TEST_CASE("a message that is too long is cut, and the ones behind it come") {
  ImapServer server;
  if (!is_there(server)) return;
  server.deliver(make_message(1) + std::string(kInboundBytesMax, 'x') + "\r\n");
  server.deliver(make_message(2));
  for_each_world([&](JobsWorld& world) {
    read_mailbox(world, {.url = server.url(), .password = Secret("secret")});
    const auto kept = list_kept(world);
    REQUIRE(kept.size() == 2);
    CHECK(kept.front().size() == kInboundBytesMax);
    CHECK(kept.back() == make_message(2));
    CHECK(world.db.read([](db::Read& read) { return find_incoming(read, IncomingId(1)); })->is_cut());
  });
}

TEST_CASE("over TLS the certificate must be trusted; failures are said in plain words and end by themselves") {
  ImapServer server;
  if (!is_there(server)) return;
  server.deliver(make_message(1));
  for_each_world([&](JobsWorld& world) {
    MailboxSettings settings{.url = server.tls_url(), .password = Secret("secret")};
    read_mailbox(world, settings);
    CHECK(list_kept(world).empty());
    CHECK(state_of(world).problem.starts_with("The certificate of the mail server is not trusted: localhost:"));
    CHECK_FALSE(state_of(world).read_at.has_value());
    const auto waiting = world.db.read([](db::Read& read) { return jobs::list_jobs(read, "waiting", 10); });
    REQUIRE(waiting.size() == 1);  // tried again, and staff read why
    CHECK(waiting.front().reason == state_of(world).problem);
    settings.ca_file = server.certificate();
    settings.password = Secret("wrong");
    read_mailbox(world, settings);
    CHECK(state_of(world).problem == "The mail server refuses the name or the password for somebody");
    settings.password = Secret("secret");
    read_mailbox(world, settings);
    CHECK(list_kept(world).size() == 1);
    CHECK(state_of(world).problem.empty());
  });
}

TEST_CASE("a server that is away, or a folder that is not there, loses nothing") {
  for_each_world([&](JobsWorld& world) {
    ImapServer server;
    if (!is_there(server)) return;
    server.deliver(make_message(1));
    const std::string url = server.url();
    read_mailbox(world, {.url = url.substr(0, url.rfind('/')) + "/Nowhere", .password = Secret("secret")});
    CHECK_FALSE(state_of(world).problem.empty());
    read_mailbox(world, {.url = url, .password = Secret("secret")});
    CHECK(list_kept(world).size() == 1);
    server.stop();
    read_mailbox(world, {.url = url, .password = Secret("secret")});
    const auto states = world.db.read([](db::Read& read) { return list_mailboxes(read); });
    CHECK(states.front().problem.starts_with("The mail server does not answer: 127.0.0.1:"));
    CHECK(list_kept(world).size() == 1);
  });
}
