// Rows of reminder steps that were taken, and what the rules of reminding look at. A step of a date is one row,
// whoever comes first; a row without recipients is a step that had nobody to write to.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/email.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/reports/reminder.hpp"
#include "platform/db/database.hpp"

namespace muster::reports {

std::vector<SentStep> list_reminders(db::Read& read, OrganisationId organisation, int round);
std::vector<SentStep> list_reminders_since(db::Read& read, Instant since);
// False when the step was taken already, here or on another server.
bool insert_reminder(db::Write& write, const SentStep& step);

// Every organisation that reports and has a date, for plan_reminders and plan_ahead on that day.
std::vector<Remindable> list_remindable(db::Read& read, const Programme& programme, Date day);
// One of them; empty when it does not report or has no date.
std::optional<Remindable> find_remindable(db::Read& read, const Programme& programme, OrganisationId organisation, Date day);

struct Recipient {
  PersonId person;
  std::string name;
  Locale locale = Locale::en;
  Email address;
};
// Who is written to: the main contact unless the organisation wants all (S74, S75), or everybody; those without
// an address that works are left out. Where that leaves nobody, the other representatives.
std::vector<Recipient> list_reminded(db::Read& read, OrganisationId organisation, bool to_all, Date today);

// A reminder by hand, now: takes the day's extra step and enqueues the mails in the same write. Returns how many
// people get it. conflict, with the reason, when nothing is sent: started, deferred, not open yet, reminded
// today already, or nobody has an address (staff then get a task). not_found: the organisation does not report.
Result<int> send_reminder(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation);

// Its job; values: organisation, round, due_on, step.
inline constexpr std::string_view kRemindByHand = "reports.remind_by_hand";

}  // namespace muster::reports
