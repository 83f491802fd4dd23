// What app/ takes from the inbox room. The intake of mail takes make_taker of take_job.hpp.
#pragma once

#include <vector>

#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::inbox {

http::Routes make_routes();
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::inbox
