// What lines of files hold of people, and how it is forgotten.
#include "base/text.hpp"
#include "features/imports/imports.hpp"
#include "queries_imports.hpp"

namespace muster::imports {

std::int64_t forget_words(db::Write& write, const std::vector<std::string>& words) {
  std::int64_t emptied = 0;
  for (const std::string& each : words) {
    emptied += write.execute(sql::forget_lines_with, {{"pattern", db::make_like_pattern(each)}});
    write.execute(sql::forget_sources_with, {{"pattern", db::make_like_pattern(each)}});
  }
  return emptied;
}

std::int64_t count_lines_before(db::Read& read, Instant before) { return read.count(sql::count_lines_before, {{"before", before}}); }

std::int64_t empty_lines_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::empty_lines_before, {{"before", before}, {"limit", limit}});
}

}  // namespace muster::imports
