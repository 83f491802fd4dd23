// What staff and representatives are asked to do: addresses that are stopped and still in use.
#include <algorithm>

#include "base/email.hpp"
#include "features/bounces/bounces.hpp"
#include "features/bounces/task_store.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

std::vector<Task> list(db::Read& read, OrganisationId organisation, bool is_by_staff_too, Date today) {
  auto tasks = read.list(sql::list_stopped_in_use, {{"organisation", organisation.value()}, {"by_staff", is_by_staff_too}, {"today", today}}, [](const db::Row& row) {
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

// Also of the job that tells of it.
std::vector<RedistributionTask> list_redistribution(db::Read& read, OrganisationId organisation, std::string_view key) {
  using Owner = RedistributionTask::Owner;
  std::vector<RedistributionTask> tasks;
  read.each(sql::list_stopped_redistribution, {{"organisation", organisation.value()}, {"key", key}}, [&](const db::Row& row) {
    // The address that was asked about may be another than the one of today.
    const auto address = Email::parse(row.text("redistribution_address"));
    if (!address || address->key() != row.text("address_key")) return;
    RedistributionTask task{.address = row.int64("id"), .organisation = row.id<OrganisationId>("organisation"), .text = address->text(), .key = address->key(),
                            .cause = parse_cause(row.text("cause")).value_or(Cause::hard), .since = row.instant("since"), .asked_at = {}};
    if (parse_state(row.text("state")) == State::asked) {
      task.owner = row.optional_instant("refused_at") ? Owner::refused : Owner::asked;
      task.asked_at = row.optional_instant("put_back_at");
    }
    tasks.push_back(std::move(task));
  });
  return tasks;
}

std::vector<Task> list_tasks(db::Read& read, Date today) { return list(read, {}, false, today); }

std::vector<Task> list_tasks_of_organisation(db::Read& read, OrganisationId organisation, Date today) {
  return organisation ? list(read, organisation, true, today) : std::vector<Task>();
}

bool has_events(db::Read& read, MailId mail) { return read.count(sql::count_events_of_mail, {{"mail", mail}}) > 0; }

std::int64_t count_tasks(db::Read& read, Date today) { return read.count(sql::count_stopped_in_use, {{"today", today}}) + std::ssize(list_redistribution_tasks(read)); }

std::vector<RedistributionTask> list_redistribution_tasks(db::Read& read) {
  auto tasks = list_redistribution(read, {}, {});
  std::erase_if(tasks, [](const RedistributionTask& each) { return each.cause == Cause::staff; });
  return tasks;
}

std::optional<RedistributionTask> find_redistribution_task(db::Read& read, OrganisationId organisation) {
  auto tasks = organisation ? list_redistribution(read, organisation, {}) : std::vector<RedistributionTask>();
  return tasks.empty() ? std::nullopt : std::optional(std::move(tasks.front()));
}

}  // namespace muster::bounces
