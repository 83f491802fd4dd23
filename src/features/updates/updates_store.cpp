#include "features/updates/updates.hpp"

#include <algorithm>

#include "features/updates/issue_store.hpp"
#include "queries_updates.hpp"

namespace muster::updates {

std::string find_issue_title(db::Read& read, IssueId id) {
  const auto issue = find_issue(read, id);
  return issue ? issue->title : std::string();
}

std::vector<PublicAddress> list_public_addresses(db::PublicRead& read) {
  return read.list(sql::list_public_addresses, {}, [](const db::Row& row) { return PublicAddress{row.id<IssueId>("issue"), row.instant("updated_at")}; });
}

void forget_person(db::Write& write, PersonId person) { write.execute(sql::forget_deliveries, {{"person", person}}); }

std::int64_t count_waiting_for_approval(db::Read& read) { return static_cast<std::int64_t>(list_issues(read, State::ready).size()); }

std::int64_t count_open_for_notes(db::Read& read, Date today) {
  const auto issues = list_open_for_notes(read, today);
  return std::ranges::count_if(issues, [&](const Issue& issue) { return !list_versions(read, issue.id).empty(); });
}

}  // namespace muster::updates
