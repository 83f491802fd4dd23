#include "platform/jobs/jobs.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "platform/jobs/job_samples_test.hpp"

namespace muster::jobs {
namespace {

TEST_CASE("a job runs with the values it was given and is done") {
  test::for_each_jobs_world([](JobsWorld& world) {
    std::vector<Job> ran;
    Runner runner(world.context(), {make_kind("test.a", [&](Context&, const Job& job) {
                    ran.push_back(job);
                    return Outcome::done();
                  })}, {});
    const JobId id = add(world, {"test.a", "k", {{"report", "142"}, {"name", "\"互联网\"\n{}"}}, {}});
    CHECK(runner.run_due() == 1);
    CHECK(runner.run_due() == 0);
    REQUIRE(ran.size() == 1);
    CHECK(ran[0].id == id);
    CHECK(ran[0].key == "k");
    CHECK(ran[0].attempt == 1);
    CHECK(ran[0].value("report") == "142");
    CHECK(ran[0].value("name") == "\"互联网\"\n{}");
    CHECK_THROWS_AS(ran[0].value("absent"), std::out_of_range);
    REQUIRE(list(world, "done").size() == 1);
    CHECK(list(world, "done")[0].finished_at == world.clock.now());
    CHECK(list(world, "").size() == 1);
    CHECK(list(world, "failed").empty());
  });
}

TEST_CASE("one job waits for one kind and key, an empty key always adds") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const JobId first = add(world, {"test.a", "142", {}, {}});
    CHECK(add(world, {"test.a", "142", {}, {}}) == first);
    CHECK(add(world, {"test.a", "143", {}, {}}) != first);
    CHECK(add(world, {"test.b", "142", {}, {}}) != first);
    CHECK(add(world, {"test.a", "", {}, {}}) != add(world, {"test.a", "", {}, {}}));
    CHECK(count_in(world.db, "waiting") == 5);

    // Once it runs, the cause of a new one may have come too late for it.
    JobId second;
    int runs = 0;
    Runner runner(world.context(), {make_kind("test.a", [&](Context&, const Job& job) {
                    if (job.id == first && runs++ == 0) {
                      second = add(world, {"test.a", "142", {}, {}});
                      return Outcome::again("once more");
                    }
                    return Outcome::done();
                  }), make_quiet("test.b")}, {});
    runner.run_due();
    CHECK(second != first);
    // The first waits for its next try: no third one beside it.
    CHECK(list(world, "waiting").size() == 1);
    CHECK(add(world, {"test.a", "142", {}, {}}) == first);
    world.clock.advance(1h);
    CHECK(runner.run_due() == 1);
    CHECK(count_in(world.db, "done") == 6);
  });
}

TEST_CASE("an enqueue that is undone leaves no job") {
  test::for_each_jobs_world([](JobsWorld& world) {
    CHECK_THROWS_AS(world.db.write([&](db::Write& write) {
      enqueue(write, world.clock, {"test.a", "k", {}, {}});
      throw std::runtime_error("cause undone");
    }), std::runtime_error);
    CHECK(count_in(world.db, "") == 0);
  });
}

TEST_CASE("jobs run not before their time, and in the order of it") {
  test::for_each_jobs_world([](JobsWorld& world) {
    std::vector<std::string> ran;
    Runner runner(world.context(), {make_kind("test.a", [&](Context&, const Job& job) {
                    ran.push_back(job.key);
                    return Outcome::done();
                  })}, {});
    add(world, {"test.a", "late", {}, world.clock.now() + 2h});
    add(world, {"test.a", "soon", {}, world.clock.now() + 1h});
    CHECK(runner.run_due() == 0);
    world.clock.advance(1h);
    CHECK(runner.run_due() == 1);
    world.clock.advance(-3h);  // a clock set back runs nothing twice and nothing early
    CHECK(runner.run_due() == 0);
    world.clock.advance(5h);
    CHECK(runner.run_due() == 1);
    CHECK(ran == std::vector<std::string>{"soon", "late"});
  });
}

