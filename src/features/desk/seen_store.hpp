// What a person of staff opened, and how much others changed since. Marked by a post alone: reading a page leaves no
// trace. It is for that person's own tables; no page, no list and no colleague reads it.
#pragma once

#include <optional>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "platform/db/database.hpp"

namespace muster::desk {

// `at`: when the page was made that the person saw. The first mark of a person also makes everything older than it old, or each row would be new at first.
void mark_seen(db::Write& write, PersonId person, OrganisationId organisation, Instant at);
// Everything up to then is old.
void mark_all_seen(db::Write& write, PersonId person, Instant at);
// Since when changes of this organisation are new to the person; empty before the first mark.
std::optional<Instant> find_seen(db::Read& read, PersonId person, OrganisationId organisation);

}  // namespace muster::desk
