#include "platform/db/sqlite_backup.hpp"

#include <chrono>
#include <thread>

#include <fmt/core.h>
#include <sqlite3.h>

#include "base/crash_point.hpp"
#include "platform/db/file_sync.hpp"
#include "platform/db/sqlite_checksum.hpp"
#include "platform/db/sqlite_error.hpp"

namespace muster::db {
namespace {

constexpr int kPagesAtOnce = 1024;
// Between two pieces, so that people's requests find the disk free.
constexpr std::chrono::milliseconds kPause{2};

constexpr Statement kIntegrity{"db.integrity", "PRAGMA integrity_check(100)", {}};
constexpr Statement kForeignKeys{
    "db.foreign_keys",
    "SELECT \"table\" AS child, parent, count(*) AS count FROM pragma_foreign_key_check GROUP BY 1, 2 LIMIT 100",
    {}};

// Pages may reach the file before the first one, which says that they have checksums: so it is written on its own.
std::unique_ptr<sqlite3, SqliteDeleter> open_target(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, checked_vfs());
  std::unique_ptr<sqlite3, SqliteDeleter> target(opened);
  if (code != SQLITE_OK) throw_sqlite(opened, code, "backup", SqliteMoment::compiling);
  sqlite3_extended_result_codes(opened, 1);
  // The file is synced as a whole before it gets its name.
  sqlite3_exec(opened, "PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
  ask_for_checksums(opened);
  if (sqlite3_exec(opened, "PRAGMA user_version = 1", nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw_sqlite(opened, sqlite3_extended_errcode(opened), "backup", SqliteMoment::running);
  }
  return target;
}

void copy_pages(SqliteConnection& source, sqlite3* target) {
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", source.handle(), "main");
  if (!backup) throw_sqlite(target, sqlite3_extended_errcode(target), "backup", SqliteMoment::running);
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    crash_point("backup.sqlite.before_pages");
    code = sqlite3_backup_step(backup, kPagesAtOnce);
    if (code == SQLITE_OK) std::this_thread::sleep_for(kPause);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (code != SQLITE_DONE) throw_sqlite(target, code, "backup", SqliteMoment::running);
  if (finished != SQLITE_OK) throw_sqlite(target, finished, "backup", SqliteMoment::running);
}

void copy_to_temporary(const std::string& path, const std::string& temporary) {
  SqliteConnection source({path, SqliteSettings::Role::reader, false});
  // A transaction of our own holds the state still; without it each commit would start the copy anew.
  source.run("BEGIN");
  source.run("SELECT count(*) FROM sqlite_schema");
  const auto target = open_target(temporary);
  crash_point("backup.sqlite.after_begin");
  copy_pages(source, target.get());
  source.roll_back();
  // Out of WAL mode: the copy is one file, which can be opened from a read-only place.
  const int code = sqlite3_exec(target.get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_sqlite(target.get(), code, "backup", SqliteMoment::running);
}

}  // namespace

void copy_sqlite(const std::string& path, const std::string& target) {
  const std::string temporary = temporary_name(target);
  remove_file(temporary);
  create_private_file(temporary);
  try {
    copy_to_temporary(path, temporary);
    crash_point("backup.sqlite.before_publish");
    publish_file(temporary, target);
  } catch (...) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) remove_file(temporary + suffix);
    throw;
  }
}

std::vector<std::string> check_sqlite(SqliteConnection& connection) {
  std::vector<std::string> problems;
  try {
    connection.each(kIntegrity, {}, [&](const Row& row) {
      if (auto line = row.text("integrity_check"); line != "ok") problems.push_back(std::move(line));
    });
  } catch (const Error& error) {  // too damaged for SQLite to read on
    if (connection.is_usable()) throw;
    problems.emplace_back(error.what());
  }
  if (!problems.empty()) return problems;  // a damaged file cannot be asked about its keys
  connection.each(kForeignKeys, {}, [&](const Row& row) {
    problems.push_back(fmt::format("{} rows of {} point to rows that are missing in {}", row.int64("count"),
                                   row.text("child"), row.text("parent")));
  });
  return problems;
}

}  // namespace muster::db
