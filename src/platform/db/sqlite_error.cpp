#include "platform/db/sqlite_error.hpp"

#include <cerrno>

#include <fmt/core.h>
#include <sqlite3.h>

namespace muster::db {
namespace {

Error::Kind constraint_kind(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Error::Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Error::Kind::foreign_key;
    case SQLITE_CONSTRAINT_NOTNULL:
      return Error::Kind::not_null;
    case SQLITE_CONSTRAINT_DATATYPE:
      return Error::Kind::invalid_value;
    default:
      return Error::Kind::check;
  }
}

// Which I/O errors mean "no room": the system says so, or it was while a file grows. A quota and a
// file size limit come as I/O errors too.
bool is_lack_of_room(sqlite3* connection, int code) {
  if (code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_WRITE) return true;
  const int system = connection ? sqlite3_system_errno(connection) : 0;
  return system == ENOSPC || system == EDQUOT || system == EFBIG;
}

Error::Kind kind_of(sqlite3* connection, int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return constraint_kind(code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error::Kind::busy;
    case SQLITE_FULL:
      return Error::Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return is_lack_of_room(connection, code) ? Error::Kind::full : Error::Kind::other;
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return Error::Kind::denied;
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return Error::Kind::invalid_value;
    default:
      return Error::Kind::other;
  }
}

// "UNIQUE constraint failed: report.organisation, report.due_on" names the columns after the colon,
// or "index 'name'" where the index is on an expression.
std::string unique_columns(std::string_view message) {
  const auto colon = message.find(": ");
  if (colon == std::string_view::npos) return {};
  message.remove_prefix(colon + 2);
  if (message.starts_with("index '") && message.ends_with("'")) message = message.substr(7, message.size() - 8);
  return std::string(message);
}

bool is_damage(int code) { return code == SQLITE_IOERR_DATA || (code & 0xff) == SQLITE_CORRUPT; }

}  // namespace

void throw_sqlite(sqlite3* connection, int code, std::string_view what, SqliteMoment moment) {
  const Error::Kind kind = kind_of(connection, code);
  const bool is_constraint = (code & 0xff) == SQLITE_CONSTRAINT && code != SQLITE_CONSTRAINT_TRIGGER;
  const bool may_quote = connection && (is_constraint || moment == SqliteMoment::compiling);
  std::string message = may_quote ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  if (is_damage(code)) message = fmt::format("the data are damaged. {}", kHowToRestore);
  if ((code & 0xff) == SQLITE_NOTADB) message = fmt::format("file is not a database. {}", kHowToRestore);
  throw Error(kind, fmt::format("{}: {} (SQLite code {})", what, message, code),
              kind == Error::Kind::unique ? unique_columns(message) : std::string());
}

bool is_sqlite_code_serious(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      return true;
    default:
      return false;
  }
}

}  // namespace muster::db
