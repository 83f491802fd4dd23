// What app/ takes from the updates room.
#pragma once

#include <vector>

#include "features/updates/update_pages.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::updates {

// `find_replies`: see updates.hpp; empty: pages say nothing of replies.
http::Routes make_routes(const Parts& parts, FindReplies find_replies = {});
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::updates
