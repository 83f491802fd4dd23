// The rotation's rules: level months, dates that follow from the schedule alone, nothing before its time.
#include "features/reports/rotation.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "features/reports/rotation_level.hpp"

namespace muster::reports {
namespace {

Date day(int year, unsigned month, unsigned date) { return *Date::from_ymd(year, month, date); }

const std::string kRegions[] = {"AF", "AP", "EU", "LAC", "NA"};

Schedule make_schedule(Date first = day(2027, 3, 1)) {
  Schedule schedule;
  schedule.rules_approved_on = first.plus_months(-9);
  schedule.first_cycle_on = first;
  return schedule;
}

bool is_weekday(Date date) {
  const std::chrono::weekday weekday(date.days());
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
}

std::vector<Member> any_members(int most = 500) {
  std::vector<Member> members;
  const int count = *rc::gen::inRange(1, most + 1);
  for (int at = 1; at <= count; ++at) members.push_back({OrganisationId(at), kRegions[*rc::gen::inRange(0, 5)]});
  return members;
}

// Slots for some of the members, at random: some months crowded.
std::vector<Slot> any_slots(const std::vector<Member>& members) {
  std::vector<Slot> slots;
  const int months = *rc::gen::inRange(1, 25);
  const int percent = *rc::gen::inRange(0, 101);
  for (const Member& member : members) {
    if (*rc::gen::inRange(0, 100) < percent) slots.push_back({member.organisation, *rc::gen::inRange(0, months), member.region, 1});
  }
  return slots;
}

// Highest less lowest, over the months of the cycle.
int spread(const Schedule& schedule, const std::vector<Slot>& slots, const std::string& region) {
  int least = 1 << 20, most = 0;
  for (const auto& month : count_months(schedule, slots)) {
    int sum = 0;
    for (const auto& [of, count] : month) sum += region.empty() || of == region ? count : 0;
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  return most - least;
}

bool is_level(const Schedule& schedule, const std::vector<Slot>& slots) {
  return spread(schedule, slots, "") <= 1 && std::ranges::all_of(kRegions, [&](const std::string& region) { return spread(schedule, slots, region) <= 1; });
}

const Slot& slot_of(const std::vector<Slot>& slots, OrganisationId organisation) { return *std::ranges::find(slots, organisation, &Slot::organisation); }

}  // namespace

TEST_CASE("S34 a plan for 1 to 500 organisations in five regions is level by month and by region's month") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const auto members = any_members();
    const auto slots = any_slots(members);
    const Plan plan = make_plan(schedule, members, slots, {day(2026, 11, 23), {}, {}});
    RC_ASSERT(plan.slots.size() == members.size());
    RC_ASSERT(is_level(schedule, plan.slots));
    RC_ASSERT(plan.added.size() == members.size() - slots.size());
    for (const Member& member : members) RC_ASSERT(slot_of(plan.slots, member.organisation).region == member.region);
    for (const OrganisationId moved : plan.moved) RC_ASSERT(slot_of(plan.slots, moved).slot != slot_of(slots, moved).slot);
  }));
}

TEST_CASE("S34 240 organisations: ten a month, and two of each region of 48") {
  const Schedule schedule = make_schedule();
  std::vector<Member> members;
  for (int at = 1; at <= 240; ++at) members.push_back({OrganisationId(at), kRegions[at % 5]});
  const Plan plan = make_plan(schedule, members, {}, {day(2026, 11, 23), {}, {}});
  for (const auto& month : count_months(schedule, plan.slots)) {
    for (const auto& region : kRegions) CHECK(month.at(region) == 2);
  }
}

TEST_CASE("a level plan is left alone, also after some left and others joined in level months") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const auto members = any_members();
    const Situation situation{day(2026, 11, 23), {}, {}};
    const Plan first = make_plan(schedule, members, any_slots(members), situation);
    const Plan again = make_plan(schedule, members, first.slots, situation);
    RC_ASSERT(again.moved.empty());
    RC_ASSERT(again.added.empty());
  }));
}

