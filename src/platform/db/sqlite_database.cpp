#include "platform/db/sqlite_database.hpp"

#include <sys/stat.h>

#include <fmt/core.h>
#include <sqlite3.h>

#include "platform/db/counters.hpp"
#include "platform/db/pool.hpp"
#include "platform/db/sqlite_backup.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/sqlite_error.hpp"
#include "platform/db/sqlite_log.hpp"
#include "platform/db/sqlite_migration.hpp"
#include "platform/db/sqlite_public.hpp"
#include "platform/db/sqlite_writer.hpp"
#include "platform/db/transaction.hpp"

namespace muster::db {
namespace {

constexpr Statement kFoldLog{"db.fold_log", "PRAGMA wal_checkpoint(TRUNCATE)", {}};

// One transaction, so that every statement of a closure sees the same state.
template <class Closure>
void read_in_transaction(SqliteConnection& connection, const Closure& f) {
  connection.run("BEGIN");
  try {
    ConnectionRead<SqliteConnection> read(connection);
    f(read);
  } catch (...) {
    connection.roll_back();
    throw;
  }
  connection.run("COMMIT");
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, const Options& options)
      : path_(std::move(path)),
        synchronous_off_(options.synchronous_off),
        writer_(this, settings(SqliteSettings::Role::writer), counters_),
        readers_(options.readers,
                 [this] { return std::make_unique<SqliteConnection>(settings(SqliteSettings::Role::reader)); }),
        public_readers_(options.readers, [this] {
          return std::make_unique<PublicConnection>(settings(SqliteSettings::Role::public_reader), public_tables());
        }) {
    reload_public_tables();
  }

  Engine engine() const override { return Engine::sqlite; }
  Counters counters() const override { return counters_.read(); }

  void read_public(const std::function<void(PublicRead&)>& f) override {
    const auto lease = public_readers_.take();
    read_in_transaction(lease->connection(), f);
  }

  void read_all(const std::function<void(Read&)>& f) override {
    const auto lease = readers_.take();
    read_in_transaction(*lease, f);
  }

  void write_all(Priority priority, const std::function<void(Write&)>& f) override { writer_.write(priority, f); }

  void check_statements(std::span<const Statement> statements) override {
    const auto lease = readers_.take();
    for (const Statement& statement : statements) lease->check(statement);
  }

  void backup(const std::string& path) override {
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0) throw Error(Error::Kind::other, fmt::format("{} exists already", path));
    copy_sqlite(path_, path);
  }

  std::vector<std::string> check_integrity() override {
    const auto lease = readers_.take();
    return check_sqlite(*lease);
  }

  bool scrub() override {
    SqliteConnection connection({path_, SqliteSettings::Role::writer, false});
    bool is_busy = true;
    connection.each(kFoldLog, {}, [&](const Row& row) { is_busy = row.int64("busy") != 0; });
    return !is_busy;
  }

  int migrate(std::span<const Migration> migrations) override {
    const int applied = migrate_sqlite(path_, migrations);
    reload_public_tables();
    return applied;
  }

  int schema_version() override {
    const auto lease = readers_.take();
    return read_schema_version(*lease);
  }

 private:
  SqliteSettings settings(SqliteSettings::Role role) const { return {path_, role, synchronous_off_}; }

  std::shared_ptr<const PublicTables> public_tables() {
    std::lock_guard lock(public_mutex_);
    return public_tables_;
  }

  void reload_public_tables() {
    {
      const auto lease = readers_.take();
      auto tables = std::make_shared<const PublicTables>(load_public_tables(*lease));
      std::lock_guard lock(public_mutex_);
      public_tables_ = std::move(tables);
    }
    public_readers_.renew();
  }

  const std::string path_;
  const bool synchronous_off_;
  AtomicCounters counters_;
  SqliteWriter writer_;  // opened first: it makes the file and its WAL mode
  Pool<SqliteConnection> readers_;
  Pool<PublicConnection> public_readers_;
  std::mutex public_mutex_;
  std::shared_ptr<const PublicTables> public_tables_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(std::string path, const Options& options) {
  // Statistics of memory take one lock for all threads at every allocation. Too late, and without harm,
  // where SQLite is in use already.
  static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)configured;
  // Readers and the writer are connections of their own, so the data must be a file.
  if (path.empty() || path == ":memory:")
    throw Error(Error::Kind::other, "the database address sqlite: needs the name of a file");
  if (const std::string damage = find_log_damage(path); !damage.empty()) {
    throw Error(Error::Kind::other, fmt::format("{}: saves that were acknowledged are lost. {}", damage, kHowToRestore));
  }
  return std::make_unique<SqliteDatabase>(std::move(path), options);
}

}  // namespace muster::db
