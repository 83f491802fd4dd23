// Two records become one, and two again: everything that hangs on an organisation or a person moves or is said to
// stay, the record that stays answers under both numbers, an undo brings every row back but what somebody changed.
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "features/merges/merge_store.hpp"
#include "features/privacy/privacy.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/leaving_store.hpp"
#include "tests/members/members_world.hpp"

#include "app/wiring.hpp"

namespace muster {
namespace {

using merges::Ids;
using merges::Kind;

constexpr Locale kAll[] = {Locale::ar, Locale::en, Locale::es, Locale::fr, Locale::ru, Locale::zh};

// The rows that a merge may touch, as lines of text: the same lines again after an undo.
std::string list_rows(db::Read& read) {
  static constexpr db::Statement kRows{
      "test.rows",
      "SELECT 'seat' AS place, id, person, COALESCE(organisation, 0) AS a, prime AS b, COALESCE(until_on, '') || ended_reason AS words FROM seat "
      "UNION ALL SELECT 'address', id, person, preferred, 0, address FROM person_address "
      "UNION ALL SELECT 'consent', id, person, given, 0, way FROM person_consent "
      "UNION ALL SELECT 'account', id, person, CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, 0, '' FROM account "
      "UNION ALL SELECT 'invitation', id, person, 0, 0, path FROM invitation "
      "UNION ALL SELECT 'name', person, 0, 0, 0, name || '/' || name_latin || '/' || locale FROM person_name "
      "UNION ALL SELECT 'published', person, 0, 0, 0, name FROM published_name "
      "UNION ALL SELECT 'person', id, COALESCE(merged_into, 0), 0, 0, '' FROM person "
      "UNION ALL SELECT 'organisation', id, COALESCE(merged_into, 0), quiet, prefers_relay, name || '/' || place || '/' || languages || '/' || website || '/' || status || '/' || COALESCE(external_key, '') FROM organisation "
      "UNION ALL SELECT 'status', id, organisation, 0, 0, status || since_on FROM organisation_status "
      "UNION ALL SELECT 'leader', id, person, organisation, 0, office || COALESCE(until_on, '') FROM organisation_leader "
      "UNION ALL SELECT 'membership', id, organisation, 0, 0, body FROM organisation_membership "
      "UNION ALL SELECT 'attention', id, organisation, COALESCE(person, 0), 0, kind FROM organisation_attention "
      "UNION ALL SELECT 'public', id, 0, 0, 0, name FROM public_organisation "
      "UNION ALL SELECT 'office', organisation, person, prime, position, office FROM public_office "
      "UNION ALL SELECT 'alias', organisation, stands_for, 0, 0, '' FROM public_alias "
      "UNION ALL SELECT 'message', id, COALESCE(organisation, 0), 0, 0, words FROM relay_message "
      "UNION ALL SELECT 'task', id, organisation, round, COALESCE(closed_at, 0), kind FROM report_task "
      "UNION ALL SELECT 'slot', organisation, slot, from_round, 0, region FROM rotation_slot "
      "UNION ALL SELECT 'exception', id, organisation, round, 0, due_on FROM rotation_exception "
      "UNION ALL SELECT 'wish', id, organisation, round, 0, reason FROM report_time_request "
      "UNION ALL SELECT 'updates', organisation, 0, 0, COALESCE(confirmed_at, 0), address_key FROM update_address "
      "UNION ALL SELECT 'passed_on', id, organisation, issue, 0, way FROM update_passed_on "
      "UNION ALL SELECT 'leaving', id, person, organisation, COALESCE(ended_at, 0), left_by FROM update_leaving "
      "ORDER BY 1, 2, 3, 4, 5, 6",
      ""};
  static constexpr db::Statement kRoles{"test.roles", "SELECT organisation, person, body, role FROM organisation_key_role ORDER BY organisation, person, body, role", ""};
  std::ostringstream lines;
  read.each(kRows, {}, [&](const db::Row& row) {
    lines << row.text("place") << ' ' << row.int64("id") << ' ' << row.int64("person") << ' ' << row.int64("a") << ' ' << row.int64("b") << ' ' << row.text("words") << '\n';
  });
  read.each(kRoles, {}, [&](const db::Row& row) { lines << row.int64("organisation") << ' ' << row.int64("person") << ' ' << row.text("body") << ' ' << row.text("role") << '\n'; });
  return lines.str();
}

struct MergeWorld : MembersWorld {
  explicit MergeWorld(db::Database& database) : MembersWorld(database) {
    twin = add({.name = "Lanka Internet Users Group", .country = "LK", .place = "Colombo", .languages = std::vector<std::string>{"si", "en"}, .website = "https://lanka.example/",
                .memberships = std::vector<organisations::Membership>{{"NCUC", "member", "no"}}});
    chandra = add_person("Chandra Perera", "chandra@lanka.example");
    db.write([&](db::Write& write) {
      organisations::add_representative(write, by, programme, twin, chandra, true).value();
      organisations::add_representative(write, by, programme, twin, second, false).value();  // represents both
      organisations::set_leaders(write, by, twin, {{chandra, "Chair"}});
      organisations::set_key_roles(write, by, twin, {{chandra, "NCUC", "Member"}});
      organisations::set_external_key(write, twin, "twin-key");
      for (const auto id : {organisation, twin}) {
        put_task(write, id, "no_answer");
        put_slot(write, id, id == twin ? 3 : 5);
      }
      put_task(write, twin, "waiver_wish");
    });
    run_due();
  }

