// Migrations on PostgreSQL: forward only, each in one transaction, under an advisory lock that holds
// off other servers. Ends with the grants of the public role.
#pragma once

#include <span>

#include "platform/db/database.hpp"
#include "platform/db/pg_connection.hpp"
#include "platform/db/pg_public.hpp"

namespace muster::db {

// On a connection of its own without a statement timeout. Returns how many were applied.
int migrate_postgresql(PgConnection& connection, std::span<const Migration> migrations, const PublicRole& role);

// Highest applied number; 0 for an empty database.
int read_schema_version(PgConnection& connection);

}  // namespace muster::db
