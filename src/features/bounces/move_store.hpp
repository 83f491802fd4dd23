// What came back when two records become one: it stands with the one that stays.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::bounces {

db::Mover make_mover();

}  // namespace muster::bounces
