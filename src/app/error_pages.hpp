// Pages for what went wrong, from the binary alone: no database, the reader's language, one thing to do.
#pragma once

#include "app/frame.hpp"
#include "platform/http/http.hpp"

namespace muster::app {

http::Response render_error(const FrameParts& parts, const http::Request& request, int status, const std::string& incident);

}  // namespace muster::app