TEST_CASE("a failing job is tried as declared, ends with its reason, and staff give it one more try") {
  test::for_each_jobs_world([](JobsWorld& world) {
    int runs = 0;
    Kind kind = make_kind("test.fails", [&](Context&, const Job&) -> Outcome {
      ++runs;
      throw std::runtime_error("no answer from " + std::string(400, 'x'));
    });
    kind.retry = {3, 30s, 3600s};
    Runner runner(world.context(), {kind}, {});
    const JobId id = add(world, {"test.fails", "", {}, {}});

    CHECK(runner.run_due() == 1);
    CHECK(list(world, "waiting").at(0).reason.starts_with("no answer"));
    world.clock.advance(29s);
    CHECK(runner.run_due() == 0);
    world.clock.advance(9s);  // 30 s and at most a quarter more
    CHECK(runner.run_due() == 1);
    world.clock.advance(59s);
    CHECK(runner.run_due() == 0);
    world.clock.advance(17s);
    CHECK(runner.run_due() == 1);
    CHECK(runs == 3);
    const std::vector<JobRow> failed = list(world, "failed");
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].attempt == 3);
    CHECK(failed[0].reason.size() == 300);
    CHECK(failed[0].finished_at == world.clock.now());
    world.clock.advance(std::chrono::days{2});
    CHECK(runner.run_due() >= 0);
    CHECK(runs == 3);

    CHECK(world.db.write([&](db::Write& write) { return retry_job(write, world.clock, id); }));
    CHECK_FALSE(world.db.write([&](db::Write& write) { return retry_job(write, world.clock, id); }));
    runner.run_due();
    CHECK(runs == 4);
    CHECK(count_in(world.db, "failed") == 1);
  });
}

TEST_CASE("an outcome decides: failed at once, or again at a given time") {
  test::for_each_jobs_world([](JobsWorld& world) {
    const Instant start = world.clock.now();
    Runner runner(world.context(),
                  {make_kind("test.never", [](Context&, const Job&) { return Outcome::failed("the report is withdrawn"); }),
                   make_kind("test.later", [&](Context&, const Job& job) {
                     return job.attempt == 1 ? Outcome::again("not yet", start + 6h) : Outcome::done();
                   })}, {});
    add(world, {"test.never", "", {}, {}});
    add(world, {"test.later", "", {}, {}});
    CHECK(runner.run_due() == 2);
    CHECK(list(world, "failed").at(0).reason == "the report is withdrawn");
    CHECK(list(world, "waiting").at(0).run_at == start + 6h);
    world.clock.advance(6h);
    CHECK(runner.run_due() >= 1);
    CHECK(count_in(world.db, "waiting") == 0);
  });
}

TEST_CASE("the reason of a database error holds no value") {
  test::for_each_jobs_world([](JobsWorld& world) {
    Runner runner(world.context(), {make_kind("test.unique", [&](Context& context, const Job&) {
                    for (int i = 0; i < 2; ++i) {
                      context.db.write([](db::Write& write) { write.execute(kBreakUnique, {{"name", "secret@example.org"}}); });
                    }
                    return Outcome::done();
                  })}, {});
    add(world, {"test.unique", "", {}, {}});
    runner.run_due();
    const std::string reason = list(world, "waiting").at(0).reason;
    CHECK(reason.find("test.break_unique") != std::string::npos);
    CHECK(reason.find("secret") == std::string::npos);
    CHECK(world.log.text().find("secret") == std::string::npos);
  });
}

TEST_CASE("jobs of kinds that this binary does not know wait for one that does") {
  test::for_each_jobs_world([](JobsWorld& world) {
    add(world, {"newer.kind", "", {}, {}});
    add(world, {"test.a", "", {}, {}});
    Runner runner(world.context(), {make_quiet("test.a"), make_quiet("test.newer"), make_quiet("kind")}, {});
    CHECK(runner.run_due() == 1);
    CHECK(list(world, "waiting").at(0).kind == "newer.kind");
  });
}

