// Staff's pages about the leaders of one organisation and the roles of its representatives elsewhere.
#pragma once

#include "platform/http/http.hpp"

namespace muster::organisations {

http::Routes make_office_routes();

}  // namespace muster::organisations
