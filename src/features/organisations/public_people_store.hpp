// Keeps the public copy of who holds which office in step with the register. It holds numbers alone.
#pragma once

#include "base/by.hpp"
#include "base/id.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// After a change of leaders, representatives or the public register.
void renew_public_people(db::Write& write, const By& by, OrganisationId id);

}  // namespace muster::organisations
