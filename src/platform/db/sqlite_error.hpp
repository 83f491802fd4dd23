// SQLite's result codes as our kinds of error. Messages of the engine are passed on only where they
// cannot quote a value: while a statement is compiled, and for broken constraints.
#pragma once

#include <string_view>

#include "platform/db/database.hpp"

struct sqlite3;

namespace muster::db {

// For every line about data that are damaged.
inline constexpr std::string_view kHowToRestore = "Put a backup in their place: muster restore FILE";

enum class SqliteMoment { compiling, running };

// Throws the Error for the connection's last result. `what` names the statement or the deed.
[[noreturn]] void throw_sqlite(sqlite3* connection, int code, std::string_view what, SqliteMoment moment);

// After these the connection is closed and a new one opened: disk full, I/O, damaged file, memory.
bool is_sqlite_code_serious(int code);

}  // namespace muster::db
