#include "features/updates/kit_store.hpp"

#include "queries_updates.hpp"

namespace muster::updates {

std::optional<PassedOn> find_passed_on(db::Read& read, IssueId issue, OrganisationId organisation) {
  return read.find(sql::find_passed_on, {{"issue", issue}, {"organisation", organisation}},
                   [](const db::Row& row) { return PassedOn{row.text("way"), row.optional_int64("about_many"), row.instant("said_at")}; });
}

void save_passed_on(db::Write& write, const By& by, IssueId issue, OrganisationId organisation, const PassedOn& said) {
  write.execute(sql::save_passed_on, {{"issue", issue}, {"organisation", organisation}, {"way", said.way}, {"about_many", said.about_many}, {"at", by.clock.now()}});
}

void delete_passed_on(db::Write& write, IssueId issue, OrganisationId organisation) {
  write.execute(sql::delete_passed_on, {{"issue", issue}, {"organisation", organisation}});
}

}  // namespace muster::updates
