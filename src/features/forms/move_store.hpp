// What this room hands over when two records become one: answers, drafts among them, with their history.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::forms {

db::Mover make_mover();

}  // namespace muster::forms
