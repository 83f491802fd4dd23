// A record's fields read from the register, and written to it.
#pragma once

#include "base/problem.hpp"
#include "base/programme.hpp"
#include "features/merges/record.hpp"
#include "platform/db/database.hpp"

namespace muster::merges {

Facts read_facts(db::Read& read, Kind kind, std::int64_t id);
// Whether the register takes these values; the problem names the field.
Result<void> check_facts(const Programme& programme, Kind kind, const Facts& facts);
// Only the fields that are given; the problem names the field.
Result<void> write_facts(db::Write& write, const By& by, const Programme& programme, Kind kind, std::int64_t id, const Facts& facts);
// After an undo: as write_facts, and a state that the merge had set goes from the history.
Result<void> restore_facts(db::Write& write, const By& by, const Programme& programme, Kind kind, std::int64_t id, const Facts& facts);

}  // namespace muster::merges
