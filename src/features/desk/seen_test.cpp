// What others changed since a person opened a row, on both engines; and that only a post marks anything.
#include "features/desk/desk_world_test.hpp"
#include "features/desk/seen_store.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::desk;
using desk::test::World;
using desk::test::for_each_world;

namespace {

constexpr auto kMinute = std::chrono::minutes(1);

void change(World& world, const Actor& actor, std::int64_t organisation) {
  world.clock.advance(kMinute);
  world.db.write([&](db::Write& write) {
    audit::record(write, world.by(actor), {.action = "organisations.edit", .subject_kind = "organisation", .subject = organisation, .organisation = OrganisationId(organisation)});
  });
  world.clock.advance(kMinute);
}

std::vector<std::int64_t> unread(World& world, const Actor& actor) {
  return world.db.read([&](db::Read& read) { return count_unread(read, actor.person, std::vector{OrganisationId(1), OrganisationId(2)}); });
}

using Counts = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("changes by others since a row was opened are counted; one's own are not, and each person has own marks") {
  for_each_world([](World& world) {
    change(world, world.omar, 1);
    CHECK(unread(world, world.maria) == Counts{0, 0});  // nothing is new to somebody who never opened a row
    CHECK(world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}}).status == 303);
    CHECK(unread(world, world.maria) == Counts{0, 0});
    change(world, world.omar, 1);
    change(world, Actor::system(), 1);
    change(world, world.maria, 1);
    change(world, world.omar, 2);  // never opened: counts from the first mark
    CHECK(unread(world, world.maria) == Counts{2, 1});
    CHECK(unread(world, world.omar) == Counts{0, 0});
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}});
    CHECK(unread(world, world.maria) == Counts{0, 1});
    CHECK(world.db.read([&](db::Read& read) { return count_unread(read, world.maria.person, OrganisationId(2)); }) == 1);
    const auto all = world.post("/staff/seen", world.maria, {}, {{"organisation", "all"}, {"table", "reports"}});
    CHECK(all.headers.front().second == "/en/staff/reports");
    CHECK(unread(world, world.maria) == Counts{0, 0});
    change(world, world.omar, 1);
    CHECK(unread(world, world.maria) == Counts{1, 0});
  });
}

TEST_CASE("what changed between the making of the page and its post stays new, and a mark never goes back") {
  for_each_world([](World& world) {
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}});
    const std::string made = std::to_string(world.clock.now().microseconds());
    change(world, world.omar, 1);
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}, {"at", made}});
    CHECK(unread(world, world.maria) == Counts{1, 0});
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}, {"at", "99999999999999999"}});  // not later than now
    CHECK(unread(world, world.maria) == Counts{0, 0});
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}, {"at", made}});
    CHECK(unread(world, world.maria) == Counts{0, 0});
    change(world, world.omar, 1);
    CHECK(unread(world, world.maria) == Counts{1, 0});
  });
}

TEST_CASE("what is no number marks nothing, and a forgotten person's marks go") {
  for_each_world([](World& world) {
    for (const char* number : {"", "0", "-1", "x", "ALL"}) CHECK(world.post("/staff/seen", world.maria, {}, {{"organisation", number}}).status == 303);
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_seen(read, world.maria.person, OrganisationId(1)); }));
    world.post("/staff/seen", world.maria, {}, {{"organisation", "1"}});
    CHECK(world.db.read([&](db::Read& read) { return list_held(read, world.maria.person); }).front().rows.size() == 2);
    world.db.write([&](db::Write& write) { forget_person(write, world.maria.person); });
    CHECK(world.db.read([&](db::Read& read) { return list_held(read, world.maria.person); }).empty());
  });
}

TEST_CASE("the page of keys is sound in six languages and says that they can be turned off") {
  for_each_world([](World& world) {
    for (const Locale locale : kLocales) {
      const auto page = world.get("/staff/keys", world.maria, {}, {}, locale);
      CHECK(page.status == 200);
      for (const auto& problem : muster::test::check_html(page.body, muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
      CHECK(page.body.find("data-keys=\"off\"") != std::string::npos);
    }
  });
}
