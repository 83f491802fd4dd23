#include "platform/db/pg_error.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace muster::db {
namespace {

struct StateKind {
  std::string_view start;  // of the SQLSTATE; the first that fits wins
  Error::Kind kind;
};

constexpr std::array kStates = {
    StateKind{"23505", Error::Kind::unique},                                                    // unique_violation
    StateKind{"23P01", Error::Kind::unique},                                                    // exclusion_violation
    StateKind{"23503", Error::Kind::foreign_key},                                               // foreign_key_violation
    StateKind{"23502", Error::Kind::not_null},                                                  // not_null_violation
    StateKind{"23", Error::Kind::check},          StateKind{"22", Error::Kind::invalid_value},  // data exception
    StateKind{"25006", Error::Kind::denied},  // read_only_sql_transaction
    StateKind{"42501", Error::Kind::denied},  // insufficient_privilege
    StateKind{"53100", Error::Kind::full},    // disk_full
    StateKind{"55P03", Error::Kind::busy},    // lock_not_available
    StateKind{"57014", Error::Kind::busy},    // query_canceled: the statement took too long
    StateKind{"53300", Error::Kind::lost},    // too_many_connections
    StateKind{"53", Error::Kind::busy},       // out of memory or another resource
    StateKind{"57P", Error::Kind::lost},      // shutdown, crash, starting up
    StateKind{"25P03", Error::Kind::lost},    // idle_in_transaction_session_timeout: the session is over
    StateKind{"08", Error::Kind::lost},
};

// Messages of these classes speak of the statement's text, rights or the server: 0A not supported,
// 25 transaction state, 28 sign-in, 3D and 3F no such database or schema, 42 syntax or rights,
// 53 to 58 resources and operation. The text of a statement never holds a value.
constexpr std::array<std::string_view, 11> kQuotable = {"08", "0A", "25", "28", "3D", "3F",
                                                        "42", "53", "55", "57", "58"};

std::string_view field(const PGresult* result, int code) {
  const char* text = result ? PQresultErrorField(result, code) : nullptr;
  return text ? text : std::string_view();
}

// "Key (organisation, due_on)=(142, 2026-01-01) already exists." in the server's language: the names
// stand in the first brackets. Expressions have brackets of their own; then the index is named.
std::string unique_columns(const PGresult* result) {
  const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  const auto table = field(result, PG_DIAG_TABLE_NAME);
  const auto start = detail.find('(');
  const auto end = detail.find(")=(");
  if (start == std::string_view::npos || end == std::string_view::npos ||
      detail.substr(start + 1, end - start - 1).find('(') != std::string_view::npos) {
    return std::string(field(result, PG_DIAG_CONSTRAINT_NAME));
  }
  std::string columns;
  std::string_view names = detail.substr(start + 1, end - start - 1);
  while (!names.empty()) {
    const auto comma = names.find(", ");
    columns += fmt::format("{}{}.{}", columns.empty() ? "" : ", ", table, names.substr(0, comma));
    names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 2);
  }
  return columns;
}

std::string describe(const PGresult* result, std::string_view state) {
  const bool is_quotable =
      std::any_of(kQuotable.begin(), kQuotable.end(), [&](std::string_view start) { return state.starts_with(start); });
  if (is_quotable) return std::string(field(result, PG_DIAG_MESSAGE_PRIMARY));
  const auto constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
  const auto column = field(result, PG_DIAG_COLUMN_NAME);
  if (!constraint.empty()) return fmt::format("constraint {}", constraint);
  if (!column.empty()) return fmt::format("column {}", column);
  return "refused";
}

}  // namespace

std::string_view sql_state(const PGresult* result) { return field(result, PG_DIAG_SQLSTATE); }

void throw_postgres(const PGresult* result, std::string_view what) {
  const auto state = sql_state(result);
  const auto text = fmt::format("{}: {} (SQLSTATE {})", what, describe(result, state), state);
  // serialization_failure, deadlock_detected, and a kept statement that a migration has made stale
  const bool is_stale = state == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
  if (state == "40001" || state == "40P01" || is_stale) throw PgRetry(text);
  const auto found =
      std::find_if(kStates.begin(), kStates.end(), [&](const StateKind& s) { return state.starts_with(s.start); });
  const auto kind = found == kStates.end() ? Error::Kind::other : found->kind;
  throw Error(kind, text, kind == Error::Kind::unique ? unique_columns(result) : std::string());
}

}  // namespace muster::db
