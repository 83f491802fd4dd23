// What app/ takes from the bounces room.
#pragma once

#include <vector>

#include "features/bounces/bounce_jobs.hpp"
#include "features/bounces/move_store.hpp"
#include "features/bounces/take_job.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::bounces {

http::Routes make_routes();
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::bounces
