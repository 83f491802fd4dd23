// Rows of issues on both engines: every step from draft to sent, audiences, notes, and what the archive shows.
#include <algorithm>

#include "features/updates/address_store.hpp"
#include "features/updates/archive_store.hpp"
#include "features/updates/audience_store.hpp"
#include "features/updates/kit_store.hpp"
#include "features/updates/update_world_test.hpp"
#include "features/updates/updates.hpp"

using namespace muster;
using namespace muster::updates;

namespace {

std::vector<std::string> list_lines(const std::vector<Recipient>& recipients) {
  std::vector<std::string> lines;
  for (const Recipient& one : recipients) lines.push_back(one.address + " " + std::string(locale_tag(one.locale)) + " " + std::string(copy_name(one.copy)));
  std::ranges::sort(lines);
  return lines;
}

std::vector<std::string> list_sendable(UpdateWorld& world, IssueId id) {
  return world.read([&](db::Read& read) { return list_lines(list_recipients(read, update_programme(), id, world.clock.today())); });
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("S42: draft, ready, approved by a second person, scheduled, sending, sent") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    CHECK(world.issue(id).state == State::draft);
    world.write([&](db::Write& write) {
      CHECK_FALSE(approve(write, world.by(world.omar), update_programme(), id, ""));
      CHECK(mark_ready(write, world.by(world.maria), id));
      CHECK_FALSE(approve(write, world.by(world.maria), update_programme(), id, ""));
      CHECK_FALSE(schedule(write, world.by(world.omar), update_programme(), id, {}, ""));
      CHECK(approve(write, world.by(world.omar), update_programme(), id, ""));
      CHECK_FALSE(schedule(write, world.by(world.omar), update_programme(), id, world.clock.now(), "").has_value());
      CHECK(schedule(write, world.by(world.omar), update_programme(), id, world.clock.now() + std::chrono::hours(24), ""));
    });
    world.run_jobs();
    CHECK(world.issue(id).state == State::scheduled);
    CHECK(world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public(read, Locale::en, 0, 10); }).empty());
    world.clock.advance(std::chrono::hours(25));
    world.run_jobs();
    CHECK(world.issue(id).state == State::sending);
    world.write([&](db::Write& write) {
      CHECK(pause(write, world.by(world.maria), id));
      CHECK_FALSE(begin_sending(write, world.by(), id));
      CHECK(resume(write, world.by(world.maria), id));
      CHECK(begin_sending(write, world.by(), id));
      finish_sending(write, world.by(), id);
      CHECK_FALSE(cancel(write, world.by(world.maria), id));
    });
    CHECK(world.issue(id).state == State::sent);
    CHECK(world.issue(id).sent_at);
  });
}

TEST_CASE("an edit after approval makes it a draft again; a plan that was taken back sends nothing") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto plan = [&] {
      world.write([&](db::Write& write) {
        mark_ready(write, world.by(world.maria), id).value();
        approve(write, world.by(world.omar), update_programme(), id, "").value();
        schedule(write, world.by(world.omar), update_programme(), id, world.clock.now() + std::chrono::hours(2), "").value();
      });
    };
    plan();
    CHECK(world.put(id, Locale::en, "Other words", "Other words"));
    CHECK(world.issue(id).state == State::draft);
    CHECK_FALSE(world.issue(id).approved_by);
    world.clock.advance(std::chrono::hours(3));
    world.run_jobs();
    CHECK(world.issue(id).state == State::draft);
    CHECK(world.mark(id, Locale::en, world.maria));
    plan();
    // A language that is not ready changes nothing that was approved; one that was, does.
    CHECK(world.put(id, Locale::fr, "Titre", "Texte"));
    CHECK(world.issue(id).state == State::scheduled);
    CHECK_FALSE(world.mark(id, Locale::fr, world.maria));  // who wrote it
    CHECK(world.mark(id, Locale::fr, world.omar));
    CHECK(world.put(id, Locale::fr, "Titre", "Autre texte"));
    CHECK(world.issue(id).state == State::draft);
    CHECK(world.mark(id, Locale::fr, world.maria));
    plan();
    world.write([&](db::Write& write) { CHECK(unschedule(write, world.by(world.omar), id)); });
    CHECK(world.issue(id).state == State::approved);
    world.clock.advance(std::chrono::hours(3));
    world.run_jobs();
    CHECK(world.issue(id).state == State::approved);
  });
}

