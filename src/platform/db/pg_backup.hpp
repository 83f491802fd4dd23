// Backup of a PostgreSQL database by its own tool, and a check of what the server can tell about itself.
#pragma once

#include <string>
#include <vector>

#include "platform/db/pg_connection.hpp"

namespace muster::db {

// pg_dump in its custom format into one new file. Throws Error(other) when pg_dump is not installed or
// does not succeed. The address goes to it in the environment, so that no password shows in a list of processes.
void dump_postgresql(const std::string& url, const std::string& target);

// Constraints and indexes that the server holds for invalid, blocks with a wrong checksum, and foreign
// keys that point to no row; empty when sound.
std::vector<std::string> check_postgresql(PgConnection& connection);

}  // namespace muster::db
