// How one worker takes a job, and what becomes of the row afterwards. Every statement names the
// fencing number, so that a worker whose lease ran out changes nothing any more. Internal to this room.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "platform/jobs/jobs.hpp"

namespace muster::jobs {

// The kinds that one thread takes. A job of a kind that this binary does not know waits for a newer server to take it.
class Kinds {
 public:
  // How the next job is found: among all that are due, or for each kind alone, which finds few among thousands.
  enum class Search { together, each };
  explicit Kinds(std::vector<Kind> kinds, Search search = Search::together);  // throws std::logic_error when a name occurs twice
  const Kind* find(std::string_view name) const;
  bool is_empty() const { return kinds_.empty(); }
  Search search() const { return search_; }
  const std::string& pattern() const { return pattern_; }  // "|a.b|c.d|", for the statements
  const std::map<std::string, Kind, std::less<>>& all() const { return kinds_; }

 private:
  Search search_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::string pattern_ = "|";
};

// Jobs that this process is running, and since when by the monotonic clock. A clock that jumps ahead ends
// leases on paper; what runs here and is not overdue is not taken a second time.
class OwnRuns {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  // From claim to record.
  class Scope {
   public:
    Scope(OwnRuns& own, const Job& job) : own_(own), id_(job.id) { own_.begin(job, std::chrono::steady_clock::now()); }
    ~Scope() { own_.end(id_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    OwnRuns& own_;
    JobId id_;
  };
  void begin(const Job& job, Steady now);
  void end(JobId id);
  // How much longer the run may take; nothing when it is not ours or overdue.
  std::optional<Duration> time_left(JobId id, std::int64_t fence, Duration deadline, Steady now) const;

 private:
  mutable std::mutex mutex_;
  std::map<JobId, std::pair<std::int64_t, Steady>> runs_;
};

// Takes the next due job; empty when there is none. Jobs with an expired lease come first; one that
// has used up its tries ends as failed on the way.
std::optional<Job> claim(Context& context, const Kinds& kinds, const OwnRuns* own = nullptr);

enum class AfterDone { keep_row, delete_row };

// Writes down what came of a run. False when the claim was lost meanwhile and nothing was written.
bool record(Context& context, const Kind& kind, const Job& job, const Outcome& outcome, AfterDone after_done);

// How long a job waits before the try after `attempt`: doubled each time, up to `most`, and up to a
// quarter more, so that jobs that failed together do not come back together.
Duration backoff(const Retry& retry, int attempt, Random& random);

// Words for staff about a run that threw. A database error gives its kind and statement only.
std::string describe(const std::exception& error);

// At most 300 characters, always clean UTF-8.
std::string clip_reason(std::string_view reason);

}  // namespace muster::jobs
