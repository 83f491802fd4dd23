// What this room hands over when two records become one: seats with their history, the way in, links in mails.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::access {

db::Mover make_mover();

}  // namespace muster::access
