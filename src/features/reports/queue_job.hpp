// The answer to a wish for more time, by mail to whoever asked, in their language, once a decision.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::reports {

struct TimeMail {
  std::string organisation;
  std::string answer;           // of staff; may be empty when time was given
  std::optional<Date> until;    // empty: the date stays
  std::optional<Date> due_on;   // the date that stays, where it is known
  std::string url;
};

// In the write of the decision. `until` is empty when it was refused.
void tell_time_decision(db::Write& write, const Clock& clock, std::int64_t request, std::optional<Date> until);
std::vector<jobs::Kind> make_queue_jobs();

}  // namespace muster::reports
