// Handlers of a representative's pages: the organisation's facts and its people. Each works on the
// organisation that the actor works for now and on no other; a number from elsewhere is not found.
#pragma once

#include "platform/http/http.hpp"

namespace muster::organisations {

http::Routes make_representative_routes();

}  // namespace muster::organisations
