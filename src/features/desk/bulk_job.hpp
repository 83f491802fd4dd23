// The rest of an act on many rows, after its form was answered: in the name of whoever sent the form, as long as that
// person may run the programme.
#pragma once

#include <vector>

#include "features/desk/desk.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::desk {

std::vector<jobs::Kind> make_bulk_jobs(std::vector<BulkKind> kinds);

}  // namespace muster::desk
