// What app/ takes from the desk room.
#pragma once

#include <vector>

#include "features/desk/desk.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::desk {

// What the rooms above give: their tables, in the order in which they are listed, and their acts on many rows.
http::Routes make_routes(std::vector<Table> tables, std::vector<BulkKind> kinds);
std::vector<jobs::Kind> make_job_kinds(std::vector<BulkKind> kinds);
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::desk
