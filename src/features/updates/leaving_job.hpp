// Tells the other representatives that one of them wants no updates (kTellLeft of leaving_store.hpp), unless that was
// taken back since. No more than one such mail a day about one person, however often somebody with the link changes it.
#pragma once

#include "features/updates/leaving_store.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::updates {

jobs::Kind make_leaving_job();

}  // namespace muster::updates
