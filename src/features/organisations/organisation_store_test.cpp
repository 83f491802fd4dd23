#include <algorithm>

#include <doctest/doctest.h>

#include "features/audit/audit.hpp"
#include "features/organisations/directory_store.hpp"
#include "features/organisations/organisation_world_test.hpp"
#include "features/organisations/search_store.hpp"
#include "platform/search/search.hpp"
#include "queries_organisations.hpp"

using namespace muster;
using namespace muster::organisations;
using organisations::test::World;

namespace {

template <class F>
void in_world(F&& check) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    check(world);
  });
}

std::optional<Organisation> find_public(World& world, OrganisationId id) {
  std::optional<Organisation> found;
  world.db.read_public([&](db::PublicRead& read) { found = find_organisation(read, id); });
  return found;
}

// As the directory does, without names of countries.
std::vector<OrganisationId> search_public(World& world, std::string_view words) {
  std::vector<Term> terms;
  for (std::string& text : search::split_terms(words)) terms.push_back({std::move(text), {}});
  std::vector<OrganisationId> found;
  HeldDirectory held;
  world.db.read_public([&](db::PublicRead& read) { found = held.as_of(read)->find({.words = std::string(words)}, terms).shown; });
  return found;
}

std::vector<std::string> list_kinds(World& world) {
  std::vector<std::string> kinds;
  const auto items = world.read([&](db::Read& read) { return list_attention(read, world.programme, world.clock.today(), 100); });
  for (const auto& item : items) kinds.push_back(item.kind);
  return kinds;
}

bool has(const std::vector<std::string>& list, std::string_view value) { return std::ranges::find(list, value) != list.end(); }

Organisation get(World& world, OrganisationId id) {
  return world.read([&](db::Read& read) { return get_organisation(read, id); });
}

}  // namespace

TEST_CASE("an organisation comes back as entered, its region derived from the country") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Lanka Internet Users", .country = "LK", .place = "Colombo", .languages = {{"si", "ta"}}, .topics = {{"access"}},
                               .contact = "hello@example.org", .website = "example.org", .joined_on = PartialDate::parse("2003-12")});
    const auto found = find_public(world, id);
    REQUIRE(found);
    CHECK(found->region == "AP");
    CHECK(found->website.starts_with("https://example.org"));
    CHECK(found->joined_on->format_iso() == "2003-12");
    CHECK(found->languages == std::vector<std::string>{"si", "ta"});
    CHECK(found->contact == "hello@example.org");
  });
}

TEST_CASE("S82: staff choose another region only with a reason, and a dated table moves the others") {
  in_world([](World& world) {
    const auto derived = world.add({.name = "Derived", .country = "LK"});
    CHECK_FALSE(check_edit(world.programme, {.region_override = "AF"}));
    const auto chosen = world.add({.name = "Chosen", .country = "LK", .region_override = "AP", .override_reason = "Works there"});
    world.db.write([&](db::Write& write) {
      CHECK(set_region_of_country(write, world.by, world.programme, "LK", "AF", world.clock.today(), "New list"));
      CHECK_FALSE(set_region_of_country(write, world.by, world.programme, "XX", "AF", world.clock.today(), "New list"));
    });
    CHECK(get(world, derived).region == "AF");
    CHECK(find_public(world, derived)->region == "AF");
    CHECK(get(world, chosen).region == "AP");
    CHECK(get(world, world.add({.name = "Later", .country = "LK"})).region == "AF");
  });
}

TEST_CASE("a quiet organisation does not exist for public handlers") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Quiet group", .country = "NG", .topics = {{"privacy"}}});
    CHECK(find_public(world, id));
    CHECK(search_public(world, "quiet").size() == 1);
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, id, true, "At risk"); });
    CHECK_FALSE(find_public(world, id));
    CHECK(search_public(world, "quiet").empty());
    CHECK(get(world, id).is_quiet);
    // The register itself is closed to them by the engine.
    CHECK_THROWS_AS(world.db.read_public([&](db::PublicRead& read) { read.exists(sql::find_organisation, {{"organisation", id}}); }), db::Error);
    CHECK_THROWS_AS(world.db.read_public([&](db::PublicRead& read) { read.exists(sql::list_leaders, {{"organisation", id}}); }), db::Error);
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, id, false, "Safe again"); });
    CHECK(find_public(world, id));
  });
}

