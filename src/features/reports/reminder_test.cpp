// The rules of reminding, one by one.
#include "features/reports/reminder.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::reports;

namespace {

const std::vector<Programme::Reminder> kSteps = {{-30, false}, {-7, false}, {14, true}};
const ReminderRules kRules{kSteps, 7};
const Date kDue = *Date::from_ymd(2027, 6, 30);

Date day(int from_due) { return kDue.plus_days(from_due); }

Remindable make_silent() {
  return {.organisation = OrganisationId(7), .turn = {.round = 1, .due_on = kDue, .opens_on = *Date::from_ymd(2027, 1, 1)}};
}

SentStep make_sent(int step, Date on, int recipients = 1) {
  return {.organisation = OrganisationId(7), .due_on = kDue, .step = step, .sent_at = Instant::from_date(on) + std::chrono::hours(6), .recipients = recipients};
}

ReminderPlan plan(const Remindable& of, Date today) { return plan_reminders(std::span(&of, 1), kRules, today); }

// The step of the one reminder; 0 when there is none.
int step_on(const Remindable& of, Date today) {
  const ReminderPlan made = plan(of, today);
  return made.reminders.empty() ? 0 : made.reminders.at(0).step;
}

// Days from the date on which something goes out when every day is run, as in life.
std::vector<std::pair<int, int>> live(Remindable of, int first, int last) {
  std::vector<std::pair<int, int>> days;
  for (int at = first; at <= last; ++at) {
    const ReminderPlan made = plan(of, day(at));
    for (const DueReminder& due : made.reminders) {
      days.emplace_back(at, due.step);
      of.sent.push_back(make_sent(due.step, day(at)));
    }
    if (!made.tasks.empty()) {
      days.emplace_back(at, 0);
      of.is_with_person = true;
    }
  }
  return days;
}

}  // namespace

TEST_CASE("S18: a silent organisation is reminded 30 and 7 days before and 14 after, then a person takes over, once") {
  CHECK(live(make_silent(), -180, 180) == std::vector<std::pair<int, int>>{{-30, -30}, {-7, -7}, {14, 14}, {21, 0}});
}

TEST_CASE("a reminder says which step it is, to whom it goes and whether it is the last") {
  const Remindable of = make_silent();
  CHECK(plan(of, day(-30)).reminders.at(0) == DueReminder{OrganisationId(7), 1, kDue, -30, false, false});
  CHECK(plan(of, day(14)).reminders.at(0) == DueReminder{OrganisationId(7), 1, kDue, 14, true, true});
}

TEST_CASE("reminders stop when somebody starts the report, and no task is opened") {
  Remindable of = make_silent();
  of.is_started = true;
  CHECK(live(of, -180, 180).empty());
}

TEST_CASE("S131: nothing is sent before the report can be started; what was missed until then is one reminder") {
  Remindable of = make_silent();
  of.turn.opens_on = day(-3);  // the first cycle begins three days before this date
  CHECK(live(of, -180, -4).empty());
  CHECK(live(of, -180, 0) == std::vector<std::pair<int, int>>{{-3, -7}});
}

TEST_CASE("after an outage only the newest step is made up for") {
  CHECK(live(make_silent(), -5, 0) == std::vector<std::pair<int, int>>{{-5, -7}});
  CHECK(live(make_silent(), 40, 80) == std::vector<std::pair<int, int>>{{40, 14}, {47, 0}});
}

TEST_CASE("steps before a decision about the date are passed over") {
  Remindable of = make_silent();
  of.turn.kind = "more_time";
  of.turn.decided_on = day(-20);
  CHECK(live(of, -20, 60) == std::vector<std::pair<int, int>>{{-7, -7}, {14, 14}, {21, 0}});
  of.turn.decided_on = day(15);  // decided when every step was past: a person, after a week
  CHECK(live(of, 15, 60) == std::vector<std::pair<int, int>>{{22, 0}});
  of.turn.decided_on = day(-30);  // on the very day: the step still counts
  CHECK(step_on(of, day(-30)) == -30);
}