// By trying every share of small numbers: none keeps more.
TEST_CASE("as many members as levelness allows keep their month") {
  CHECK(rc::check([] {
    constexpr int kMonths = 4;
    const int rows = 2;
    MonthCounts held(rows, std::vector<int>(kMonths));
    std::vector<int> sizes(rows);
    for (int row = 0; row < rows; ++row) {
      for (int& count : held[static_cast<std::size_t>(row)]) count = *rc::gen::inRange(0, 4);
      int sum = 0;
      for (const int count : held[static_cast<std::size_t>(row)]) sum += count;
      sizes[static_cast<std::size_t>(row)] = sum + *rc::gen::inRange(0, 4);
    }
    const auto keeps = [&](const MonthCounts& shares) {
      int kept = 0;
      for (std::size_t row = 0; row < 2; ++row) {
        for (std::size_t month = 0; month < kMonths; ++month) kept += std::min(held[row][month], shares[row][month]);
      }
      return kept;
    };
    int best = -1;
    for (unsigned first = 0; first < 16; ++first) {
      for (unsigned second = 0; second < 16; ++second) {
        MonthCounts shares(rows);
        int least = 1 << 20, most = 0, sums[2] = {0, 0};
        for (unsigned month = 0; month < kMonths; ++month) {
          shares[0].push_back(sizes[0] / kMonths + static_cast<int>(first >> month & 1U));
          shares[1].push_back(sizes[1] / kMonths + static_cast<int>(second >> month & 1U));
          sums[0] += shares[0].back(), sums[1] += shares[1].back();
          least = std::min(least, shares[0].back() + shares[1].back());
          most = std::max(most, shares[0].back() + shares[1].back());
        }
        if (sums[0] == sizes[0] && sums[1] == sizes[1] && most - least <= 1) best = std::max(best, keeps(shares));
      }
    }
    RC_ASSERT(keeps(share_months(kMonths, held, sizes)) == best);
  }));
}

TEST_CASE("new members are slotted in and nobody moves") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const auto members = any_members();
    const Date today = day(2026, 1, 1).plus_days(*rc::gen::inRange(0, 2500));
    const auto slots = make_plan(schedule, std::span(members).first(members.size() / 2), {}, {today, {}, {}}).slots;
    const Plan plan = add_members(schedule, members, slots, today);
    RC_ASSERT(plan.moved.empty());
    RC_ASSERT(plan.added.size() == members.size() - slots.size());
    auto all = slots;
    for (const Slot& added : plan.slots) {
      RC_ASSERT(std::ranges::find(slots, added.organisation, &Slot::organisation) == slots.end());
      const Date due = make_turn(schedule, added, {}, added.from_round).due_on;
      RC_ASSERT(due >= *schedule.first_cycle_on);
      // Whoever joins while cycles run has two months at least.
      if (today >= *schedule.first_cycle_on) RC_ASSERT(today.days_until(due) >= 60);
      all.push_back(added);
    }
    for (const auto& region : kRegions) RC_ASSERT(spread(schedule, all, region) <= 1);
  }));
}

TEST_CASE("S131 no date before the first cycle; each on a weekday of its month, the same every time") {
  CHECK(rc::check([] {
    const Date first = day(2026, 1, 1).plus_days(*rc::gen::inRange(0, 1500));
    const Schedule schedule = make_schedule(first);
    const OrganisationId organisation(*rc::gen::inRange(1, 100'000));
    const int slot = *rc::gen::inRange(0, 24), round = *rc::gen::inRange(1, 6);
    const Date date = regular_date(schedule, organisation, slot, round);
    RC_ASSERT(date == regular_date(schedule, organisation, slot, round));
    RC_ASSERT(date >= first);
    RC_ASSERT(is_weekday(date));
    RC_ASSERT(date >= month_of(schedule, slot, round));
    RC_ASSERT(date < month_of(schedule, slot + 1, round));
    const Exception early{organisation, round, "moved", first.plus_days(-*rc::gen::inRange(1, 900)), "", {}};
    RC_ASSERT(make_turn(schedule, {organisation, slot, "AF", 1}, std::vector{early}, round).due_on >= first);
    RC_ASSERT(make_turn(schedule, {organisation, slot, "AF", 1}, {}, round).opens_on >= first);
  }));
  CHECK_FALSE(find_turn({}, {OrganisationId(1), 3, "AF", 1}, {}, day(2030, 1, 1)).has_value());
  CHECK_THROWS(month_of({}, 0, 1));
}

TEST_CASE("S18 every organisation has one date in each cycle of two years") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const Slot slot{OrganisationId(*rc::gen::inRange(1, 5000)), *rc::gen::inRange(0, 24), "AF", 1};
    std::set<int> rounds;
    int former = 1;
    for (Date today = *schedule.first_cycle_on; today < schedule.first_cycle_on->plus_months(72); today = today.plus_days(7)) {
      const auto turn = find_turn(schedule, slot, {}, today);
      RC_ASSERT(turn.has_value());
      RC_ASSERT(turn->round >= former);
      RC_ASSERT(turn->opens_on <= today);
      former = turn->round;
      rounds.insert(turn->round);
    }
    RC_ASSERT(rounds.size() >= 3U);
    RC_ASSERT(regular_date(schedule, slot.organisation, slot.slot, 2) >= regular_date(schedule, slot.organisation, slot.slot, 1).plus_months(23));
  }));
}

