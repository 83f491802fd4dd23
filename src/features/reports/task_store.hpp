// What staff still have to do about reports beside reviews: tasks that were done and may be opened again, and
// how much waits. Opening, noting and closing a task is report_store's.
#pragma once

#include <cstdint>
#include <vector>

#include "base/by.hpp"
#include "features/reports/report_store.hpp"

namespace muster::reports {

// Done last first.
std::vector<Task> list_closed_tasks(db::Read& read, int limit);
// Undo of "done". False when it is open already, or not there. Audited.
bool reopen_task(db::Write& write, const By& by, std::int64_t id);
std::int64_t count_open_time_requests(db::Read& read);

}  // namespace muster::reports
