#include "features/desk/seen_store.hpp"

#include <map>

#include "features/desk/desk.hpp"
#include "queries_desk.hpp"

namespace muster::desk {
namespace {

constexpr std::int64_t kAll = 0;  // the mark that stands for every organisation

// Changes by others after `since`, as the log has them.
std::int64_t count_changes(db::Read& read, PersonId person, OrganisationId organisation, Instant since) {
  return read.count(sql::count_changes, {{"person", person}, {"organisation", organisation}, {"since", since}});
}

}  // namespace

void mark_seen(db::Write& write, PersonId person, OrganisationId organisation, Instant at) {
  write.execute(sql::insert_first_mark, {{"person", person}, {"at", at}});
  write.execute(sql::put_mark, {{"person", person}, {"organisation", organisation}, {"at", at}});
}

void mark_all_seen(db::Write& write, PersonId person, Instant at) {
  write.execute(sql::delete_marks, {{"person", person}});
  write.execute(sql::insert_first_mark, {{"person", person}, {"at", at}});
}

std::optional<Instant> find_seen(db::Read& read, PersonId person, OrganisationId organisation) {
  return read.find(sql::find_mark, {{"person", person}, {"organisation", organisation}}, [](const db::Row& row) { return row.instant("seen_at"); });
}

std::int64_t count_unread(db::Read& read, PersonId person, OrganisationId organisation) {
  const auto since = find_seen(read, person, organisation);
  return since ? count_changes(read, person, organisation, *since) : 0;
}

std::vector<std::int64_t> count_unread(db::Read& read, PersonId person, const std::vector<OrganisationId>& organisations) {
  std::map<std::int64_t, Instant> marks;
  read.each(sql::list_marks, {{"person", person}}, [&](const db::Row& row) { marks[row.int64("organisation")] = row.instant("seen_at"); });
  std::vector<std::int64_t> counts(organisations.size(), 0);
  const auto first = marks.find(kAll);
  if (first == marks.end()) return counts;
  for (std::size_t at = 0; at < organisations.size(); ++at) {
    const auto mark = marks.find(organisations[at].value());
    counts[at] = count_changes(read, person, organisations[at], mark == marks.end() ? first->second : mark->second);
  }
  return counts;
}

}  // namespace muster::desk
