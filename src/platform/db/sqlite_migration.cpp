#include "platform/db/sqlite_migration.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/crash_point.hpp"
#include "platform/db/migration_text.hpp"
#include "platform/db/sqlite_backup.hpp"
#include "platform/db/sqlite_checksum.hpp"

namespace muster::db {
namespace {

// The two tables of this room, which no migration creates.
constexpr const char* kCreateMigration =
    "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "applied_at INTEGER NOT NULL) STRICT";
constexpr const char* kCreatePublic =
    "CREATE TABLE IF NOT EXISTS schema_public (name TEXT NOT NULL PRIMARY KEY) STRICT";

constexpr Statement kHasTable{"db.has_table", "SELECT count(*) AS count FROM sqlite_schema WHERE name = :name", {}};
constexpr Statement kCountTables{
    "db.count_tables",
    "SELECT count(*) AS count FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE 'schema%'",
    {}};
constexpr Statement kVersion{"db.version", "SELECT coalesce(max(number), 0) AS count FROM schema_migration", {}};
constexpr Statement kInsertMigration{
    "db.insert_migration",
    "INSERT INTO schema_migration (number, name, applied_at) VALUES (:number, :name, :applied_at)",
    {}};
constexpr Statement kInsertPublic{
    "db.insert_public", "INSERT INTO schema_public (name) VALUES (:name) ON CONFLICT DO NOTHING", {}};
constexpr Statement kDeletePublic{"db.delete_public", "DELETE FROM schema_public WHERE name = :name", {}};
// A dropped table must not stay public: the next table of its name may be private.
constexpr Statement kForgetDropped{
    "db.forget_dropped", "DELETE FROM schema_public WHERE name NOT IN (SELECT name FROM sqlite_schema)", {}};
constexpr Statement kBrokenKeys{"db.broken_keys", "SELECT count(*) AS count FROM pragma_foreign_key_check", {}};

std::int64_t count(SqliteConnection& connection, const Statement& statement, const Parameters& parameters = {}) {
  std::int64_t counted = 0;
  connection.each(statement, parameters, [&](const Row& row) { counted = row.int64("count"); });
  return counted;
}

void declare_public(SqliteConnection& connection, const MigrationPlan& plan, const std::string& title) {
  for (const std::string& table : plan.private_tables) connection.execute(kDeletePublic, {{"name", table}});
  for (const std::string& table : plan.public_tables) {
    if (count(connection, kHasTable, {{"name", table}}) == 0) {
      throw Error(Error::Kind::other, fmt::format("{}: the public table {} does not exist", title, table));
    }
    connection.execute(kInsertPublic, {{"name", table}});
  }
  connection.execute(kForgetDropped, {});
}

void apply(SqliteConnection& connection, const Migration& migration) {
  const auto title = "migration " + format_title(migration);
  const MigrationPlan plan = plan_migration(migration, Engine::sqlite);
  for (std::size_t i = 0; i < plan.statements.size(); ++i) {
    crash_point("migration.sqlite.before_statement");
    connection.run_once(fmt::format("{}, statement {}", title, i + 1), plan.statements[i]);
  }
  crash_point("migration.sqlite.after_statements");
  declare_public(connection, plan, title);
  if (count(connection, kBrokenKeys) > 0)
    throw Error(Error::Kind::foreign_key, title + ": leaves a broken foreign key");
  const auto now = SystemClock().now();  // for people who read the table; nothing depends on it
  connection.execute(kInsertMigration, {{"number", migration.number}, {"name", migration.name}, {"applied_at", now}});
}

// In the transaction, so that nobody can write between the copy and the change.
void keep_copy(SqliteConnection& connection, const std::string& path, int next) {
  if (count(connection, kCountTables) == 0) return;
  copy_sqlite(path, fmt::format("{}.before-{}", path, format_number(next)));
}

// A file that was made before there were checksums, or by another program, is written anew in one transaction.
void give_checksums(SqliteConnection& connection) {
  if (count(connection, kCountTables) == 0 || reads_checksums(connection.handle())) return;
  ask_for_checksums(connection.handle());
  connection.run_once("add checksums", "VACUUM");
}

}  // namespace

int read_schema_version(SqliteConnection& connection) {
  if (count(connection, kHasTable, {{"name", "schema_migration"}}) == 0) return 0;
  return static_cast<int>(count(connection, kVersion));
}

int migrate_sqlite(const std::string& path, std::span<const Migration> migrations) {
  check_order(migrations);
  SqliteConnection connection({path, SqliteSettings::Role::migrator, false});
  give_checksums(connection);
  int applied = 0;
  for (;;) {
    connection.run("BEGIN IMMEDIATE");
    try {
      const int version = read_schema_version(connection);
      check_not_newer(version, migrations);
      const auto next =
          std::find_if(migrations.begin(), migrations.end(), [&](const Migration& m) { return m.number > version; });
      if (next == migrations.end()) {
        connection.roll_back();
        return applied;
      }
      crash_point("migration.sqlite.after_begin");
      if (applied == 0) keep_copy(connection, path, next->number);
      crash_point("migration.sqlite.after_copy");
      connection.run_once("migrate", kCreateMigration);
      connection.run_once("migrate", kCreatePublic);
      apply(connection, *next);
      crash_point("migration.sqlite.before_commit");
      connection.run("COMMIT");
      crash_point("migration.sqlite.after_commit");
      ++applied;
    } catch (...) {
      connection.roll_back();
      throw;
    }
  }
}

}  // namespace muster::db
