#include "platform/db/pg_migration.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/crash_point.hpp"
#include "platform/db/migration_text.hpp"

namespace muster::db {
namespace {

constexpr const char* kCreateMigration =
    "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at "
    "BIGINT NOT NULL)";
constexpr const char* kCreatePublic = "CREATE TABLE IF NOT EXISTS schema_public (name TEXT NOT NULL PRIMARY KEY)";
// One number for all servers of this database; the pair form has a space of its own beside Write::lock.
constexpr const char* kLock = "SELECT pg_advisory_lock(1297437780, 1)";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(1297437780, 1)";

constexpr Statement kHasTable{"db.has_table", "SELECT count(to_regclass(:name)) AS count", {}};
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
    "db.forget_dropped", "DELETE FROM schema_public WHERE to_regclass(name) IS NULL", {}};

std::int64_t count(PgConnection& connection, const Statement& statement, const Parameters& parameters = {}) {
  std::int64_t counted = 0;
  connection.each(statement, parameters, [&](const Row& row) { counted = row.int64("count"); });
  return counted;
}

void declare_public(PgConnection& connection, const MigrationPlan& plan, const std::string& title) {
  for (const std::string& table : plan.private_tables) connection.execute(kDeletePublic, {{"name", table}});
  for (const std::string& table : plan.public_tables) {
    if (count(connection, kHasTable, {{"name", table}}) == 0) {
      throw Error(Error::Kind::other, fmt::format("{}: the public table {} does not exist", title, table));
    }
    connection.execute(kInsertPublic, {{"name", table}});
  }
  connection.execute(kForgetDropped, {});
}

void apply(PgConnection& connection, const Migration& migration) {
  const auto title = "migration " + format_title(migration);
  const MigrationPlan plan = plan_migration(migration, Engine::postgresql);
  connection.run("BEGIN");
  try {
    connection.run("migrate", kCreateMigration);
    connection.run("migrate", kCreatePublic);
    for (std::size_t i = 0; i < plan.statements.size(); ++i) {
      crash_point("migration.postgresql.before_statement");
      connection.run(fmt::format("{}, statement {}", title, i + 1), plan.statements[i]);
    }
    crash_point("migration.postgresql.after_statements");
    connection.run(title, "SET CONSTRAINTS ALL IMMEDIATE");
    declare_public(connection, plan, title);
    const auto now = SystemClock().now();  // for people who read the table; nothing depends on it
    connection.execute(kInsertMigration, {{"number", migration.number}, {"name", migration.name}, {"applied_at", now}});
    crash_point("migration.postgresql.before_commit");
    connection.run("COMMIT");
    crash_point("migration.postgresql.after_commit");
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

}  // namespace

int read_schema_version(PgConnection& connection) {
  if (count(connection, kHasTable, {{"name", "schema_migration"}}) == 0) return 0;
  return static_cast<int>(count(connection, kVersion));
}

int migrate_postgresql(PgConnection& connection, std::span<const Migration> migrations, const PublicRole& role) {
  check_order(migrations);
  connection.run("lock the schema", kLock);  // a lost connection gives it back as well
  const int version = read_schema_version(connection);
  check_not_newer(version, migrations);
  int applied = 0;
  for (const Migration& migration : migrations) {
    if (migration.number <= version) continue;
    apply(connection, migration);
    ++applied;
  }
  // Also when nothing was applied: the second address may be new.
  crash_point("migration.postgresql.before_grant");
  if (!migrations.empty()) grant_public(connection, role);
  crash_point("migration.postgresql.before_unlock");
  connection.run("unlock the schema", kUnlock);
  return applied;
}

}  // namespace muster::db
