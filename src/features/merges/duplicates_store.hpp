// Likely duplicates as the register stands, without those that somebody said are two.
#pragma once

#include "features/merges/duplicates.hpp"
#include "features/merges/record.hpp"
#include "platform/db/database.hpp"

namespace muster::merges {

std::vector<Pair> list_likely(db::Read& read, Kind kind, std::size_t most);
void keep_apart(db::Write& write, const By& by, Kind kind, std::int64_t first, std::int64_t second);

}  // namespace muster::merges
