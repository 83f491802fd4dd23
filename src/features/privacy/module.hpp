// What app/ takes from the privacy room.
#pragma once

#include <vector>

#include "features/privacy/privacy.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::privacy {

http::Routes make_routes();
// `keep_list`: where the list of those who were forgotten is kept outside the database; may be empty.
std::vector<jobs::Kind> make_job_kinds(KeepList keep_list);
std::vector<jobs::Recurring> make_recurring();

}  // namespace muster::privacy
