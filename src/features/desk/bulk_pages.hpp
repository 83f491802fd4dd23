// The page of an act on many rows: how far it is, and what became of each row.
#pragma once

#include <vector>

#include "features/desk/desk.hpp"
#include "platform/http/http.hpp"

namespace muster::desk {

http::Routes make_bulk_routes(std::vector<BulkKind> kinds);

}  // namespace muster::desk
