// What app/ takes from the overview room.
#pragma once

#include <vector>

#include "features/overview/overview.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::overview {

http::Routes make_routes();
std::vector<jobs::Kind> make_job_kinds(const LookAtMail& look = {});
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::overview
