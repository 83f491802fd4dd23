// What the room itself asks of addresses for passing on that are stopped, beside what its door tells others. Never stops or
// puts back anything.
#pragma once

#include <string_view>
#include <vector>

#include "features/bounces/bounces.hpp"

namespace muster::bounces {

// Of one organisation, or of all that give this address; empty: any.
std::vector<RedistributionTask> list_redistribution(db::Read& read, OrganisationId organisation, std::string_view key);

}  // namespace muster::bounces
