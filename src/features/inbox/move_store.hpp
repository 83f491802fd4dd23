// Conversations of a record that becomes one with another: they stand with the one that stays, so that whoever answers sees
// all of them, and go back with an undo. What was published stays as it is: it names nobody.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::inbox {

db::Mover make_mover();

}  // namespace muster::inbox
