// The jobs of this room: mails about a new prime and to leaders, messages from public pages on their
// way, and reports of a mail that reached the wrong person. Each is safe to run twice.
#pragma once

#include <vector>

#include "platform/jobs/jobs.hpp"

namespace muster::organisations {

std::vector<jobs::Kind> make_tell_jobs();

}  // namespace muster::organisations
