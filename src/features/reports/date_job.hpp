// A date that staff changed, by mail to those who represent the organisation. It waits until the change had time
// to be taken back: what stands again as it stood is told to nobody.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::reports {

inline constexpr std::chrono::minutes kTimeToTakeBack{10};

struct DateMail {
  std::string organisation;
  Date due_on;
  std::string url;
};

// In the write of the change. `was` is the date before it; of several changes in a row the first one's counts.
void tell_new_date(db::Write& write, const Clock& clock, OrganisationId organisation, Date was);
std::vector<jobs::Kind> make_date_jobs();

}  // namespace muster::reports
