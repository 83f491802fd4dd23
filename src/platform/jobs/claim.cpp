#include "platform/jobs/claim.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "platform/jobs/job_values.hpp"
#include "queries_jobs.hpp"

namespace muster::jobs {

namespace {

constexpr std::size_t kReasonMax = 300;
// Runs that were cut off: by far most often it was not the job that brought the machine down.
constexpr int kCutOffMost = 20;

struct Picked {
  Job job;
  std::string values;
};

Picked make_picked(const db::Row& row) {
  Picked picked;
  picked.job.id = row.id<JobId>("id");
  picked.job.kind = row.text("kind");
  picked.job.key = row.text("key");
  picked.job.attempt = static_cast<int>(row.int64("attempt"));
  picked.job.fence = row.int64("fence");
  picked.values = row.text("job_values");
  return picked;
}

std::optional<Picked> pick_expired(db::Write& write, Instant now, const Kinds& kinds) {
  return write.find(sql::pick_expired, {{"now", now}, {"kinds", kinds.pattern()}}, make_picked);
}

std::optional<Picked> pick_waiting(db::Write& write, Instant now, const Kinds& kinds) {
  if (kinds.search() == Kinds::Search::together) return write.find(sql::pick_waiting, {{"now", now}, {"kinds", kinds.pattern()}}, make_picked);
  for (const auto& [name, kind] : kinds.all()) {
    if (auto picked = write.find(sql::pick_waiting_of_kind, {{"now", now}, {"kind", name}}, make_picked)) return picked;
  }
  return std::nullopt;
}

bool has_due(db::Read& read, Instant now, const Kinds& kinds) {
  if (kinds.search() == Kinds::Search::together) return read.count(sql::has_due, {{"now", now}, {"kinds", kinds.pattern()}}) > 0;
  return std::ranges::any_of(kinds.all(), [&](const auto& each) { return read.count(sql::has_due_of_kind, {{"now", now}, {"kind", each.first}}) > 0; });
}

// The statements pick known kinds only.
const Kind& get_kind(const Kinds& kinds, const Picked& picked) {
  const Kind* kind = kinds.find(picked.job.kind);
  if (kind == nullptr) throw std::logic_error("jobs: picked a job of an unknown kind");
  return *kind;
}

std::optional<Job> take(db::Write& write, Picked picked, const Kind& kind, Instant now) {
  const std::int64_t taken = write.execute(
      sql::claim_job, {{"id", picked.job.id}, {"fence", picked.job.fence}, {"lease_until", now + kind.deadline}});
  if (taken != 1) return std::nullopt;
  picked.job.attempt += 1;
  picked.job.fence += 1;
  picked.job.values = parse_values(picked.values);
  return std::move(picked.job);
}

// A job that brings its worker down must not do so for ever.
void fail_expired(db::Write& write, const Job& job, Instant now) {
  write.execute(sql::finish_job, {{"id", job.id},
                                  {"fence", job.fence},
                                  {"state", "failed"},
                                  {"reason", "did not finish before its deadline"},
                                  {"now", now}});
}

}  // namespace

Kinds::Kinds(std::vector<Kind> kinds, Search search) : search_(search) {
  for (Kind& kind : kinds) {
    pattern_ += kind.name + "|";
    std::string name = kind.name;
    if (!kinds_.emplace(std::move(name), std::move(kind)).second) throw std::logic_error("jobs: a kind is declared twice");
  }
}

const Kind* Kinds::find(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

void OwnRuns::begin(const Job& job, Steady now) {
  const std::lock_guard lock(mutex_);
  runs_[job.id] = {job.fence, now};
}

void OwnRuns::end(JobId id) {
  const std::lock_guard lock(mutex_);
  runs_.erase(id);
}

std::optional<Duration> OwnRuns::time_left(JobId id, std::int64_t fence, Duration deadline, Steady now) const {
  const std::lock_guard lock(mutex_);
  const auto found = runs_.find(id);
  if (found == runs_.end() || found->second.first != fence) return std::nullopt;
  const Duration left = deadline - std::chrono::duration_cast<Duration>(now - found->second.second);
  return left > Duration(0) ? std::optional(left) : std::nullopt;
}

std::optional<Job> claim(Context& context, const Kinds& kinds, const OwnRuns* own) {
  const Instant now = context.clock.now();
  if (!context.db.read([&](db::Read& read) { return has_due(read, now, kinds); })) return std::nullopt;
  crash_point("job.before_claim");
  return context.db.write([&](db::Write& write) -> std::optional<Job> {
    while (auto expired = pick_expired(write, now, kinds)) {
      const Kind& kind = get_kind(kinds, *expired);
      const auto left = own == nullptr ? std::nullopt
                                       : own->time_left(expired->job.id, expired->job.fence, kind.deadline, std::chrono::steady_clock::now());
      if (left) {
        write.execute(sql::extend_lease, {{"id", expired->job.id}, {"fence", expired->job.fence}, {"lease_until", now + *left}});
        continue;
      }
      if (expired->job.attempt < std::max(kind.retry.attempts, kCutOffMost)) return take(write, std::move(*expired), kind, now);
      fail_expired(write, expired->job, now);
    }
    auto waiting = pick_waiting(write, now, kinds);
    if (!waiting) return std::nullopt;
    const Kind& kind = get_kind(kinds, *waiting);
    return take(write, std::move(*waiting), kind, now);
  });
}

bool record(Context& context, const Kind& kind, const Job& job, const Outcome& outcome, AfterDone after_done) {
  const Instant now = context.clock.now();
  const bool is_last_try = job.attempt >= kind.retry.attempts;
  const bool is_again = outcome.kind == Outcome::Kind::again && !is_last_try;
  const Instant run_at = is_again ? outcome.run_at.value_or(now + backoff(kind.retry, job.attempt, context.random)) : now;
  return context.db.write([&](db::Write& write) {
    if (outcome.kind == Outcome::Kind::done && after_done == AfterDone::delete_row) {
      return write.execute(sql::delete_finished, {{"id", job.id}, {"fence", job.fence}}) == 1;
    }
    const std::string reason = clip_reason(outcome.reason);
    if (is_again) {
      return write.execute(sql::requeue_job, {{"id", job.id}, {"fence", job.fence}, {"reason", reason}, {"run_at", run_at}}) == 1;
    }
    const std::string_view state = outcome.kind == Outcome::Kind::done ? "done" : "failed";
    return write.execute(sql::finish_job,
                         {{"id", job.id}, {"fence", job.fence}, {"state", state}, {"reason", reason}, {"now", now}}) == 1;
  });
}

Duration backoff(const Retry& retry, int attempt, Random& random) {
  const auto most = std::max(retry.most, std::chrono::seconds{1});
  auto wait = std::clamp(retry.first, std::chrono::seconds{0}, most);
  for (int i = 1; i < attempt && wait < most; ++i) wait = std::min(wait * 2, most);
  const auto quarter = std::chrono::duration_cast<Duration>(wait).count() / 4;
  return Duration(wait) + Duration(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(quarter) + 1)));
}

std::string describe(const std::exception& error) {
  // what() of a database error is built from statement names and engine words, never from values.
  return clip_reason(error.what());
}

std::string clip_reason(std::string_view reason) {
  if (!is_clean_utf8(reason)) return "a reason that is not readable text";
  return std::string(take_code_points(reason, kReasonMax));
}

}  // namespace muster::jobs
