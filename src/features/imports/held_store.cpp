// What lines of files hold of people, and how it is forgotten.
#include <algorithm>

#include "base/text.hpp"
#include "features/imports/imports.hpp"
#include "features/people/people.hpp"
#include "queries_imports.hpp"

namespace muster::imports {

std::vector<HeldTable> list_held(db::Read& read, const std::vector<std::string>& words) {
  HeldTable lines{.key = "import_lines", .title = tr("Lines of imported files that name you"), .columns = {{"file", tr("File")}, {"line", tr("Line")}, {"started_at", tr("When")}, {"words", tr("Words")}}};
  for (const std::string& each : words) {
    read.each(sql::list_held_lines, {{"pattern", db::make_like_pattern(each)}}, [&](const db::Row& row) {
      for (const char* column : {"source", "file_values", "before_values", "name", "why", "left_over"}) {
        if (!people::has_words(row.text(column), words)) continue;
        std::vector<std::string> cells{row.text("file_name"), std::to_string(row.int64("line")), row.instant("started_at").format_rfc3339(), people::make_excerpt(row.text(column), words)};
        if (std::ranges::find(lines.rows, cells) == lines.rows.end()) lines.rows.push_back(std::move(cells));
        break;
      }
    });
  }
  return {std::move(lines)};
}

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
