// What app/ takes from the audit room: its pages for staff and its recurring work.
#pragma once

#include <vector>

#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::audit {

http::Routes make_routes();
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::audit
