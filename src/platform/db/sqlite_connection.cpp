#include "platform/db/sqlite_connection.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>
#include <sqlite3.h>

#include "platform/db/parameters.hpp"
#include "platform/db/sql_text.hpp"
#include "platform/db/sqlite_checksum.hpp"
#include "platform/db/sqlite_error.hpp"
#include "platform/db/sqlite_row.hpp"

namespace muster::db {
namespace {

constexpr std::size_t kStatementsKept = 200;
constexpr int kBusyTimeoutMs = 10'000;  // another program holds the file: an import, a migration

// The file holds personal data: nobody but its owner may read it. SQLite gives its WAL the same mode.
void create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return;
  }
  const auto kind = errno == ENOSPC || errno == EDQUOT ? Error::Kind::full : Error::Kind::other;
  throw Error(kind, fmt::format("cannot open the database file {}: {}", path, std::strerror(errno)));
}

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  return std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return sqlite3_bind_null(statement, index);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          return sqlite3_bind_int64(statement, index, v);
        } else if constexpr (std::is_same_v<T, double>) {
          return sqlite3_bind_double(statement, index, v);
        } else if constexpr (std::is_same_v<T, std::string>) {
          return sqlite3_bind_text64(statement, index, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
        } else {  // a null pointer would bind NULL instead of no bytes
          return sqlite3_bind_blob64(statement, index, v.empty() ? static_cast<const void*>("") : v.data(), v.size(),
                                     SQLITE_STATIC);
        }
      },
      value.variant());
}

// An insert of one row for certain, up to the clause that asks for its number. Nothing for all other statements.
std::optional<std::string_view> without_returning(std::string_view sql) {
  constexpr std::string_view kEnd = "RETURNING id";
  while (!sql.empty() && (sql.back() == ';' || sql.back() == ' ' || sql.back() == '\n')) sql.remove_suffix(1);
  const bool is_plain = sql.starts_with("INSERT INTO ") && sql.ends_with(kEnd) && sql.contains("VALUES (") && !sql.contains("ON CONFLICT");
  return is_plain ? std::optional(sql.substr(0, sql.size() - kEnd.size())) : std::nullopt;
}

}  // namespace

void SqliteStatementDeleter::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void SqliteDeleter::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

// One execution: values bound at its start, reset and unbound at its end, whatever happens between.
class SqliteConnection::Run {
 public:
  Run(SqliteConnection& connection, std::string_view name, std::string_view sql, const Parameters& parameters)
      : connection_(connection), name_(name), prepared_(&connection.find_or_prepare(name, sql)) {
    if (prepared_->is_running) {  // the same statement inside its own visit
      own_ = connection.prepare(name, sql);
      prepared_ = &own_;
    }
    const auto values = match_parameters(name, prepared_->parameters, parameters);
    prepared_->is_running = true;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const int code = bind(handle(), static_cast<int>(i) + 1, *values[i]);
      if (code == SQLITE_OK) continue;
      finish();
      connection_.fail(code, name_, false);
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { finish(); }

  bool step() {
    const int code = sqlite3_step(handle());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    // A statement is compiled again after a change of the schema, so this may be the compiler's word.
    const bool is_compiling = (code & 0xff) == SQLITE_AUTH;
    connection_.fail(sqlite3_extended_errcode(connection_.handle()), name_, is_compiling);
  }
  sqlite3_stmt* handle() const { return prepared_->handle.get(); }

 private:
  void finish() {
    sqlite3_reset(handle());
    sqlite3_clear_bindings(handle());
    prepared_->is_running = false;
  }

  SqliteConnection& connection_;
  std::string_view name_;
  Prepared* prepared_;
  Prepared own_;
};

SqliteConnection::SqliteConnection(const SqliteSettings& settings) : cache_(kStatementsKept) {
  const bool may_create = settings.role == SqliteSettings::Role::writer;
  if (may_create) create_private(settings.path);
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(settings.path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, checked_vfs());
  connection_.reset(opened);
  const auto what = fmt::format("cannot open the database file {}", settings.path);
  if (code != SQLITE_OK) throw_sqlite(opened, code, what, SqliteMoment::compiling);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, kBusyTimeoutMs);
  if (sqlite3_db_readonly(opened, "main") == 1) {
    throw Error(Error::Kind::other, fmt::format("the database file {} is not writable", settings.path));
  }
  if (may_create) ask_for_checksums(opened);
  try {
    set_up(settings);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("{}: {}", what, error.what()));
  }
}