TEST_CASE("an applicant and the address behind a relay form are not public") {
  in_world([](World& world) {
    const auto applicant = world.add({.name = "Applicant"}, Status::applicant);
    CHECK_FALSE(find_public(world, applicant));
    const auto relay = world.add({.name = "Relay", .contact = "hidden@example.org", .prefers_relay = true});
    CHECK(find_public(world, relay)->contact.empty());
    CHECK(find_public(world, relay)->prefers_relay);
  });
}

TEST_CASE("the directory in memory follows every change, and is made anew only when it must be") {
  in_world([](World& world) {
    HeldDirectory held;
    const auto shown = [&](const DirectoryFilter& filter = {}) {
      std::vector<OrganisationId> ids;
      world.db.read_public([&](db::PublicRead& read) { ids = held.as_of(read)->find(filter, {}).shown; });
      return ids;
    };
    const auto first = world.add({.name = "B", .country = "NG", .languages = {{"en"}}});
    CHECK(shown() == std::vector{first});
    const auto second = world.add({.name = "A", .country = "LK", .languages = {{"si"}}});
    CHECK(shown() == std::vector{second, first});
    world.db.write([&](db::Write& write) { CHECK(apply_edit(write, world.by, world.programme, second, {.name = "C", .languages = {{"en"}}})); });
    CHECK(shown({.languages = {"en"}}) == std::vector{first, second});
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, first, true, "At risk"); });
    CHECK(shown() == std::vector{second});
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, first, false, "Safe again"); });
    CHECK(shown() == std::vector{first, second});
    world.db.write([&](db::Write& write) { erase_organisation(write, world.by, first, "By mistake"); });
    CHECK(shown() == std::vector{second});
    // Nothing changed: the very same directory serves again.
    std::shared_ptr<const Directory> once, again;
    world.db.read_public([&](db::PublicRead& read) {
      once = held.as_of(read);
      again = held.as_of(read);
    });
    CHECK(once == again);
  });
}

TEST_CASE("search finds any script and its transliteration, short words and topics") {
  in_world([](World& world) {
    const auto chinese = world.add({.name = "互联网用户之家", .place = "成都"});
    const auto french = world.add({.name = "Société Internet", .country = "NG", .topics = {{"privacy"}}});
    for (const std::string_view words : {"互联", "hu lian", "用户"}) CHECK(search_public(world, words) == std::vector{chinese});
    for (const std::string_view words : {"societe", "SOCIÉTÉ inter", "privacy", "so"}) CHECK(search_public(world, words) == std::vector{french});
    CHECK(search_public(world, "%").empty());
    CHECK(search_public(world, "nowhere").empty());
    world.read([&](db::Read& read) {
      CHECK(search_organisations(read, "internet", 10).front().id == french);
      return 0;
    });
  });
}

TEST_CASE("two editors at once: the second is told, nothing is lost") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Before"});
    const auto version = get(world, id).version;
    world.db.write([&](db::Write& write) { CHECK(apply_edit(write, world.by, world.programme, id, {.name = "First"}, version)); });
    const auto second = world.db.write([&](db::Write& write) { return apply_edit(write, world.by, world.programme, id, {.name = "Second"}, version); });
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == Problem::Kind::conflict);
    CHECK(get(world, id).name == "First");
    const auto entries = world.read([&](db::Read& read) { return audit::list_entries(read, {.action = "organisations.edit", .organisation = id}); });
    REQUIRE(entries.size() == 1);
    CHECK(entries.front().changes.front().before == "Before");
    CHECK(entries.front().changes.front().after == "First");
  });
}

