// What this room hands over when two records become one: states, leaders, memberships, roles elsewhere, what staff
// have to put right. The record that goes keeps its row and what the other one has too; no list shows it any more.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::organisations {

// Runs after the rooms that hold seats and persons: public pages are drawn from those.
db::Mover make_mover();

}  // namespace muster::organisations
