// Handlers of one organisation's dates; schedule_pages.cpp declares their routes.
#pragma once

#include "platform/http/http.hpp"

namespace muster::reports {

http::Response show_dates(const http::Request& request, http::Context& context);
http::Response save_month(const http::Request& request, http::Context& context);
http::Response save_date(const http::Request& request, http::Context& context);
http::Response remove_date(const http::Request& request, http::Context& context);
http::Response restore_date(const http::Request& request, http::Context& context);

}  // namespace muster::reports
