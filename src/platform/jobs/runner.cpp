// Threads that claim and run jobs. What a job throws ends here: it is written down and tried again.
#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <thread>

#include "base/crash_point.hpp"
#include "platform/jobs/claim.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/jobs/recurring.hpp"
#include "queries_jobs.hpp"

namespace muster::jobs {

namespace {

using namespace std::chrono_literals;

constexpr auto kPollEvery = 250ms;       // another server may have enqueued; a wake comes from this one only
constexpr auto kPauseAfterError = 1s;    // the database is away
constexpr auto kKeepDone = std::chrono::days{30};
constexpr auto kLeavesNoRow = std::chrono::seconds{3600};  // recurs more often than this

Outcome delete_done(Context& context, const Job&) {
  const Instant before = context.clock.now() - kKeepDone;
  while (context.db.write([&](db::Write& write) { return write.execute(sql::delete_done, {{"before", before}}); },
                          db::Priority::bulk) > 0) {
  }
  return Outcome::done();
}

std::vector<Kind> add_own(std::vector<Kind> kinds) {
  Kind kind;
  kind.name = "jobs.delete_done";
  kind.deadline = 600s;
  kind.run = delete_done;
  kinds.push_back(std::move(kind));
  return kinds;
}

// Those that share the threads, or those that have their own.
std::vector<Kind> choose(const std::vector<Kind>& kinds, bool has_own_thread) {
  std::vector<Kind> chosen;
  std::ranges::copy_if(kinds, std::back_inserter(chosen), [&](const Kind& kind) { return kind.has_own_thread == has_own_thread; });
  return chosen;
}

std::vector<Recurring> add_own(std::vector<Recurring> recurring) {
  recurring.push_back({"jobs.delete_done", 86400s, 3h + 20min});
  return recurring;
}

}  // namespace

struct Runner::Implementation {
  Implementation(Context made, std::vector<Kind> declared, std::vector<Recurring> repeated)
      : context(made), shared(add_own(choose(declared, false))), apart(choose(declared, true), Kinds::Search::each), recurring(add_own(std::move(repeated))) {
    for (const Recurring& each : recurring) {
      if (!shared.find(each.name) && !apart.find(each.name)) throw std::logic_error("jobs: no kind for recurring " + each.name);
    }
  }

  // Runs one due job. False when there is none.
  bool run_one(const Kinds& kinds) {
    const std::optional<Job> job = claim(context, kinds, &own);
    if (!job) return false;
    const Kind& kind = *kinds.find(job->kind);
    crash_point("job.after_claim");
    const OwnRuns::Scope scope(own, *job);
    const std::optional<Outcome> outcome = run(kind, *job);
    crash_point("job.after_run");
    const bool is_kept = outcome && record(context, kind, *job, *outcome, after_done(job->kind));
    crash_point("job.after_record");
    if (!is_kept) context.log.warning("job.claim_lost", fields(*job));
    return true;
  }

  // Empty when the claim was lost: then there is nothing to record.
  std::optional<Outcome> run(const Kind& kind, const Job& job) {
    try {
      Outcome outcome = kind.run(context, job);
      if (outcome.kind != Outcome::Kind::done) context.log.warning("job.not_done", fields(job));
      return outcome;
    } catch (const LostClaim&) {
      return std::nullopt;
    } catch (const std::exception& error) {
      context.log.error("job.threw", fields(job));
      return Outcome::again(describe(error));
    }
  }

  std::vector<log::Log::Field> fields(const Job& job) const {
    return {{"kind", job.kind}, {"job", job.id.format()}, {"attempt", std::to_string(job.attempt)}};
  }

  AfterDone after_done(std::string_view kind) const {
    const auto found = std::ranges::find(recurring, kind, &Recurring::name);
    return found != recurring.end() && found->every < kLeavesNoRow ? AfterDone::delete_row : AfterDone::keep_row;
  }

  // One thread looks at the recurring rows, and not before each job.
  bool is_recurring_due() {
    const std::lock_guard lock(mutex);
    const auto now = std::chrono::steady_clock::now();
    if (now < recurring_checked + kPollEvery) return false;
    recurring_checked = now;
    return true;
  }

  void work(const Kinds& kinds) {
    while (true) {
      std::uint64_t seen = 0;
      {
        const std::lock_guard lock(mutex);
        if (is_stopping) return;
        seen = wakes;
      }
      std::chrono::milliseconds pause = 0ms;
      try {
        if (is_recurring_due()) enqueue_recurring(context, recurring);
        if (!run_one(kinds)) pause = kPollEvery;
      } catch (const std::exception&) {
        // The claim or the record failed; the lease brings the job back. Text of machinery stays out of logs.
        context.log.error("jobs.database_failed");
        pause = kPauseAfterError;
      }
      std::unique_lock lock(mutex);
      changed.wait_for(lock, pause, [&] { return is_stopping || (wakes != seen && pause < kPauseAfterError); });
    }
  }

  Context context;
  const Kinds shared;
  const Kinds apart;  // of one thread more
  const std::vector<Recurring> recurring;
  OwnRuns own;

  std::mutex mutex;
  std::condition_variable changed;
  std::uint64_t wakes = 0;
  std::chrono::steady_clock::time_point recurring_checked;
  bool is_stopping = false;
  std::vector<std::thread> threads;
};

Runner::Runner(Context context, std::vector<Kind> kinds, std::vector<Recurring> recurring)
    : implementation_(std::make_unique<Implementation>(context, std::move(kinds), std::move(recurring))) {}

Runner::~Runner() { stop(); }

void Runner::start(int threads) {
  Implementation& self = *implementation_;
  if (!self.threads.empty()) throw std::logic_error("jobs: started twice");
  if (self.context.db.engine() == db::Engine::sqlite) {
    // One process: what still says "running" was cut off when the last one ended.
    self.context.db.write([&](db::Write& write) { write.execute(sql::expire_leases, {{"now", self.context.clock.now()}}); });
  }
  self.is_stopping = false;
  for (int i = 0; i < threads; ++i) self.threads.emplace_back([&self] { self.work(self.shared); });
  if (!self.apart.is_empty()) self.threads.emplace_back([&self] { self.work(self.apart); });
}

void Runner::stop() {
  Implementation& self = *implementation_;
  {
    const std::lock_guard lock(self.mutex);
    self.is_stopping = true;
  }
  self.changed.notify_all();
  for (std::thread& thread : self.threads) thread.join();
  self.threads.clear();
}

void Runner::wake() {
  {
    const std::lock_guard lock(implementation_->mutex);
    ++implementation_->wakes;
  }
  implementation_->changed.notify_all();
}

int Runner::run_due(int most) {
  Implementation& self = *implementation_;
  int ran = 0;
  do {
    enqueue_recurring(self.context, self.recurring);
  } while (ran < most && (self.run_one(self.shared) || self.run_one(self.apart)) && ++ran);
  return ran;
}

}  // namespace muster::jobs
