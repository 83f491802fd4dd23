// Copies a SQLite database under load into one new file, and asks SQLite whether a file is sound.
#pragma once

#include <string>
#include <vector>

#include "platform/db/sqlite_connection.hpp"

namespace muster::db {

// One consistent state, written beside `target` first and renamed when it is on the disk. Writers go on.
// The copy is readable by its owner only and needs no -wal file.
void copy_sqlite(const std::string& path, const std::string& target);

// PRAGMA integrity_check and foreign_key_check, at most 100 lines each; empty when sound.
std::vector<std::string> check_sqlite(SqliteConnection& connection);

}  // namespace muster::db
