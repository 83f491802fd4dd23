// Whoever asked to be forgotten is not merged before that wish is dealt with.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::privacy {

db::Mover make_mover();

}  // namespace muster::privacy
