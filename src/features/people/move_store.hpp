// What this room hands over when two records of a person become one: addresses, agreements, and the number itself.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::people {

db::Mover make_mover();

}  // namespace muster::people
