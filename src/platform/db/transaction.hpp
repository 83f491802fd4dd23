// What closures are given on either engine, over a connection with each(), execute() and
// take_failure(). An error of the engine dooms a write closure: on PostgreSQL its transaction is over
// then, and a closure must not pass on one engine and fail on the other.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <set>
#include <string>
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
  std::int64_t insert(const Statement& statement, const Parameters& parameters) override {
    std::optional<std::int64_t> number;
    guard([&] { number = connection_.insert(statement, parameters); });
    if (!number) throw Error(Error::Kind::missing, std::string(statement.name) + ": no row");
    return *number;
  }
  void before_commit(std::string key, std::function<void(Write&)> f) override {
    if (waiting_keys_.insert(key).second) waiting_.push_back({std::move(key), std::move(f)});
  }
  void after_commit(std::function<void()> f) override { callbacks_.push_back(std::move(f)); }

  // The end of the closure: what waited for it. Throws what doomed the closure, if anything did.
  void finish() {
    while (!waiting_.empty()) {
      const auto next = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_keys_.erase(next.first);
      next.second(*this);
    }
    check_sound();
  }

  const std::exception_ptr& doom() const { return doom_; }
  Callbacks take_callbacks() { return std::move(callbacks_); }

 private:
  void check_sound() const {
    if (doom_) std::rethrow_exception(doom_);
  }
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
  std::deque<std::pair<std::string, std::function<void(Write&)>>> waiting_;
  std::set<std::string> waiting_keys_;
  Callbacks callbacks_;
  std::exception_ptr doom_;
};

}  // namespace muster::db
