// Keeps the public copies in step with the register: what an organisation is, and who holds which office, as
// numbers alone. Rooms above hear of it.
#pragma once

#include "base/by.hpp"
#include "base/id.hpp"
#include "base/programme.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// After a change of leaders, representatives or the public register. Like all of the public side it is drawn once,
// when the closure ends.
void renew_public_people(db::Write& write, OrganisationId id, Date today);
// The same, and tells.
void tell_people_changed(db::Write& write, const By& by, OrganisationId id);
// Everything that the public sees of it; nothing of one that is quiet or that another record stands for.
void renew_projection(db::Write& write, const By& by, OrganisationId id);
// A departure opens the grace period; it ends when there are enough representatives again, with a prime among them.
void renew_deadline(db::Write& write, const By& by, const Programme& programme, OrganisationId id, bool is_departure);

}  // namespace muster::organisations
