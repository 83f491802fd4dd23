// The first row of a PostgreSQL result, in text form. Types are checked by the column's type, as on
// SQLite; sum() and avg() give numeric, which int64() takes when it is whole, and real() always.
#pragma once

#include <libpq-fe.h>

#include "platform/db/database.hpp"

namespace muster::db {

class PgRow final : public Row {
 public:
  PgRow(std::string_view statement, const PGresult* result) : statement_(statement), result_(result) {}

  bool is_null(std::string_view column) const override;
  std::int64_t int64(std::string_view column) const override;
  double real(std::string_view column) const override;
  std::string text(std::string_view column) const override;
  Bytes bytes(std::string_view column) const override;

 private:
  int find_column(std::string_view column) const;
  std::string_view raw(int place, std::string_view column) const;  // NULL is an Error(missing)
  [[noreturn]] void refuse_type(std::string_view column) const;

  std::string_view statement_;
  const PGresult* result_;
};

}  // namespace muster::db
