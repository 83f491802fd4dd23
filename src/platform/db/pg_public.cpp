#include "platform/db/pg_public.hpp"

#include <thread>

#include <fmt/core.h>

#include "platform/db/pg_error.hpp"

namespace muster::db {
namespace {

constexpr int kAttempts = 10;

constexpr Statement kFindRole{
    "db.find_role",
    "SELECT current_user AS me, r.rolsuper AS super, "
    "pg_has_role(current_user, r.oid, 'MEMBER') AS member FROM pg_roles r WHERE r.rolname = :role",
    {}};
constexpr Statement kMe{"db.me", "SELECT current_user AS me, current_database() AS here, current_schema() AS home", {}};
constexpr Statement kListPublic{"db.list_public_relations",
                                "SELECT c.relname AS name, c.relkind = 'v' AS is_view FROM schema_public p "
                                "JOIN pg_class c ON c.relname = p.name JOIN pg_namespace n ON n.oid = c.relnamespace "
                                "WHERE n.nspname = current_schema() ORDER BY c.relname",
                                {}};

struct Self {
  std::string user;
  std::string database;
  std::string schema;
};

Self get_self(PgConnection& connection) {
  Self self;
  connection.each(kMe, {}, [&](const Row& row) { self = {row.text("me"), row.text("here"), row.text("home")}; });
  return self;
}

// The password goes to the server as a hash only, and never into its log.
std::string sign_in_clause(PgConnection& connection, const PublicRole& role) {
  if (!role.may_sign_in) return "NOLOGIN";
  if (!role.password) return "LOGIN";
  char* hash = PQencryptPasswordConn(connection.handle(), role.password->c_str(), role.name.c_str(), nullptr);
  if (!hash) throw Error(Error::Kind::other, "the password of the public database user cannot be encrypted");
  const std::string clause = "LOGIN PASSWORD " + connection.quote_text(hash);
  PQfreemem(hash);
  return clause;
}

void ensure_role(PgConnection& connection, const PublicRole& role, const Self& self) {
  bool exists = false;
  bool is_member = false;
  bool is_super = false;
  connection.each(kFindRole, {{"role", role.name}}, [&](const Row& row) {
    exists = true;
    is_member = row.flag("member");
    is_super = row.flag("super");
  });
  if (is_super || role.name == self.user) {
    throw Error(Error::Kind::denied,
                fmt::format("the public database user {} must be another user than {}, and no superuser", role.name,
                            self.user));
  }
  const std::string name = connection.quote_name(role.name);
  if (!exists)
    connection.run("create the public role", fmt::format("CREATE ROLE {} {}", name, sign_in_clause(connection, role)));
  if (!role.may_sign_in && !is_member) {
    connection.run("join the public role", fmt::format("GRANT {} TO {}", name, connection.quote_name(self.user)));
  }
}

[[noreturn]] void explain_rights(const PublicRole& role, const Self& self) {
  const std::string join = role.may_sign_in ? "" : fmt::format(" GRANT {} TO {};", role.name, self.user);
  throw Error(
      Error::Kind::denied,
      fmt::format(
          "the database user {0} may not create the role {1}; let an administrator run once: CREATE ROLE {1} {2};{3}",
          self.user, role.name, role.may_sign_in ? "LOGIN PASSWORD '...'" : "NOLOGIN", join));
}

void grant_tables(PgConnection& connection, const PublicRole& role, const Self& self) {
  const auto what = "grant the public role";
  const std::string name = connection.quote_name(role.name);
  const std::string schema = connection.quote_name(self.schema);
  for (const std::string& holder : {name, std::string("PUBLIC")}) {
    connection.run(what, fmt::format("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}", schema, holder));
    connection.run(what, fmt::format("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}", schema, holder));
  }
  connection.run(what, fmt::format("GRANT CONNECT ON DATABASE {} TO {}", connection.quote_name(self.database), name));
  connection.run(what, fmt::format("GRANT USAGE ON SCHEMA {} TO {}", schema, name));
  connection.each(kListPublic, {}, [&](const Row& row) {
    const std::string table = fmt::format("{}.{}", schema, connection.quote_name(row.text("name")));
    // A view would read with its owner's rights; so what it shows must be public as well, as on SQLite.
    if (row.flag("is_view")) connection.run(what, fmt::format("ALTER VIEW {} SET (security_invoker = true)", table));
    connection.run(what, fmt::format("GRANT SELECT ON {} TO {}", table, name));
  });
}

// Roles belong to all databases of a server, so another server's migration may be at the same rows:
// "tuple concurrently updated" is an internal error (XX000), a role made meanwhile a unique one.
bool is_race(const Error& error) {
  const std::string_view what = error.what();
  return error.kind() == Error::Kind::unique || dynamic_cast<const PgRetry*>(&error) != nullptr ||
         what.find("SQLSTATE XX000") != std::string_view::npos || what.find("SQLSTATE 42710") != std::string_view::npos;
}

}  // namespace

PublicRole parse_public_role(const std::string& public_url) {
  if (public_url.empty()) return {kPublicRole, std::nullopt, false};
  PQconninfoOption* options = PQconninfoParse(public_url.c_str(), nullptr);
  PublicRole role{"", std::nullopt, true};
  for (const PQconninfoOption* option = options; option && option->keyword; ++option) {
    if (!option->val) continue;
    if (std::string_view(option->keyword) == "user") role.name = option->val;
    if (std::string_view(option->keyword) == "password") role.password = option->val;
  }
  PQconninfoFree(options);
  if (role.name.empty()) throw Error(Error::Kind::other, "the public database address must name a user");
  return role;
}

void grant_public(PgConnection& connection, const PublicRole& role) {
  const Self self = get_self(connection);
  for (int attempt = 1;; ++attempt) {
    bool is_making_role = true;
    try {
      connection.run("BEGIN");
      ensure_role(connection, role, self);
      is_making_role = false;
      grant_tables(connection, role, self);
      connection.run("COMMIT");
      return;
    } catch (const Error& error) {
      connection.roll_back();
      const bool is_refused =
          error.kind() == Error::Kind::denied && std::string_view(error.what()).find("42501") != std::string_view::npos;
      if (is_refused && is_making_role) explain_rights(role, self);
      if (!is_race(error) || attempt == kAttempts) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20 * attempt));
  }
}

}  // namespace muster::db
