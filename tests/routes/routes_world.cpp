#include "tests/routes/routes_world.hpp"

#include "features/bounces/bounce_store.hpp"
#include "features/desk/bulk_store.hpp"
#include "features/desk/saved_view_store.hpp"
#include "features/imports/batch_store.hpp"
#include "features/inbox/conversation_store.hpp"
#include "features/inbox/publication_store.hpp"
#include "features/reports/bulk_job.hpp"
#include "features/updates/glossary_store.hpp"
#include "features/updates/issue_store.hpp"
#include "platform/mail/intake.hpp"

namespace muster {
namespace {

using reports::PublicationWorld;

// Something that came back of mail about the organisation, an address that was stopped by it, and a mail for nobody.
void plant_mail_in(PublicationWorld& world, Things& things) {
  static constexpr db::Statement kAsked{"test.asked", "UPDATE mail_incoming SET taken_at = :at", ""};
  const Actor actor = Actor::system();
  const By by{world.clock, world.random, actor};
  world.db.write([&](db::Write& write) {
    const std::string address = "gone-" + things.organisation.format() + "@example.org";
    const auto message = mail::keep_incoming(write, world.clock, "Subject: Undelivered\n\n" + address + "\n", "");
    bounces::Event event{.happened_at = world.clock.now(), .incoming = message, .organisation = things.organisation, .address = address, .address_key = address,
                         .kind = bounces::Kind::hard, .is_unknown = true, .verdict = bounces::Verdict::counted, .status = "5.1.1", .words = "550 User unknown", .evidence = "rfc3464"};
    event.id = bounces::insert_event(write, event).value();
    REQUIRE(bounces::judge_address(write, by, event));
    things.event = event.id.value();
    things.stopped = bounces::find_address_by_key(write, address)->id.value();
    things.left = mail::keep_incoming(write, world.clock, "Subject: Hello\n\nFrom nobody, about " + things.organisation.format() + "\n", "").value();
    write.execute(kAsked, {{"at", world.clock.now()}});
  });
}

void plant(PublicationWorld& world, Things& things) {
  things.prime = world.representatives.at(things.organisation);
  const Actor actor = world.representative(things.organisation);
  const By by{world.clock, world.random, actor};
  world.db.write([&](db::Write& write) {
    for (const auto& seat : access::list_seats_of_organisation(write, things.organisation, world.clock.today())) {
      if (seat.person != things.prime) things.second = seat.person;
    }
    REQUIRE(reports::open_task(write, world.clock, things.organisation, 2, "no_answer", "Nobody answered"));
    reports::ask_for_time(write, by, {.organisation = things.organisation, .round = 2, .wished_on = world.clock.today().plus_days(40), .reason = "Holidays"}, world.clock.today()).value();
    things.week = reports::insert_blackout(write, by, {.id = 0, .first_on = world.clock.today(), .last_on = world.clock.today().plus_days(4), .reason = "Holidays"}).value();
    const std::string link = access::make_invitation(write, world.clock, world.random, things.prime, "/me", 14, "https://muster.example");
    const imports::CountryNames countries(reports::publication_programme(), [](Locale, std::string_view) { return std::string(); });
    const auto file = imports::read_file({reports::publication_programme(), countries, {}}, "name\nSample\n").value();
    things.import = imports::insert_batch(write, by, file, "name\nSample\n", {});
    // A row alone: pages and rights are what is asked here.
    static constexpr db::Statement kMerge{"test.merge", "INSERT INTO record_merge (kind, kept, gone, merged_at, before_values, after_values, left_over) VALUES ('organisation', :kept, :gone, :at, '{}', '{}', '') RETURNING id", ""};
    things.merge = write.insert(kMerge, {{"kept", things.organisation}, {"gone", things.organisation == world.organisation ? world.other : world.organisation}, {"at", world.clock.now()}});
    things.token = link.substr(link.rfind('/') + 1);
    things.job = jobs::enqueue(write, world.clock, {.kind = "reports.publish", .key = "routes/" + things.report.format(), .run_at = world.clock.now() + std::chrono::hours(24 * 365)}).value();
  });
  world.db.read([&](db::Read& read) {
    for (const auto& task : reports::list_open_tasks(read, 100)) {
      if (task.organisation == things.organisation) things.task = task.id;
    }
    const auto wish = reports::find_time_request(read, things.organisation, 2);
    REQUIRE(wish.has_value());
    things.wish = wish->id;
    for (const auto& mail : mail::list_mails(read, {.limit = 100})) {
      if (mail.organisation == things.organisation) things.mail = mail.id.value();
    }
  });
  plant_mail_in(world, things);
  const auto published = world.open([&](db::PublicRead& read) { return reports::find_latest_publication(read, things.organisation); });
  things.address = published->address();
  REQUIRE(things.second);
  REQUIRE(things.task != 0);
  REQUIRE(things.mail != 0);
}

}  // namespace

std::unique_ptr<RoutesWorld::Built> RoutesWorld::build() {
  auto built = std::make_unique<Built>();
  const auto database = db::Database::open({.url = "sqlite:" + built->folder.file("routes.db")});
  database->migrate(test::all_migrations());
  PublicationWorld world(*database);
  built->own.organisation = world.organisation;
  built->other.organisation = world.other;
  for (Things* things : {&built->own, &built->other}) {
    things->report = world.publish(things->organisation);
    REQUIRE(world.published(things->report).has_value());
  }
  world.clock.set(kRoutesNow);
  plant(world, built->own);
  plant(world, built->other);
  const auto regions = database->read([&](db::Read& read) {
    return std::pair(organisations::get_organisation(read, world.organisation).region, organisations::get_organisation(read, world.other).region);
  });
  REQUIRE(regions.first != regions.second);
  built->people['r'] = built->own.prime;
  const auto seat = [&](char letter, const std::string& name, access::NewSeat seat) {
    built->people[letter] = database->write([&](db::Write& write) {
      seat.person = people::insert_person(write, world.by(), people::parse_person("Person " + name, "", name + "@programme.example", "en").value());
      seat.from = world.clock.today();
      access::grant_seat(write, world.by(), seat);
      return seat.person;
    });
  };
  seat('l', "leader", {.role = Role::regional_leader, .region = regions.first});
  seat('c', "committee", {.role = Role::committee_member});
  seat('s', "office", {.role = Role::staff});
  seat('a', "administrator", {.role = Role::administrator});
  database->write([](db::Write& write) {
    counting::register_links(write, kIssue, Locale::en, {{1, "https://example.org/", "The report"}}).value();
    counting::register_question(write, kIssue, Locale::en, {"Was this useful?", {"Yes", "No"}}).value();
  });
  for (Things* things : {&built->own, &built->other}) {
    things->issue = database->write([&](db::Write& write) {
      const Actor writer{.kind = Actor::Kind::person, .person = built->people['s']}, second{.kind = Actor::Kind::person, .person = built->people['a']};
      const By by{world.clock, world.random, writer}, other{world.clock, world.random, second};
      const auto issue = updates::insert_issue(write, by, "Sample", Locale::en);
      updates::save_version(write, by, issue, {.locale = Locale::en, .subject = "Sample", .body = "Words", .social = {}}, 0).value();
      updates::mark_version(write, by, issue, Locale::en).value();
      updates::mark_ready(write, by, issue).value();
      updates::approve(write, other, RoutesWorld::programme(), issue, "").value();
      updates::schedule(write, other, RoutesWorld::programme(), issue, {}, "").value();
      REQUIRE(updates::begin_sending(write, other, issue));
      return issue.value();
    });
    std::tie(things->conversation, things->entry) = database->write([&](db::Write& write) {
      const std::string id = things->organisation.format();
      inbox::Arrived letter{};
      letter.incoming = mail::keep_incoming(write, world.clock, "From: a" + id + "@b.example\r\n\r\nWords", "office@programme.example").value();
      letter.at = world.clock.now();
      letter.address = letter.address_key = "a" + id + "@b.example";
      letter.words = "Words";
      letter.proof = inbox::Proof::token;
      letter.issue = updates::IssueId(things->issue);
      letter.organisation = things->organisation;
      const auto conversation = inbox::take_in(write, letter);
      inbox::save_publication(write, world.by(), conversation, Locale::en, {"Question", "Answer"}, 0).value();
      return std::pair(conversation.value(), inbox::list_entries(write, conversation).front().id.value());
    });
    things->view = database->write([&](db::Write& write) {
      const desk::SavedView view{.table = "reports", .owner = built->people['s'], .name = "View of " + things->organisation.format(), .query = "status=late", .is_shared = true};
      return desk::insert_view(write, world.by(), view).value();
    });
    things->term = database->write([&](db::Write& write) {
      updates::Term term{.short_form = "T" + things->organisation.format()};
      term.name.texts[static_cast<std::size_t>(Locale::en)] = term.plain.texts[static_cast<std::size_t>(Locale::en)] = "Sample";
      return updates::insert_term(write, world.by(), term).value();
    });
    const auto item = desk::BulkItem{things->organisation, "Sample", ""};
    things->run = database->write([&](db::Write& write) {
      const Actor staff{.kind = Actor::Kind::person, .person = built->people['s']};
      return desk::insert_run(write, {world.clock, world.random, staff}, reports::make_remind_kind(), {.mark = things->organisation.format(), .items = {item}});
    });
  }
  return built;
}

}  // namespace muster
