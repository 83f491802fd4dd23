#include "features/reports/task_store.hpp"

#include "features/audit/audit.hpp"
#include "features/reports/reports.hpp"
#include "queries_reports.hpp"

namespace muster::reports {

std::vector<Task> list_closed_tasks(db::Read& read, int limit) {
  return read.list(sql::list_closed_tasks, {{"limit", limit}}, [](const db::Row& row) {
    return Task{.id = row.int64("id"),
                .organisation = row.id<OrganisationId>("organisation"),
                .round = static_cast<int>(row.int64("round")),
                .kind = row.text("kind"),
                .opened_at = row.instant("opened_at"),
                .closed_at = row.optional_instant("closed_at"),
                .note = row.text("note")};
  });
}

bool reopen_task(db::Write& write, const By& by, std::int64_t id) {
  write.lock("report_task", id);
  const auto task = find_task(write, id);
  if (!task || write.execute(sql::reopen_task, {{"id", id}}) == 0) return false;
  audit::record(write, by, {.action = "reports.reopen_task", .subject_kind = "report_task", .subject = id, .organisation = task->organisation});
  return true;
}

std::int64_t count_open_time_requests(db::Read& read) { return read.count(sql::count_open_time_requests); }

std::int64_t count_tasks(db::Read& read) { return count_open_tasks(read) + count_open_time_requests(read); }

}  // namespace muster::reports
