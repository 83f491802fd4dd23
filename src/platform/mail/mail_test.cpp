// The queue and its switches, with smarthost "log": what is claimed when, and what becomes of it.
#include "platform/mail/mail.hpp"

#include <doctest/doctest.h>

#include "platform/mail/outbox.hpp"
#include "tests/support/jobs_world.hpp"
#include "tests/support/mail_samples.hpp"

using namespace muster;
using namespace muster::mail;
using namespace std::chrono_literals;
using test::add_mail;
using test::count_mails_in;
using test::get_mail;
using test::JobsWorld;
using test::make_mail;
using test::make_settings;

namespace {

bool record_one(JobsWorld& world, const Claimed& claimed, const Verdict& verdict) {
  return world.db.write([&](db::Write& write) { return record(write, world.clock.now(), claimed.mail.id, claimed.fence, verdict); });
}

std::vector<std::string> list_sent_keys(JobsWorld& world, Lane lane) {
  std::vector<std::string> subjects;
  jobs::Context context = world.context();
  Settings settings = make_settings("127.0.0.1:1");
  while (true) {
    const Claim taken = claim(context, settings, lane);
    if (taken.mails.empty()) return subjects;
    for (const Claimed& each : taken.mails) {
      subjects.push_back(each.mail.subject);
      record_one(world, each, {"sent", "250", world.clock.now(), 0});
    }
  }
}

void set_hold(JobsWorld& world, bool held) {
  world.db.write([&](db::Write& write) { hold(write, world.clock, held); });
}

}  // namespace

TEST_CASE("a mail is queued once for its key, and logged once") {
  test::for_each_jobs_world([](JobsWorld& world) {
    NewMail mail = make_mail("reports.reminder:142:1");
    const MailId id = add_mail(world, mail);
    mail.content.subject = "Another";
    CHECK(add_mail(world, mail) == id);

    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    CHECK(sender.run_due() == 0);
    CHECK(add_mail(world, mail) == id);  // also when it was sent long ago
    CHECK(sender.run_due() == 0);

    const MailRow row = get_mail(world, id);
    CHECK(row.state == "sent");
    CHECK(row.reason == "log");
    CHECK(row.subject == "Your report: due 31 January");
    CHECK(row.to == "rep@example.org");
    CHECK(row.kind == "reports.reminder");
    CHECK(row.organisation == OrganisationId(142));
    CHECK(row.person == PersonId(7));
    CHECK(row.finished_at == world.clock.now());
    CHECK(row.attempts == 1);
    CHECK(row.message_id.ends_with("@example.org"));
    CHECK(count_mails_in(world, "") == 1);
  });
}

TEST_CASE("an enqueue that is undone leaves no mail") {
  test::for_each_jobs_world([](JobsWorld& world) {
    CHECK_THROWS_AS(world.db.write([&](db::Write& write) {
      enqueue(write, world.clock, world.random, make_mail("k"));
      throw std::runtime_error("cause undone");
    }), std::runtime_error);
    CHECK(count_mails_in(world, "") == 0);
    CHECK_THROWS_AS(add_mail(world, make_mail("")), std::logic_error);
  });
}

TEST_CASE("nothing goes out before its time, and staff see what is planned") {
  test::for_each_jobs_world([](JobsWorld& world) {
    NewMail tomorrow = make_mail("tomorrow");
    tomorrow.not_before = world.clock.now() + 24h;
    add_mail(world, tomorrow);
    NewMail later = make_mail("later");
    later.not_before = world.clock.now() + std::chrono::days{30};
    add_mail(world, later);
    add_mail(world, make_mail("now"));

    const auto planned = world.db.read([&](db::Read& read) { return list_planned(read, world.clock.now() + 48h); });
    REQUIRE(planned.size() == 2);
    CHECK(planned[1].due_at == world.clock.now() + 24h);
    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    world.clock.advance(-48h);
    CHECK(sender.run_due() == 0);
    world.clock.advance(72h);
    CHECK(sender.run_due() == 1);
    CHECK(count_mails_in(world, "queued") == 1);
  });
}

TEST_CASE("sign-in mail goes first, then notices, then bulk, and one lane is free of bulk") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const auto add = [&](const std::string& key, Class mail_class, Duration age) {
      NewMail mail = make_mail(key);
      mail.mail_class = mail_class;
      mail.content.subject = key;
      mail.not_before = world.clock.now() - age;
      add_mail(world, mail);
    };
    add("bulk-old", Class::bulk, 5h);
    add("bulk", Class::bulk, 4h);
    add("notice", Class::notice, 2h);
    add("notice-old", Class::notice, 3h);
    add("sign-in", Class::sign_in, 0s);
    CHECK(list_sent_keys(world, Lane::without_bulk) == std::vector<std::string>{"sign-in", "notice-old", "notice"});
    CHECK(list_sent_keys(world, Lane::all) == std::vector<std::string>{"bulk-old", "bulk"});
  });
}

