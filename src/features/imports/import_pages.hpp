// Pages of imports: send a file, see what it would do, apply it, undo it. For staff.
#pragma once

#include "platform/http/http.hpp"

namespace muster::imports {

http::Routes make_import_routes();

}  // namespace muster::imports