TEST_CASE("two who write the same text: the second is told, and nothing is lost") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const std::int64_t seen = world.read([&](db::Read& read) { return find_version(read, id, Locale::en)->revision; });
    const auto save = [&](const std::string& body) {
      return world.write([&](db::Write& write) { return save_version(write, world.by(world.omar), id, {.locale = Locale::en, .subject = "S", .body = body, .social = {}}, seen); });
    };
    CHECK(save("First"));
    const auto second = save("Second");
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == Problem::Kind::conflict);
    CHECK(world.read([&](db::Read& read) { return find_version(read, id, Locale::en)->body; }) == "First");
    const std::int64_t version = world.issue(id).version;
    world.write([&](db::Write& write) {
      CHECK(save_target(write, world.by(world.maria), id, {.regions = {"AF"}, .topics = {}, .languages = {}, .kinds = {}}, version));
      CHECK_FALSE(save_target(write, world.by(world.omar), id, {.regions = {"EU"}, .topics = {}, .languages = {}, .kinds = {}}, version));
      CHECK_FALSE(save_basics(write, world.by(world.omar), id, {.title = "T"}, version));
    });
  });
}

TEST_CASE("S46: a language that is out of date is not sent, and follows when it is ready") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    CHECK(world.put(id, Locale::ar, "أخبار", "نص"));
    CHECK(world.mark(id, Locale::ar, world.maria));
    CHECK(world.put(id, Locale::en, "Other", "Other words"));
    CHECK(world.mark(id, Locale::en, world.maria));
    world.send(id);
    // Arabic is out of date, Chinese is missing: they hold up nobody.
    CHECK(list_sendable(world, id) == Lines{"amina@kenya.example en representative", "brian@kenya.example en representative"});
    world.write([&](db::Write& write) { finish_sending(write, world.by(), id); });
    CHECK(world.put(id, Locale::ar, "أخبار", "نص جديد"));
    CHECK(world.issue(id).state == State::sent);
    CHECK(world.mark(id, Locale::ar, world.omar));
    const auto sendable = list_sendable(world, id);
    CHECK(std::ranges::find(sendable, "nour@egypt.example ar representative") != sendable.end());
    const auto jobs = world.read([](db::Read& read) { return jobs::list_jobs(read, "waiting", 10); });
    CHECK(std::ranges::any_of(jobs, [](const auto& job) { return job.kind == kSend; }));
    CHECK(world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public_versions(read, id); }).size() == 2);
    CHECK_FALSE(world.put(id, Locale::ar, "أخبار", "نص آخر"));  // it went out
  });
}

TEST_CASE("S35: an audience of everybody, with who is left out and why") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.write([&](db::Write& write) {
      mail::suppress(write, world.clock, Email::parse("brian@kenya.example").value(), "hard bounce");
      organisations::set_quiet(write, world.by(), world.china, true, "at risk");
    });
    const Counted counted = world.read([&](db::Read& read) { return find_audience(read, update_programme(), *find_issue(read, id), world.clock.today()); });
    CHECK(list_lines(counted.recipients) == Lines{"amina@kenya.example en representative", "nour@egypt.example ar representative"});
    REQUIRE(counted.excluded.size() == 2);
    CHECK(std::ranges::any_of(counted.excluded, [](const Excluded& one) { return one.why == Why::suppressed && one.address == "brian@kenya.example"; }));
    CHECK(std::ranges::any_of(counted.excluded, [&](const Excluded& one) { return one.why == Why::quiet && one.organisation == world.china; }));
  });
}

