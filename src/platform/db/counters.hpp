// What the database has done since it was opened, counted by many threads at once.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "platform/db/database.hpp"

namespace muster::db {

struct AtomicCounters {
  std::atomic<std::int64_t> closures{0};
  std::atomic<std::int64_t> failed_closures{0};
  std::atomic<std::int64_t> commits{0};
  std::atomic<std::int64_t> largest_batch{0};
  std::atomic<std::int64_t> slow_closures{0};
  std::atomic<std::int64_t> slowest_closure_us{0};
  std::atomic<std::int64_t> retries{0};
  std::atomic<std::int64_t> reconnects{0};
  std::atomic<std::int64_t> failed_callbacks{0};

  static void raise(std::atomic<std::int64_t>& most, std::int64_t value) {
    std::int64_t seen = most.load();
    while (seen < value && !most.compare_exchange_weak(seen, value)) {
    }
  }

  void count_duration(std::chrono::steady_clock::duration taken) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
    if (us > kWriteBudget.count()) ++slow_closures;
    raise(slowest_closure_us, us);
  }

  Counters read() const {
    return {closures,           failed_closures, commits,    largest_batch,   slow_closures,
            slowest_closure_us, retries,         reconnects, failed_callbacks};
  }
};

}  // namespace muster::db