TEST_CASE("a change of the register moves the stamp of public pages") {
  in_world([](World& world) {
    const auto stamp = [&] {
      std::int64_t value = 0;
      world.db.read_public([&](db::PublicRead& read) {
        for (const auto& [topic, number] : list_stamps(read)) {
          if (topic == "organisations") value = number;
        }
      });
      return value;
    };
    const auto id = world.add({.name = "Stamp"});
    const auto before = stamp();
    world.db.write([&](db::Write& write) { CHECK(apply_edit(write, world.by, world.programme, id, {.place = "Town"})); });
    CHECK(stamp() > before);
    const auto after = stamp();
    world.db.write([&](db::Write& write) { CHECK(apply_edit(write, world.by, world.programme, id, {.place = "Town"})); });
    CHECK(stamp() == after);
  });
}

TEST_CASE("S71: 0, 1 and 5 representatives are held and listed, a new fifth is refused") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Five"});
    CHECK(has(list_kinds(world), "too_few_representatives"));
    for (int number = 1; number <= 4; ++number) {
      const auto person = world.add_person("Person " + std::to_string(number), "p" + std::to_string(number) + "@example.org");
      CHECK(world.add_representative(id, person, number == 1));
    }
    CHECK_FALSE(has(list_kinds(world), "too_few_representatives"));
    const auto fifth = world.add_person("Person 5", "p5@example.org");
    const auto refused = world.add_representative(id, fifth);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Problem::Kind::conflict);
    world.hold_representative(id, fifth);
    CHECK(world.read([&](db::Read& read) { return list_recipients(read, id, false, world.clock.today()); }).size() == 5);
    CHECK(has(list_kinds(world), "too_many_representatives"));
  });
}

TEST_CASE("a departure always succeeds, opens a grace period and tells staff; it ends with enough people") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Leaving", .contact = "a@example.org"});
    const auto first = world.add_person("First Person", "first@example.org");
    const auto second = world.add_person("Second Person", "second@example.org");
    CHECK(world.add_representative(id, first, true));
    CHECK(world.add_representative(id, second));
    const auto deadline = [&] { return world.read([&](db::Read& read) { return get_private_side(read, id).departure_deadline; }); };
    CHECK_FALSE(deadline());
    for (const PersonId person : {first, second}) {
      world.db.write([&](db::Write& write) { remove_representative(write, world.by, world.programme, id, person, "moved on"); });
    }
    CHECK(world.read([&](db::Read& read) { return list_recipients(read, id, true, world.clock.today()); }).empty());
    REQUIRE(deadline());
    CHECK(*deadline() == world.clock.today().plus_days(world.programme.departure_grace_days));
    CHECK(has(list_kinds(world), "departure"));
    CHECK(has(list_kinds(world), "no_prime"));
    CHECK_FALSE(has(list_kinds(world), "departure_overdue"));
    world.clock.advance(std::chrono::days(61));
    CHECK(has(list_kinds(world), "departure_overdue"));
    CHECK(world.add_representative(id, first, true));
    CHECK(world.add_representative(id, second));
    CHECK_FALSE(deadline());
    CHECK(list_kinds(world).empty());
    CHECK(world.read([&](db::Read& read) { return list_known_people(read, id); }).size() == 2);
  });
}

TEST_CASE("S72: one prime; a change can be contested for seven days, once") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Prime", .contact = "a@example.org"});
    const auto first = world.add_person("First Person", "first@example.org");
    const auto second = world.add_person("Second Person", "second@example.org");
    CHECK(world.add_representative(id, first, true));
    CHECK(world.add_representative(id, second));
    world.db.write([&](db::Write& write) { CHECK(change_prime(write, world.by, world.programme, id, second)); });
    const auto seats = world.read([&](db::Read& read) { return access::list_seats_of_organisation(read, id, world.clock.today()); });
    CHECK(std::ranges::count_if(seats, [](const auto& seat) { return seat.is_prime; }) == 1);
    CHECK(seats.front().person == second);
    const auto stranger = world.add_person("Third Person", "third@example.org");
    CHECK_FALSE(world.db.write([&](db::Write& write) { return change_prime(write, world.by, world.programme, id, stranger); }));
    for (int time = 0; time < 2; ++time) world.db.write([&](db::Write& write) { CHECK(contest_prime(write, world.by, id)); });
    const auto kinds = list_kinds(world);
    CHECK(std::ranges::count(kinds, "prime_contested") == 1);
    world.db.write([&](db::Write& write) { close_attention(write, world.by, id, "prime_contested"); });
    CHECK(list_kinds(world).empty());
    world.clock.advance(std::chrono::days(8));
    CHECK_FALSE(world.db.write([&](db::Write& write) { return contest_prime(write, world.by, id); }));
  });
}

