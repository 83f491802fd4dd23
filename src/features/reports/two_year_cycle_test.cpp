// More than two years of reminding, day by day through the real runner: what everybody got and what became a
// task is compared with dates counted here by hand, so that neither too much nor too little passes.
#include <algorithm>
#include <map>
#include <set>

#include "features/reports/remind_world_test.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const Date kBegin = *Date::from_ymd(2026, 3, 2);
const Date kApproved = *Date::from_ymd(2026, 3, 20);
const Date kFirstCycle = *Date::from_ymd(2027, 1, 1);
const Date kEnd = kFirstCycle.plus_months(28);
constexpr int kOrganisations = 240;
constexpr int kSlots = 24;

enum class Way { early, late, after_the_task, silent, deferred_before, deferred_between, no_address, nobody };
constexpr int kWays = 8;

struct Place {
  std::string region, country;
};
const std::vector<Place> kPlaces{{"AF", "KE"}, {"AP", "LK"}, {"EU", "DE"}, {"LAC", "BR"}, {"NA", "US"}};

struct Followed {
  OrganisationId id;
  Way way = Way::silent;
  int slot = 0;
  bool has_second = false;
  Date due_on;  // the regular date of the first round
  std::string main, second;

  bool has_address() const { return way != Way::no_address && way != Way::nobody; }
  bool is_deferred() const { return way == Way::deferred_before || way == Way::deferred_between; }
  Date deferred_to() const { return due_on.plus_days(60); }
  Date deferred_at() const { return way == Way::deferred_before ? kFirstCycle : std::max(due_on.plus_days(-20), kFirstCycle.plus_days(1)); }
  std::optional<Date> started_on() const {
    if (way == Way::early) return std::max(kFirstCycle, due_on.plus_days(-60));
    if (way == Way::late) return due_on.plus_days(3);
    if (way == Way::after_the_task) return due_on.plus_days(30);
    return std::nullopt;
  }
};

// Days on which somebody is written to; `last` is the day on which every representative is.
struct Days {
  std::set<Date> all;
  std::optional<Date> last;
};

// The first round by hand: 30 and 7 days before and 14 after, never before the cycle, none once it is started.
Days expect_first_round(const Followed& of) {
  Days days;
  const auto add = [&](Date day, bool is_last = false) {
    if (of.started_on() && *of.started_on() <= day) return;
    days.all.insert(day);
    if (is_last) days.last = day;
  };
  if (of.is_deferred()) {
    const Date before = std::max(of.due_on.plus_days(-30), kFirstCycle);
    if (before < of.deferred_at()) add(before);
    add(of.deferred_to().plus_days(1));
    add(of.deferred_to().plus_days(14), true);
    return days;
  }
  for (const int step : {-30, -7}) add(std::max(of.due_on.plus_days(step), kFirstCycle));
  add(of.due_on.plus_days(14), true);
  return days;
}

// The second round, in which everybody is silent, as far as it lies in the time that is lived through.
Days expect_second_round(Date due_on) {
  Days days;
  for (const int step : {-30, -7, 14}) {
    if (due_on.plus_days(step) > kEnd) continue;
    days.all.insert(due_on.plus_days(step));
    if (step == 14) days.last = due_on.plus_days(step);
  }
  return days;
}

struct Cycle {
  explicit Cycle(db::Database& database) : world(database, kBegin, kFirstCycle) {
    save([](Schedule& schedule) { schedule.first_cycle_on.reset(); });
    for (int i = 0; i < kOrganisations; ++i) followed.push_back(add(i));
  }

  Schedule schedule() {
    return world.db.read([](db::Read& read) { return get_schedule(read, remind_programme()); });
  }
  void save(const std::function<void(Schedule&)>& change) {
    Schedule changed = schedule();
    change(changed);
    world.db.write([&](db::Write& write) { save_schedule(write, world.by(), changed).value(); });
  }

  Followed add(int i) {
    const Place& place = kPlaces.at(static_cast<std::size_t>(i) % kPlaces.size());
    // Every way falls into every third month at least, and into every region.
    Followed of{.way = static_cast<Way>(i % kWays), .slot = (i / kWays + i) % kSlots, .has_second = i % 3 == 0};
    const std::string number = std::to_string(i);
    of.main = "main" + number + "@example.org";
    of.second = "second" + number + "@example.org";
    std::vector<RemindWorld::Reader> readers;
    if (of.way != Way::nobody) readers.push_back({"Main " + number, of.has_address() ? of.main : "", i % 2 == 0 ? "fr" : "ar"});
    if (of.has_second && of.has_address()) readers.push_back({"Second " + number, of.second});
    of.id = world.add("Organisation " + number, place.country, place.region, of.slot, readers);
    return of;
  }

  void know_dates() {
    for (Followed& of : followed) of.due_on = world.due_on(of.id);
  }
  Date second_due_on(const Followed& of) {
    return world.db.read([&](db::Read& read) {
      return make_turn(get_schedule(read, remind_programme()), *find_slot(read, of.id), list_exceptions(read, of.id), 2).due_on;
    });
  }

