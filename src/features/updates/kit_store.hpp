// "We passed this one on" (S54): said by an organisation that likes to, never asked for, and taken back at will. No
// person stands here, and nothing else reads it: it is no record of anybody's zeal.
#pragma once

#include <optional>
#include <string>

#include "base/by.hpp"
#include "features/updates/issue.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

struct PassedOn {
  std::string way;  // in the organisation's words; may be empty
  std::optional<std::int64_t> about_many;
  Instant said_at;
};
std::optional<PassedOn> find_passed_on(db::Read& read, IssueId issue, OrganisationId organisation);
void save_passed_on(db::Write& write, const By& by, IssueId issue, OrganisationId organisation, const PassedOn& said);
void delete_passed_on(db::Write& write, IssueId issue, OrganisationId organisation);

}  // namespace muster::updates
