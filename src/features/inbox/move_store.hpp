// Conversations of a record that becomes one with another.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::inbox {

db::Mover make_mover();

}  // namespace muster::inbox
