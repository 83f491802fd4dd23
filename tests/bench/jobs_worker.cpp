// A server's job threads alone, as a process of their own, to be stopped, continued and killed by a test.
//   jobs_worker prepare URL COUNT [--slow]   makes the tables and enqueues jobs
//   jobs_worker work URL THREADS [--slow]    until no job is left; prints "ran R refused F"
//   jobs_worker check URL                    prints "jobs J effects E done D"
// A job's effect is a row; two rows for one job are two effects. Jobs of kind test.slow have a lease of two
// seconds and wait one before their effect; with --slow they say "begun ID" first, and "refused ID" when
// the fencing number kept a late effect out. MUSTER_TEST_UNFENCED leaves the check out, as a sabotage.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "embedded_migrations.hpp"
#include "platform/jobs/jobs.hpp"

using namespace muster;
using namespace std::chrono_literals;

namespace {

constexpr db::Statement kMakeTable{"test.make", "CREATE TABLE IF NOT EXISTS test_effect (job BIGINT NOT NULL, attempt BIGINT NOT NULL)", ""};
constexpr db::Statement kInsert{"test.insert", "INSERT INTO test_effect (job, attempt) VALUES (:job, :attempt)", ""};
constexpr db::Statement kCountEffects{"test.effects", "SELECT COUNT(*) AS count FROM test_effect", ""};
constexpr db::Statement kCountJobs{"test.jobs", "SELECT COUNT(DISTINCT job) AS count FROM test_effect", ""};
constexpr db::Statement kCountLeft{"test.left", "SELECT COUNT(*) AS count FROM job WHERE kind LIKE 'test.%' AND state IN ('waiting', 'running')", ""};
constexpr db::Statement kCountDone{"test.done", "SELECT COUNT(*) AS count FROM job WHERE kind LIKE 'test.%' AND state = 'done'", ""};

struct Worker {
  explicit Worker(const std::string& url) : database(db::Database::open({.url = url})) {}
  jobs::Context context() { return {*database, clock, random, texts, log, programme, "https://muster.example.org"}; }

  std::unique_ptr<db::Database> database;
  SystemClock clock;
  SystemRandom random;
  i18n::Texts texts;
  log::MemoryLog log;
  Programme programme;
  std::atomic<long> ran = 0;
  std::atomic<long> refused = 0;
};

void add_effect(Worker& worker, const jobs::Job& job) {
  const bool is_unfenced = std::getenv("MUSTER_TEST_UNFENCED") != nullptr;
  worker.database->write([&](db::Write& write) {
    if (!is_unfenced) jobs::check_fence(write, job);
    write.execute(kInsert, {{"job", job.id}, {"attempt", job.attempt}});
  });
  ++worker.ran;
}

jobs::Outcome run_slow(Worker& worker, const jobs::Job& job, bool is_told) {
  if (is_told) std::printf("begun %s\n", job.id.format().c_str()), std::fflush(stdout);
  if (is_told) std::this_thread::sleep_for(1s);
  try {
    add_effect(worker, job);
  } catch (const jobs::LostClaim&) {
    ++worker.refused;
    if (is_told) std::printf("refused %s\n", job.id.format().c_str()), std::fflush(stdout);
    throw;
  }
  return jobs::Outcome::done();
}

int prepare(const std::string& url, int count, bool is_slow) {
  Worker worker(url);
  worker.database->migrate(embedded::migrations());
  worker.database->write([](db::Write& write) { write.execute(kMakeTable, {}); });
  for (int begin = 0; begin < count; begin += 500) {
    worker.database->write([&](db::Write& write) {
      for (int i = begin; i < std::min(count, begin + 500); ++i)
        jobs::enqueue(write, worker.clock, {.kind = is_slow ? "test.slow" : "test.small", .key = "", .values = {{"n", std::to_string(i)}}});
    });
  }
  return 0;
}

int work(const std::string& url, int threads, bool is_told) {
  Worker worker(url);
  jobs::Kind small{.name = "test.small", .run = [&](jobs::Context&, const jobs::Job& job) {
                     add_effect(worker, job);
                     return jobs::Outcome::done();
                   }};
  jobs::Kind slow{.name = "test.slow", .deadline = 2s, .run = [&](jobs::Context&, const jobs::Job& job) { return run_slow(worker, job, is_told); }};
  jobs::Runner runner(worker.context(), {small, slow}, {});
  runner.start(threads);
  const auto end = std::chrono::steady_clock::now() + 30min;
  while (std::chrono::steady_clock::now() < end) {
    try {
      if (worker.database->read([](db::Read& read) { return read.count(kCountLeft); }) == 0) break;
    } catch (const db::Error&) {  // its session was ended while the process was stopped; the next one is new
    }
    std::this_thread::sleep_for(100ms);
  }
  runner.stop();
  std::printf("ran %ld refused %ld\n", worker.ran.load(), worker.refused.load());
  return 0;
}

int check(const std::string& url) {
  Worker worker(url);
  const auto count = [&](const db::Statement& statement) {
    return static_cast<long>(worker.database->read([&](db::Read& read) { return read.count(statement); }));
  };
  std::printf("jobs %ld effects %ld done %ld\n", count(kCountJobs), count(kCountEffects), count(kCountDone));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const std::string mode = count > 1 ? arguments[1] : "";
    const bool is_slow = std::strcmp(arguments[count - 1], "--slow") == 0;
    if (mode == "prepare" && count > 3) return prepare(arguments[2], std::atoi(arguments[3]), is_slow);
    if (mode == "work" && count > 3) return work(arguments[2], std::atoi(arguments[3]), is_slow);
    if (mode == "check" && count > 2) return check(arguments[2]);
    throw std::runtime_error("Usage: jobs_worker prepare|work|check URL [COUNT|THREADS] [--slow]");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "jobs_worker: %s\n", error.what());
    return 2;
  }
}
