// From a message that came in to an address that gets no mail any more: what counts, what does not, who is told.
#include "features/bounces/take_job.hpp"

#include "features/audit/audit.hpp"
#include "features/bounces/bounce_world_test.hpp"

using namespace muster;
using namespace muster::bounces;
using namespace std::chrono_literals;

namespace {

using Days = std::chrono::days;

}  // namespace

TEST_CASE("no such mailbox stops the address at once, tells the colleagues once, and opens a task") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.bounce(world.amina);
    CHECK(world.is_stopped("amina@kenya.example"));
    const auto events = world.events();
    REQUIRE(events.size() == 1);
    CHECK(events.front().verdict == Verdict::counted);
    CHECK(events.front().is_unknown);
    CHECK(events.front().mail == mail);
    CHECK(events.front().person == world.amina);
    CHECK(events.front().organisation == world.kenya);
    // Brian hears of it, Amina does not, and no word of the message is in it.
    const auto told = world.told();
    REQUIRE(told.size() == 1);
    CHECK(told.front().to == "brian@kenya.example");
    CHECK(told.front().text.find("Amina") != std::string::npos);
    CHECK(told.front().text.find("User unknown") == std::string::npos);
    CHECK(told.front().text.find("amina@kenya.example") == std::string::npos);
    world.read([&](db::Read& read) {
      const auto tasks = list_tasks_of_organisation(read, world.kenya, world.clock.today());
      REQUIRE(tasks.size() == 1);
      CHECK(tasks.front().person == world.amina);
      CHECK(tasks.front().cause == Cause::unknown);
      CHECK_FALSE(tasks.front().is_last);
      CHECK(count_tasks(read, world.clock.today()) == 1);
      CHECK(list_tasks_of_organisation(read, world.egypt, world.clock.today()).empty());
      CHECK(people::get_person(read, world.amina).addresses.front().is_failing);
    });
    // Another bounce of the same address tells nobody anew.
    world.bounce(world.amina);
    CHECK(world.events().size() == 2);
    CHECK(world.told().size() == 1);
  });
}

TEST_CASE("a message that is repeated, or handed over twice, counts once") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.send(world.amina);
    const std::string report = BounceWorld::make_report(world.path_of(mail), "amina@kenya.example", "5.2.1", "failed", "550 disabled");
    world.receive(report, world.path_of(mail));
    world.receive(report, world.path_of(mail));
    CHECK(world.events().size() == 1);
  });
}

TEST_CASE("other failures for good stop the second time, a week later") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina, "5.2.1", "550 5.2.1 The account is disabled");
    world.wait(Days(3));
    world.bounce(world.amina, "5.2.1", "550 5.2.1 The account is disabled");
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    world.wait(Days(4));
    world.bounce(world.amina, "5.2.1", "550 5.2.1 The account is disabled");
    CHECK(world.is_stopped("amina@kenya.example"));
  });
}

TEST_CASE("failures for now stop the fifth time after fifteen days, unless a mail went well in between") {
  for_each_bounce_world([](BounceWorld& world) {
    const auto fail = [&](PersonId person) { world.bounce(person, "4.2.2", "452 4.2.2 Mailbox full"); };
    for (int i = 0; i < 5; ++i) {
      CHECK_FALSE(world.is_stopped("amina@kenya.example"));
      fail(world.amina);
      fail(world.brian);
      world.wait(Days(2));
      if (i == 2) {
        world.send(world.brian);  // nothing comes back of this one
        world.wait(Days(8));
      }
    }
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(world.is_stopped("brian@kenya.example"));
    CHECK(world.read([&](db::Read& read) { return list_failures(read, "brian@kenya.example", world.clock.now()).size(); }) == 2);
  });
}

TEST_CASE("a mail that was sent a moment ago has not gone well yet") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina, "5.2.1", "550 5.2.1 The account is disabled");
    world.wait(Days(6));
    world.send(world.amina);
    world.wait(Days(4));
    world.bounce(world.amina, "5.2.1", "550 5.2.1 The account is disabled");
    CHECK(world.is_stopped("amina@kenya.example"));
  });
}