TEST_CASE("a deferral stops reminders until its new date is past; then the report is late like any other") {
  Remindable of = make_silent();
  of.turn.kind = "deferred";
  of.turn.decided_on = day(-200);
  CHECK(live(of, -180, 0).empty());
  CHECK(live(of, -180, 60) == std::vector<std::pair<int, int>>{{1, -7}, {14, 14}, {21, 0}});
}

TEST_CASE("steps of another date do not count: more time is a new date") {
  Remindable of = make_silent();
  of.sent = {make_sent(-7, day(-60))};
  of.sent.front().due_on = day(-53);
  CHECK(step_on(of, day(-30)) == -30);
  of.sent.front().sent_at = Instant::from_date(day(-30));  // but nobody is written to twice on one day
  CHECK(step_on(of, day(-30)) == 0);
  CHECK(step_on(of, day(-29)) == -30);
}

TEST_CASE("a clock that jumps ahead and back repeats nothing") {
  Remindable of = make_silent();
  of.sent = {make_sent(14, day(14))};
  CHECK(live(of, -60, 20).empty());
}

TEST_CASE("a reminder by hand takes the place of a step that was due, and there is one a day") {
  Remindable of = make_silent();
  const auto due = plan_extra(of, day(-7));
  REQUIRE(due);
  CHECK(due->step >= kExtraStep);
  CHECK_FALSE(due->to_all);
  of.sent = {make_sent(due->step, day(-7))};
  CHECK(plan_extra(of, day(-7)).error().kind == Problem::Kind::conflict);
  CHECK(live(of, -7, 30) == std::vector<std::pair<int, int>>{{14, 14}, {21, 0}});
  CHECK(plan_extra(of, day(-6))->step == due->step + 1);
}

TEST_CASE("no reminder by hand when it is started, not open yet, or deferred") {
  Remindable of = make_silent();
  CHECK_FALSE(plan_extra(of, of.turn.opens_on.plus_days(-1)));
  of.turn.kind = "deferred";
  CHECK_FALSE(plan_extra(of, kDue));
  CHECK(plan_extra(of, day(1)));
  of.is_started = true;
  CHECK_FALSE(plan_extra(of, day(1)));
}

TEST_CASE("a step that reached nobody is taken, and a person who has it already gets no second task") {
  Remindable of = make_silent();
  of.sent = {make_sent(-7, day(-7), 0)};
  CHECK(step_on(of, day(-5)) == 0);
  of.is_with_person = true;
  CHECK(live(of, -5, 60) == std::vector<std::pair<int, int>>{{14, 14}});
}

TEST_CASE("a task waits for a week after what was last sent, also by hand") {
  Remindable of = make_silent();
  of.sent = {make_sent(14, day(14)), make_sent(kExtraStep + 1, day(19))};
  CHECK(plan(of, day(25)).tasks.empty());
  CHECK(plan(of, day(26)).tasks == std::vector<DueTask>{{OrganisationId(7), 1}});
}

TEST_CASE("tomorrow supposes that today's reminders go out today") {
  std::vector<Remindable> all = {make_silent()};
  CHECK(plan_ahead(all, kRules, day(-30), day(-29)).reminders.empty());
  CHECK(plan_ahead(all, kRules, day(-31), day(-30)).reminders.size() == 1);
  CHECK(plan_ahead(all, kRules, day(-31), day(-7)).reminders.at(0).step == -7);
  CHECK(plan_ahead(all, kRules, day(-30), day(-30)).reminders.size() == 1);
  CHECK(plan_ahead(all, kRules, day(-31), day(21)).tasks.size() == 1);
  CHECK(plan_ahead(all, kRules, day(-31), day(22)).tasks.empty());
}

TEST_CASE("a programme without reminders still hands a silent organisation to a person") {
  const Remindable of = make_silent();
  CHECK(plan_reminders(std::span(&of, 1), {{}, 7}, day(6)).tasks.empty());
  CHECK(plan_reminders(std::span(&of, 1), {{}, 7}, day(7)).tasks.size() == 1);
  CHECK(plan_reminders(std::span(&of, 1), {{}, 8}, day(7)).tasks.empty());
}
