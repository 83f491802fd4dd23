// The facts of the representative's own organisation.
#pragma once

#include "platform/http/http.hpp"

namespace muster::organisations {

http::Response show_my_organisation(const http::Request& request, http::Context& context);
http::Response save_my_organisation(const http::Request& request, http::Context& context);

}  // namespace muster::organisations
