// Migrations on SQLite: forward only, each in one transaction under the file's write lock, after a
// backup file when there is something to lose.
#pragma once

#include <span>
#include <string>

#include "platform/db/database.hpp"
#include "platform/db/sqlite_connection.hpp"

namespace muster::db {

// Returns how many were applied. The backup is PATH.before-NNNN, NNNN the first migration of this run.
// Foreign keys are not enforced, so that a table can be rebuilt; they are checked before each commit.
int migrate_sqlite(const std::string& path, std::span<const Migration> migrations);

// Highest applied number; 0 for an empty database.
int read_schema_version(SqliteConnection& connection);

}  // namespace muster::db
