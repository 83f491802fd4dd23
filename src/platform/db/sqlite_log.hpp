// Looks at SQLite's write-ahead log before SQLite does. SQLite reads it up to the first frame that is not whole
// and forgets the rest, as it must after a power cut; where that frame was damaged later, what was acknowledged
// would be gone without a word. It only reads, also while a server is writing.
#pragma once

#include <string>

namespace muster::db {

// Empty when the log of this database is whole, or ends as a power cut may end it. Else what is wrong, in one line.
std::string find_log_damage(const std::string& database);

}  // namespace muster::db
