#include "platform/db/sqlite_public.hpp"

#include <array>

#include <sqlite3.h>

namespace muster::db {
namespace {

constexpr Statement kHasPublic{
    "db.has_public", "SELECT count(*) AS count FROM sqlite_schema WHERE name = 'schema_public'", {}};
constexpr Statement kListPublic{"db.list_public", "SELECT name FROM schema_public ORDER BY name", {}};

// Functions that reach outside the tables.
bool may_call(std::string_view function) { return function != "load_extension" && function != "fts3_tokenizer"; }

// SQLite declares the columns of a virtual table by compiling, and never running, an update of its
// schema. A real one is refused by query_only and by defensive mode.
bool is_declaration(int action, std::string_view table, const char* column) {
  if (table != "sqlite_master") return false;
  return action == SQLITE_UPDATE || (column && column == std::string_view("ROWID"));
}

int authorize(void* context, int action, const char* first, const char* second, const char*, const char*) {
  const auto& tables = *static_cast<const PublicTables*>(context);
  bool allowed = false;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
      allowed = true;
      break;
    case SQLITE_READ:
      allowed = tables.may_read(first) || is_declaration(action, first, second);
      break;
    case SQLITE_UPDATE:
      allowed = is_declaration(action, first, second);
      break;
    case SQLITE_FUNCTION:
      allowed = may_call(second);
      break;
    case SQLITE_PRAGMA:  // FTS5 asks whether another connection has written
      allowed = first == std::string_view("data_version") && !second;
      break;
    default:
      break;
  }
  return allowed ? SQLITE_OK : SQLITE_DENY;
}

}  // namespace

bool PublicTables::may_read(std::string_view table) const {
  if (names_.contains(table)) return true;
  if (table == "json_each" || table == "json_tree") return true;  // make rows of a value, hold none
  constexpr std::array<std::string_view, 5> kStorage = {"_data", "_idx", "_content", "_docsize", "_config"};
  for (const auto suffix : kStorage) {
    if (table.ends_with(suffix) && names_.contains(table.substr(0, table.size() - suffix.size()))) return true;
  }
  return false;
}

PublicTables load_public_tables(SqliteConnection& connection) {
  std::set<std::string, std::less<>> names;
  bool has_public = false;
  connection.each(kHasPublic, {}, [&](const Row& row) { has_public = row.int64("count") > 0; });
  if (has_public) connection.each(kListPublic, {}, [&](const Row& row) { names.insert(row.text("name")); });
  return PublicTables(std::move(names));
}

PublicConnection::PublicConnection(const SqliteSettings& settings, std::shared_ptr<const PublicTables> tables)
    : tables_(std::move(tables)), connection_(settings) {
  sqlite3_set_authorizer(connection_.handle(), authorize, const_cast<PublicTables*>(tables_.get()));
}

}  // namespace muster::db
