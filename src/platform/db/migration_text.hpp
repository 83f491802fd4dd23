// Turns a migration's source into what one engine runs: type words expanded, tables STRICT on SQLite,
// cut into statements, and the tables that it opens to public handlers. Pure: no database here.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "platform/db/database.hpp"

namespace muster::db {

struct MigrationPlan {
  std::vector<std::string> statements;
  std::vector<std::string> public_tables;   // "-- public: a, b"
  std::vector<std::string> private_tables;  // "-- private: a" takes back an earlier "public"
};

// Throws Error(other) naming the migration: unknown type word, bad table name, CREATE TABLE ... AS.
MigrationPlan plan_migration(const Migration& migration, Engine engine);

// "0003_reports", for messages and the name of the backup file.
std::string format_number(int number);
std::string format_title(const Migration& migration);

// Throws Error(other) unless the numbers are positive and rise.
void check_order(std::span<const Migration> migrations);
// Throws Error(other) when the database has a higher number than the program.
void check_not_newer(int database_version, std::span<const Migration> migrations);

}  // namespace muster::db
