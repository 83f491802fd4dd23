// The door of the merges room: two records of an organisation or a person become one, and two again if it was a
// mistake. The one that stays answers under both numbers. Never merges what a person did not compare, never
// deletes a record, and never gives anybody a right that only an administrator may give.
#pragma once

#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"
#include "platform/db/handover.hpp"

namespace muster::merges {

using Movers = std::vector<db::Mover>;

// A forgotten person: merges with this number can no longer be undone, and what they keep goes.
void forget_person(db::Write& write, const By& by, PersonId person);
// The same for merges of organisations whose values hold these words.
void forget_words(db::Write& write, const By& by, const std::vector<std::string>& words);

}  // namespace muster::merges
