// What updates hand over when two records of an organisation or of a person become one (see platform/db/handover.hpp).
#pragma once

#include "platform/db/handover.hpp"

namespace muster::updates {

db::Mover make_mover();

}  // namespace muster::updates
