// Mail to many: made when it is sent, claimed some at a time, paused and cancelled as one, and slow domains apart.
#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "platform/mail/outbox.hpp"
#include "platform/mail/pace.hpp"
#include "tests/support/jobs_world.hpp"
#include "tests/support/mail_samples.hpp"
#include "tests/support/smtp_sink.hpp"

using namespace muster;
using namespace muster::mail;
using namespace std::chrono_literals;
using test::add_mail;
using test::count_mails_in;
using test::get_mail;
using test::JobsWorld;
using test::make_settings;
using test::SmtpSink;

namespace {

bool record_one(JobsWorld& world, const Claimed& claimed, const Verdict& verdict) {
  return world.db.write([&](db::Write& write) { return record(write, world.clock.now(), claimed.mail.id, claimed.fence, verdict); });
}

NewMail make_bulk(int number, const std::string& domain = "example.org") {
  const std::string text = std::to_string(number);
  return {.kind = "updates.update",
          .key = "updates:1:" + text,
          .mail_class = Class::bulk,
          .to = Email::parse("person" + text + "@" + domain).value(),
          .content = {.subject = "An update"},
          .source = "test",
          .source_values = text,
          .group = "updates:1"};
}

Makers make_makers() {
  return {{"test", [](db::Read&, const MailRow& mail) -> std::optional<Made> {
             if (mail.source_values == "13") return std::nullopt;
             return Made{.content = {"Update for " + mail.source_values, "Text " + mail.source_values + "\n", ""},
                         .list = {.id = "updates.en.example.org"},
                         .reply_to = Email::parse("r+" + mail.source_values + "@example.org").value()};
           }}};
}

GroupCounts count(JobsWorld& world) {
  return world.db.read([](db::Read& read) { return count_group(read, "updates:1"); });
}

}  // namespace

TEST_CASE("the words of a mail to many are made when it is sent, and one that is not wanted any more is suppressed") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    const std::size_t before = sink.list_messages().size();
    std::vector<MailId> ids;
    for (int number = 1; number <= 45; ++number) ids.push_back(add_mail(world, make_bulk(number)));
    CHECK(get_mail(world, ids[0]).text.empty());
    CHECK(Sender(world.context(), make_settings(sink.smarthost()), make_makers()).run_due() == 45);
    CHECK(get_mail(world, ids[12]).state == "suppressed");
    const GroupCounts counts = count(world);
    CHECK(counts.sent == 44);
    CHECK(counts.suppressed == 1);
    CHECK(counts.waiting + counts.failed == 0);
    const auto messages = sink.list_messages();
    REQUIRE(messages.size() == before + 44);
    std::set<std::string> subjects;
    for (std::size_t at = before; at < messages.size(); ++at) {
      subjects.insert(messages[at].subject);
      CHECK(messages[at].raw.find("List-Id: <updates.en.example.org>") != std::string::npos);
      CHECK(messages[at].raw.find("Reply-To: r+") != std::string::npos);
      CHECK(messages[at].to.front() == "person" + messages[at].subject.substr(std::string_view("Update for ").size()) + "@example.org");
    }
    CHECK(subjects.size() == 44);
  });
}

TEST_CASE("a mail that nobody can make fails alone, and those that were claimed with it are sent") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    NewMail bad = make_bulk(1);
    bad.source = "nobody";
    const MailId first = add_mail(world, bad);
    for (int number = 2; number <= 5; ++number) add_mail(world, make_bulk(number));
    CHECK(Sender(world.context(), make_settings(sink.smarthost()), make_makers()).run_due() == 5);
    CHECK(get_mail(world, first).state == "failed");
    CHECK(count(world).sent == 4);
    CHECK(count_mails_in(world, "sending") == 0);
  });
}

TEST_CASE("a connection claims some of bulk and gives back what it does not send") {
  test::for_each_jobs_world([](JobsWorld& world) {
    for (int number = 1; number <= 25; ++number) add_mail(world, make_bulk(number));
    jobs::Context context = world.context();
    const Settings settings = make_settings("127.0.0.1:1");
    const Claim claimed = claim(context, settings, Lane::all);
    REQUIRE(claimed.mails.size() == 20);
    const MailId last = claimed.mails.back().mail.id;
    CHECK(get_mail(world, last).state == "sending");
    release(context, std::span(claimed.mails).subspan(1));
    CHECK(get_mail(world, last).state == "queued");
    CHECK(get_mail(world, last).attempts == 0);
    CHECK(count_mails_in(world, "sending") == 1);
    CHECK(claim(context, settings, Lane::all).mails.size() == 20);
    CHECK(claim(context, settings, Lane::without_bulk).found_nothing());
  });
}

TEST_CASE("a group is paused, resumed and cancelled as one, and others go on") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    for (int number = 1; number <= 3; ++number) add_mail(world, make_bulk(number));
    add_mail(world, test::make_mail("notice"));
    const auto run = [&] { return Sender(world.context(), make_settings(sink.smarthost()), make_makers()).run_due(); };
    world.db.write([](db::Write& write) { pause_group(write, "updates:1"); });
    CHECK(run() == 1);
    CHECK(count(world).waiting == 3);
    world.clock.advance(std::chrono::days{400});
    CHECK(run() == 0);
    world.db.write([&](db::Write& write) { resume_group(write, world.clock, "updates:1"); });
    jobs::Context context = world.context();
    CHECK(claim(context, make_settings("127.0.0.1:1"), Lane::all).mails.size() == 3);
    world.clock.advance(20min);  // its sender has died
    world.db.write([&](db::Write& write) { cancel_group(write, world.clock, "updates:1"); });
    CHECK(count(world).waiting == 3);  // somebody may be sending these
    CHECK(run() == 3);
    add_mail(world, make_bulk(4));
    world.db.write([&](db::Write& write) { cancel_group(write, world.clock, "updates:1"); });
    CHECK(run() == 0);
    CHECK(count(world).suppressed == 1);
  });
}

