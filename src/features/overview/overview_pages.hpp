// Routes of the overview room, one function per file of pages.
#pragma once

#include <string>
#include <string_view>

#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::overview {

http::Routes make_public_routes();
http::Routes make_site_map_routes();
http::Routes make_staff_routes();
http::Routes make_me_routes();
http::Routes make_region_routes();
http::Routes make_settings_routes();
http::Routes make_mail_queue_routes();
http::Routes make_mail_check_routes();
http::Routes make_jobs_routes();

std::string local_url(Locale locale, std::string_view path);

}  // namespace muster::overview
