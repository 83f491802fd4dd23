// The one thread that writes to a SQLite file. A durable commit costs a wait for the disk; so closures
// that are queued together share one COMMIT, each in a savepoint of its own, and everybody is answered
// after it. It never waits to gather more: what is queued when it is free is the batch.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/db/counters.hpp"
#include "platform/db/database.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace muster::db {

class SqliteWriter {
 public:
  // `database` is what nested writes are recognised by. Opens the file at once.
  SqliteWriter(const void* database, SqliteSettings settings, AtomicCounters& counters);
  ~SqliteWriter();  // after what is queued is written
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  // Returns after the commit, or throws what the closure or the commit threw.
  void write(Priority priority, const std::function<void(Write&)>& f);

 private:
  struct Work;
  using Batch = std::vector<Work*>;

  void run_thread();
  Batch take_batch(std::unique_lock<std::mutex>& lock);
  void run_batch(const Batch& batch);
  void run_in_savepoint(SqliteConnection& connection, Work& work);
  void run_closure(SqliteConnection& connection, Work& work);
  void fail_batch(const Batch& batch, const std::exception_ptr& error);
  SqliteConnection& open_connection();

  const void* database_;
  const SqliteSettings settings_;
  AtomicCounters& counters_;
  std::unique_ptr<SqliteConnection> connection_;  // the thread's own; null after a serious error

  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Work*> interactive_;
  std::deque<Work*> bulk_;
  int batches_since_bulk_ = 0;
  bool is_ending_ = false;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace muster::db
