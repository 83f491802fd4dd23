// Clocks that jump while reminders go out (F10, R20): forty ways of being wrong. Each lives the same two months
// as a world whose clock is right, and in the end everybody has got the same mails, none twice, none missed.
#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "features/reports/remind_world_test.hpp"

using namespace muster;
using namespace muster::reports;
using namespace std::chrono_literals;

namespace {

constexpr auto kStep = 6h;
constexpr Duration kForever = std::chrono::days(100'000);
constexpr Duration kDay = std::chrono::days(1);
constexpr int kDaysBefore = 33;  // of the due date: the first reminder is due 30 before
constexpr int kDaysAfter = 40;   // the last one 14 after, then a task for a person
const Date kLeapDay = *Date::from_ymd(2028, 2, 29);

struct Scenario {
  std::string name;
  Date first_cycle_on = *Date::from_ymd(2026, 9, 10);
  int slot = 2;                  // due two months later
  std::optional<Date> due_on;    // of the first organisation; else as it comes
  int jump_day = -30;            // relative to the due date, and the hour of that day
  Duration jump_hour = 0h;
  Duration by{0};                // what the clock does then
  Duration lasts = kForever;     // until somebody sets it right
  Duration hour = 0h;            // at which the server looks at its clock, beside every six hours
  Duration off{0};               // switched off from the jump on for so long
  std::optional<Duration> second_server;  // that server's clock is ahead of the first's by so much
  bool second_jumps = false;     // the second one alone
};

// Everybody's reminders: (address, organisation) and how many; and the steps of each organisation.
struct Outcome {
  std::map<std::pair<std::string, std::int64_t>, int> mails;
  std::map<std::int64_t, std::multiset<int>> steps;
  std::size_t tasks = 0;
  bool operator==(const Outcome&) const = default;
};

struct JumpWorld : RemindWorld {
  JumpWorld(db::Database& database, const Scenario& scenario)
      : RemindWorld(database, scenario.first_cycle_on.plus_days(-40), scenario.first_cycle_on),
        second_runner(second_context(), make_remind_jobs(), make_remind_recurring()) {
    if (scenario.due_on) organisations.push_back(add_due_on(scenario));
    while (organisations.size() < 3) organisations.push_back(add_chapter(scenario.slot));
    for (const OrganisationId id : organisations) dates.push_back(due_on(id));
  }
  OrganisationId add_chapter(int slot) {
    const std::string n = std::to_string(++chapters);
    return add("Chapter " + n, "KE", "AF", slot, {{"First " + n, "first" + n + "@example.org"}, {"Second " + n, "second" + n + "@example.org"}});
  }
  // Which day of its month a chapter gets is mixed from its number; those of another day are far away.
  OrganisationId add_due_on(const Scenario& scenario) {
    Schedule schedule;
    schedule.first_cycle_on = scenario.first_cycle_on;
    for (int tries = 0; tries < 200; ++tries) {
      const OrganisationId id = add_chapter(scenario.slot + 12);
      if (regular_date(schedule, id, scenario.slot, 1) != *scenario.due_on) continue;
      db.write([&](db::Write& write) { set_slot(write, by(), {.organisation = id, .slot = scenario.slot, .region = "AF"}); });
      return id;
    }
    FAIL("no chapter is due on that day");
    return {};
  }
  jobs::Context second_context() { return {db, second_clock, random, texts, log, remind_programme(), "https://muster.example.org"}; }

  // What the first and the second server's clocks are off by at a true moment.
  std::pair<Duration, Duration> error_at(const Scenario& scenario, Instant jump, Instant real) const {
    const bool is_wrong = real >= jump && real - jump < scenario.lasts;
    const Duration wrong = is_wrong ? scenario.by : Duration(0);
    const Duration ahead = scenario.second_server.value_or(Duration(0));
    return scenario.second_jumps ? std::pair(Duration(0), ahead + wrong) : std::pair(wrong, ahead + wrong);
  }

  Outcome live(const Scenario& scenario) {
    const Instant jump = Instant::from_date(dates.front().plus_days(scenario.jump_day)) + scenario.jump_hour;
    const Instant end = Instant::from_date(std::ranges::max(dates).plus_days(kDaysAfter));
    for (Instant real = Instant::from_date(std::ranges::min(dates).plus_days(-kDaysBefore)) + scenario.hour;; real = real + kStep) {
      const auto [error, second_error] = error_at(scenario, jump, real);
      if (real + error > end) break;
      if (real >= jump && real - jump < scenario.off) continue;
      clock.set(real + error);
      runner.run_due();
      if (scenario.second_server) {
        second_clock.set(real + second_error);
        second_runner.run_due();
      }
      // One begins its report three days late, so it gets no last reminder.
      if (clock.today() >= dates.back().plus_days(3) && !is_started) start(organisations.back()), is_started = true;
    }
    return read();
  }

  Outcome read() {
    Outcome outcome;
    for (const mail::MailRow& row : mails()) {
      if (row.kind == kRemind) ++outcome.mails[{row.to, row.organisation.value()}];
    }
    for (const OrganisationId id : organisations) {
      for (const SentStep& step : steps(id)) outcome.steps[id.value()].insert(step.step);
    }
    outcome.tasks = tasks().size();
    return outcome;
  }

  std::vector<OrganisationId> organisations;
  std::vector<Date> dates;  // when each is due
  int chapters = 0;
  bool is_started = false;
  FixedClock second_clock{Instant::from_date(*Date::from_ymd(2026, 1, 1))};
  jobs::Runner second_runner;
};

std::string words(Duration by) { return (by.count() < 0 ? "-" : "+") + std::to_string(std::abs(std::chrono::duration_cast<std::chrono::minutes>(by).count())) + " min"; }

// Jumps of an hour and a day either way, at midnight when the day's work begins and in the middle of it, for good
// and set right after some hours or days, on each day that matters.
void add_jumps(std::vector<Scenario>& all) {
  for (const Duration by : {Duration(1h), Duration(-1h), kDay, -kDay}) {
    for (const Duration lasts : {kForever, Duration(12h), 3 * kDay}) {
      for (const auto& [day, hour] : {std::pair(-30, Duration(0h)), std::pair(14, Duration(6h))}) {
        all.push_back({.name = "jump " + words(by) + ", right after " + words(lasts), .jump_day = day, .jump_hour = hour, .by = by, .lasts = lasts});
      }
    }
  }
}

// The last second of 32-bit time lies between two reminders; a due date on the leap day; clocks put back in autumn.
void add_calendar(std::vector<Scenario>& all) {
  for (const Duration by : {Duration(0), kDay, -kDay, Duration(-1h)}) {
    all.push_back({.name = "2038-01-19 " + words(by), .first_cycle_on = *Date::from_ymd(2037, 12, 2), .jump_day = -14, .jump_hour = 3h + 14min + 8s, .by = by});
    all.push_back({.name = "leap day " + words(by), .first_cycle_on = *Date::from_ymd(2027, 12, 1), .due_on = kLeapDay, .jump_day = 0, .by = by, .lasts = 2 * kDay});
  }
}

void add_servers(std::vector<Scenario>& all) {
  const Scenario apart{.name = "two servers five minutes apart", .second_server = 5min};
  all.push_back(apart);
  for (const Duration by : {Duration(1h), Duration(-1h), kDay}) {
    Scenario one = apart;
    one.name += ", the second jumps " + words(by);
    one.by = by;
    one.lasts = kDay;
    one.second_jumps = true;
    all.push_back(one);
  }
}

std::vector<Scenario> make_scenarios() {
  std::vector<Scenario> all;
  add_jumps(all);
  add_calendar(all);
  add_servers(all);
  all.push_back({.name = "looks at midnight of UTC+14", .hour = 10h});
  all.push_back({.name = "looks at midnight of UTC-12", .hour = 12h + 30min});
  all.push_back({.name = "off for three days", .off = 3 * kDay});
  all.push_back({.name = "off for three days, a day ahead afterwards", .jump_day = 13, .by = kDay, .lasts = 6 * kDay, .off = 3 * kDay});
  return all;
}

Outcome live_rightly(db::Database& db, Scenario scenario) {
  scenario.by = scenario.off = scenario.hour = Duration(0);
  scenario.second_server.reset();
  return JumpWorld(db, scenario).live(scenario);
}

Outcome live_in_own_database(const Scenario& scenario, bool is_right) {
  const test::ScratchFolder folder;
  const auto db = db::Database::open({.url = "sqlite:" + folder.file("jump.db"), .synchronous_off = true});  // no power is cut here
  db->migrate(test::all_migrations());
  return is_right ? live_rightly(*db, scenario) : JumpWorld(*db, scenario).live(scenario);
}

}  // namespace

TEST_CASE("F10, R20: whatever the clock does, nobody is reminded twice and nobody is missed") {
  const auto scenarios = make_scenarios();
  REQUIRE(scenarios.size() == 40);
  std::map<std::pair<std::int64_t, int>, Outcome> rightly;
  for (const Scenario& scenario : scenarios) {
    CAPTURE(scenario.name);
    CAPTURE(scenario.jump_day);
    const std::pair key(Instant::from_date(scenario.first_cycle_on).microseconds(), scenario.due_on ? 1 : 0);
    if (!rightly.contains(key)) rightly[key] = live_in_own_database(scenario, true);
    const Outcome& right = rightly[key];
    // Three organisations: 30 and 7 days before to the main contact, 14 after to both representatives. The last one
    // has started by then.
    REQUIRE(right.steps.size() == 3);
    REQUIRE(std::accumulate(right.mails.begin(), right.mails.end(), 0, [](int sum, const auto& of) { return sum + of.second; }) == 10);
    REQUIRE(right.tasks == 2);
    const Outcome found = live_in_own_database(scenario, false);
    CHECK(found.mails == right.mails);
    CHECK(found.steps == right.steps);
    CHECK(found.tasks == right.tasks);
  }
}

TEST_CASE("F10: two servers whose clocks differ share the work of one PostgreSQL") {
  for (const Scenario& scenario : make_scenarios()) {
    if (!scenario.second_server) continue;
    CAPTURE(scenario.name);
    const Outcome right = live_in_own_database(scenario, true);
    test::for_each_engine(test::all_migrations(), [&](db::Database& db, const test::TestEngine& engine) {
      if (engine.engine != db::Engine::postgresql) return;
      CHECK(JumpWorld(db, scenario).live(scenario) == right);
    });
  }
}

TEST_CASE("F10: a cycle that begins on a leap day loses no day and counts none twice") {
  Schedule schedule;
  schedule.first_cycle_on = kLeapDay;
  CHECK(month_of(schedule, 0, 1) == kLeapDay);
  CHECK(month_of(schedule, 0, 2) == *Date::from_ymd(2030, 2, 28));
  CHECK(month_of(schedule, 0, 3) == *Date::from_ymd(2032, 2, 29));
  CHECK(month_of(schedule, schedule.cycle_months, 1) == month_of(schedule, 0, 2));
}

TEST_CASE("F10: a date on the leap day comes again in two years") {
  const Scenario leap{.name = "leap day", .first_cycle_on = *Date::from_ymd(2027, 12, 1), .due_on = kLeapDay};
  test::for_each_engine(test::all_migrations(), [&](db::Database& db) {
    JumpWorld world(db, leap);
    const OrganisationId id = world.organisations.front();
    CHECK(world.due_on(id) == kLeapDay);
    world.live_until(*Date::from_ymd(2028, 4, 1));
    world.clock.set(Instant::from_date(*Date::from_ymd(2029, 12, 20)));
    world.live_until(*Date::from_ymd(2030, 4, 1));
    CHECK(world.steps(id, 1).size() == 3);
    const auto second = world.steps(id, 2);
    REQUIRE(second.size() == 3);
    CHECK(second.front().due_on >= *Date::from_ymd(2030, 2, 1));
    CHECK(second.front().due_on <= *Date::from_ymd(2030, 2, 28));
  });
}
