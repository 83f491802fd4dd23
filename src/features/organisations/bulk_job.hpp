// What staff do to many organisations at once, one row at a time: a quiet listing, or the public directory again. The
// desk room carries the rows out.
#pragma once

#include <vector>

#include "features/desk/desk.hpp"

namespace muster::organisations {

// Values: reason. What is so already is left out.
desk::BulkKind make_quiet_kind(bool is_quiet);
std::vector<desk::BulkKind> make_bulk_kinds();

}  // namespace muster::organisations
