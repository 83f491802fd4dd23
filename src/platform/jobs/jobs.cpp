// The door's functions on rows: what pages and stores call. Claiming and running is runner.cpp.
#include "platform/jobs/jobs.hpp"

#include <stdexcept>

#include "platform/jobs/job_values.hpp"
#include "queries_jobs.hpp"

namespace muster::jobs {

JobId enqueue(db::Write& write, const Clock& clock, const NewJob& job) {
  if (job.kind.empty() || job.kind.find('|') != std::string::npos) throw std::logic_error("jobs: a kind needs a plain name");
  const auto id_of = [](const db::Row& row) { return row.id<JobId>("id"); };
  if (!job.key.empty()) {
    // Only the number is taken over, not the newer values: same kind and key means the same work.
    if (const auto waiting = write.find(sql::touch_waiting, {{"kind", job.kind}, {"key", job.key}}, id_of)) return *waiting;
  }
  const Instant now = clock.now();
  return JobId(write.insert(sql::insert_job, {{"kind", job.kind},
                                              {"key", job.key},
                                              {"job_values", format_values(job.values)},
                                              {"run_at", job.run_at.value_or(now)},
                                              {"now", now}}));
}

const std::string& Job::value(std::string_view name) const {
  const auto found = values.find(std::string(name));
  if (found == values.end()) throw std::out_of_range("job " + kind + ": no value " + std::string(name));
  return found->second;
}

void check_fence(db::Write& write, const Job& job) {
  if (write.execute(sql::check_fence, {{"id", job.id}, {"fence", job.fence}}) != 1) throw LostClaim();
}

std::vector<JobRow> list_jobs(db::Read& read, std::string_view state, int limit) {
  const auto make = [](const db::Row& row) {
    return JobRow{row.id<JobId>("id"),
                  row.text("kind"),
                  row.text("key"),
                  row.text("state"),
                  static_cast<int>(row.int64("attempt")),
                  row.instant("run_at"),
                  row.optional_instant("finished_at"),
                  row.text("reason")};
  };
  if (state.empty()) return read.list(sql::list_jobs, {{"limit", limit}}, make);
  return read.list(sql::list_jobs_in_state, {{"state", state}, {"limit", limit}}, make);
}

std::int64_t count_jobs(db::Read& read, std::string_view state) {
  if (state.empty()) return read.count(sql::count_jobs);
  return read.count(sql::count_jobs_in_state, {{"state", state}});
}

bool retry_job(db::Write& write, const Clock& clock, JobId id) {
  return write.execute(sql::retry_job, {{"id", id}, {"now", clock.now()}}) == 1;
}

}  // namespace muster::jobs
