// Posts that say "I have seen it", from a button or by the script of the page; and the page of keys.
#pragma once

#include "platform/http/http.hpp"

namespace muster::desk {

http::Routes make_seen_routes();

}  // namespace muster::desk
