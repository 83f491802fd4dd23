// Work that happens after the answer: rows in a table, claimed with a lease and a fencing number, run
// at least once, idempotent by duty. Enqueued in the transaction of its cause, so that neither exists
// without the other. Jobs carry ids and short values only, never personal data.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "platform/db/database.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/log/log.hpp"

namespace muster::jobs {

using Values = std::map<std::string, std::string>;

struct NewJob {
  std::string kind;  // stable name: "reports.remind"
  std::string key;   // a second job of the same kind and key is not added while the first is waiting; "" = always add
  Values values;
  std::optional<Instant> run_at;  // now when absent
};

// Returns the new job, or the waiting one with the same key.
JobId enqueue(db::Write& write, const Clock& clock, const NewJob& job);

struct Job {
  JobId id;
  std::string kind;
  std::string key;
  Values values;
  int attempt = 1;  // 1 for the first try
  std::int64_t fence = 0;

  const std::string& value(std::string_view name) const;  // throws std::out_of_range when absent
};

struct Context {
  db::Database& db;
  const Clock& clock;
  Random& random;
  const i18n::Texts& texts;
  log::Log& log;
  const Programme& programme;
  std::string public_url;  // "https://…" without a final slash, for links in mails
};

// How often and when a failed job is tried again.
struct Retry {
  int attempts = 5;
  std::chrono::seconds first{30};  // doubled each time, with a quarter of jitter
  std::chrono::seconds most{3600};
};

// Returned by a job that cannot succeed by trying again; the reason is shown to staff.
struct Outcome {
  enum class Kind { done, again, failed };
  Kind kind = Kind::done;
  std::string reason;
  std::optional<Instant> run_at;  // again: not before
  static Outcome done() { return {}; }
  static Outcome again(std::string reason, std::optional<Instant> run_at = {}) { return {Kind::again, std::move(reason), run_at}; }
  static Outcome failed(std::string reason) { return {Kind::failed, std::move(reason), {}}; }
};

struct Kind {
  std::string name;
  Retry retry;
  std::chrono::seconds deadline{60};  // the lease; a run that takes longer loses its claim
  std::function<Outcome(Context&, const Job&)> run;
  // For the few kinds that run long and are waited for: one more thread runs these alone, so that they neither wait behind
  // thousands of short jobs nor keep those waiting.
  bool has_own_thread = false;
};

// A row that enqueues a job again and again.
struct Recurring {
  std::string name;  // also the job's kind
  std::chrono::seconds every{86400};
  std::chrono::seconds offset{0};  // into the period, UTC
};

// This worker no longer holds the job. Let it pass: the effect is undone, and the run counts for nothing.
struct LostClaim : std::runtime_error {
  LostClaim() : std::runtime_error("another worker has taken this job") {}
};

// Inside a job's write: throws LostClaim when this worker no longer holds the job (its lease ran out
// and another took it), so that a late effect is undone.
void check_fence(db::Write& write, const Job& job);

class Runner {
 public:
  Runner(Context context, std::vector<Kind> kinds, std::vector<Recurring> recurring);
  ~Runner();  // stops
  void start(int threads);  // and one more when a kind has its own
  void stop();   // finishes what runs, claims nothing more
  void wake();   // something was enqueued
  // Runs everything that is due at the clock's now, in this thread, until nothing is; for tests and
  // for the demo's clock. Returns how many ran.
  int run_due(int most = 100000);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

struct JobRow {  // for the staff list
  JobId id;
  std::string kind;
  std::string key;
  std::string state;  // waiting, running, done, failed
  int attempt = 0;
  Instant run_at;
  std::optional<Instant> finished_at;
  std::string reason;
};
// Newest first; an empty state means all.
std::vector<JobRow> list_jobs(db::Read& read, std::string_view state, int limit);
std::int64_t count_jobs(db::Read& read, std::string_view state);
// Makes a failed job wait again, now. False when it is not failed.
bool retry_job(db::Write& write, const Clock& clock, JobId id);

}  // namespace muster::jobs
