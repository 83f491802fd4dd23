// Members that come get their month, with the real runner of jobs, on both engines.
#include "features/reports/schedule_job.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/guard_job.hpp"
#include "features/reports/remind_world_test.hpp"

namespace muster::reports {
namespace {

using organisations::Status;

Date day(int year, unsigned month, unsigned date) { return *Date::from_ymd(year, month, date); }

struct ComingWorld : RemindWorld {
  explicit ComingWorld(db::Database& database) : RemindWorld(database, day(2026, 11, 23), day(2026, 3, 1)) {}

  OrganisationId come(const std::string& name, const std::string& country, Status status = Status::accredited) {
    return db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      return organisations::insert_organisation(write, by(), remind_programme(), edit, status).value();
    });
  }
  void set(OrganisationId id, Status status) {
    db.write([&](db::Write& write) { organisations::set_status(write, by(), id, status, {}, "Test"); });
  }
  void put(OrganisationId id, int month, const std::string& region) {
    db.write([&](db::Write& write) { set_slot(write, by(), {.organisation = id, .slot = month, .region = region}); });
  }
  std::vector<Slot> slots() { return db.read([](db::Read& read) { return list_slots(read); }); }
  std::optional<Slot> slot(OrganisationId id) { return db.read([&](db::Read& read) { return find_slot(read, id); }); }
  void work() { coming.run_due(); }

  // Somebody that has a month by a plan, so that there is a schedule to come into.
  OrganisationId planned() {
    const auto id = come("Planned", "FR");
    put(id, 0, "EU");
    work();
    return id;
  }

  jobs::Runner coming{context(), make_guard_jobs(), {}};
};

void for_each_coming(const std::function<void(ComingWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    ComingWorld world(database);
    test(world);
  });
}

// The difference between a region's fullest and its emptiest month.
int spread(const Schedule& schedule, const std::vector<Slot>& slots, const std::string& region) {
  std::vector<int> counts;
  for (const auto& month : count_months(schedule, slots)) {
    const auto found = month.find(region);
    counts.push_back(found == month.end() ? 0 : found->second);
  }
  const auto [least, most] = std::ranges::minmax(counts);
  return most - least;
}

}  // namespace

TEST_CASE("S18 a member that is added gets a month, once, and its history says so") {
  for_each_coming([](ComingWorld& world) {
    const auto planned = world.planned();
    const auto id = world.come("Newcomers", "FR");
    CHECK_FALSE(world.slot(id).has_value());
    world.work();
    const auto given = world.slot(id);
    REQUIRE(given.has_value());
    CHECK(given->region == "EU");
    CHECK(given->slot != 0);  // where the other one of its region is not
    CHECK(world.slot(planned)->slot == 0);
    const auto entries = world.db.read([&](db::Read& read) { return audit::list_entries(read, {.action = "reports.", .organisation = id}); });
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].action == "reports.set_slot");
    world.set(id, Status::unclear);  // the same event again
    world.work();
    CHECK(world.slot(id) == given);
    CHECK(world.db.read([&](db::Read& read) { return audit::list_entries(read, {.action = "reports.", .organisation = id}); }).size() == 1);
  });
}

TEST_CASE("S18 an applicant has no month until it is accredited") {
  for_each_coming([](ComingWorld& world) {
    world.planned();
    const auto id = world.come("Applicants", "KE", Status::applicant);
    world.work();
    CHECK_FALSE(world.slot(id).has_value());
    world.set(id, Status::accredited);
    world.work();
    REQUIRE(world.slot(id).has_value());
    CHECK(world.slot(id)->region == "AF");
  });
}

TEST_CASE("S18 before the first plan, and after its undo, nobody gets a month unseen") {
  for_each_coming([](ComingWorld& world) {
    const auto first = world.come("First", "FR");
    const auto second = world.come("Second", "KE");
    world.work();
    CHECK(world.slots().empty());
    const std::vector<Member> members{{first, "EU"}, {second, "AF"}};
    const Plan plan = make_plan(world.db.read([](db::Read& read) { return get_schedule(read, remind_programme()); }), members, {}, {world.clock.today(), {}, {}});
    world.db.write([&](db::Write& write) {
      begin_plan(write, world.by(), {}, plan).value();
      store_slots(write, world.by(), plan, 0, 500);
    });
    CHECK(world.slots().size() == 2);
    CHECK(world.db.write([&](db::Write& write) { return undo_slots(write, world.by()); }));
    world.come("Third", "FR");
    world.work();
    CHECK(world.slots().empty());
  });
}

TEST_CASE("S18 who comes into a running cycle is not late on the first day (S131)") {
  for_each_coming([](ComingWorld& world) {
    world.planned();
    std::vector<OrganisationId> ids;
    for (int at = 0; at < 30; ++at) ids.push_back(world.come("Newcomer " + std::to_string(at), "FR"));
    world.work();
    for (const auto id : ids) {
      const auto place = world.db.read([&](db::Read& read) { return find_place(read, remind_programme(), id, world.clock.today()); });
      REQUIRE(place.has_value());
      REQUIRE(place->due_on.has_value());
      CHECK(*place->due_on >= world.clock.today().plus_days(60));
      CHECK(place->standing != Standing::late);
    }
  });
}

TEST_CASE("S18 the months of each region stay level when many come at once, on two servers") {
  for_each_coming([](ComingWorld& world) {
    world.planned();
    for (int at = 0; at < 70; ++at) world.come("Newcomer " + std::to_string(at), at % 3 == 0 ? "KE" : "FR");
    SeededRandom other_random{12};
    jobs::Context other = world.context();
    jobs::Runner second{{other.db, other.clock, other_random, other.texts, other.log, other.programme, other.public_url}, make_guard_jobs(), {}};
    std::thread server([&] { second.run_due(); });
    world.work();
    server.join();
    const auto slots = world.slots();
    CHECK(slots.size() == 71);
    const Schedule schedule = world.db.read([](db::Read& read) { return get_schedule(read, remind_programme()); });
    CHECK(spread(schedule, slots, "AF") <= 1);
    CHECK(spread(schedule, slots, "EU") <= 1);
  });
}

TEST_CASE("S18 the month of a member that left is free for one that comes") {
  for_each_coming([](ComingWorld& world) {
    std::vector<OrganisationId> ids;
    for (int month = 0; month < 24; ++month) {
      ids.push_back(world.come("Member " + std::to_string(month), "FR"));
      world.put(ids.back(), month, "EU");
    }
    world.set(ids[7], Status::withdrawn);
    world.work();
    const auto id = world.come("Newcomers", "FR");
    world.work();
    CHECK(world.slot(id)->slot == 7);
    CHECK(world.slot(ids[7])->slot == 7);  // kept, should it come back
  });
}

TEST_CASE("S18 a month by hand that came first is left alone") {
  for_each_coming([](ComingWorld& world) {
    world.planned();
    const auto id = world.come("Newcomers", "FR");
    world.put(id, 17, "EU");
    world.work();
    CHECK(world.slot(id)->slot == 17);
  });
}

}  // namespace muster::reports
