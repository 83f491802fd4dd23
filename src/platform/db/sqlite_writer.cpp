#include "platform/db/sqlite_writer.hpp"

#include <chrono>

#include "base/crash_point.hpp"
#include "platform/db/transaction.hpp"
#include "platform/db/write_scope.hpp"

namespace muster::db {
namespace {

constexpr std::size_t kBatchMost = 64;
// Under steady load one bulk chunk goes after so many interactive batches, so that it ends one day.
constexpr int kBatchesBeforeBulk = 8;

class SqliteWrite final : public ConnectionWrite<SqliteConnection> {
 public:
  using ConnectionWrite::ConnectionWrite;
  void lock(std::string_view, std::int64_t) override {}  // there is one writer
};

}  // namespace

// A closure on its way: made by the thread that waits for it, answered by the writer.
struct SqliteWriter::Work {
  explicit Work(const std::function<void(Write&)>& closure) : f(closure) {}

  void answer() {
    std::lock_guard lock(mutex);
    is_done = true;
    done.notify_one();  // under the lock: the waiter may be gone right after it
  }
  void wait() {
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return is_done; });
  }

  const std::function<void(Write&)>& f;
  std::exception_ptr error;
  Callbacks callbacks;
  std::mutex mutex;
  std::condition_variable done;
  bool is_done = false;
};

SqliteWriter::SqliteWriter(const void* database, SqliteSettings settings, AtomicCounters& counters)
    : database_(database), settings_(std::move(settings)), counters_(counters) {
  open_connection();
  thread_ = std::thread([this] { run_thread(); });
}

SqliteWriter::~SqliteWriter() {
  {
    std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  queued_.notify_one();
  thread_.join();
}

void SqliteWriter::write(Priority priority, const std::function<void(Write&)>& f) {
  WriteScope::check_free(database_);
  Work work(f);
  {
    std::lock_guard lock(mutex_);
    (priority == Priority::bulk ? bulk_ : interactive_).push_back(&work);
  }
  queued_.notify_one();
  work.wait();
  if (work.error) std::rethrow_exception(work.error);
  run_callbacks(work.callbacks, counters_);
}

void SqliteWriter::run_thread() {
  std::unique_lock lock(mutex_);
  for (;;) {
    queued_.wait(lock, [&] { return is_ending_ || !interactive_.empty() || !bulk_.empty(); });
    const Batch batch = take_batch(lock);
    if (batch.empty()) return;
    lock.unlock();
    run_batch(batch);
    for (Work* work : batch) {
      crash_point("sqlite.before_answer");
      work->answer();
    }
    lock.lock();
  }
}

// Bulk chunks go one to a commit and only when nobody else waits, so that a save behind one waits for
// that one alone.
SqliteWriter::Batch SqliteWriter::take_batch(std::unique_lock<std::mutex>&) {
  Batch batch;
  const bool is_bulks_turn = !bulk_.empty() && (interactive_.empty() || batches_since_bulk_ >= kBatchesBeforeBulk);
  if (is_bulks_turn) {
    batch.push_back(bulk_.front());
    bulk_.pop_front();
    batches_since_bulk_ = 0;
    return batch;
  }
  const auto size = std::min(interactive_.size(), kBatchMost);
  batch.assign(interactive_.begin(), interactive_.begin() + static_cast<std::ptrdiff_t>(size));
  interactive_.erase(interactive_.begin(), interactive_.begin() + static_cast<std::ptrdiff_t>(size));
  ++batches_since_bulk_;
  return batch;
}

SqliteConnection& SqliteWriter::open_connection() {
  if (!connection_) connection_ = std::make_unique<SqliteConnection>(settings_);
  return *connection_;
}

void SqliteWriter::run_batch(const Batch& batch) {
  try {
    SqliteConnection& connection = open_connection();
    crash_point("sqlite.before_begin");
    connection.run("BEGIN IMMEDIATE");
    crash_point("sqlite.after_begin");
    const bool is_alone = batch.size() == 1;
    for (Work* work : batch) is_alone ? run_closure(connection, *work) : run_in_savepoint(connection, *work);
    if (is_alone && batch.front()->error) {
      connection.run("ROLLBACK");
    } else {
      crash_point("sqlite.before_commit");
      connection.run("COMMIT");
      crash_point("sqlite.after_commit");
      ++counters_.commits;
      AtomicCounters::raise(counters_.largest_batch, static_cast<std::int64_t>(batch.size()));
    }
    for (const Work* work : batch) ++(work->error ? counters_.failed_closures : counters_.closures);
  } catch (...) {
    fail_batch(batch, std::current_exception());
  }
}

// Nobody is told "saved": what is not committed is undone for all of them. After a serious error the
// connection is closed and the next batch opens a new one, so that writing heals with the disk.
void SqliteWriter::fail_batch(const Batch& batch, const std::exception_ptr& error) {
  for (Work* work : batch) {
    if (!work->error) work->error = error;
    ++counters_.failed_closures;
  }
  if (!connection_) return;
  connection_->roll_back();
  if (connection_->is_usable()) return;
  connection_.reset();
  ++counters_.reconnects;
}

// One in company can fail without the others. One that is alone needs no savepoint, in which the engine would
// keep the former state of each page and, for each statement, walk through all that it kept: a fifth of an import.
void SqliteWriter::run_in_savepoint(SqliteConnection& connection, Work& work) {
  crash_point("sqlite.before_savepoint");
  connection.run("SAVEPOINT closure");
  crash_point("sqlite.after_savepoint");
  run_closure(connection, work);
  if (work.error) connection.run("ROLLBACK TO closure");
  crash_point("sqlite.before_release");
  connection.run("RELEASE closure");
  crash_point("sqlite.after_release");
}

// Keeps the closure's exception in `work`. Throws only when the whole transaction is gone with it.
void SqliteWriter::run_closure(SqliteConnection& connection, Work& work) {
  SqliteWrite write(connection);
  const auto start = std::chrono::steady_clock::now();
  try {
    const WriteScope scope(database_);
    work.f(write);
    write.finish();
    // Otherwise COMMIT would fail for everybody in the batch.
    if (connection.has_open_foreign_keys()) throw Error(Error::Kind::foreign_key, "a deferred foreign key is broken");
    work.callbacks = write.take_callbacks();
  } catch (...) {
    work.error = std::current_exception();
  }
  counters_.count_duration(std::chrono::steady_clock::now() - start);
  if (connection.in_transaction()) return;  // a full disk takes back everything
  if (write.doom()) std::rethrow_exception(write.doom());
  throw Error(Error::Kind::other, "the write transaction was lost");
}

}  // namespace muster::db