TEST_CASE("nothing falls due in a blackout week; only what lay in it moves, and within its month where that has a free day") {
  CHECK(rc::check([] {
    Schedule schedule = make_schedule();
    const Schedule before = schedule;
    const int weeks = *rc::gen::inRange(1, 4);
    for (int week = 0; week < weeks; ++week) {
      const Date first = schedule.first_cycle_on->plus_days(*rc::gen::inRange(0, 700));
      schedule.blackouts.push_back({week + 1, first, first.plus_days(*rc::gen::inRange(0, 12)), "Meeting"});
    }
    const auto is_blocked = [&](Date date) {
      return std::ranges::any_of(schedule.blackouts, [&](const Blackout& week) { return week.first_on <= date && date <= week.last_on; });
    };
    for (int organisation = 1; organisation <= 60; ++organisation) {
      const int slot = organisation % 24;
      const Date was = regular_date(before, OrganisationId(organisation), slot, 1), is = regular_date(schedule, OrganisationId(organisation), slot, 1);
      RC_ASSERT(!is_blocked(is));
      RC_ASSERT(is_weekday(is));
      if (!is_blocked(was)) RC_ASSERT(was == is);
      bool has_free_day = false;
      for (Date date = month_of(schedule, slot, 1); date < month_of(schedule, slot + 1, 1); date = date.plus_days(1)) has_free_day = has_free_day || (is_weekday(date) && !is_blocked(date));
      if (has_free_day) RC_ASSERT(is < month_of(schedule, slot + 1, 1));
    }
  }));
  Schedule schedule = make_schedule();
  schedule.blackouts = {{1, day(2027, 3, 1), day(2027, 4, 6), "A whole month and more"}};
  CHECK(regular_date(schedule, OrganisationId(1), 0, 1) == day(2027, 4, 7));
  schedule.blackouts = {{1, day(2027, 1, 1), day(2030, 4, 6), "Everything"}};
  CHECK(regular_date(schedule, OrganisationId(1), 0, 1) < day(2027, 4, 1));
}

TEST_CASE("dates by hand: moved, deferred; the report opens no later than half a cycle before, and the next one follows") {
  const Schedule schedule = make_schedule();
  const Slot slot{OrganisationId(7), 10, "AF", 1};
  const Turn regular = make_turn(schedule, slot, {}, 2);
  const std::vector<Exception> deferred{{slot.organisation, 2, "deferred", regular.due_on.plus_months(4), "Flood", Instant::from_date(day(2029, 1, 5))}};
  CHECK(make_turn(schedule, slot, deferred, 2).due_on == regular.due_on.plus_months(4));
  CHECK(make_turn(schedule, slot, deferred, 2).kind == "deferred");
  CHECK(make_turn(schedule, slot, deferred, 2).decided_on == day(2029, 1, 5));
  CHECK(make_turn(schedule, slot, deferred, 2).opens_on == regular.opens_on);
  CHECK(make_turn(schedule, slot, deferred, 1).kind.empty());
  CHECK(make_turn(schedule, {OrganisationId(8), 10, "AF", 1}, deferred, 2).kind.empty());
  // Late in its round it is still that round's.
  CHECK(find_turn(schedule, slot, deferred, regular.due_on.plus_months(5))->round == 2);
  const std::vector<Exception> earlier{{slot.organisation, 2, "moved", regular.due_on.plus_months(-14), "", {}}};
  CHECK(make_turn(schedule, slot, earlier, 2).opens_on == regular.due_on.plus_months(-26));
  const std::vector<Exception> far{{slot.organisation, 1, "deferred", make_turn(schedule, slot, {}, 2).opens_on.plus_days(10), "Flood", {}}};
  CHECK(make_turn(schedule, slot, far, 2).opens_on == far[0].due_on.plus_days(60));
}

TEST_CASE("S131 a date by hand lies between the dates before and after it, never before the first cycle") {
  const Schedule schedule = make_schedule();
  const Slot slot{OrganisationId(7), 10, "AF", 1};
  const auto check = [&](int round, Date due_on, const Schedule& of) {
    return check_exception(of, slot, {}, {slot.organisation, round, "moved", due_on, "", {}}).has_value();
  };
  const Date first = make_turn(schedule, slot, {}, 1).due_on, second = make_turn(schedule, slot, {}, 2).due_on;
  CHECK(check(1, day(2027, 3, 1), schedule));
  CHECK_FALSE(check(1, day(2027, 2, 28), schedule));
  CHECK_FALSE(check(1, day(2027, 3, 1), Schedule{}));
  CHECK(check(1, second.plus_days(-60), schedule));
  CHECK_FALSE(check(1, second.plus_days(-59), schedule));
  CHECK(check(2, first.plus_days(1), schedule));
  CHECK_FALSE(check(2, first, schedule));
}