  static void put_task(db::Write& write, OrganisationId id, const std::string& kind) {
    static constexpr db::Statement kTask{"test.task", "INSERT INTO report_task (organisation, round, kind, opened_at, note) VALUES (:organisation, 1, :kind, 5, '')", ""};
    write.execute(kTask, {{"organisation", id}, {"kind", kind}});
  }
  static void put_slot(db::Write& write, OrganisationId id, int slot) {
    static constexpr db::Statement kSlot{"test.slot", "INSERT INTO rotation_slot (organisation, slot, region, from_round) VALUES (:organisation, :slot, 'APAC', 1) ON CONFLICT (organisation) DO UPDATE SET slot = excluded.slot", ""};
    write.execute(kSlot, {{"organisation", id}, {"slot", slot}});
  }
  std::string rows() { return db.read([](db::Read& read) { return list_rows(read); }); }
  static std::string page_of(Kind kind, std::int64_t kept, std::int64_t gone) {
    return std::string("/en/staff/merges/") + (kind == Kind::organisation ? "organisations/" : "persons/") + std::to_string(kept) + "/" + std::to_string(gone);
  }
  std::string pair_page() const { return page_of(Kind::organisation, organisation.value(), twin.value()); }
  // By the page, as staff do it; where the browser is led to.
  std::string merge(const std::string& page, const test::HeaderList& chosen = {}) {
    test::Form form(sign_in(staff), page);
    REQUIRE_MESSAGE(form.page().status == 200, form.page().body);
    for (const auto& [name, value] : chosen) form.set(name, value);
    const auto answer = form.send();
    REQUIRE_MESSAGE(answer.status == 303, answer.body);
    run_due();
    return answer.location;
  }
  test::Page undo(const std::string& past) {
    auto browser = sign_in(staff);
    const auto answer = browser.post(past, past + "/undo", {});
    run_due();
    return answer;
  }
  std::vector<PersonId> seated(OrganisationId id) {
    std::vector<PersonId> persons;
    db.read([&](db::Read& read) {
      for (const auto& seat : access::list_seats_of_organisation(read, id, clock.today())) persons.push_back(seat.person);
    });
    std::ranges::sort(persons);
    return persons;
  }

  OrganisationId twin;
  PersonId chandra;
};

void in_merge_world(const std::function<void(MergeWorld&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    MergeWorld world(database);
    check(world);
  });
}

}  // namespace

