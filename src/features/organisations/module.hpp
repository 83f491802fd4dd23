// What app/ takes from the organisations room.
#pragma once

#include <vector>

#include "features/organisations/organisations.hpp"
#include "features/organisations/staff_pages.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::organisations {

// Without `find_latest_report`, organisation pages say that no report is published yet. `list_more_facts` may be empty.
http::Routes make_routes(FindLatestReport find_latest_report = {}, ListMoreFacts list_more_facts = {});
std::vector<jobs::Kind> make_job_kinds();
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::organisations