void SqliteConnection::set_up(const SqliteSettings& settings) {
  using Role = SqliteSettings::Role;
  const bool writes = settings.role == Role::writer || settings.role == Role::migrator;
  const auto set = [&](const char* sql) { run_once("settings", sql); };
  if (settings.role == Role::writer) set("PRAGMA journal_mode = WAL");
  set(settings.synchronous_off ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL");
  set(settings.role == Role::migrator ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON");
  set("PRAGMA secure_delete = ON");
  set("PRAGMA temp_store = MEMORY");       // personal data never goes to a temporary file
  set("PRAGMA mmap_size = 0");             // an I/O error through a mapping would be a SIGBUS
  set("PRAGMA case_sensitive_like = ON");  // as on PostgreSQL
  set("PRAGMA journal_size_limit = 67108864");
  set(writes ? "PRAGMA cache_size = -8192" : "PRAGMA cache_size = -1024");
  // A page that many commits change is copied into the file once for more of them: 16 MB of log at most.
  if (writes) set("PRAGMA wal_autocheckpoint = 4000");
  if (!writes) set("PRAGMA query_only = ON");
  set("SELECT count(*) FROM sqlite_schema");  // finds out now that the file is no database
  // No double-quoted strings, and no way to the schema's own tables.
  for (const int option : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
    sqlite3_db_config(handle(), option, 0, nullptr);
  }
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void SqliteConnection::fail(int code, std::string_view what, bool is_compiling) {
  has_failed_ = true;
  if (is_sqlite_code_serious(code)) is_usable_ = false;
  throw_sqlite(handle(), code, what, is_compiling ? SqliteMoment::compiling : SqliteMoment::running);
}

SqliteConnection::Prepared SqliteConnection::prepare(std::string_view name, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, &tail);
  if (code != SQLITE_OK) fail(code, name, true);
  Prepared prepared;
  prepared.handle.reset(statement);
  if (!statement) throw std::logic_error(fmt::format("{}: is no statement", name));
  if (tail != sql.data() + sql.size() && !split_statements({tail, sql.data() + sql.size()}).empty()) {
    throw std::logic_error(fmt::format("{}: is more than one statement", name));
  }
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
    const char* parameter = sqlite3_bind_parameter_name(statement, i);
    if (!parameter || *parameter != ':')
      throw std::logic_error(fmt::format("{}: a parameter is not written :name", name));
    prepared.parameters.emplace_back(parameter + 1);
  }
  return prepared;
}

SqliteConnection::Prepared& SqliteConnection::find_or_prepare(std::string_view name, std::string_view sql) {
  if (Prepared* found = cache_.find(sql)) return *found;
  Prepared prepared = prepare(name, sql);
  cache_.take_surplus([](const Prepared& old) { return !old.is_running; });
  return cache_.insert(std::string(sql), std::move(prepared));
}

void SqliteConnection::each(const Statement& statement, const Parameters& parameters,
                            const std::function<void(const Row&)>& visit) {
  Run run(*this, statement.name, statement.sql, parameters);
  const SqliteRow row(statement.name, run.handle());
  while (run.step()) visit(row);
}

std::int64_t SqliteConnection::execute(const Statement& statement, const Parameters& parameters) {
  const auto before = sqlite3_total_changes64(handle());
  Run run(*this, statement.name, statement.sql, parameters);
  while (run.step()) {
  }
  // The counter keeps the figure of an earlier statement when this one changed nothing.
  return sqlite3_total_changes64(handle()) == before ? 0 : sqlite3_changes64(handle());
}

std::optional<std::int64_t> SqliteConnection::insert(const Statement& statement, const Parameters& parameters) {
  if (const auto plain = without_returning(statement.sql)) {
    Run run(*this, statement.name, *plain, parameters);
    while (run.step()) {
    }
    return sqlite3_last_insert_rowid(handle());
  }
  std::optional<std::int64_t> number;
  each(statement, parameters, [&](const Row& row) {
    if (!number) number = row.int64("id");
  });
  return number;
}

void SqliteConnection::run(std::string_view sql) {
  Run run(*this, sql, sql, {});
  while (run.step()) {
  }
}

void SqliteConnection::run_once(std::string_view what, const std::string& sql) {
  const Prepared prepared = prepare(what, sql);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(prepared.handle.get());
  if (code != SQLITE_DONE) fail(sqlite3_extended_errcode(handle()), what, true);
}

void SqliteConnection::check(const Statement& statement) { prepare(statement.name, statement.sql); }

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

bool SqliteConnection::has_open_foreign_keys() const {
  int open = 0;
  int highest = 0;
  sqlite3_db_status(handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
  return open != 0;
}

void SqliteConnection::roll_back() noexcept {
  try {
    if (in_transaction()) run("ROLLBACK");
  } catch (...) {
    is_usable_ = false;  // closing the connection rolls back
  }
}

}  // namespace muster::db