TEST_CASE("S73 to S75: general mail goes to all, action mail to the prime alone unless the organisation asks") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Mail"});
    const auto first = world.add_person("First Person", "first@example.org");
    const auto second = world.add_person("Second Person", "second@example.org");
    CHECK(world.add_representative(id, first));
    CHECK(world.add_representative(id, second));
    const auto recipients = [&](bool is_action) { return world.read([&](db::Read& read) { return list_recipients(read, id, is_action, world.clock.today()); }); };
    CHECK(recipients(true).size() == 2);
    world.db.write([&](db::Write& write) { CHECK(change_prime(write, world.by, world.programme, id, second)); });
    CHECK(recipients(true) == std::vector{second});
    CHECK(recipients(false).size() == 2);
    world.db.write([&](db::Write& write) { CHECK(apply_edit(write, world.by, world.programme, id, {.action_mail_to_all = true})); });
    CHECK(recipients(true).size() == 2);
  });
}

TEST_CASE("S28, S29, S134 to S138: memberships elsewhere and key roles are recorded and block nothing") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Elsewhere", .memberships = {{{"NCUC", "member", "yes"}, {"other:Registry group", "", "unknown"}}}});
    const auto person = world.add_person("First Person", "first@example.org");
    CHECK(world.add_representative(id, person, true));
    world.db.write([&](db::Write& write) { set_key_roles(write, world.by, id, {{person, "NCUC", "Chair"}}); });
    world.read([&](db::Read& read) {
      CHECK(list_memberships(read, id).size() == 2);
      CHECK(list_memberships(read, id).front().votes_there == "yes");
      CHECK(list_key_roles(read, id).front().role == "Chair");
      CHECK(list_recipients(read, id, true, world.clock.today()) == std::vector{person});
      return 0;
    });
    world.db.write([&](db::Write& write) { set_status(write, world.by, id, Status::accredited, {}, ""); });
    CHECK(find_public(world, id)->status == Status::accredited);
    const auto other = world.add({.name = "Another"});
    CHECK(world.add_representative(other, person, true));
    CHECK_FALSE(has(list_kinds(world), "key_role"));
    CHECK_FALSE(has(list_kinds(world), "membership"));
  });
}

TEST_CASE("leaders are kept in order and remembered after they left") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Leaders"});
    const auto chair = world.add_person("Chair Person", "chair@example.org");
    const auto deputy = world.add_person("Deputy Person", "deputy@example.org");
    world.db.write([&](db::Write& write) { set_leaders(write, world.by, id, {{chair, "Chair"}, {deputy, "Deputy"}}); });
    world.db.write([&](db::Write& write) { set_leaders(write, world.by, id, {{deputy, "Chair"}}); });
    world.read([&](db::Read& read) {
      REQUIRE(list_leaders(read, id).size() == 1);
      CHECK(list_leaders(read, id).front().office == "Chair");
      CHECK(list_known_people(read, id).size() == 2);
      return 0;
    });
  });
}

TEST_CASE("a state is dated and its reason is not public") {
  in_world([](World& world) {
    const auto id = world.add({.name = "Left", .joined_on = PartialDate::parse("2003")});
    world.db.write([&](db::Write& write) { set_status(write, world.by, id, Status::withdrawn, PartialDate::parse("2024-05"), "Private words"); });
    CHECK(find_public(world, id)->status == Status::withdrawn);
    CHECK(world.read([](db::Read& read) { return list_reporting(read); }).empty());
    CHECK_THROWS_AS(world.db.read_public([&](db::PublicRead& read) { read.exists(sql::list_status_history, {{"organisation", id}}); }), db::Error);
  });
}

TEST_CASE("every statement of the room is prepared on both engines") {
  in_world([](World& world) { CHECK_NOTHROW(world.db.check_statements(sql::all)); });
}
