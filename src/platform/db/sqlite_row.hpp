// The row that a running statement stands on. Types are checked: text never turns into 0, nor a
// number into text.
#pragma once

#include <string_view>
#include <vector>

#include "platform/db/database.hpp"

struct sqlite3_stmt;

namespace muster::db {

class SqliteRow final : public Row {
 public:
  SqliteRow(std::string_view statement, sqlite3_stmt* handle) : statement_(statement), handle_(handle) {}

  bool is_null(std::string_view column) const override;
  std::int64_t int64(std::string_view column) const override;
  double real(std::string_view column) const override;
  std::string text(std::string_view column) const override;
  Bytes bytes(std::string_view column) const override;

 private:
  int find_column(std::string_view column) const;
  // The column's place, after a check that it holds `type`.
  int place(std::string_view column, int type) const;
  [[noreturn]] void refuse_type(std::string_view column) const;
  [[noreturn]] void refuse_null(std::string_view column) const;

  std::string_view statement_;
  sqlite3_stmt* handle_;
  // Asking SQLite for a name costs more than reading the value; it keeps them until the statement is done.
  mutable std::vector<std::string_view> names_;
  mutable std::size_t next_ = 0;
};

}  // namespace muster::db
