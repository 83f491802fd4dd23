#include "platform/db/pg_database.hpp"

#include <sys/stat.h>

#include <mutex>
#include <thread>

#include <fmt/core.h>

#include "base/crash_point.hpp"
#include "platform/db/counters.hpp"
#include "platform/db/pg_backup.hpp"
#include "platform/db/pg_connection.hpp"
#include "platform/db/pg_error.hpp"
#include "platform/db/pg_migration.hpp"
#include "platform/db/pg_public.hpp"
#include "platform/db/pool.hpp"
#include "platform/db/transaction.hpp"
#include "platform/db/write_scope.hpp"

namespace muster::db {
namespace {

constexpr int kWriteAttempts = 5;
// A session that was idle is asked with little patience: when its server hangs, a new one may not.
constexpr std::chrono::milliseconds kBeginPatience{5'000};
constexpr const char* kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
// READ WRITE is said, so that a server that is or has become a standby refuses here and not in the middle.
constexpr const char* kBeginWrite = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
constexpr Statement kLock{"db.lock", "SELECT pg_advisory_xact_lock(:key)", {}};

using Lease = Pool<PgConnection>::Lease;

// FNV-1a over the name, the number mixed in. Two things with one key only wait for each other.
std::int64_t lock_key(std::string_view what, std::int64_t id) {
  std::uint64_t key = 14695981039346656037u;
  const auto add = [&](unsigned char byte) { key = (key ^ byte) * 1099511628211u; };
  for (const char c : what) add(static_cast<unsigned char>(c));
  for (int shift = 0; shift < 64; shift += 8) add(static_cast<unsigned char>(static_cast<std::uint64_t>(id) >> shift));
  return static_cast<std::int64_t>(key);
}

class PgWrite final : public ConnectionWrite<PgConnection> {
 public:
  using ConnectionWrite::ConnectionWrite;
  void lock(std::string_view what, std::int64_t id) override {
    each(kLock, {{"key", lock_key(what, id)}}, [](const Row&) {});
  }
};

template <class Closure>
void read_in_transaction(PgConnection& connection, const Closure& f) {
  try {
    ConnectionRead<PgConnection> read(connection);
    f(read);
    connection.run("COMMIT");
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

class PgDatabase final : public Database {
 public:
  explicit PgDatabase(const Options& options)
      : url_(options.url),
        public_url_(options.public_url),
        readers_(options.readers, [this] { return connect({url_, "", false}); }),
        writers_(std::max(2, options.readers / 2), [this] { return connect({url_, "", false}); }),
        public_readers_(options.readers, [this] {
          return public_url_.empty() ? connect({url_, kPublicRole, true}) : connect({public_url_, "", true});
        }) {
    readers_.take();  // finds out now that the server cannot be reached
  }

  Engine engine() const override { return Engine::postgresql; }
  Counters counters() const override { return counters_.read(); }

  void read_public(const std::function<void(PublicRead&)>& f) override {
    const Lease lease = begin(public_readers_, kBeginRead);
    read_in_transaction(*lease, f);
  }

  void read_all(const std::function<void(Read&)>& f) override {
    const Lease lease = begin(readers_, kBeginRead);
    read_in_transaction(*lease, f);
  }

  void write_all(Priority priority, const std::function<void(Write&)>& f) override {
    WriteScope::check_free(this);
    std::unique_lock bulk(bulk_, std::defer_lock);
    if (priority == Priority::bulk) bulk.lock();  // the others keep all connections but one
    Callbacks callbacks;
    for (int attempt = 1;; ++attempt) {
      try {
        callbacks = write_once(f);
        break;
      } catch (const PgRetry&) {
        if (attempt == kWriteAttempts) {
          ++counters_.failed_closures;
          throw;
        }
        ++counters_.retries;
      } catch (...) {
        ++counters_.failed_closures;
        throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(attempt * attempt));
    }
    if (bulk.owns_lock()) bulk.unlock();
    run_callbacks(callbacks, counters_);
  }

  void check_statements(std::span<const Statement> statements) override {
    const Lease lease = readers_.take();
    for (const Statement& statement : statements) lease->check(statement);
  }

  void backup(const std::string& path) override {
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0) throw Error(Error::Kind::other, fmt::format("{} exists already", path));
    dump_postgresql(url_, path);
  }

  std::vector<std::string> check_integrity() override {
    PgConnection connection({url_, "", false, kNoTimeout});
    return check_postgresql(connection);
  }

  bool scrub() override {
    PgConnection connection({url_, "", false, kNoTimeout});
    // As long as it takes: this session has no timeout. Statistics keep examples of values, so they are made anew too.
    connection.run("db.vacuum", "VACUUM (ANALYZE)");
    return true;
  }

  int migrate(std::span<const Migration> migrations) override {
    PgConnection connection({url_, "", false, kNoTimeout});
    const int applied = migrate_postgresql(connection, migrations, parse_public_role(public_url_));
    public_readers_.renew();
    return applied;
  }

  int schema_version() override {
    const Lease lease = begin(readers_, kBeginRead);
    int version = 0;
    version = read_schema_version(*lease);
    lease->roll_back();
    return version;
  }

 private:
  static constexpr std::chrono::milliseconds kNoTimeout{0};

  static std::unique_ptr<PgConnection> connect(PgSettings settings) {
    return std::make_unique<PgConnection>(std::move(settings));
  }

  // A session that broke while it was idle, or whose server is no longer the primary, is replaced without
  // anybody noticing. Whatever a server says against BEGIN, a new session may find another one.
  Lease begin(Pool<PgConnection>& pool, const char* sql) {
    for (;;) {
      Lease lease = pool.take();
      try {
        lease->run("BEGIN", sql, kBeginPatience);
        return lease;
      } catch (const Error& error) {
        lease->give_up();
        if (lease.is_fresh()) throw Error(Error::Kind::lost, error.what());
        pool.drop_idle();
        ++counters_.reconnects;
      }
    }
  }

  Callbacks write_once(const std::function<void(Write&)>& f) {
    crash_point("postgresql.before_begin");
    const Lease lease = begin(writers_, kBeginWrite);
    crash_point("postgresql.after_begin");
    const auto start = std::chrono::steady_clock::now();
    try {
      PgWrite write(*lease);
      {
        const WriteScope scope(this);
        f(write);
        write.finish();
      }
      counters_.count_duration(std::chrono::steady_clock::now() - start);
      crash_point("postgresql.before_commit");
      lease->commit();
      crash_point("postgresql.after_commit");
      ++counters_.commits;
      ++counters_.closures;
      AtomicCounters::raise(counters_.largest_batch, 1);
      return write.take_callbacks();
    } catch (...) {
      lease->roll_back();
      throw;
    }
  }

  const std::string url_;
  const std::string public_url_;
  AtomicCounters counters_;
  Pool<PgConnection> readers_;
  Pool<PgConnection> writers_;  // apart from readers: a read closure may wait for a write
  Pool<PgConnection> public_readers_;
  std::mutex bulk_;
};

}  // namespace

std::unique_ptr<Database> open_postgresql(const Options& options) { return std::make_unique<PgDatabase>(options); }

}  // namespace muster::db
