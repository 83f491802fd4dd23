// Checks the pages of a SQLite file: the last eight bytes of each page, which SQLite leaves free for that, hold a
// checksum of the page and its number. It is written with the page and compared whenever the page is read from
// the file, so that a flipped bit, a zeroed or a misplaced page is an error (SQLITE_IOERR_DATA) and never a wrong
// answer. A VFS over the system's own; the write-ahead log has checksums of SQLite's. Without checksums are only files
// that were made before there were any, until migrate() rewrites them.
#pragma once

#include <cstdint>

struct sqlite3;

namespace muster::db {

// The name to open connections with. Registers the VFS the first time, over what is SQLite's default then.
const char* checked_vfs();

// To be called on a new connection before its first write: a file that is still empty will have checksums.
void ask_for_checksums(sqlite3* connection);

// Whether the pages that this connection reads have room for checksums. To be asked before ask_for_checksums().
bool reads_checksums(sqlite3* connection);

// Exposed for tests.
std::uint64_t make_checksum(const unsigned char* page, int size, std::uint64_t number);

}  // namespace muster::db
