// Connections of one kind, opened when first needed, up to a limit; who comes later waits in line. The
// connection used last is given out first, because its statements and pages are warm. A connection
// that says it is not usable any more is closed instead of kept. While the database is away one caller at
// a time tries to reach it; the others are told so at once, instead of filling up all workers with waiting.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"

namespace muster::db {

template <class Connection>
class Pool {
 public:
  using Open = std::function<std::unique_ptr<Connection>()>;

  Pool(int limit, Open open) : limit_(limit), open_(std::move(open)) {}

  // Exclusive use of one connection; given back when it goes out of scope.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection, bool is_fresh, int generation)
        : pool_(&pool), connection_(std::move(connection)), is_fresh_(is_fresh), generation_(generation) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->give_back(std::move(connection_), generation_);
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    bool is_fresh() const { return is_fresh_; }  // opened for this lease, so it was no old connection that broke

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    bool is_fresh_;
    int generation_;
  };

  // Throws Error(busy) after some seconds in line, Error(lost) while the database is known to be away, and
  // whatever opening throws.
  Lease take() {
    std::unique_lock lock(mutex_);
    const auto has_room = [&] { return !idle_.empty() || open_count_ < limit_; };
    if (!changed_.wait_for(lock, kPatience, has_room))
      throw Error(Error::Kind::busy, "no database connection became free");
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(connection), false, generation_);
    }
    if (is_away_ && is_probing_) throw Error(Error::Kind::lost, "the database is away");
    is_probing_ = is_away_;
    const bool is_probe = is_probing_;
    ++open_count_;
    const int generation = generation_;
    lock.unlock();
    try {
      Lease lease(*this, open_(), true, generation);
      end_opening(is_probe, false);
      return lease;
    } catch (...) {
      forget_one();
      end_opening(is_probe, true);
      throw;
    }
  }

  // One that was idle turned out to be broken: so will the others be, and each would cost its own wait.
  void drop_idle() {
    std::vector<std::unique_ptr<Connection>> dropped;
    {
      std::lock_guard lock(mutex_);
      open_count_ -= static_cast<int>(idle_.size());
      dropped.swap(idle_);
    }
    changed_.notify_all();
  }

  // Connections opened before this call are not used again.
  void renew() {
    std::vector<std::unique_ptr<Connection>> dropped;
    {
      std::lock_guard lock(mutex_);
      ++generation_;
      open_count_ -= static_cast<int>(idle_.size());
      dropped.swap(idle_);
    }
    changed_.notify_all();
  }

 private:
  static constexpr std::chrono::seconds kPatience{10};  // who waits longer has gone

  void give_back(std::unique_ptr<Connection> connection, int generation) {
    {
      std::lock_guard lock(mutex_);
      if (generation == generation_ && connection->is_usable()) {
        idle_.push_back(std::move(connection));
      } else {
        --open_count_;
      }
    }
    changed_.notify_one();
  }

  void end_opening(bool was_probe, bool has_failed) {
    std::lock_guard lock(mutex_);
    is_away_ = has_failed;
    if (was_probe) is_probing_ = false;
  }

  void forget_one() {
    {
      std::lock_guard lock(mutex_);
      --open_count_;
    }
    changed_.notify_one();
  }

  const int limit_;
  const Open open_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int open_count_ = 0;  // idle and leased
  int generation_ = 0;
  bool is_away_ = false;     // the last attempt to open failed
  bool is_probing_ = false;  // somebody is trying meanwhile
};

}  // namespace muster::db
