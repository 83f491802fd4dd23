// What app/ takes from the counting room.
#pragma once

#include <vector>

#include "features/counting/count_store.hpp"
#include "features/counting/counting_pages.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::counting {

http::Routes make_routes(const Parts& parts);
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::counting
