// Wishes to be forgotten.
#pragma once

#include <optional>
#include <vector>

#include "features/privacy/privacy.hpp"

namespace muster::privacy {

struct Wish {
  PersonId person;
  Instant asked_at;
};
void ask_for_erasure(db::Write& write, const By& by, PersonId person);
void take_wish_back(db::Write& write, const By& by, PersonId person);
std::optional<Instant> find_wish(db::Read& read, PersonId person);
std::vector<Wish> list_wishes(db::Read& read);

}  // namespace muster::privacy
