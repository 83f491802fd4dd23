// Jobs for the tests of this room, and rows that show what they really did.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "platform/jobs/claim.hpp"
#include "tests/support/jobs_world.hpp"

namespace muster::jobs {

using namespace std::chrono_literals;
using test::JobsWorld;

// A row for each effect of a job, so that tests count what really happened.
inline constexpr db::Statement kCreateEffects{"test.create_effects", "CREATE TABLE test_effect (job BIGINT NOT NULL, attempt BIGINT NOT NULL)", ""};
inline constexpr db::Statement kInsertEffect{"test.insert_effect", "INSERT INTO test_effect (job, attempt) VALUES (:job, :attempt)", ""};
inline constexpr db::Statement kCountEffects{"test.count_effects", "SELECT COUNT(*) AS count FROM test_effect", ""};
inline constexpr db::Statement kCountJobsWithEffect{"test.count_jobs", "SELECT COUNT(DISTINCT job) AS count FROM test_effect", ""};
inline constexpr db::Statement kBreakUnique{"test.break_unique", "INSERT INTO job_recurring (name, next_at) VALUES (:name, 0)", ""};

inline void create_effects(db::Database& db) {
  db.write([](db::Write& write) { write.execute(kCreateEffects, {}); });
}

inline void insert_effect(Context& context, const Job& job) {
  context.db.write([&](db::Write& write) {
    check_fence(write, job);
    write.execute(kInsertEffect, {{"job", job.id}, {"attempt", job.attempt}});
  });
}

inline std::int64_t count(db::Database& db, const db::Statement& statement) {
  return db.read([&](db::Read& read) { return read.count(statement); });
}

inline std::int64_t count_in(db::Database& db, std::string_view state) {
  return db.read([&](db::Read& read) { return count_jobs(read, state); });
}

inline JobId add(JobsWorld& world, const NewJob& job) {
  return world.db.write([&](db::Write& write) { return enqueue(write, world.clock, job); });
}

inline std::vector<JobRow> list(JobsWorld& world, std::string_view state) {
  return world.db.read([&](db::Read& read) { return list_jobs(read, state, 100); });
}

inline Kind make_kind(std::string name, std::function<Outcome(Context&, const Job&)> run) {
  Kind kind;
  kind.name = std::move(name);
  kind.run = std::move(run);
  return kind;
}

inline Kind make_quiet(std::string name) {
  return make_kind(std::move(name), [](Context&, const Job&) { return Outcome::done(); });
}

inline void wait_until(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!is_so() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(5ms);
  CHECK(is_so());
}

}  // namespace muster::jobs