TEST_CASE("2,000 jobs, 8 threads: each effect exactly once, with two runners where two servers may be") {
  test::for_each_jobs_world([](JobsWorld& world) {
    create_effects(world.db);
    constexpr int kJobs = 2000;
    world.db.write([&](db::Write& write) {
      for (int i = 0; i < kJobs; ++i) enqueue(write, world.clock, {"test.effect", std::to_string(i), {}, {}});
    });
    const Kind kind = make_kind("test.effect", [](Context& context, const Job& job) {
      insert_effect(context, job);
      return Outcome::done();
    });
    Runner one(world.context(), {kind}, {});
    Runner two(world.context(), {kind}, {});
    // On SQLite a runner that starts takes over what the last process left running: there is one of it.
    const bool is_alone = world.db.engine() == db::Engine::sqlite;
    one.start(is_alone ? 8 : 4);
    if (!is_alone) two.start(4);
    one.wake();
    wait_until([&] { return count_in(world.db, "done") == kJobs; });
    one.stop();
    two.stop();
    CHECK(count(world.db, kCountEffects) == kJobs);
    CHECK(count(world.db, kCountJobsWithEffect) == kJobs);
    CHECK(count_in(world.db, "") == kJobs);
  });
}

TEST_CASE("a kind with a thread of its own neither waits for the others nor keeps them waiting") {
  test::for_each_jobs_world([](JobsWorld& world) {
    std::atomic<bool> may_end = false;
    std::atomic<int> long_runs = 0;
    std::atomic<int> short_runs = 0;
    const auto wait_for_the_end = [&] {
      wait_until([&] { return may_end.load(); });
      return Outcome::done();
    };
    Kind apart = make_kind("test.long", [&](Context&, const Job&) { return ++long_runs, wait_for_the_end(); });
    apart.has_own_thread = true;
    const Kind shared = make_kind("test.short", [&](Context&, const Job& job) { return ++short_runs, job.key == "first" ? wait_for_the_end() : Outcome::done(); });
    add(world, {"test.short", "first", {}, {}});
    for (int i = 0; i < 50; ++i) add(world, {"test.short", "", {}, {}});
    add(world, {"test.long", "", {}, {}});
    Runner runner(world.context(), {shared, apart}, {});
    runner.start(1);
    wait_until([&] { return long_runs == 1 && short_runs == 1; });  // both at once, though 50 are due before the long one
    CHECK(short_runs == 1);
    may_end = true;
    wait_until([&] { return count_in(world.db, "done") == 52; });
    runner.stop();
    CHECK(long_runs == 1);
    CHECK(short_runs == 51);

    // The shared thread goes on while the long one runs.
    may_end = false;
    add(world, {"test.long", "", {}, {}});
    runner.start(1);
    wait_until([&] { return long_runs == 2; });
    for (int i = 0; i < 5; ++i) add(world, {"test.short", "", {}, {}});
    runner.wake();
    wait_until([&] { return short_runs == 56 && count_in(world.db, "running") == 1; });
    may_end = true;
    runner.stop();
  });
}

TEST_CASE("kinds with a thread of their own also run by hand, recur, and come back when they were cut off") {
  test::for_each_jobs_world([](JobsWorld& world) {
    int runs = 0;
    Kind apart = make_kind("test.long", [&](Context&, const Job&) { return ++runs, Outcome::done(); });
    apart.has_own_thread = true;
    Runner runner(world.context(), {apart, make_quiet("test.short")}, {{"test.long", 86400s, 0s}});
    add(world, {"test.short", "", {}, {}});
    add(world, {"test.long", "by hand", {}, {}});
    runner.run_due();
    CHECK(runs == 1);
    world.clock.advance(std::chrono::days(1));
    runner.run_due();
    CHECK(runs == 2);
    add(world, {"test.long", "cut off", {}, {}});
    Context context = world.context();
    REQUIRE(claim(context, Kinds({apart}, Kinds::Search::each)));  // and never a word again
    CHECK_FALSE(claim(context, Kinds({apart}, Kinds::Search::each)));
    world.clock.advance(61s);
    runner.run_due();
    CHECK(runs == 3);
  });
}

