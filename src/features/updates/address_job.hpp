// Writes to owners of addresses for passing on (see address_store.hpp): each address once, or again when staff ask so.
#pragma once

#include "features/updates/address_store.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::updates {

jobs::Kind make_address_job();

}  // namespace muster::updates