TEST_CASE("likely duplicates are listed with why, compared, or said to be two; in six languages") {
  in_merge_world([](MergeWorld& world) {
    auto browser = world.sign_in(world.staff);
    const auto list = browser.get("/en/staff/merges");
    CHECK(list.status == 200);
    CHECK(list.holds("Lanka Internet Users Group"));
    CHECK(list.holds("Nearly the same name"));
    CHECK(list.holds(world.pair_page()));
    for (const Locale locale : kAll) {
      const std::string start = "/" + std::string(locale_tag(locale)) + "/staff/merges";
      for (const std::string& path : {start + "?q=lanka", start + "/persons?q=kofi", start + world.pair_page().substr(16), start + "/pick?pick=1", start + "/organisations/1/999"}) {
        const auto page = browser.get(path);
        CHECK_MESSAGE(page.status == (path.ends_with("/999") ? 404 : path.ends_with("pick=1") ? 422 : 200), path);
        CHECK_MESSAGE(test::check_html(page.body, test::Markup::page).empty(), path);
      }
    }
    CHECK(browser.get("/en/staff/merges/pick?kind=organisation&pick=1").status == 422);
    CHECK(browser.get("/en/staff/merges/pick?kind=organisation&pick=2&pick=1").location == "/en/staff/merges/organisations/2/1");
    CHECK(browser.post("/en/staff/merges", "/en/staff/merges/apart", {{"kind", "organisation"}, {"first", "2"}, {"second", "1"}}).status == 303);
    CHECK_FALSE(browser.get("/en/staff/merges").holds(world.pair_page()));
    CHECK(browser.post("/en/staff/merges", "/en/staff/merges/apart", {{"kind", "organisation"}, {"first", "1"}, {"second", "1"}}).status == 422);
  });
}

TEST_CASE("two organisations become one: values as chosen, everything moves, both numbers and keys find it (S71, S72)") {
  in_merge_world([](MergeWorld& world) {
    const std::string preview = world.sign_in(world.staff).get(world.pair_page()).body;
    CHECK(preview.find("1 seat stands in both") != std::string::npos);
    CHECK(preview.find("Both have a main contact") != std::string::npos);
    CHECK(preview.find("Both have dates for reports") != std::string::npos);
    const std::string past = world.merge(world.pair_page(), {{"name", "gone"}, {"languages", "both"}});
    const auto of = world.facts();
    CHECK(of.name == "Lanka Internet Users Group");
    CHECK(of.place == "Colombo");  // nothing stood there: the other's was proposed
    CHECK(of.languages == std::vector<std::string>{"si", "en"});
    CHECK(of.contact == "hello@lanka.example");
    CHECK(world.seated(world.organisation) == std::vector<PersonId>{world.prime, world.second, world.chandra});
    CHECK(world.seated(world.twin).empty());
    world.db.read([&](db::Read& read) {
      CHECK(organisations::list_leaders(read, world.organisation).size() == 1);
      CHECK(organisations::list_memberships(read, world.organisation).size() == 1);
      CHECK(organisations::list_key_roles(read, world.organisation).size() == 1);
      CHECK(organisations::find_by_external_key(read, "twin-key") == world.organisation);
      CHECK(organisations::list_reporting(read).size() == 1);
      CHECK(organisations::list_recipients(read, world.organisation, true, world.clock.today()) == std::vector<PersonId>{world.prime});
    });
    auto stranger = world.stranger();
    const std::string old = "/en/organisations/" + world.twin.format();
    CHECK(stranger.get(old).location == world.path());
    CHECK(world.sign_in(world.staff).get("/en/staff/organisations/" + world.twin.format() + "/people").location == world.staff_path("/people"));
    CHECK(world.sign_in(world.staff).get(past).holds("Can be undone"));
    CHECK(world.log_of(world.organisation, "merges.merge").size() == 1);
    CHECK(world.log_of(world.twin, "merges.merge").size() == 1);
    CHECK(world.sign_in(world.staff).get(world.staff_path("/history")).holds("merges.merge"));
    CHECK_FALSE(stranger.get("/en/organisations").holds(old + "\""));
  });
}

