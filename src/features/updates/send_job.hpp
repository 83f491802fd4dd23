// The job that sends an issue (kSend): begins when its hour has come, and draws its public pages.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::updates {

jobs::Kind make_send_job();

}  // namespace muster::updates
