// PostgreSQL's SQLSTATEs as our kinds of error. The server's message is passed on only for classes of
// errors about the statement or the server; the others quote values.
#pragma once

#include <string_view>

#include <libpq-fe.h>

#include "platform/db/database.hpp"

namespace muster::db {

// A race with another transaction was lost: nothing is done, and the closure may run again.
class PgRetry : public Error {
 public:
  explicit PgRetry(const std::string& what) : Error(Kind::busy, what) {}
};

// Throws the Error for a failed result. `what` names the statement or the deed.
[[noreturn]] void throw_postgres(const PGresult* result, std::string_view what);

std::string_view sql_state(const PGresult* result);

}  // namespace muster::db
