// The role that public handlers read with on PostgreSQL, and what it is granted: SELECT on the tables
// that migrations declare public and nothing else. See docs/adr/0003-public-role.md.
#pragma once

#include <optional>
#include <string>

#include "platform/db/pg_connection.hpp"

namespace muster::db {

// With one address only, public reads take this role by SET ROLE.
inline constexpr const char* kPublicRole = "muster_public";

struct PublicRole {
  std::string name;
  std::optional<std::string> password;  // of the second address, to create its user with
  bool may_sign_in = false;             // has an address of its own
};
// Throws Error(other) when the second address names no user.
PublicRole parse_public_role(const std::string& public_url);

// Makes the role if it is missing (a clear Error(denied) when the user may not), takes everything from
// it, and grants what schema_public lists. Repeats when another server grants at the same moment.
void grant_public(PgConnection& connection, const PublicRole& role);

}  // namespace muster::db
