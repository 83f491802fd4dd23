// Deletes what has served: old sessions, codes, links, kept forms, counted tries, and the words of mails
// whose code or link is too old to work.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::access {

inline constexpr std::string_view kCleanUp = "access.clean_up";
jobs::Kind make_clean_up_job();

}  // namespace muster::access
