// At night: merges whose time for undoing is over keep no values any more.
#pragma once

#include <string_view>

#include "platform/jobs/jobs.hpp"

namespace muster::merges {

inline constexpr std::string_view kCloseOld = "merges.close_old";

jobs::Kind make_close_job();

}  // namespace muster::merges
