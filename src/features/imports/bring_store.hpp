// Carries a decision out, and takes it back. Both inside the caller's write.
#pragma once

#include <vector>

#include "features/imports/decide_store.hpp"
#include "features/imports/stored.hpp"

namespace muster::imports {

struct Brought {
  OrganisationId organisation;
  std::int64_t version = 0;  // of the organisation afterwards
  std::vector<BroughtSeat> seats;
};
// A decision to add or change.
Result<Brought> bring(db::Write& write, const By& by, const Rules& rules, const Decision& decision);

// A line as it was carried out.
struct AppliedRow {
  std::int64_t id = 0;
  int line = 0;
  std::string name;
  bool is_new = false;
  OrganisationId organisation;
  Facts before;
  Facts file_values;
  std::vector<BroughtSeat> seats;
  std::int64_t version = 0;
};
// Returns what was left as it is because somebody changed it since.
std::vector<Message> take_back(db::Write& write, const By& by, const Rules& rules, const AppliedRow& row);

}  // namespace muster::imports