TEST_CASE("an undo brings every row back where nobody changed anything") {
  in_merge_world([](MergeWorld& world) {
    const std::string before = world.rows();
    const std::string past = world.merge(world.pair_page(), {{"name", "gone"}, {"languages", "both"}, {"website", "gone"}, {"place", "gone"}});
    CHECK(world.rows() != before);
    CHECK(world.undo(past).status == 303);
    CHECK(world.rows() == before);
    CHECK(world.stranger().get("/en/organisations/" + world.twin.format()).status == 200);
    for (const Locale locale : kAll) {
      const auto page = world.sign_in(world.staff).get("/" + std::string(locale_tag(locale)) + past.substr(3));
      CHECK(test::check_html(page.body, test::Markup::page).empty());
    }
    CHECK(world.undo(past).status == 410);  // pressed twice
    CHECK(world.rows() == before);
    const std::string again = world.merge(world.pair_page());  // and it can be merged once more
    CHECK(world.undo(again).status == 303);
    CHECK(world.rows() == before);
  });
}

TEST_CASE("an undo leaves what somebody changed since, and names it") {
  in_merge_world([](MergeWorld& world) {
    const std::string past = world.merge(world.pair_page(), {{"name", "gone"}});
    world.db.write([&](db::Write& write) {
      organisations::apply_edit(write, world.by, world.programme, world.organisation, {.place = "Kandy"}).value();
      organisations::set_key_roles(write, world.by, world.organisation, {});
      organisations::remove_representative(write, world.by, world.programme, world.organisation, world.second, "left");
    });
    CHECK(world.undo(past).status == 303);
    CHECK(world.facts().name == "Lanka Internet Users");
    CHECK(world.facts().place == "Kandy");
    const auto page = world.sign_in(world.staff).get(past);
    CHECK(page.holds("Left as it is, because something changed since"));
    CHECK(page.holds("<li>Town</li>"));
    CHECK(page.holds("1 office, membership or role was changed since and stays."));
    CHECK(world.seated(world.twin) == std::vector<PersonId>{world.second, world.chandra});
    CHECK(world.seated(world.organisation) == std::vector<PersonId>{world.prime});
  });
}

TEST_CASE("two editors, a replayed post, one record twice, a record that is gone, the time that is over: clear answers") {
  in_merge_world([](MergeWorld& world) {
    test::Form first(world.sign_in(world.staff), world.pair_page());
    test::Form second(world.sign_in(world.staff), world.pair_page());
    test::Form third(world.sign_in(world.staff), world.pair_page());
    world.db.write([&](db::Write& write) { organisations::apply_edit(write, world.by, world.programme, world.twin, {.place = "Galle"}).value(); });
    const auto stale = first.send();
    CHECK(stale.status == 409);
    CHECK(stale.holds("One of the two has just changed."));
    CHECK(stale.holds("Galle"));
    CHECK(first.take(stale).send().status == 303);  // looked again, and agreed
    const auto replayed = second.send();
    CHECK(replayed.status == 410);
    CHECK(replayed.holds("One of the two was merged already."));
    CHECK(replayed.holds("See that merge"));
    CHECK(third.browser().get(world.page_of(Kind::organisation, world.twin.value(), world.organisation.value())).status == 410);
    auto browser = world.sign_in(world.staff);
    CHECK(browser.get(world.page_of(Kind::organisation, 1, 1)).status == 422);
    CHECK(browser.get(world.page_of(Kind::organisation, 1, 99)).status == 404);
    CHECK(browser.get(world.page_of(Kind::person, 1, 99)).status == 404);
    world.clock.advance(std::chrono::hours(24 * 31));
    CHECK(world.undo("/en/staff/merges/past/1").status == 410);
    world.db.read([&](db::Read& read) {  // the night's work has let go of what undoing needs
      CHECK(merges::find_merge(read, 1)->closed_at.has_value());
      CHECK(merges::find_merge(read, 1)->before.empty());
    });
    CHECK(world.undo("/en/staff/merges/past/99").status == 404);
  });
}

