// Which reminder goes out on a day, and when a person takes over (S18, S74, S75, S131): pure rules over turns,
// the programme's steps and what was sent. A reminder is a kindness and counts for nothing else (S98). They stop
// when somebody starts the report; nothing is sent while it cannot be started, so never before the first cycle;
// a deferral stops them until its new date is past. A step that was missed is made up for by the newest alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/reports/rotation.hpp"

namespace muster::reports {

// A step by hand is this plus the day's number, so that there is one a day at most.
inline constexpr int kExtraStep = 1'000'000;

// A step of a date that was taken.
struct SentStep {
  OrganisationId organisation;
  int round = 1;
  Date due_on;
  int step = 0;  // days from the date, or kExtraStep plus the day for one sent by hand
  Instant sent_at;
  int recipients = 0;  // none: nobody had an address
};

// What the rules look at, for one organisation that reports.
struct Remindable {
  OrganisationId organisation;
  Turn turn;
  bool is_started = false;     // or sent, or anything after it
  bool is_with_person = false; // staff have a task about it in this round
  std::vector<SentStep> sent;  // of the round, for whatever date
};

struct DueReminder {
  OrganisationId organisation;
  int round = 1;
  Date due_on;
  int step = 0;
  bool to_all = false;   // every representative, not the main contact alone
  bool is_last = false;  // after it a person takes over
  bool operator==(const DueReminder&) const = default;
};
struct DueTask {
  OrganisationId organisation;
  int round = 1;
  bool operator==(const DueTask&) const = default;
};
struct ReminderPlan {
  std::vector<DueReminder> reminders;
  std::vector<DueTask> tasks;  // no answer to the last one: for a person
};

// The programme's rules: when mail goes out, and how long after the last step a person takes over.
struct ReminderRules {
  std::span<const Programme::Reminder> steps;
  int person_after_days = 7;
};
inline ReminderRules reminder_rules(const Programme& programme) { return {programme.reminders, programme.person_after_days}; }

// What is to be done on that day, in the order given. The same for every server and every repetition: what was
// sent is not in it again, and nobody is written to twice on one day.
ReminderPlan plan_reminders(std::span<const Remindable> organisations, const ReminderRules& rules, Date today);
// The same for a later day, supposing that nobody starts and that each day's reminders go out on their day.
ReminderPlan plan_ahead(std::vector<Remindable> organisations, const ReminderRules& rules, Date today, Date day);
// One by hand, to the main contact. conflict, with the reason, when the rules above speak against it.
Result<DueReminder> plan_extra(const Remindable& organisation, Date today);

}  // namespace muster::reports
