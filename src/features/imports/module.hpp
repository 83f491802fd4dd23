// What app/ takes from the imports room.
#pragma once

#include <vector>

#include "features/imports/imports.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::imports {

http::Routes make_routes();
// `is_used`: see Rules.
std::vector<jobs::Kind> make_job_kinds(IsUsed is_used = {});
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::imports
