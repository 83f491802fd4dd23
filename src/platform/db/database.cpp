#include "platform/db/database.hpp"

#include <fmt/core.h>

#include "platform/db/pg_database.hpp"
#include "platform/db/sqlite_database.hpp"

namespace muster::db {

Date Row::date(std::string_view column) const {
  const auto date = Date::parse(text(column));
  if (!date) throw Error(Error::Kind::other, fmt::format("column {} holds no date", column));
  return *date;
}

std::optional<std::int64_t> Row::optional_int64(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return int64(column);
}

std::optional<std::string> Row::optional_text(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<Instant> Row::optional_instant(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return instant(column);
}

std::optional<Date> Row::optional_date(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return date(column);
}

std::int64_t PublicRead::count(const Statement& statement, const Parameters& parameters) {
  return get(statement, parameters, [](const Row& row) { return row.int64("count"); });
}

bool PublicRead::exists(const Statement& statement, const Parameters& parameters) {
  bool found = false;
  each(statement, parameters, [&](const Row&) { found = true; });
  return found;
}

std::string make_like_pattern(std::string_view words) {
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

std::unique_ptr<Database> Database::open(const Options& options) {
  constexpr std::string_view kSqlite = "sqlite:";
  const std::string_view url = options.url;
  if (url.starts_with(kSqlite)) return open_sqlite(std::string(url.substr(kSqlite.size())), options);
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return open_postgresql(options);
  // The address itself may hold a password.
  throw Error(Error::Kind::other, "the database address must start with sqlite: or postgresql://");
}

}  // namespace muster::db
