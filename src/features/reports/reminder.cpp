#include "features/reports/reminder.hpp"

#include <algorithm>

namespace muster::reports {
namespace {

// Days are compared and never counted back from today, so that a clock that jumps repeats nothing.
Date day_of(const Turn& turn, const Programme::Reminder& step) { return std::max(turn.due_on.plus_days(step.days), turn.opens_on); }

bool is_extra(const SentStep& sent) { return sent.step >= kExtraStep; }

bool reached_somebody(const SentStep& sent) { return sent.recipients > 0; }

bool was_written_to(const Remindable& of, Date day) {
  return std::ranges::any_of(of.sent, [&](const SentStep& sent) { return reached_somebody(sent) && sent.sent_at.date() == day; });
}

// Started, not open yet, or deferred to a day that is still to come.
bool is_left_alone(const Remindable& of, Date today) {
  return of.is_started || today < of.turn.opens_on || (of.turn.kind == "deferred" && today <= of.turn.due_on);
}

// The newest step whose day has come. Those before a decision about the date are not made up for.
const Programme::Reminder* find_newest(const Turn& turn, const ReminderRules& rules, Date today) {
  const Programme::Reminder* newest = nullptr;
  for (const auto& step : rules.steps) {
    const bool is_before_decision = turn.decided_on && turn.due_on.plus_days(step.days) < *turn.decided_on;
    if (day_of(turn, step) > today || is_before_decision) continue;
    if (newest == nullptr || step.days > newest->days) newest = &step;
  }
  return newest;
}

// Taken itself, or a later one was, or one by hand came in its place.
bool is_taken(const Remindable& of, const Programme::Reminder& step) {
  return std::ranges::any_of(of.sent, [&](const SentStep& sent) {
    if (sent.due_on != of.turn.due_on) return false;
    return is_extra(sent) ? sent.sent_at.date() >= day_of(of.turn, step) : sent.step >= step.days;
  });
}

int last_of(const ReminderRules& rules) {
  int last = 0;
  for (const auto& step : rules.steps) last = std::max(last, step.days);
  return last;
}

std::optional<DueReminder> find_reminder(const Remindable& of, const ReminderRules& rules, Date today) {
  const Programme::Reminder* step = find_newest(of.turn, rules, today);
  if (step == nullptr || is_taken(of, *step) || was_written_to(of, today)) return std::nullopt;
  return DueReminder{.organisation = of.organisation,
                     .round = of.turn.round,
                     .due_on = of.turn.due_on,
                     .step = step->days,
                     .to_all = step->to_all,
                     .is_last = step->days == last_of(rules)};
}

// The last step had its time, and so had whatever was sent after it.
bool needs_person(const Remindable& of, const ReminderRules& rules, Date today) {
  if (of.is_with_person) return false;
  Date since = std::max(of.turn.due_on.plus_days(last_of(rules)), of.turn.opens_on);
  if (of.turn.decided_on) since = std::max(since, *of.turn.decided_on);
  for (const SentStep& sent : of.sent) {
    if (reached_somebody(sent)) since = std::max(since, sent.sent_at.date());
  }
  return today >= since.plus_days(rules.person_after_days);
}

}  // namespace

ReminderPlan plan_reminders(std::span<const Remindable> organisations, const ReminderRules& rules, Date today) {
  ReminderPlan plan;
  for (const Remindable& of : organisations) {
    if (is_left_alone(of, today)) continue;
    if (auto reminder = find_reminder(of, rules, today)) {
      plan.reminders.push_back(*reminder);
    } else if (needs_person(of, rules, today)) {
      plan.tasks.push_back({of.organisation, of.turn.round});
    }
  }
  return plan;
}

ReminderPlan plan_ahead(std::vector<Remindable> organisations, const ReminderRules& rules, Date today, Date day) {
  for (Date before = today; before < day; before = before.plus_days(1)) {
    for (Remindable& of : organisations) {
      const ReminderPlan plan = plan_reminders(std::span(&of, 1), rules, before);
      for (const DueReminder& due : plan.reminders) {
        of.sent.push_back({due.organisation, due.round, due.due_on, due.step, Instant::from_date(before), 1});
      }
      if (!plan.tasks.empty()) of.is_with_person = true;
    }
  }
  return plan_reminders(organisations, rules, day);
}

Result<DueReminder> plan_extra(const Remindable& of, Date today) {
  using enum Problem::Kind;
  if (of.is_started) return refused(conflict, tr("The report is started already. No reminder is needed."));
  if (today < of.turn.opens_on) return refused(conflict, tr("This report cannot be started yet."));
  if (is_left_alone(of, today)) return refused(conflict, tr("The report is deferred. No reminder is sent until its new date."));
  if (was_written_to(of, today)) return refused(conflict, tr("A reminder was sent today already."));
  return DueReminder{.organisation = of.organisation,
                     .round = of.turn.round,
                     .due_on = of.turn.due_on,
                     .step = kExtraStep + static_cast<int>(today.days().time_since_epoch().count())};
}

}  // namespace muster::reports
