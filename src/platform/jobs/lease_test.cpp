// What becomes of a job whose worker died, is slow, or has a clock that jumps.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "platform/jobs/job_samples_test.hpp"

namespace muster::jobs {
namespace {

TEST_CASE("a worker whose lease ran out is fenced off: its late effect is undone") {
  test::for_each_jobs_world([](JobsWorld& world) {
    create_effects(world.db);
    bool was_fenced = false;
    const Kind prompt = make_kind("test.slow", [](Context& context, const Job& job) {
      insert_effect(context, job);
      return Outcome::done();
    });
    Runner other(world.context(), {prompt}, {});
    Runner slow(world.context(), {make_kind("test.slow", [&](Context& context, const Job& job) {
                  insert_effect(context, job);        // in time
                  world.clock.advance(61s);           // stopped for longer than the lease
                  CHECK_NOTHROW(context.db.write([&](db::Write& write) { check_fence(write, job); }));  // nobody took it yet
                  CHECK(other.run_due() == 1);        // another server takes it and finishes
                  try {
                    insert_effect(context, job);
                  } catch (const LostClaim&) {
                    was_fenced = true;
                    throw;
                  }
                  return Outcome::done();
                })}, {});
    add(world, {"test.slow", "", {}, {}});
    CHECK(slow.run_due() == 1);
    CHECK(was_fenced);
    CHECK(count(world.db, kCountEffects) == 2);  // the first run's own, and the second run's
    REQUIRE(list(world, "done").size() == 1);
    CHECK(list(world, "done")[0].attempt == 2);
    CHECK(world.log.text().find("job.claim_lost") != std::string::npos);
  });
}

TEST_CASE("a late outcome does not overwrite the outcome of the worker that took over") {
  test::for_each_jobs_world([](JobsWorld& world) {
    Runner other(world.context(), {make_quiet("test.slow")}, {});
    Runner slow(world.context(), {make_kind("test.slow", [&](Context&, const Job&) {
                  world.clock.advance(61s);
                  other.run_due();
                  return Outcome::failed("too late to say so");
                })}, {});
    add(world, {"test.slow", "", {}, {}});
    slow.run_due();
    CHECK(count_in(world.db, "done") == 1);
    CHECK(count_in(world.db, "failed") == 0);
  });
}

TEST_CASE("a job that brings its worker down every time ends as failed") {
  test::for_each_jobs_world([](JobsWorld& world) {
    Kind kind = make_quiet("test.deadly");
    kind.retry.attempts = 3;
    const Kinds kinds({kind});
    add(world, {"test.deadly", "", {}, {}});
    Context context = world.context();
    // More often than a job may fail: it is rarely the job that brings a machine down.
    for (int attempt = 1; attempt <= 20; ++attempt) {
      const std::optional<Job> job = claim(context, kinds);  // and never a word again
      REQUIRE(job);
      CHECK(job->attempt == attempt);
      CHECK(job->fence == attempt);
      CHECK_FALSE(claim(context, kinds));
      world.clock.advance(61s);
    }
    CHECK_FALSE(claim(context, kinds));
    CHECK(list(world, "failed").at(0).reason == "did not finish before its deadline");
  });
}

TEST_CASE("a restart takes up at once what the last process left running, on SQLite") {
  test::for_each_jobs_world([](JobsWorld& world) {
    if (world.db.engine() != db::Engine::sqlite) return;  // elsewhere other servers may be running it
    const Kinds kinds({make_quiet("test.a")});
    add(world, {"test.a", "", {}, {}});
    Context context = world.context();
    REQUIRE(claim(context, kinds));
    Runner runner(world.context(), {make_quiet("test.a")}, {});
    runner.start(1);
    wait_until([&] { return count_in(world.db, "done") == 1; });
  });
}

TEST_CASE("F10: a clock that jumps while a job runs starts it no second time in this process") {
  test::for_each_jobs_world([](JobsWorld& world) {
    create_effects(world.db);
    Runner* here = nullptr;
    int runs = 0;
    Kind kind = make_kind("test.a", [&](Context& context, const Job& job) {
      ++runs;
      world.clock.advance(2h);
      CHECK(here->run_due() == 0);  // as another thread would, in the middle of this run
      insert_effect(context, job);
      return Outcome::done();
    });
    Runner runner(world.context(), {kind}, {});
    here = &runner;
    add(world, {"test.a", "k", {}, {}});
    CHECK(runner.run_due() == 1);
    CHECK(runs == 1);
    CHECK(count(world.db, kCountEffects) == 1);
    CHECK(list(world, "done").size() == 1);
  });
}

TEST_CASE("F10: a run that is overdue by the monotonic clock too is another worker's") {
  OwnRuns own;
  const OwnRuns::Steady begin{};
  own.begin(Job{.id = JobId(7), .fence = 3}, begin);
  CHECK(own.time_left(JobId(7), 3, 60s, begin + 10s) == Duration(50s));
  CHECK_FALSE(own.time_left(JobId(7), 3, 60s, begin + 60s));
  CHECK_FALSE(own.time_left(JobId(7), 4, 60s, begin + 10s));
  CHECK_FALSE(own.time_left(JobId(8), 3, 60s, begin + 10s));
  own.end(JobId(7));
  CHECK_FALSE(own.time_left(JobId(7), 3, 60s, begin + 10s));
}

}  // namespace
}  // namespace muster::jobs
