// The rotation's rows on both engines: two editors, plans in chunks and their undo, dates by hand, wishes.
#include "features/reports/schedule_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "features/audit/audit.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::reports {
namespace {

Date day(int year, unsigned month, unsigned date) { return *Date::from_ymd(year, month, date); }

struct World {
  explicit World(db::Database& database) : db(database) {
    actor.kind = Actor::Kind::person;
    actor.person = PersonId(1);
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(day(2026, 11, 23))};
  SeededRandom random{7};
  Actor actor;
  Programme programme;
  By by{clock, random, actor};

  Schedule schedule() {
    return db.read([&](db::Read& read) { return get_schedule(read, programme); });
  }
  Schedule begin_on(Date first) {
    Schedule now = schedule();
    now.rules_approved_on = first.plus_months(-9);
    now.first_cycle_on = first;
    db.write([&](db::Write& write) { save_schedule(write, by, now).value(); });
    return schedule();
  }
  std::vector<Slot> slots() { return db.read([](db::Read& read) { return list_slots(read); }); }
  std::vector<Exception> exceptions(OrganisationId organisation) {
    return db.read([&](db::Read& read) { return list_exceptions(read, organisation); });
  }
  void apply(const Plan& plan, std::size_t chunk = 500) {
    const auto made_on = slots();
    db.write([&](db::Write& write) { begin_plan(write, by, made_on, plan).value(); });
    for (std::size_t at = 0; at < plan.slots.size(); at += chunk) {
      db.write([&](db::Write& write) { store_slots(write, by, plan, at, chunk); }, db::Priority::bulk);
    }
  }
  std::vector<std::string> actions() {
    std::vector<std::string> names;
    for (const auto& entry : db.read([](db::Read& read) { return audit::list_entries(read, {.action = "reports."}); })) names.push_back(entry.action);
    return names;
  }
};

void for_each_world(const std::function<void(World&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    World world(database);
    test(world);
  });
}

std::vector<Member> make_members(int count) {
  std::vector<Member> members;
  for (int at = 1; at <= count; ++at) members.push_back({OrganisationId(at), at % 3 == 0 ? "AF" : "EU"});
  return members;
}

constexpr OrganisationId kOne{1};

}  // namespace

TEST_CASE("S129 the schedule is saved over the version that was shown, and no other") {
  for_each_world([](World& world) {
    world.programme.milestones.rules_approved = day(2026, 1, 1);
    Schedule first = world.schedule();
    CHECK(first.version == 0);
    CHECK(first.rules_approved_on == day(2026, 1, 1));
    CHECK_FALSE(first.first_cycle_on.has_value());
    Schedule second = first;
    first.first_cycle_on = day(2026, 10, 1);
    first.needs_board_approval = true;
    first.board_approved_on = day(2026, 2, 1);
    first.implementation_months = 8;
    const auto save = [&](const Schedule& schedule) { return world.db.write([&](db::Write& write) { return save_schedule(write, world.by, schedule); }); };
    CHECK(save(first));
    const Schedule stored = world.schedule();
    CHECK(stored.version == 1);
    CHECK(stored.first_cycle_on == day(2026, 10, 1));
    CHECK(stored.needs_board_approval);
    CHECK(stored.board_approved_on == day(2026, 2, 1));
    CHECK(stored.implementation_months == 8);
    const auto late = save(second);
    REQUIRE_FALSE(late);
    CHECK(late.error().kind == Problem::Kind::conflict);
    second = stored;
    second.first_cycle_on.reset();
    CHECK(save(second));
    CHECK_FALSE(world.schedule().first_cycle_on.has_value());
    CHECK(world.schedule().version == 2);
    second = world.schedule();
    second.first_cycle_on = day(2026, 1, 15);  // before the Board
    const auto wrong = save(second);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().field == "first_cycle_on");
    CHECK(world.actions() == std::vector<std::string>{"reports.save_schedule", "reports.save_schedule"});
  });
}

