// The row that a running statement stands on. Types are checked: text never turns into 0, nor a
// number into text.
#pragma once

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
};

}  // namespace muster::db