TEST_CASE("what comes back to a paused group waits with it: given back by a connection, refused for the moment, or of a dead sender") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    sink.set_rules(R"({"rcpt": {"*": "451 4.7.1 later"}})");
    const auto run = [&] { return Sender(world.context(), make_settings(sink.smarthost()), make_makers()).run_due(); };
    for (int number = 1; number <= 3; ++number) add_mail(world, make_bulk(number));
    jobs::Context context = world.context();
    const Claim claimed = claim(context, make_settings(sink.smarthost()), Lane::all);
    REQUIRE(claimed.mails.size() == 3);
    world.db.write([](db::Write& write) { pause_group(write, "updates:1"); });
    release(context, std::span(claimed.mails).first(1));                                                                         // not tried
    record_one(world, claimed.mails[1], {"queued", "451 4.7.1 later", world.clock.now() + std::chrono::minutes(5), 1});  // refused for the moment
    // The third is held by a sender that dies.
    sink.set_rules("{}");
    const auto before = sink.list_messages().size();
    CHECK(run() == 0);
    world.clock.advance(std::chrono::hours(2));
    add_mail(world, make_bulk(4));  // queued by somebody who did not see the pause
    CHECK(run() == 0);
    world.clock.advance(std::chrono::days{2});
    CHECK(run() == 0);
    CHECK(sink.list_messages().size() == before);
    CHECK(count(world).waiting == 4);
    CHECK(count_mails_in(world, "sending") == 0);
    // Other groups go on meanwhile.
    NewMail other = make_bulk(5);
    other.group = "updates:2";
    add_mail(world, other);
    CHECK(run() == 1);
    world.db.write([&](db::Write& write) { resume_group(write, world.clock, "updates:1"); });
    CHECK(run() == 4);
    CHECK(count(world).sent == 4);
    CHECK(world.db.read([&](db::Read& read) { return count_group_sent_since(read, "updates:1", world.clock.now()); }) == 4);
    CHECK(world.db.read([&](db::Read& read) { return count_group_sent_since(read, "updates:1", world.clock.now() + std::chrono::seconds(1)); }) == 0);
    // A cancelled one leaves no pause behind.
    world.db.write([](db::Write& write) { pause_group(write, "updates:1"); });
    world.db.write([&](db::Write& write) { cancel_group(write, world.clock, "updates:1"); });
    CHECK(world.db.read([](db::Read& read) { return read.count(db::Statement{"test.switches", "SELECT COUNT(*) AS count FROM mail_switch", {}}); }) == 0);
  });
}

TEST_CASE("a slow domain delays nobody else") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    sink.set_rules(R"({"slow": {"slow.example": 1.2}})");
    for (int number = 1; number <= 40; ++number) add_mail(world, make_bulk(number + 100, "slow.example"));  // first in the queue
    for (int number = 1; number <= 60; ++number) add_mail(world, make_bulk(number + 200, "quick.example"));
    Settings settings = make_settings(sink.smarthost());
    settings.connections = 3;  // two take bulk
    Sender sender(world.context(), settings, make_makers());
    const auto start = std::chrono::steady_clock::now();
    sender.start();
    const auto count_to = [&](std::string_view domain) {
      std::int64_t sent = 0;
      for (const MailRow& mail : world.db.read([](db::Read& read) { return list_mails(read, {.state = "sent", .limit = 200}); })) sent += mail.domain == domain;
      return sent;
    };
    while (count_to("quick.example") < 60 && std::chrono::steady_clock::now() - start < 60s) std::this_thread::sleep_for(20ms);
    CHECK(count_to("quick.example") == 60);
    CHECK(count_to("slow.example") < 30);  // one after the other they take 48 s
    sender.stop();
    CHECK(count_mails_in(world, "sending") == 0);  // what was claimed and not tried went back
    world.db.write([&](db::Write& write) { cancel_group(write, world.clock, "updates:1"); });
    // The domain belonged to a connection that is gone.
    add_mail(world, make_bulk(500, "slow.example"));
    CHECK(sender.run_due() == 1);
  });
}

TEST_CASE("what is claimed together with a mail to a slow domain goes before it") {
  SmtpSink sink;
  test::for_each_jobs_world([&](JobsWorld& world) {
    sink.set_rules(R"({"slow": {"slow.example": 1.2}})");
    const std::size_t before = sink.list_messages().size();
    Sender sender(world.context(), make_settings(sink.smarthost()), make_makers());
    add_mail(world, make_bulk(1, "slow.example"));
    CHECK(sender.run_due() == 1);  // now it is known
    add_mail(world, make_bulk(2, "slow.example"));
    for (int number = 3; number <= 5; ++number) add_mail(world, make_bulk(number, "quick.example"));
    CHECK(sender.run_due() == 4);
    const auto messages = sink.list_messages();
    REQUIRE(messages.size() == before + 5);
    CHECK(messages.back().to == std::vector<std::string>{"person2@slow.example"});
  });
}