TEST_CASE("a blackout week is added, removed and brought back; a wrong one is refused") {
  for_each_world([](World& world) {
    const auto insert = [&](Date first, Date last) { return world.db.write([&](db::Write& write) { return insert_blackout(write, world.by, {0, first, last, "Meeting"}); }); };
    CHECK(insert(day(2027, 3, 8), day(2027, 3, 7)).error().field == "last_on");
    CHECK(insert(day(2027, 3, 1), day(2028, 3, 1)).error().field == "last_on");
    const auto id = insert(day(2027, 3, 1), day(2027, 3, 7));
    REQUIRE(id);
    REQUIRE(world.schedule().blackouts.size() == 1);
    CHECK(world.schedule().blackouts[0].reason == "Meeting");
    const auto remove = [&] { return world.db.write([&](db::Write& write) { return remove_blackout(write, world.by, *id); }); };
    const auto restore = [&] { return world.db.write([&](db::Write& write) { return restore_blackout(write, world.by, *id); }); };
    CHECK_FALSE(restore());
    CHECK(remove());
    CHECK_FALSE(remove());
    CHECK(world.schedule().blackouts.empty());
    CHECK(world.db.read([&](db::Read& read) { return find_blackout(read, *id); }).has_value());
    CHECK(restore());
    CHECK(world.schedule().blackouts.size() == 1);
    CHECK_FALSE(world.db.write([&](db::Write& write) { return remove_blackout(write, world.by, 99); }));
  });
}

TEST_CASE("S34 a plan is stored in chunks, refused on an older state, and undone once") {
  for_each_world([](World& world) {
    const Schedule schedule = world.begin_on(day(2027, 3, 1));
    const auto members = make_members(1100);
    const Situation situation{world.clock.today(), {}, {}};
    // Everybody crowded into one month, and 100 without one.
    world.db.write([&](db::Write& write) {
      for (int at = 1; at <= 1000; ++at) set_slot(write, world.by, {OrganisationId(at), 5, at % 3 == 0 ? "AF" : "EU", 1});
    }, db::Priority::bulk);
    const auto before = world.slots();
    const Plan plan = make_plan(schedule, members, before, situation);
    CHECK(plan.added.size() == 100);
    world.apply(plan);
    CHECK(world.slots() == plan.slots);
    const auto undo = [&] { return world.db.write([&](db::Write& write) { return undo_slots(write, world.by); }); };
    CHECK(world.db.read([](db::Read& read) { return count_undo(read); }) == static_cast<std::int64_t>(plan.moved.size() + 100));
    // The same plan again was made on what is no longer there.
    const auto stale = world.db.write([&](db::Write& write) { return begin_plan(write, world.by, before, plan); });
    REQUIRE_FALSE(stale);
    CHECK(stale.error().kind == Problem::Kind::conflict);
    CHECK(world.slots() == plan.slots);
    CHECK(undo());
    CHECK(world.slots() == before);
    CHECK_FALSE(undo());
    CHECK(world.slots() == before);
  });
}

TEST_CASE("undoing a plan leaves alone what was moved by hand since") {
  for_each_world([](World& world) {
    const Schedule schedule = world.begin_on(day(2027, 3, 1));
    const auto members = make_members(30);
    world.apply(make_plan(schedule, members, {}, {world.clock.today(), {}, {}}));
    world.db.write([&](db::Write& write) { set_slot(write, world.by, {kOne, 17, "EU", 1}); });
    CHECK(world.db.write([&](db::Write& write) { return undo_slots(write, world.by); }));
    REQUIRE(world.slots().size() == 1);
    CHECK(world.slots()[0].slot == 17);
  });
}

TEST_CASE("a plan keeps dates that are near as dates of that round, and never over one by hand") {
  for_each_world([](World& world) {
    const Schedule schedule = world.begin_on(day(2026, 11, 1));
    world.db.write([&](db::Write& write) {
      for (int at = 1; at <= 30; ++at) set_slot(write, world.by, {OrganisationId(at), 1, "EU", 1});
      set_exception(write, world.by, schedule, {kOne, 1, "deferred", day(2027, 6, 1), "Flood", {}}).value();
    });
    const Plan plan = world.db.read([&](db::Read& read) {
      const auto slots = list_slots(read);
      const auto exceptions = list_exceptions(read);
      std::vector<Member> members;
      for (const Slot& slot : slots) members.push_back({slot.organisation, slot.region});
      return make_plan(schedule, members, slots, {world.clock.today(), exceptions, list_begun(read, schedule, slots, exceptions, world.clock.today())});
    });
    CHECK(plan.moved.size() == 28);  // two of thirty may stay in one of 24 months
    REQUIRE_FALSE(plan.kept.empty());
    world.apply(plan, 7);
    for (const Slot& slot : world.slots()) {
      const auto exceptions = world.exceptions(slot.organisation);
      const Date due = find_turn(schedule, slot, exceptions, world.clock.today())->due_on;
      const Date was = slot.organisation == kOne ? day(2027, 6, 1) : regular_date(schedule, slot.organisation, 1, 1);
      CHECK(due == was);
    }
    CHECK(world.exceptions(kOne).front().reason == "Flood");
  });
}