TEST_CASE("the switch holds everything but sign-in mail, and lets it go again") {
  test::for_each_jobs_world([](JobsWorld& world) {
    CHECK_FALSE(world.db.read([](db::Read& read) { return is_held(read); }));
    add_mail(world, make_mail("before"));
    set_hold(world, true);
    CHECK(world.db.read([](db::Read& read) { return is_held(read); }));
    NewMail bulk = make_mail("bulk");
    bulk.mail_class = Class::bulk;
    add_mail(world, bulk);
    NewMail sign_in = make_mail("sign-in");
    sign_in.mail_class = Class::sign_in;
    add_mail(world, sign_in);
    CHECK(count_mails_in(world, "held") == 2);

    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    CHECK(get_mail(world, MailId(3)).state == "sent");
    set_hold(world, true);
    CHECK(sender.run_due() == 0);
    set_hold(world, false);
    CHECK(sender.run_due() == 2);
    CHECK(count_mails_in(world, "sent") == 3);
  });
}

TEST_CASE("a mail queued while staff turn the switch is neither sent nor left behind") {
  constexpr db::Statement kSetState{"test.set_state", "UPDATE mail SET state = :state", ""};
  test::for_each_jobs_world([&](JobsWorld& world) {
    const auto set_state = [&](std::string_view state) {
      world.db.write([&](db::Write& write) { write.execute(kSetState, {{"state", state}}); });
    };
    Sender sender(world.context(), make_settings("log"));
    add_mail(world, make_mail("k"));
    set_hold(world, true);
    set_state("queued");  // its transaction saw the switch off
    CHECK(sender.run_due() == 0);
    CHECK(count_mails_in(world, "held") == 1);
    set_hold(world, false);
    set_state("held");  // its transaction saw the switch on
    CHECK(sender.run_due() == 1);
  });
}

TEST_CASE("a suppressed address gets no mail, also not what was queued before") {
  test::for_each_jobs_world([](JobsWorld& world) {
    NewMail mail = make_mail("k");
    mail.to = *Email::parse("Rep@ПРИМЕР.example.org");
    const MailId id = add_mail(world, mail);
    const Email same = *Email::parse("Rep@xn--e1afmkfd.example.org");
    world.db.write([&](db::Write& write) {
      suppress(write, world.clock, same, "bounced");
      suppress(write, world.clock, same, "550 5.1.1 no such user");
    });
    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    CHECK(get_mail(world, id).state == "suppressed");
    CHECK(get_mail(world, id).reason == "550 5.1.1 no such user");
    CHECK(get_mail(world, id).attempts == 0);

    CHECK(world.db.write([&](db::Write& write) { return unsuppress(write, same); }));
    CHECK_FALSE(world.db.write([&](db::Write& write) { return unsuppress(write, same); }));
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_suppression(read, same); }));
    mail.key = "k2";
    add_mail(world, mail);
    CHECK(sender.run_due() == 1);
    CHECK(count_mails_in(world, "sent") == 1);
  });
}

TEST_CASE("a code to sign in goes to a suppressed address too: else nobody could come in and put it right") {
  test::for_each_jobs_world([](JobsWorld& world) {
    NewMail mail = make_mail("k");
    mail.mail_class = Class::sign_in;
    const MailId id = add_mail(world, mail);
    world.db.write([&](db::Write& write) { suppress(write, world.clock, mail.to, "bounced"); });
    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    CHECK(get_mail(world, id).state == "sent");
  });
}

TEST_CASE("a lease brings back what a dead sender held, and a late record changes nothing") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const MailId id = add_mail(world, make_mail("k"));
    jobs::Context context = world.context();
    const Settings settings = make_settings("127.0.0.1:1");
    const Claim first = claim(context, settings, Lane::all);
    REQUIRE(first.mails.size() == 1);
    CHECK(get_mail(world, id).state == "sending");
    CHECK(claim(context, settings, Lane::all).found_nothing());
    world.clock.advance(20min);
    const Claim second = claim(context, settings, Lane::all);
    REQUIRE(second.mails.size() == 1);
    CHECK(second.mails.front().mail.message_id == first.mails.front().mail.message_id);
    CHECK(format_message(second.mails.front().mail, settings) == format_message(first.mails.front().mail, settings));
    CHECK_FALSE(record_one(world, first.mails.front(), {"failed", "late", world.clock.now(), 0}));
    CHECK(record_one(world, second.mails.front(), {"sent", "250 OK", world.clock.now(), 0}));
    CHECK_FALSE(record_one(world, second.mails.front(), {"failed", "again", world.clock.now(), 0}));
    CHECK(get_mail(world, id).state == "sent");
    CHECK(get_mail(world, id).attempts == 2);
  });
}

