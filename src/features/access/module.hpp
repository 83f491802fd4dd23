// What app/ takes from the access room: its pages, its work, and the gate that every request passes.
#pragma once

#include <vector>

#include "features/access/access_pages.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::access {

// `parts` is copied; what it refers to outlives the routes.
http::Routes make_routes(const Parts& parts);
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

// Without error_page, which app/ adds.
http::Gate make_gate(const Parts& parts);

}  // namespace muster::access
