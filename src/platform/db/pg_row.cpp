#include "platform/db/pg_row.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include <fmt/core.h>

#include "platform/db/pg_types.hpp"

namespace muster::db {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

int PgRow::find_column(std::string_view column) const {
  const int columns = PQnfields(result_);
  for (int i = 0; i < columns; ++i) {
    if (column == PQfname(result_, i)) return i;
  }
  throw std::logic_error(fmt::format("{}: there is no column {}", statement_, column));
}

std::string_view PgRow::raw(int place, std::string_view column) const {
  if (PQgetisnull(result_, 0, place))
    throw Error(Error::Kind::missing, fmt::format("{}: column {} is NULL", statement_, column));
  return {PQgetvalue(result_, 0, place), static_cast<std::size_t>(PQgetlength(result_, 0, place))};
}

void PgRow::refuse_type(std::string_view column) const {
  throw std::logic_error(fmt::format("{}: column {} is of another type", statement_, column));
}

bool PgRow::is_null(std::string_view column) const { return PQgetisnull(result_, 0, find_column(column)) != 0; }

std::int64_t PgRow::int64(std::string_view column) const {
  const int place = find_column(column);
  const auto value = raw(place, column);
  switch (PQftype(result_, place)) {
    case pg::kBool:  // EXISTS and comparisons are numbers on SQLite
      return value == "t" ? 1 : 0;
    case pg::kInt2:
    case pg::kInt4:
    case pg::kInt8:
    case pg::kNumeric:
      break;
    default:
      refuse_type(column);
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) {
    throw Error(Error::Kind::invalid_value, fmt::format("{}: column {} is no int64", statement_, column));
  }
  return number;
}

double PgRow::real(std::string_view column) const {
  const int place = find_column(column);
  const auto value = raw(place, column);
  switch (PQftype(result_, place)) {
    case pg::kInt2:
    case pg::kInt4:
    case pg::kInt8:
    case pg::kFloat4:
    case pg::kFloat8:
    case pg::kNumeric:
      break;
    default:
      refuse_type(column);
  }
  double number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

std::string PgRow::text(std::string_view column) const {
  const int place = find_column(column);
  const auto value = raw(place, column);
  switch (PQftype(result_, place)) {
    case pg::kText:
    case pg::kVarchar:
    case pg::kBpchar:
    case pg::kName:
    case pg::kUnknownText:
      return std::string(value);
    default:
      refuse_type(column);
  }
}

Bytes PgRow::bytes(std::string_view column) const {
  const int place = find_column(column);
  const auto value = raw(place, column);
  if (PQftype(result_, place) != pg::kBytea || !value.starts_with("\\x")) refuse_type(column);
  Bytes bytes;
  bytes.reserve(value.size() / 2);
  for (std::size_t i = 2; i + 1 < value.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(hex_digit(value[i]) * 16 + hex_digit(value[i + 1])));
  }
  return bytes;
}

}  // namespace muster::db
