// What closures are given on either engine, over a connection with each(), execute() and
// take_failure(). An error of the engine dooms a write closure: on PostgreSQL its transaction is over
// then, and a closure must not pass on one engine and fail on the other.
#pragma once

#include <exception>
#include <functional>
#include <utility>
#include <vector>

#include "platform/db/counters.hpp"
#include "platform/db/database.hpp"

namespace muster::db {

using Callbacks = std::vector<std::function<void()>>;

// The write has succeeded whatever a callback does, so its exception must not look like a failed write.
inline void run_callbacks(const Callbacks& callbacks, AtomicCounters& counters) {
  for (const auto& callback : callbacks) {
    try {
      callback();
    } catch (...) {
      ++counters.failed_callbacks;
    }
  }
}

template <class Connection>
class ConnectionRead final : public Read {
 public:
  explicit ConnectionRead(Connection& connection) : connection_(connection) {}
  void each(const Statement& statement, const Parameters& parameters,
            const std::function<void(const Row&)>& visit) override {
    connection_.each(statement, parameters, visit);
  }

 private:
  Connection& connection_;
};

template <class Connection>
class ConnectionWrite : public Write {
 public:
  explicit ConnectionWrite(Connection& connection) : connection_(connection) { connection_.take_failure(); }

  void each(const Statement& statement, const Parameters& parameters,
            const std::function<void(const Row&)>& visit) override {
    guard([&] { connection_.each(statement, parameters, visit); });
  }
  std::int64_t execute(const Statement& statement, const Parameters& parameters) override {
    std::int64_t changed = 0;
    guard([&] { changed = connection_.execute(statement, parameters); });
    return changed;
  }
  void after_commit(std::function<void()> f) override { callbacks_.push_back(std::move(f)); }

  // Throws what doomed the closure, if anything did.
  void check_sound() const {
    if (doom_) std::rethrow_exception(doom_);
  }
  const std::exception_ptr& doom() const { return doom_; }
  Callbacks take_callbacks() { return std::move(callbacks_); }

 private:
  template <class F>
  void guard(F&& f) {
    check_sound();
    try {
      f();
    } catch (const Error&) {  // the engine's, or one of the visitor's own, which dooms nobody
      if (connection_.take_failure()) doom_ = std::current_exception();
      throw;
    }
  }

  Connection& connection_;
  Callbacks callbacks_;
  std::exception_ptr doom_;
};

}  // namespace muster::db
