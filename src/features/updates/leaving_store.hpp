// Rows of who wants no updates (see leaving.hpp). An open row of a person stops the mails of every issue to that person,
// also those that are in the queue: whoever makes their words asks here. Nothing else is stopped by it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/updates/leaving.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

struct Leaving {
  std::int64_t id = 0;
  PersonId person;
  OrganisationId organisation;  // in whose copy the link stood, or whose page it was
  Instant left_at;
  LeftBy left_by = LeftBy::page;
};
// Of the person's own number: people::find_person says which one that is.
std::optional<Leaving> find_leaving(db::Read& read, PersonId person);
// That is still open.
std::optional<Leaving> find_open_leaving(db::Read& read, std::int64_t id);
// Everybody who wants none, newest first; at most 20,000.
std::vector<Leaving> list_left(db::Read& read);
// Those of them who represent somebody today.
std::vector<Leaving> list_left_representatives(db::Read& read, Date today);

// From now on no update goes to the person; the other representatives are told after some minutes. Once is enough: a
// second time changes nothing and gives the row of the first.
Leaving leave(db::Write& write, const By& by, PersonId person, OrganisationId organisation, LeftBy left_by);

enum class EndedBy { undo,
                     own_page,
                     staff };
// Updates come again. False when they came already. `reason`: of staff, who do it on the person's request.
bool come_back(db::Write& write, const By& by, PersonId person, EndedBy ended_by, std::string_view reason = {});

// Who holds the token's address now; nothing when it is nobody's any more: then nothing is sent there either.
std::optional<PersonId> find_holder(db::Read& read, const Secret& key, const LeaveToken& token);

// Job that tells the other representatives; value leaving. Not at once: who takes it back at once bothers nobody.
inline constexpr std::string_view kTellLeft = "updates.tell_left";

}  // namespace muster::updates