TEST_CASE("S131 a date by hand is refused before the first cycle; a deferral needs its reason") {
  for_each_world([](World& world) {
    const auto set = [&](const std::string& kind, Date due_on, const std::string& reason) {
      const Schedule schedule = world.schedule();
      return world.db.write([&](db::Write& write) { return set_exception(write, world.by, schedule, {kOne, 1, kind, due_on, reason, {}}); });
    };
    CHECK(set("moved", day(2027, 6, 1), "").error().field == "due_on");  // no first cycle at all
    world.begin_on(day(2027, 3, 1));
    world.db.write([&](db::Write& write) { set_slot(write, world.by, {kOne, 3, "EU", 1}); });
    CHECK(set("moved", day(2027, 2, 28), "").error().field == "due_on");
    CHECK(set("deferred", day(2027, 9, 1), "").error().field == "reason");
    CHECK(set("deferred", day(2027, 9, 1), std::string(2001, 'x')).error().field == "reason");
    CHECK(set("deferred", day(2029, 6, 1), "Too far").error().field == "due_on");
    CHECK(world.exceptions(kOne).empty());
    CHECK(set("moved", day(2027, 8, 2), ""));
    CHECK(set("deferred", day(2027, 9, 1), "Flood"));
    REQUIRE(world.exceptions(kOne).size() == 1);
    CHECK(world.exceptions(kOne)[0].due_on == day(2027, 9, 1));
    const auto remove = [&] { return world.db.write([&](db::Write& write) { return remove_exception(write, world.by, kOne, 1); }); };
    const auto restore = [&] { return world.db.write([&](db::Write& write) { return restore_exception(write, world.by, kOne, 1); }); };
    CHECK(remove());
    CHECK_FALSE(remove());
    CHECK(world.exceptions(kOne).empty());
    CHECK(restore());
    CHECK_FALSE(restore());
    CHECK(world.exceptions(kOne)[0].reason == "Flood");
    CHECK(world.actions().front() == "reports.deferred");
  });
}

TEST_CASE("a wish for more time is granted or refused once; one that cannot be granted stays open") {
  for_each_world([](World& world) {
    const Schedule schedule = world.begin_on(day(2027, 3, 1));
    const Date today = world.clock.today();
    world.db.write([&](db::Write& write) { set_slot(write, world.by, {kOne, 0, "EU", 1}); });
    const auto ask = [&](Date wished, const std::string& reason) {
      return world.db.write([&](db::Write& write) { return ask_for_time(write, world.by, {.organisation = kOne, .round = 1, .wished_on = wished, .reason = reason}, today); });
    };
    const auto open = [&] { return world.db.read([](db::Read& read) { return list_time_requests(read, "open", 10); }); };
    CHECK(ask(today, "").error().field == "wished_on");
    CHECK(ask(day(2027, 5, 1), "First"));
    CHECK(ask(day(2027, 6, 1), "Second"));
    REQUIRE(open().size() == 1);
    CHECK(open()[0].reason == "Second");
    const auto id = open()[0].id;
    const auto decide = [&](std::int64_t request, std::optional<Date> until) {
      return world.db.write([&](db::Write& write) { return decide_time_request(write, world.by, schedule, request, until, "Words"); });
    };
    CHECK(decide(99, day(2027, 6, 1)).error().kind == Problem::Kind::not_found);
    CHECK(decide(id, day(2027, 2, 1)).error().field == "due_on");
    REQUIRE(open().size() == 1);  // nothing was half decided
    CHECK(decide(id, day(2027, 6, 15)));
    CHECK(open().empty());
    REQUIRE(world.exceptions(kOne).size() == 1);
    CHECK(world.exceptions(kOne)[0].kind == "more_time");
    CHECK(world.exceptions(kOne)[0].due_on == day(2027, 6, 15));
    CHECK(decide(id, std::nullopt).error().kind == Problem::Kind::conflict);
    CHECK(ask(day(2027, 8, 1), "Third"));
    CHECK(decide(open().at(0).id, std::nullopt));
    const auto last = world.db.read([](db::Read& read) { return find_time_request(read, kOne, 1); });
    CHECK(last->decision == "refused");
    CHECK(last->answer == "Words");
    CHECK(world.exceptions(kOne)[0].due_on == day(2027, 6, 15));
  });
}

}  // namespace muster::reports