TEST_CASE("recurring: once for each period with several servers, one catch-up after downtime") {
  test::for_each_jobs_world([](JobsWorld& world) {
    std::atomic<int> runs = 0;
    const Kind kind = make_kind("test.daily", [&](Context&, const Job&) {
      ++runs;
      return Outcome::done();
    });
    const std::vector<Recurring> recurring = {{"test.daily", 86400s, 3600s}};
    Runner one(world.context(), {kind}, recurring);
    Runner two(world.context(), {kind}, recurring);
    one.run_due();
    two.run_due();
    CHECK(runs == 0);  // the first period begins at the next offset

    for (int day = 1; day <= 5; ++day) {
      world.clock.advance(24h);
      std::thread beside([&] { two.run_due(); });
      one.run_due();
      beside.join();
      one.run_due();
      CHECK(runs == day);
    }
    world.clock.advance(std::chrono::days{40});
    one.run_due();
    two.run_due();
    CHECK(runs == 6);
    world.clock.advance(-24h);
    one.run_due();
    CHECK(runs == 6);
    world.clock.advance(24h);
    one.run_due();
    CHECK(runs == 6);
    world.clock.advance(24h);
    one.run_due();
    CHECK(runs == 7);
  });
}

TEST_CASE("recurring jobs that run every second leave no rows behind") {
  test::for_each_jobs_world([](JobsWorld& world) {
    int runs = 0;
    Runner runner(world.context(), {make_kind("test.second", [&](Context&, const Job&) {
                    return ++runs == 10 ? Outcome::failed("the tenth") : Outcome::done();
                  })}, {{"test.second", 1s, 0s}});
    runner.run_due();
    for (int i = 0; i < 20; ++i) {
      world.clock.advance(1s);
      runner.run_due();
    }
    CHECK(runs == 20);
    CHECK(count_in(world.db, "done") == 0);
    CHECK(list(world, "failed").at(0).reason == "the tenth");
  });
}

TEST_CASE("done jobs are deleted after 30 days, failed ones stay") {
  test::for_each_jobs_world([](JobsWorld& world) {
    Runner runner(world.context(), {make_quiet("test.a"), make_kind("test.b", [](Context&, const Job&) {
                    return Outcome::failed("stays");
                  })}, {});
    for (int i = 0; i < 600; ++i) add(world, {"test.a", "", {}, {}});
    add(world, {"test.b", "", {}, {}});
    CHECK(runner.run_due() == 601);
    world.clock.advance(std::chrono::days{29});
    runner.run_due();
    CHECK(count_in(world.db, "done") >= 600);
    world.clock.advance(std::chrono::days{2});
    runner.run_due();
    CHECK(count_in(world.db, "done") <= 2);  // this deletion's own rows
    CHECK(count_in(world.db, "failed") == 1);
  });
}

TEST_CASE("wake runs a job at once, stop finishes what runs") {
  test::for_each_jobs_world([](JobsWorld& world) {
    std::atomic<bool> is_running = false;
    std::atomic<bool> may_end = false;
    std::atomic<int> ended = 0;
    Runner runner(world.context(), {make_kind("test.a", [&](Context&, const Job&) {
                    is_running = true;
                    while (!may_end) std::this_thread::sleep_for(1ms);
                    ++ended;
                    return Outcome::done();
                  })}, {});
    runner.start(1);
    add(world, {"test.a", "", {}, {}});
    add(world, {"test.a", "", {}, {}});
    runner.wake();
    wait_until([&] { return is_running.load(); });
    std::thread stopper([&] { runner.stop(); });
    std::this_thread::sleep_for(20ms);
    may_end = true;
    stopper.join();
    CHECK(ended == 1);
    CHECK(count_in(world.db, "done") == 1);
    CHECK(count_in(world.db, "waiting") == 1);
  });
}

TEST_CASE("wrong wiring is found when the runner is made") {
  test::for_each_jobs_world([](JobsWorld& world) {
    CHECK_THROWS_AS(Runner(world.context(), {make_quiet("test.a"), make_quiet("test.a")}, {}), std::logic_error);
    CHECK_THROWS_AS(Runner(world.context(), {}, {{"test.none", 60s, 0s}}), std::logic_error);
    CHECK_THROWS_AS(add(world, {"", "", {}, {}}), std::logic_error);
  });
}

}  // namespace
}  // namespace muster::jobs
