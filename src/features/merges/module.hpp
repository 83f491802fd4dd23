// What app/ takes from the merges room.
#pragma once

#include <vector>

#include "features/merges/merges.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::merges {

// `movers`: of every room that holds rows of organisations or persons, in the order in which they hand over.
http::Routes make_routes(const Movers& movers);
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::merges
