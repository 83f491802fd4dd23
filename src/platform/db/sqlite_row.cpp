#include "platform/db/sqlite_row.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

namespace muster::db {

int SqliteRow::find_column(std::string_view column) const {
  if (names_.empty()) {
    const int columns = sqlite3_column_count(handle_);
    for (int i = 0; i < columns; ++i) names_.emplace_back(sqlite3_column_name(handle_, i));
  }
  // Columns are mostly read in their order: the search goes on where the last one ended.
  for (std::size_t tried = 0; tried < names_.size(); ++tried) {
    if (next_ == names_.size()) next_ = 0;
    if (names_[next_++] == column) return static_cast<int>(next_ - 1);
  }
  throw std::logic_error(fmt::format("{}: there is no column {}", statement_, column));
}

int SqliteRow::place(std::string_view column, int type) const {
  const int i = find_column(column);
  const int found = sqlite3_column_type(handle_, i);
  if (found == SQLITE_NULL) refuse_null(column);
  if (found != type) refuse_type(column);
  return i;
}

void SqliteRow::refuse_type(std::string_view column) const {
  throw std::logic_error(fmt::format("{}: column {} is of another type", statement_, column));
}

void SqliteRow::refuse_null(std::string_view column) const {
  throw Error(Error::Kind::missing, fmt::format("{}: column {} is NULL", statement_, column));
}

bool SqliteRow::is_null(std::string_view column) const {
  return sqlite3_column_type(handle_, find_column(column)) == SQLITE_NULL;
}

std::int64_t SqliteRow::int64(std::string_view column) const {
  return sqlite3_column_int64(handle_, place(column, SQLITE_INTEGER));
}

double SqliteRow::real(std::string_view column) const {
  const int i = find_column(column);
  const int type = sqlite3_column_type(handle_, i);
  if (type == SQLITE_NULL) refuse_null(column);
  if (type != SQLITE_FLOAT && type != SQLITE_INTEGER) refuse_type(column);
  return sqlite3_column_double(handle_, i);
}

std::string SqliteRow::text(std::string_view column) const {
  const int i = place(column, SQLITE_TEXT);
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(handle_, i));
  if (!start) throw std::bad_alloc();
  return std::string(start, static_cast<std::size_t>(sqlite3_column_bytes(handle_, i)));
}

Bytes SqliteRow::bytes(std::string_view column) const {
  const int i = place(column, SQLITE_BLOB);
  const auto* start = static_cast<const std::byte*>(sqlite3_column_blob(handle_, i));  // null when empty
  return start ? Bytes(start, start + sqlite3_column_bytes(handle_, i)) : Bytes();
}

}  // namespace muster::db
