// The time that all servers of one database agree on: the database server's, asked for now and then, and
// between that counted by the monotonic clock. Leases, deadlines and reminders of one server are then no
// earlier than another's, however their own clocks stand, and a jump of a server's own clock moves nothing.
// When the database is away it goes on counting. A SQLite file has one server, whose own clock is right.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "platform/db/database.hpp"
#include "platform/log/log.hpp"

namespace muster::app {

class DatabaseClock final : public Clock {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  // `ask` gives the common time and may throw; `steady` is the monotonic clock. Asks once, here.
  DatabaseClock(std::function<Instant()> ask, std::function<Steady()> steady, log::Log& log);
  ~DatabaseClock();
  DatabaseClock(const DatabaseClock&) = delete;
  DatabaseClock& operator=(const DatabaseClock&) = delete;

  Instant now() const override;
  // Asks again. An answer that took long tells little and changes little.
  void look();
  // Asks every few seconds in a thread of its own, until the clock is gone.
  void start();

 private:
  struct Reading {
    Instant time;
    Steady at;
    Duration doubt{0};  // the answer may be off by so much
  };
  Reading ask_once() const;

  const std::function<Instant()> ask_;
  const std::function<Steady()> steady_;
  log::Log& log_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Reading base_;
  bool is_stopping_ = false;
  std::thread thread_;
};

// The system's clock on SQLite, the database's on PostgreSQL.
std::unique_ptr<Clock> make_server_clock(db::Database& database, log::Log& log);

}  // namespace muster::app
