// How long kinds of data are kept. A kind goes only after somebody saw how much that would be and switched it on.
// What serves only a moment (codes, ended sessions, used links) always goes and is not listed here.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "features/privacy/privacy.hpp"

namespace muster::privacy {

// What forgetting a person needs beside a database.
struct Keeper {
  const By& by;
  const Programme& programme;
};

struct Kind {
  std::string_view code;
  SourceText label;
  int days;  // kept for as long
  std::int64_t (*count)(db::Read&, Instant before);
  std::int64_t (*let_go)(db::Write&, const Keeper& keeper, Instant before, int limit);  // how many; 0: none is left
};
std::span<const Kind> list_kinds();
Instant end_of(const Kind& kind, Instant now);
// Every kind that is switched on, in chunks that let others write in between. How many rows.
std::int64_t let_go_of_all(db::Database& database, const By& by, const Programme& programme);

bool is_on(db::Read& read, std::string_view code);
// False when there is no such kind.
bool switch_kind(db::Write& write, const By& by, std::string_view code, bool on);

}  // namespace muster::privacy
