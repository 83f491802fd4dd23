// What staff and representatives are asked to do: addresses that are stopped and still in use.
#include <algorithm>

#include "features/bounces/bounces.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

std::vector<Task> list(db::Read& read, OrganisationId organisation, Date today) {
  auto tasks = read.list(sql::list_stopped_in_use, {{"organisation", organisation.value()}, {"today", today}}, [](const db::Row& row) {
    return Task{.address = row.int64("id"),
                .organisation = row.id<OrganisationId>("organisation"),
                .person = row.id<PersonId>("person"),
                .text = row.text("address"),
                .cause = parse_cause(row.text("cause")).value_or(Cause::hard),
                .since = row.instant("since"),
                .is_last = row.int64("working") == 0};
  });
  // Nobody else of theirs can be asked.
  std::ranges::stable_partition(tasks, &Task::is_last);
  return tasks;
}

}  // namespace

std::vector<Task> list_tasks(db::Read& read, Date today) { return list(read, {}, today); }

std::vector<Task> list_tasks_of_organisation(db::Read& read, OrganisationId organisation, Date today) {
  return organisation ? list(read, organisation, today) : std::vector<Task>();
}

bool has_events(db::Read& read, MailId mail) { return read.count(sql::count_events_of_mail, {{"mail", mail}}) > 0; }

std::int64_t count_tasks(db::Read& read, Date today) { return read.count(sql::count_stopped_in_use, {{"today", today}}); }

}  // namespace muster::bounces
