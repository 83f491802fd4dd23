// Mails when two records become one: those about, or to, the one that goes are listed with the one that stays.
#pragma once

#include "platform/db/handover.hpp"

namespace muster::mail {

db::Mover make_mover();

}  // namespace muster::mail
