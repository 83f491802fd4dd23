// Which tables public handlers may read on SQLite, enforced by SQLite itself: an authorizer is asked
// about every table that a statement reads, also through views, count(*), EXISTS and subqueries, and
// again whenever a statement is compiled anew.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "platform/db/sqlite_connection.hpp"

namespace muster::db {

class PublicTables {
 public:
  PublicTables() = default;
  explicit PublicTables(std::set<std::string, std::less<>> names) : names_(std::move(names)) {}
  // A declared table, or the storage of a declared FTS5 table (X_data, X_idx ...).
  bool may_read(std::string_view table) const;

 private:
  std::set<std::string, std::less<>> names_;
};

// The names kept in schema_public; none before the first migration.
PublicTables load_public_tables(SqliteConnection& connection);

// A reader that is held to `tables` from its first statement on.
class PublicConnection {
 public:
  PublicConnection(const SqliteSettings& settings, std::shared_ptr<const PublicTables> tables);
  SqliteConnection& connection() { return connection_; }
  bool is_usable() const { return connection_.is_usable(); }

 private:
  std::shared_ptr<const PublicTables> tables_;  // outlives the connection, whose authorizer points to it
  SqliteConnection connection_;
};

}  // namespace muster::db