TEST_CASE("a complaint stops at once, and colleagues are not told") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.send(world.amina);
    world.receive(BounceWorld::make_complaint(world.path_of(mail)), "office@example.org");
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK(world.told().empty());
    CHECK_FALSE(world.read([&](db::Read& read) { return people::get_person(read, world.amina).addresses.front().is_failing; }));
    CHECK(world.read([&](db::Read& read) { return list_tasks(read, world.clock.today()).front().cause; }) == Cause::complaint);
  });
}

TEST_CASE("a forged or unproved bounce changes nothing and is shown") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.send(world.amina);
    std::string wrong = world.path_of(mail);
    wrong[wrong.find('.') + 1] = wrong[wrong.find('.') + 1] == 'a' ? 'b' : 'a';
    world.receive(BounceWorld::make_report(wrong, "amina@kenya.example", "5.1.1"), wrong);
    world.receive(BounceWorld::make_report("programme@example.org", "amina@kenya.example", "5.1.1"), "programme@example.org");
    world.receive(BounceWorld::make_complaint("b+1.aaaaaaaaaaaaaaaa@example.org"));
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    const auto events = world.events();
    CHECK(events.size() == 3);
    for (const Event& event : events) {
      CHECK(event.verdict == Verdict::unproved);
      CHECK(event.address_key.empty());
      CHECK_FALSE(event.person);
    }
  });
}

TEST_CASE("what says nothing against the address changes nothing: delays, notices, other addresses, replies' paths") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina, "4.4.1", "451 4.4.1 still trying", "delayed");
    const MailId mail = world.send(world.amina);
    // A colleague behind a list failed.
    world.receive(BounceWorld::make_report(world.path_of(mail), "somebody@elsewhere.example", "5.1.1"), world.path_of(mail));
    // A machine that answers the address for replies proves the mail, and is no bounce by the rules.
    const std::string reply = world.path_of(mail, mail::ReturnPath::Kind::reply);
    world.receive(BounceWorld::make_report(reply, "amina@kenya.example", "5.1.1", "failed", "550 other"), reply);
    world.receive("Return-Path: <>\nFrom: amina@kenya.example\nTo: " + world.path_of(mail) + "\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nI am away.\n", world.path_of(mail));
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    std::vector<Verdict> verdicts;
    for (const Event& event : world.events()) verdicts.push_back(event.verdict);
    CHECK(verdicts == std::vector{Verdict::noted, Verdict::noted, Verdict::elsewhere, Verdict::noted});
  });
}

TEST_CASE("what people write is left to other rooms") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.send(world.amina);
    for (const auto kind : {mail::ReturnPath::Kind::bounce, mail::ReturnPath::Kind::reply}) {
      world.receive("From: Amina <amina@kenya.example>\nTo: " + world.path_of(mail, kind) + "\nSubject: Re: Your report\n\nMail to me is undeliverable, user unknown, 550 5.1.1.\n", world.path_of(mail, kind));
    }
    CHECK(world.events().empty());
    CHECK(world.read([](db::Read& read) { return mail::count_left(read); }) == 2);
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
  });
}

TEST_CASE("a refusal while a mail is sent counts as a bounce does, and once") {
  for_each_bounce_world([](BounceWorld& world) {
    const MailId mail = world.send(world.amina, "failed", "550 5.1.1 <amina@kenya.example>: Recipient address rejected: User unknown");
    world.send(world.brian, "failed", "554 5.7.1 Relay access denied");
    world.read_refused();
    world.read_refused();
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(world.is_stopped("brian@kenya.example"));
    const auto events = world.events();
    REQUIRE(events.size() == 2);
    CHECK(std::ranges::count(events, Verdict::counted, &Event::verdict) == 1);
    CHECK(std::ranges::find(events, mail, &Event::mail)->is_unknown);
    CHECK(world.told().size() == 1);
  });
}

