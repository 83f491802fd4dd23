// Rows of reminder steps that were taken. A step of a date is one row, whoever comes first; a row without
// recipients is a step that was passed over or had nobody to write to.
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "platform/db/database.hpp"

namespace muster::reports {

struct SentStep {
  OrganisationId organisation;
  int round = 1;
  Date due_on;
  int step = 0;  // days from the date, or kExtraStep plus the day for one sent by hand
  Instant sent_at;
  int recipients = 0;
};

std::vector<SentStep> list_reminders(db::Read& read, OrganisationId organisation, int round);
std::vector<SentStep> list_reminders_since(db::Read& read, Instant since);
// False when the step was taken already, here or on another server.
bool insert_reminder(db::Write& write, const SentStep& step);

}  // namespace muster::reports
