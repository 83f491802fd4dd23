// What happens behind the pages: old data go at night, and an erasure reaches the files.
#pragma once

#include "features/privacy/privacy.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::privacy {

inline constexpr std::string_view kLetGo = "privacy.let_go";

jobs::Kind make_let_go_job();
jobs::Kind make_erased_job(KeepList keep_list);

}  // namespace muster::privacy