TEST_CASE("S128 S129 S130 milestones: 6 to 12 months are noted and never block; an impossible order is named") {
  Schedule schedule;
  CHECK(check_first_cycle(schedule).empty());
  schedule.first_cycle_on = day(2027, 3, 1);
  CHECK(check_first_cycle(schedule).size() == 1);  // approvals missing
  schedule.rules_approved_on = day(2026, 6, 1);
  CHECK(check_first_cycle(schedule).empty());
  schedule.rules_approved_on = day(2026, 9, 1);
  CHECK(check_first_cycle(schedule).empty());  // six months to the day
  schedule.rules_approved_on = day(2026, 9, 2);
  CHECK(check_first_cycle(schedule).size() == 1);
  CHECK(check_schedule(schedule).empty());
  schedule.rules_approved_on = day(2026, 3, 1);
  CHECK(check_first_cycle(schedule).empty());  // twelve
  schedule.rules_approved_on = day(2026, 2, 28);
  CHECK(check_first_cycle(schedule).size() == 1);

  schedule.needs_board_approval = true;
  CHECK_FALSE(find_milestone(schedule).has_value());
  schedule.board_approved_on = day(2026, 6, 10);
  CHECK(find_milestone(schedule) == day(2026, 6, 10));
  CHECK(check_first_cycle(schedule).empty());
  CHECK(check_schedule(schedule).empty());

  schedule.board_approved_on = day(2026, 2, 1);
  schedule.first_cycle_on = day(2026, 1, 1);
  schedule.implementation_months = 37;
  const Problems problems = check_schedule(schedule);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].field == "implementation_months");
  CHECK(problems[1].field == "board_approved_on");
  CHECK(problems[2].field == "first_cycle_on");
}

TEST_CASE("moving to another month makes nobody late: a date that is begun, near or past stays for its round") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const Slot slot{OrganisationId(*rc::gen::inRange(1, 5000)), *rc::gen::inRange(0, 24), "AF", 1};
    const int month = *rc::gen::inRange(0, 24);
    Situation situation{schedule.first_cycle_on->plus_days(*rc::gen::inRange(-90, 1400)), {}, {}};
    if (*rc::gen::arbitrary<bool>()) situation.begun.insert(slot.organisation);
    const Turn before = *find_turn(schedule, slot, {}, situation.today);
    const Move move = move_slot(schedule, slot, month, situation);
    std::vector<Exception> exceptions;
    if (move.kept) exceptions.push_back(*move.kept);
    const Turn after = make_turn(schedule, move.slot, exceptions, before.round);
    RC_ASSERT(move.slot.slot == month);
    RC_ASSERT(after.due_on == before.due_on || after.due_on >= situation.today.plus_days(60));
    if (!situation.begun.empty() || before.due_on < situation.today.plus_days(60)) RC_ASSERT(after.due_on == before.due_on);
    // Back again, it is as it was.
    RC_ASSERT(make_turn(schedule, slot, exceptions, before.round).due_on == before.due_on);
  }));
}

TEST_CASE("a plan made while cycles run upsets no date that is near, past or begun, and starts nobody late") {
  CHECK(rc::check([] {
    const Schedule schedule = make_schedule();
    const auto members = any_members(120);
    const auto slots = any_slots(members);
    Situation situation{schedule.first_cycle_on->plus_days(*rc::gen::inRange(0, 1400)), {}, {}};
    if (!slots.empty()) situation.begun.insert(slots.front().organisation);
    const Plan plan = make_plan(schedule, members, slots, situation);
    RC_ASSERT(is_level(schedule, plan.slots));
    for (const Slot& slot : slots) {
      const Turn before = *find_turn(schedule, slot, {}, situation.today);
      const Turn after = make_turn(schedule, slot_of(plan.slots, slot.organisation), plan.kept, before.round);
      RC_ASSERT(after.due_on == before.due_on || after.due_on >= situation.today.plus_days(60));
      if (situation.begun.contains(slot.organisation)) RC_ASSERT(after.due_on == before.due_on);
    }
    for (const OrganisationId added : plan.added) {
      const Slot& slot = slot_of(plan.slots, added);
      RC_ASSERT(make_turn(schedule, slot, {}, slot.from_round).due_on >= situation.today.plus_days(60));
    }
  }));
}

}  // namespace muster::reports
