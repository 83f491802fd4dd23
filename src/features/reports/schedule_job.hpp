// A member's month of the cycle, found when the member comes: added, imported, accredited (S18). Moves nobody
// else. Before the first plan nobody has a month, and staff's plan gives everybody theirs: no date appears that
// staff have not looked at.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::reports {

// The work of organisations::kStatusChanged. Nothing for a member that has a month, or that need not report:
// run twice it does the same as once.
void give_month(jobs::Context& context, const jobs::Job& job, OrganisationId organisation);

}  // namespace muster::reports
