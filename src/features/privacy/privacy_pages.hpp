// Handlers of this room.
#pragma once

#include "platform/http/http.hpp"

namespace muster::privacy {

http::Routes make_my_copy_routes();  // a person's own copy, and the wish to be forgotten
http::Routes make_privacy_routes();  // staff: wishes, what is kept how long, forgetting somebody

}  // namespace muster::privacy