TEST_CASE("a mistake of ours that every server refuses stops nobody, however long it lasts") {
  for_each_bounce_world([](BounceWorld& world) {
    for (int day = 0; day < 30; day += 3) {
      world.send(world.amina, "failed", "554 5.7.1 Relay access denied");
      world.send(world.brian, "failed", "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy");
      world.read_refused();
      world.wait(Days(3));
    }
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(world.is_stopped("brian@kenya.example"));
  });
}

TEST_CASE("a task ends when the address is changed, and when it is put back; then failures count anew") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina);
    world.bounce(world.brian);
    const auto tasks = [&] { return world.read([&](db::Read& read) { return list_tasks(read, world.clock.today()); }); };
    CHECK(tasks().size() == 2);
    CHECK(tasks().front().is_last);
    world.write([&](db::Write& write) { people::add_address(write, world.by(), world.amina, Email::parse("amina@new.example").value(), true).value(); });
    REQUIRE(tasks().size() == 1);
    CHECK(tasks().front().person == world.brian);
    CHECK_FALSE(tasks().front().is_last);
    const AddressId id = world.address_id("brian@kenya.example");
    const By by{world.clock, world.random, world.staff};
    CHECK(world.write([&](db::Write& write) { return put_back(write, by, id, "The mailbox works again"); }));
    CHECK_FALSE(world.write([&](db::Write& write) { return put_back(write, by, id, "Once more"); }));
    CHECK(tasks().empty());
    CHECK_FALSE(world.is_stopped("brian@kenya.example"));
    world.read([&](db::Read& read) {
      const auto entries = audit::list_entries(read, {.action = "bounces.put_back"});
      REQUIRE(entries.size() == 1);
      CHECK(entries.front().reason == "The mailbox works again");
      CHECK(entries.front().actor_person == world.staff.person);
      CHECK(audit::list_entries(read, {.action = "bounces.stop_address"}).size() == 2);
    });
    world.wait(Days(1));
    world.bounce(world.brian, "5.2.1", "550 5.2.1 disabled");
    CHECK_FALSE(world.is_stopped("brian@kenya.example"));
    world.bounce(world.brian);
    CHECK(world.is_stopped("brian@kenya.example"));
    CHECK(tasks().size() == 1);
  });
}

TEST_CASE("somebody who is forgotten leaves no address and no message") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina);
    const auto incoming = world.events().front().incoming;
    world.write([&](db::Write& write) {
      forget_person(write, world.amina);
      forget_address(write, "amina@kenya.example");
    });
    const Event event = world.events().front();
    CHECK(event.address.empty());
    CHECK(event.words.empty());
    CHECK_FALSE(event.person);
    CHECK(world.read([&](db::Read& read) { return mail::find_incoming(read, incoming)->bytes; }).empty());
    CHECK_FALSE(world.read([](db::Read& read) { return find_address_by_key(read, "amina@kenya.example"); }).has_value());
  });
}

TEST_CASE("what is old becomes sums") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina);
    world.bounce(world.brian, "4.2.2", "452 4.2.2 Mailbox full");
    world.wait(Days(400));
    world.bounce(world.brian, "4.2.2", "452 4.2.2 Mailbox full");
    const Instant before = world.clock.now() - std::chrono::days(395);
    CHECK(world.read([&](db::Read& read) { return count_events_before(read, before); }) == 2);
    CHECK(world.write([&](db::Write& write) { return sum_events_before(write, before, 1); }) == 1);
    CHECK(world.write([&](db::Write& write) { return sum_events_before(write, before, 10); }) == 1);
    CHECK(world.events().size() == 1);
    static const db::Statement kSum{"test.sum", "SELECT SUM(count) AS count FROM bounce_month WHERE month = '2026-11'", ""};
    CHECK(world.read([](db::Read& read) { return read.count(kSum); }) == 2);
    CHECK(world.is_stopped("amina@kenya.example"));  // what follows from it stays
  });
}
