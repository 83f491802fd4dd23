// What this room hands over when two records of an organisation become one. One report a round: the one that is
// further stays, the other remains readable under the number that goes. Published pages keep their old addresses.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::reports {

db::Mover make_mover();

}  // namespace muster::reports