TEST_CASE("S36, S38: the owner of an address confirms it; another address is asked anew; a waiver ends it") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto give = [&](const std::string& address) {
      world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = address}).value(); });
    };
    const auto gets = [&](const std::string& address) {
      const auto lines = list_sendable(world, id);
      return std::ranges::find(lines, address + " en redistribution") != lines.end();
    };
    give("list@kenya.example");
    CHECK_FALSE(gets("list@kenya.example"));
    const std::string token = world.write([&](db::Write& write) { return ask_address(write, world.by(), world.kenya, "list@kenya.example"); });
    CHECK_FALSE(gets("list@kenya.example"));
    world.write([&](db::Write& write) {
      CHECK(answer_address(write, world.by(), "another", true) == LinkState::unknown);
      CHECK(answer_address(write, world.by(), "", true) == LinkState::unknown);
      CHECK(answer_address(write, world.by(), token, true) == LinkState::open);
    });
    CHECK(gets("list@kenya.example"));
    world.write([&](db::Write& write) { CHECK(answer_address(write, world.by(), token, false) == LinkState::confirmed); });
    CHECK(gets("list@kenya.example"));  // a link works once
    give("other@kenya.example");
    CHECK_FALSE(gets("other@kenya.example"));
    const std::string next = world.write([&](db::Write& write) { return ask_address(write, world.by(), world.kenya, "other@kenya.example"); });
    world.write([&](db::Write& write) {
      CHECK(answer_address(write, world.by(), token, true) == LinkState::unknown);
      CHECK(answer_address(write, world.by(), next, true) == LinkState::open);
    });
    CHECK(gets("other@kenya.example"));
    world.write([&](db::Write& write) { waive(write, world.by(world.maria), world.kenya, "Decided in November"); });
    CHECK_FALSE(gets("other@kenya.example"));
    CHECK(list_sendable(world, id).size() == 2);  // representatives as before
    world.write([&](db::Write& write) { end_waiver(write, world.by(world.maria), world.kenya); });
    CHECK(gets("other@kenya.example"));
  });
}

TEST_CASE("S36: owners are asked by mail, once for each address") {
  in_update_world([](UpdateWorld& world) {
    world.write([&](db::Write& write) {
      organisations::apply_edit(write, world.by(), update_programme(), world.egypt, {.redistribution_address = "list@egypt.example"}).value();
      jobs::enqueue(write, world.clock, {.kind = std::string(kAskAddresses), .key = {}, .values = {}});
    });
    world.run_jobs();
    world.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kAskAddresses), .key = {}, .values = {}}); });
    world.run_jobs();
    const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 20}); });
    REQUIRE(std::ranges::count(mails, std::string(kAskAddresses), &mail::MailRow::kind) == 1);
    const auto& mail = *std::ranges::find(mails, std::string(kAskAddresses), &mail::MailRow::kind);
    CHECK(mail.to == "list@egypt.example");
    CHECK(mail.locale == Locale::ar);
    CHECK(mail.text.find("https://muster.example.org/ar/updates/address/") != std::string::npos);
  });
}

TEST_CASE("S47, S48: a fourth in a month needs a second person's reason, and is listed") {
  in_update_world([](UpdateWorld& world) {
    for (int number = 0; number < 3; ++number) world.send(world.begin("Issue " + std::to_string(number)));
    const IssueId fourth = world.begin("Fourth");
    CHECK(world.read([&](db::Read& read) { return count_rate(list_sending_days(read, fourth), world.clock.today()); }).month == 3);
    world.write([&](db::Write& write) {
      mark_ready(write, world.by(world.maria), fourth).value();
      const auto without = approve(write, world.by(world.omar), update_programme(), fourth, "");
      REQUIRE_FALSE(without);
      CHECK(without.error().field == "reason");
      CHECK(list_exceptions(write).empty());
      CHECK(approve(write, world.by(world.omar), update_programme(), fourth, "A comment period ends"));
      CHECK(schedule(write, world.by(world.maria), update_programme(), fourth, {}, ""));
    });
    const auto exceptions = world.read([](db::Read& read) { return list_exceptions(read); });
    REQUIRE(exceptions.size() == 1);
    CHECK(exceptions[0].reason == "A comment period ends");
    CHECK(exceptions[0].by == world.omar.person);
    // Another month is as free as ever; the writer alone cannot move it into a full one.
    const IssueId next = world.begin("Fifth");
    world.write([&](db::Write& write) {
      mark_ready(write, world.by(world.maria), next).value();
      approve(write, world.by(world.omar), update_programme(), next, "Another reason").value();
    });
    const IssueId free = world.begin("Next month");
    const Instant december = Instant::from_date(*Date::from_ymd(2026, 12, 10));
    world.clock.set(Instant::from_date(*Date::from_ymd(2026, 12, 1)));
    world.write([&](db::Write& write) {
      mark_ready(write, world.by(world.maria), free).value();
      CHECK(approve(write, world.by(world.omar), update_programme(), free, ""));
      CHECK(schedule(write, world.by(world.omar), update_programme(), free, december, ""));
    });
    CHECK(world.issue(free).rate_reason.empty());
  });
}

