// Pages of saved views: all of them, a new one, another name, shared or not, deleted and brought back.
#pragma once

#include <vector>

#include "features/desk/saved.hpp"
#include "platform/http/http.hpp"

namespace muster::desk {

http::Routes make_saved_view_routes(std::vector<Table> tables);

}  // namespace muster::desk