  // What people do in the morning, before the day's job.
  void act(Date day) {
    for (const Followed& of : followed) {
      if (of.started_on() == day) world.start(of.id);
      if (!of.is_deferred() || of.deferred_at() != day) continue;
      world.db.write([&](db::Write& write) {
        set_exception(write, world.by(), get_schedule(write, remind_programme()),
                      {.organisation = of.id, .round = 1, .kind = "deferred", .due_on = of.deferred_to(), .reason = "Flood", .decided_at = world.clock.now()})
            .value();
      });
    }
  }
  void live_until(Date end) {
    for (Date day = world.clock.today().plus_days(1); day <= end; day = day.plus_days(1)) {
      world.clock.set(Instant::from_date(day) + std::chrono::hours(1));
      act(day);
      world.clock.set(Instant::from_date(day) + std::chrono::hours(12));
      world.runner.run_due();
    }
  }

  RemindWorld world;
  std::vector<Followed> followed;
};

using Received = std::map<std::string, std::vector<Date>>;  // days by address, each mail

Received received_by(RemindWorld& world, OrganisationId id) {
  Received received;
  for (const auto& mail : world.mails(id)) received[mail.to].push_back(mail.created_at.date());
  for (auto& [to, days] : received) std::ranges::sort(days);
  return received;
}

Received expect_mails(Cycle& cycle, const Followed& of) {
  Received expected;
  if (!of.has_address()) return expected;
  for (const Days& days : {expect_first_round(of), expect_second_round(cycle.second_due_on(of))}) {
    for (const Date day : days.all) expected[of.main].push_back(day);
    if (of.has_second && days.last) expected[of.second].push_back(*days.last);
  }
  std::erase_if(expected, [](const auto& one) { return one.second.empty(); });
  return expected;
}

using OpenTasks = std::vector<std::pair<int, std::string>>;  // round and kind

OpenTasks expect_tasks(Cycle& cycle, const Followed& of) {
  OpenTasks expected;
  const Date second = cycle.second_due_on(of);
  if (!of.has_address()) {
    expected.emplace_back(1, "nobody_to_remind");
    if (second.plus_days(-30) <= kEnd) expected.emplace_back(2, "nobody_to_remind");
    return expected;
  }
  if (!of.started_on()) expected.emplace_back(1, "no_answer");
  if (second.plus_days(14 + remind_programme().person_after_days) <= kEnd) expected.emplace_back(2, "no_answer");
  return expected;
}

void check_everybody(Cycle& cycle) {
  std::map<OrganisationId, OpenTasks> tasks;
  for (const Task& task : cycle.world.tasks()) tasks[task.organisation].emplace_back(task.round, task.kind);
  std::size_t mails = 0;
  for (const Followed& of : cycle.followed) {
    CAPTURE(of.id.value());
    CAPTURE(static_cast<int>(of.way));
    CAPTURE(of.due_on.format_iso());
    const Received received = received_by(cycle.world, of.id);
    CHECK(received == expect_mails(cycle, of));
    for (const auto& [to, days] : received) mails += days.size();
    auto open = tasks[of.id];
    std::ranges::sort(open);
    CHECK(open == expect_tasks(cycle, of));
  }
  CHECK(mails > 500);
  CHECK(cycle.world.mails().size() == mails);  // and nobody else got any
}

}  // namespace

TEST_CASE("S18, S98, S128, S129, S130, S131: 240 organisations through a cycle of two years and the months after it") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database) {
    Cycle cycle(database);
    RemindWorld& world = cycle.world;

    // S129: without the approvals and a first cycle nothing is due and nothing is mailed.
    cycle.live_until(kApproved);
    CHECK(world.db.read([&](db::Read& read) { return list_remindable(read, remind_programme(), kApproved); }).empty());
    // S128, S130: the dates are settings; about nine months of implementation lie between.
    cycle.save([](Schedule& schedule) {
      schedule.rules_approved_on = kApproved;
      schedule.first_cycle_on = kFirstCycle;
    });
    CHECK(check_first_cycle(cycle.schedule()).empty());
    cycle.know_dates();
    for (const Followed& of : cycle.followed) {
      CHECK(of.due_on >= kFirstCycle);  // S131
      CHECK(of.due_on < kFirstCycle.plus_months(24));
      CHECK(cycle.second_due_on(of) >= of.due_on.plus_months(22));  // S18: every two years
    }

    cycle.live_until(kFirstCycle.plus_days(-1));
    CHECK(world.mails().empty());  // S131: nothing is mailed before the first cycle
    CHECK(world.tasks().empty());

    cycle.live_until(kEnd);
    check_everybody(cycle);
    // S98: silence has no other trace than the steps, the mails and the open task.
    const auto reports = world.db.read([&](db::Read& read) {
      std::size_t count = 0;
      for (const Followed& of : cycle.followed) count += find_report_of_round(read, of.id, 1).has_value() ? 1 : 0;
      for (const Followed& of : cycle.followed) CHECK(organisations::get_organisation(read, of.id).status == organisations::Status::accredited);
      return count;
    });
    CHECK(reports == 3 * kOrganisations / kWays);
  });
}
