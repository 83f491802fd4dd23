// Deletes what has served: old sessions, mails' codes, links, kept forms and counted tries.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kCleanUp = "access.clean_up";
jobs::Kind make_clean_up_job();

}  // namespace muster::access