TEST_CASE("a merge of a merge: all numbers find the last, and undoing goes in order") {
  in_merge_world([](MergeWorld& world) {
    const OrganisationId third = world.add({.name = "Lanka Net", .country = "LK"});
    world.run_due();
    const std::string before = world.rows();
    const std::string first = world.merge(world.pair_page());
    const std::string second = world.merge(MergeWorld::page_of(Kind::organisation, third.value(), world.organisation.value()));
    auto stranger = world.stranger();
    for (const OrganisationId old : {world.organisation, world.twin}) CHECK(stranger.get("/en/organisations/" + old.format()).location == "/en/organisations/" + third.format());
    CHECK(world.undo(first).status == 409);
    CHECK(world.undo(second).status == 303);
    CHECK(stranger.get("/en/organisations/" + world.twin.format()).location == world.path());
    CHECK(world.undo(first).status == 303);
    CHECK(world.rows() == before);
  });
}

TEST_CASE("two records of a person become one: addresses, seats, offices, the way in and the agreement; undone to the last row") {
  in_merge_world([](MergeWorld& world) {
    const PersonId twin = world.add_person("Kofi A. Mensah", "kofi@home.example");
    world.db.write([&](db::Write& write) {
      access::grant_seat(write, world.by, {.person = twin, .role = Role::representative, .organisation = world.organisation, .from = world.clock.today()});  // both hold it
      organisations::set_leaders(write, world.by, world.organisation, {{twin, "Treasurer"}, {world.second, "Secretary"}});
      organisations::set_key_roles(write, world.by, world.organisation, {{twin, "NCUC", "Chair"}, {world.second, "NCUC", "Chair"}});
      people::give_consent(write, world.by, twin, people::Consent::publish_name, Locale::en, "page");
    });
    world.run_due();
    const std::string before = world.rows();
    const std::string page = MergeWorld::page_of(Kind::person, world.second.value(), twin.value());
    CHECK(world.sign_in(world.staff).get(page).holds("Both can sign in."));
    const std::string past = world.merge(page, {{"name", "gone"}, {"address", "gone"}});
    world.db.read([&](db::Read& read) {
      const auto person = people::get_person(read, twin);  // the old number finds the record that stays
      CHECK(person.id == world.second);
      CHECK(person.name == "Kofi A. Mensah");
      CHECK(person.addresses.size() == 2);
      CHECK(person.preferred_address()->text() == "kofi@home.example");
      CHECK(people::has_consent(read, world.second, people::Consent::publish_name));
      CHECK(people::search_persons(read, "Mensah", 10) == std::vector<PersonId>{world.second});
      CHECK(organisations::list_leaders(read, world.organisation).size() == 1);
      CHECK(organisations::list_key_roles(read, world.organisation).size() == 1);
      CHECK(access::list_seats_of_person(read, twin, world.clock.today()).empty());
    });
    CHECK(world.seated(world.organisation) == std::vector<PersonId>{world.prime, world.second});
    CHECK(world.undo(past).status == 303);
    CHECK(world.rows() == before);
  });
}

TEST_CASE("nobody gets a right by a merge: offices need an administrator, the last one stays, nobody merges the own record away") {
  in_merge_world([](MergeWorld& world) {
    const PersonId plain = world.add_person("Sasha Staff", "sasha@home.example");
    const PersonId helper = world.add_person("Helper", "helper@programme.example");
    world.db.write([&](db::Write& write) { access::grant_seat(write, world.by, {.person = helper, .role = Role::staff, .from = world.clock.today()}); });
    const std::string up = MergeWorld::page_of(Kind::person, plain.value(), world.staff.value());
    auto browser = world.sign_in(helper);
    const auto barred = browser.get(up);
    CHECK(barred.holds("An administrator merges such records."));
    CHECK(barred.holds("This is the last administrator."));
    CHECK_FALSE(barred.holds("Merge the two"));
    CHECK(browser.post(up, up, {{"seen", "anything"}}).status == 403);
    CHECK(browser.get(MergeWorld::page_of(Kind::person, world.second.value(), helper.value())).holds("This is your own record."));
    CHECK(world.sign_in(world.staff).get(up).holds("This is your own record."));
    CHECK(world.sign_in(world.staff).get(MergeWorld::page_of(Kind::person, world.staff.value(), plain.value())).holds("Merge the two"));
    CHECK(world.sign_in(world.prime).get("/en/staff/merges").status == 403);
  });
}

