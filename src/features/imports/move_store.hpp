// What this room hands over when two records become one: what files said of them. An import of before can then
// no longer be undone for that line, as somebody changed the record since.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::imports {

db::Mover make_mover();

}  // namespace muster::imports