TEST_CASE("S48: an address that got three this month is at its limit, unless a reason was given") {
  in_update_world([](UpdateWorld& world) {
    static constexpr db::Statement kDeliver{"test.deliver", "INSERT INTO update_delivery (issue, locale, address_key, organisation, kind, made_at) VALUES (:issue, 'en', 'amina@kenya.example', :organisation, 'representative', :at)", ""};
    for (int number = 0; number < 3; ++number) {
      const IssueId id = world.begin("Issue " + std::to_string(number));
      world.write([&](db::Write& write) { write.execute(kDeliver, {{"issue", id}, {"organisation", world.kenya}, {"at", world.clock.now()}}); });
    }
    const IssueId next = world.begin();
    const auto counted = world.read([&](db::Read& read) { return find_audience(read, update_programme(), *find_issue(read, next), world.clock.today()); });
    REQUIRE(counted.excluded.size() == 1);
    CHECK(counted.excluded[0].why == Why::at_limit);
    Issue urgent = world.issue(next);
    urgent.rate_reason = "Urgent";
    CHECK(world.read([&](db::Read& read) { return find_audience(read, update_programme(), urgent, world.clock.today()); }).excluded.empty());
    // What it sent itself does not stand in the way of its late languages.
    world.write([&](db::Write& write) { write.execute(kDeliver, {{"issue", next}, {"organisation", world.kenya}, {"at", world.clock.now()}}); });
    CHECK(world.read([&](db::Read& read) { return find_audience(read, update_programme(), *find_issue(read, IssueId(1)), world.clock.today()); }).excluded.size() == 1);
  });
}

TEST_CASE("S43: notes of a region in its languages; a change after approval makes it a draft again") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto save = [&](const std::string& body, std::int64_t revision, bool is_staff) {
      return world.write([&](db::Write& write) { return save_note(write, world.by(world.leader), id, {"AF", Locale::en, body, 0}, revision, is_staff); });
    };
    CHECK(save("Meet us in Nairobi.", 0, false));
    CHECK_FALSE(save("Too late", 0, false));
    world.write([&](db::Write& write) { mark_ready(write, world.by(world.maria), id).value(); });
    CHECK(save("Meet us in Kampala.", 1, false));
    CHECK(world.issue(id).state == State::ready);
    world.write([&](db::Write& write) { approve(write, world.by(world.omar), update_programme(), id, "").value(); });
    CHECK_FALSE(save("After approval", 2, false));
    CHECK(save("By staff", 2, true));
    CHECK(world.issue(id).state == State::draft);
    CHECK(world.read([&](db::Read& read) { return count_open_for_notes(read, world.clock.today()); }) == 1);
  });
}

