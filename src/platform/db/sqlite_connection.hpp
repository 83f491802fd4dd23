// One connection to a SQLite file: settings, prepared statements, rows. Used by one thread at a time.
// A statement is always reset before its call returns, so that no later one reads a stale snapshot.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/database.hpp"
#include "platform/db/statement_cache.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace muster::db {

struct SqliteSettings {
  enum class Role {
    writer,         // the only one that writes while Muster runs
    reader,         // refuses to write
    public_reader,  // refuses to write, and to read what is not public
    migrator,       // changes the schema; foreign keys are checked at the end instead
  };
  std::string path;
  Role role = Role::reader;
  bool synchronous_off = false;
};

struct SqliteStatementDeleter {
  void operator()(sqlite3_stmt* statement) const;
};
struct SqliteDeleter {
  void operator()(sqlite3* connection) const;
};

class SqliteConnection {
 public:
  // Throws Error with a line about the file: cannot be opened, not a database, not writable.
  explicit SqliteConnection(const SqliteSettings& settings);
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  void each(const Statement& statement, const Parameters& parameters, const std::function<void(const Row&)>& visit);
  // Rows changed by the statement itself, not by its triggers.
  std::int64_t execute(const Statement& statement, const Parameters& parameters);
  // The number of the first row that an "INSERT ... RETURNING id" made. A plain one is run without its last clause,
  // for which SQLite would build a table each time: a column "id" is the row's own number (the schema's word {id}).
  std::optional<std::int64_t> insert(const Statement& statement, const Parameters& parameters);
  // A fixed statement of this room, kept prepared: BEGIN, COMMIT, SAVEPOINT ...
  void run(std::string_view sql);
  // A statement that is used once and not kept: migrations, settings.
  void run_once(std::string_view what, const std::string& sql);
  // Compiles without running.
  void check(const Statement& statement);

  bool in_transaction() const;
  // Foreign keys that are violated now and would fail the COMMIT.
  bool has_open_foreign_keys() const;
  // Ends what is open, whatever state it is in; never throws.
  void roll_back() noexcept;
  // False after an error that may have left the connection in a bad state.
  bool is_usable() const { return is_usable_; }
  // Whether SQLite has refused something since this was last asked.
  bool take_failure() { return std::exchange(has_failed_, false); }
  sqlite3* handle() const { return connection_.get(); }

 private:
  struct Prepared {
    std::unique_ptr<sqlite3_stmt, SqliteStatementDeleter> handle;
    std::vector<std::string> parameters;
    bool is_running = false;
  };
  class Run;

  void set_up(const SqliteSettings& settings);
  Prepared prepare(std::string_view name, std::string_view sql);
  Prepared& find_or_prepare(std::string_view name, std::string_view sql);
  [[noreturn]] void fail(int code, std::string_view what, bool is_compiling);

  std::unique_ptr<sqlite3, SqliteDeleter> connection_;  // before the cache: statements end first
  StatementCache<Prepared> cache_;
  bool is_usable_ = true;
  bool has_failed_ = false;
};

}  // namespace muster::db
