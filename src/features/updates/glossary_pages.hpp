// The glossary: the public page, and staff's list and form.
#pragma once

#include "platform/http/http.hpp"

namespace muster::updates {

http::Routes make_glossary_routes();

}  // namespace muster::updates