TEST_CASE("F10: a clock that jumps while a mail is being sent sends it no second time from this process") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const MailId id = add_mail(world, make_mail("k"));
    jobs::Context context = world.context();
    const Settings settings = make_settings("127.0.0.1:1");
    const Claim first = claim(context, settings, Lane::all);
    REQUIRE(first.mails.size() == 1);
    OwnSends own;
    own.begin(first.mails.front(), std::chrono::steady_clock::now());
    world.clock.advance(24h);
    CHECK(claim(context, settings, Lane::all, &own).found_nothing());
    own.end(id, first.mails.front().fence + 1);  // a late end of another claim
    world.clock.advance(24h);
    CHECK(claim(context, settings, Lane::all, &own).found_nothing());
    // Overdue by the monotonic clock as well: another sender has it by now, or may.
    own.begin(first.mails.front(), std::chrono::steady_clock::now() - 21min);
    world.clock.advance(24h);
    CHECK(claim(context, settings, Lane::all, &own).mails.size() == 1);
    CHECK_FALSE(record_one(world, first.mails.front(), {"sent", "250 OK", world.clock.now(), 0}));
    CHECK(get_mail(world, id).attempts == 2);
  });
}

TEST_CASE("staff try a failed mail again, and only a failed one") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const MailId id = add_mail(world, make_mail("k"));
    const auto retry = [&] { return world.db.write([&](db::Write& write) { return retry_mail(write, world.clock, id); }); };
    CHECK_FALSE(retry());
    jobs::Context context = world.context();
    const Claim taken = claim(context, make_settings("127.0.0.1:1"), Lane::all);
    record_one(world, taken.mails.front(), {"failed", "550 no", world.clock.now(), 0});
    const std::string message_id = get_mail(world, id).message_id;
    CHECK(retry());
    CHECK_FALSE(retry());
    Sender sender(world.context(), make_settings("log"));
    CHECK(sender.run_due() == 1);
    CHECK(get_mail(world, id).state == "sent");
    CHECK(get_mail(world, id).message_id == message_id);
  });
}

TEST_CASE("staff lists: newest first, by state, organisation and person") {
  test::for_each_jobs_world([](JobsWorld& world) {
    for (int i = 1; i <= 9; ++i) {
      NewMail mail = make_mail("k" + std::to_string(i));
      mail.organisation = OrganisationId(i % 3 + 1);
      mail.person = i % 2 == 0 ? PersonId(2) : PersonId{};
      add_mail(world, mail);
    }
    const auto list = [&](const Filter& filter) {
      std::vector<std::int64_t> ids;
      for (const MailRow& row : world.db.read([&](db::Read& read) { return list_mails(read, filter); })) ids.push_back(row.id.value());
      return ids;
    };
    CHECK(list({.limit = 3}) == std::vector<std::int64_t>{9, 8, 7});
    CHECK(list({.limit = 3, .before = MailId(7)}) == std::vector<std::int64_t>{6, 5, 4});
    CHECK(list({.state = "queued", .before = MailId(3)}) == std::vector<std::int64_t>{2, 1});
    CHECK(list({.state = "failed"}).empty());
    CHECK(list({.organisation = OrganisationId(1)}) == std::vector<std::int64_t>{9, 6, 3});
    CHECK(list({.person = PersonId(2)}) == std::vector<std::int64_t>{8, 6, 4, 2});
    CHECK(list({.state = "queued", .organisation = OrganisationId(1), .person = PersonId(2)}) == std::vector<std::int64_t>{6});
    CHECK_FALSE(world.db.read([](db::Read& read) { return find_mail(read, MailId(99)); }));
  });
}

TEST_CASE("what reaches a header is stored clean") {
  test::for_each_jobs_world([](JobsWorld& world) {
    NewMail mail = make_mail("k");
    mail.to_name = "Amal\r\nBcc: x@example.org";
    mail.content.subject = "Report\n\u2028due\u202E";
    const MailRow row = get_mail(world, add_mail(world, mail));
    CHECK(row.to_name == "Amal Bcc: x@example.org");
    CHECK(row.subject == "Report due");
  });
}