TEST_CASE("who was forgotten is not merged; who was merged is forgotten under all numbers, and nothing is left to undo") {
  in_merge_world([](MergeWorld& world) {
    const PersonId twin = world.add_person("Kofi Zqunique", "kofi@zqunique.example");
    const std::string page = MergeWorld::page_of(Kind::person, world.second.value(), twin.value());
    const std::string past = world.merge(page, {{"name", "kept"}});
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, world.second, {}); });
    world.run_due();
    CHECK(world.rows().find("qunique") == std::string::npos);
    CHECK(world.undo(past).status == 410);
    world.db.read([&](db::Read& read) {
      CHECK(people::get_person(read, twin).is_erased);
      CHECK(merges::find_merge(read, 1)->before.empty());
    });
    CHECK(world.sign_in(world.staff).get(MergeWorld::page_of(Kind::person, world.prime.value(), world.second.value())).status == 410);
    CHECK(world.sign_in(world.staff).get("/en/staff/merges/persons").holds("Forgotten"));
  });
}

TEST_CASE("what was said of updates goes over where the record that stays has none, and comes back with an undo") {
  in_merge_world([](MergeWorld& world) {
    static constexpr db::Statement kAddress{"test.address", "INSERT INTO update_address (organisation, address_key, token_hash, confirmed_at, waived_reason) VALUES (:organisation, :key, '', 7, '')", ""};
    static constexpr db::Statement kSaid{"test.said", "INSERT INTO update_passed_on (issue, organisation, way, said_at) VALUES (:issue, :organisation, :way, 1)", ""};
    world.db.write([&](db::Write& write) {
      const auto first = updates::insert_issue(write, world.by, "First", Locale::en), second = updates::insert_issue(write, world.by, "Second", Locale::en);
      write.execute(kAddress, {{"organisation", world.twin}, {"key", "list@lanka.example"}});
      write.execute(kSaid, {{"issue", first}, {"organisation", world.twin}, {"way", "twin one"}});
      write.execute(kSaid, {{"issue", second}, {"organisation", world.twin}, {"way", "twin two"}});
      write.execute(kSaid, {{"issue", second}, {"organisation", world.organisation}, {"way", "own two"}});
      updates::leave(write, world.by, world.chandra, world.twin, updates::LeftBy::one_click);
    });
    const auto holds = [&](const std::string& line) { return world.rows().find(line) != std::string::npos; };
    const std::string own = world.organisation.format(), twin = world.twin.format();
    const std::string before = world.rows();
    const std::string past = world.merge(world.pair_page());
    CHECK(holds("updates " + own + " 0 0 7 list@lanka.example"));
    CHECK(holds("passed_on 1 " + own + " 1 0 twin one"));
    CHECK(holds("passed_on 2 " + twin + " 2 0 twin two"));  // both said something of this one
    CHECK(holds("passed_on 3 " + own + " 2 0 own two"));
    CHECK(holds("leaving 1 " + world.chandra.format() + " " + own + " 0 one_click"));
    CHECK(world.undo(past).status == 303);
    CHECK(world.rows() == before);
    // Both have an address: that of the kept record stays, and the page says so.
    world.db.write([&](db::Write& write) { write.execute(kAddress, {{"organisation", world.organisation}, {"key", "own@lanka.example"}}); });
    CHECK(world.sign_in(world.staff).get(world.pair_page()).holds("Both have an address for passing on or a waiver."));
    const std::string again = world.merge(world.pair_page());
    CHECK(holds("updates " + own + " 0 0 7 own@lanka.example"));
    CHECK(holds("updates " + twin + " 0 0 7 list@lanka.example"));
    CHECK(world.undo(again).status == 303);
    // Two records of one human: the wish is the human's.
    const PersonId same = world.add_person("Chandra Perera", "chandra.perera@lanka.example");
    const std::string before_persons = world.rows();
    const std::string persons = world.merge(MergeWorld::page_of(Kind::person, same.value(), world.chandra.value()));
    CHECK(holds("leaving 1 " + same.format() + " " + twin));
    CHECK(world.undo(persons).status == 303);
    CHECK(world.rows() == before_persons);
  });
}

