// Tells the other representatives that mail to one of them comes back, or all of them that mail to their address for passing
// on does: once for each stop of an address, never the one whose address it is, and never a word of the message that came
// back. Without others, staff alone have the task.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace muster::bounces {

jobs::Kind make_tell_job();

}  // namespace muster::bounces