TEST_CASE("the archive has sent issues alone, each in the reader's language where it is there, and no staff title") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin("Secret title");
    CHECK(world.put(id, Locale::fr, "Titre", "Texte"));
    CHECK(world.mark(id, Locale::fr, world.maria));
    const auto list = [&](Locale locale) { return world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public(read, locale, 0, 10); }); };
    CHECK(list(Locale::en).empty());
    world.write([&](db::Write& write) {
      const auto version = find_version(write, id, Locale::en);
      save_version(write, world.by(world.maria), id, {.locale = Locale::en, .subject = "Public subject", .body = "Words", .social = {}}, version->revision).value();
      mark_version(write, world.by(world.maria), id, Locale::en).value();
      save_note(write, world.by(world.leader), id, {"AF", Locale::en, "A note", 0}, 0, false).value();
    });
    world.send(id);
    REQUIRE(list(Locale::fr).size() == 1);
    CHECK(list(Locale::zh)[0].subject == "Public subject");
    CHECK(world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public_notes(read, id); }).size() == 1);
    CHECK(world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public_addresses(read); }).size() == 1);
    // French is a translation of words that have changed since.
    CHECK(list(Locale::fr)[0].locale == Locale::en);
    // What is private stays so, by the engine.
    CHECK_THROWS(world.db.read_public([&](db::PublicRead& read) { read.each({"test.private", "SELECT title FROM update_issue", ""}, {}, [](const db::Row&) {}); }));
  });
}

TEST_CASE("S54: passing on is said by who likes to, and taken back; nothing of a person is stored") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.write([&](db::Write& write) { save_passed_on(write, world.by(world.representative), id, world.kenya, {.way = "By mail", .about_many = 420, .said_at = {}}); });
    const auto said = world.read([&](db::Read& read) { return find_passed_on(read, id, world.kenya); });
    REQUIRE(said);
    CHECK(said->about_many == 420);
    CHECK_FALSE(world.read([&](db::Read& read) { return find_passed_on(read, id, world.egypt); }));
    world.write([&](db::Write& write) { delete_passed_on(write, id, world.kenya); });
    CHECK_FALSE(world.read([&](db::Read& read) { return find_passed_on(read, id, world.kenya); }));
  });
}

TEST_CASE("each address has an issue once in a language; a forgotten person's address goes, and what went out stays") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto recipients = world.read([&](db::Read& read) { return list_recipients(read, update_programme(), id, world.clock.today()); });
    REQUIRE(recipients.size() == 2);
    static constexpr db::Statement kCount{"test.count", "SELECT COUNT(*) AS count FROM update_delivery WHERE address_key = :key", ""};
    world.write([&](db::Write& write) {
      for (const Recipient& one : recipients) {
        CHECK(insert_delivery(write, id, one, {}, world.clock.now()));
        CHECK_FALSE(insert_delivery(write, id, one, {}, world.clock.now()));
      }
      CHECK(write.count(kCount, {{"key", "amina@kenya.example"}}) == 1);
      forget_person(write, recipients.front().person);
      CHECK(write.count(kCount, {{"key", recipients.front().address_key}}) == 0);
      CHECK(write.count(kCount, {{"key", recipients.back().address_key}}) == 1);
    });
  });
}

TEST_CASE("an issue that went out by other means is public, and everybody counts as having it") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.write([&](db::Write& write) {
      record_sent(write, world.by(world.omar), update_programme(), id);
      CHECK(find_issue(write, id)->state == State::draft);  // not approved
      mark_ready(write, world.by(world.maria), id).value();
      approve(write, world.by(world.omar), update_programme(), id, "").value();
      record_sent(write, world.by(world.omar), update_programme(), id);
    });
    CHECK(world.issue(id).state == State::sent);
    CHECK(world.db.PublicDatabase::read([&](db::PublicRead& read) { return list_public(read, Locale::en, 0, 10); }).size() == 1);
    const auto jobs = world.read([](db::Read& read) { return jobs::list_jobs(read, "waiting", 50); });
    CHECK(std::ranges::none_of(jobs, [](const auto& job) { return job.kind == kSend; }));
  });
}

TEST_CASE("a cancelled update of which nothing went out is taken up again") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.write([&](db::Write& write) {
      CHECK(cancel(write, world.by(world.maria), id));
      CHECK_FALSE(cancel(write, world.by(world.maria), id));
      CHECK(take_up_again(write, world.by(world.maria), id));
    });
    CHECK(world.issue(id).state == State::draft);
    world.send(id);
    world.write([&](db::Write& write) {
      CHECK(cancel(write, world.by(world.maria), id));
      CHECK_FALSE(take_up_again(write, world.by(world.maria), id));
    });
  });
}