TEST_CASE("every column that names an organisation or a person is handed over, or stays for a reason") {
  // A new table with such a column belongs in its room's mover; then its name comes here.
  static const std::map<std::string, std::string> kKnown = {
      {"account.person", "moves"}, {"invitation.person", "moves"}, {"seat.person", "moves"}, {"seat.organisation", "moves"}, {"mail.person", "moves"}, {"mail.organisation", "moves"}, {"bounce_event.person", "moves"}, {"bounce_event.organisation", "moves"},
      {"person_address.person", "moves"}, {"person_consent.person", "moves"}, {"person_name.person", "stays with its record"}, {"published_name.person", "drawn anew"},
      {"response.organisation", "moves"}, {"response.person", "moves"}, {"organisation_status.organisation", "moves"}, {"organisation_membership.organisation", "moves"},
      {"organisation_leader.organisation", "moves"}, {"organisation_leader.person", "moves"}, {"organisation_key_role.organisation", "moves"}, {"organisation_key_role.person", "moves"},
      {"organisation_attention.organisation", "moves"}, {"organisation_attention.person", "the number finds the record that stays"}, {"prime_change.organisation", "moves"},
      {"prime_change.person", "the number finds the record that stays"}, {"relay_message.organisation", "moves"}, {"mail_link.person", "the number finds the record that stays"},
      {"mail_link.organisation", "read with the record that stands for it"}, {"public_tag.organisation", "drawn anew"}, {"public_status.organisation", "drawn anew"},
      {"public_membership.organisation", "drawn anew"}, {"public_office.organisation", "drawn anew"}, {"public_office.person", "drawn anew"}, {"public_alias.organisation", "of merges"},
      {"publication_alias.organisation", "of merges"}, {"public_change.organisation", "drawn anew"}, {"bulk_item.organisation", "what became of a row of one step"}, {"saved_view_pin.person", "waits for an undo"}, {"desk_seen.person", "waits for an undo"}, {"desk_seen.organisation", "waits for an undo"}, {"rotation_slot.organisation", "moves where there is none"}, {"rotation_slot_before.organisation", "what undoing a plan goes back to"},
      {"rotation_exception.organisation", "goes with the month"}, {"report_time_request.organisation", "moves"}, {"report.organisation", "moves, one a round"},
      {"report_reminder.organisation", "copied"}, {"report_task.organisation", "moves"}, {"report_certification.organisation", "moves"}, {"report_certification.person", "the number finds the record that stays"},
      {"publication.organisation", "moves"}, {"publication_rebuilt.organisation", "another name of publication"}, {"import_row.organisation", "moves"}, {"audit_entry.organisation", "the chain never changes; history shows both"},
      {"link_count.organisation", "told of no organisation; links that went out keep their number"}, {"answer_count.organisation", "told of no organisation; links that went out keep their number"},
      {"update_delivery.organisation", "what went out stays with its record"}, {"update_delivery.person", "the number finds the record that stays"}, {"update_address.organisation", "moves where there is none"},
      {"update_passed_on.organisation", "moves where there is none"}, {"update_leaving.person", "moves"}, {"update_leaving.organisation", "moves"},
      {"inbox_conversation.organisation", "moves"}, {"inbox_conversation.person", "moves"},
      {"erasure_request.person", "a wish bars the merge"}, {"erasure.person", "who was forgotten is not merged"}};
  std::set<std::string> found;
  for (const auto& migration : test::all_migrations()) {
    std::string table;
    for (const std::string_view text : {migration.sql, migration.postgres}) {
      for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("CREATE TABLE ")) table = std::string(line.substr(13, line.find(' ', 13) - 13));
        for (const std::string_view column : {"organisation", "person"}) {
          if (line.starts_with("  " + std::string(column) + " {")) found.insert(table + "." + std::string(column));
        }
      }
    }
  }
  CHECK(found.size() > 30);
  for (const std::string& column : found) CHECK_MESSAGE(kKnown.contains(column), column << " is not known to merges");
}

}  // namespace muster
