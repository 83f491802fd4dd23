// What embed makes of files: C++ tables of their bytes, so that the program is one file. Three kinds,
// because three readers want three shapes: assets (by address, compressed), migrations (by number)
// and plain files (by path).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace embed {

struct Source {
  std::string path;  // as given
  std::string name;  // relative to the root, or the file name alone
  std::string bytes;
};

// A header and its .cpp.
struct Output {
  std::string header;
  std::string code;
};

// A narrow string literal of any bytes; octal, because a hexadecimal escape has no end.
std::string quote(std::string_view bytes);

// `header` is the name that the .cpp includes.
Output render_assets(const std::vector<Source>& sources, const std::string& header);
// Refuses names that are not NNNN_topic.sql, a number used twice, and a twin without an original.
Output render_migrations(const std::vector<Source>& sources, const std::string& header);
Output render_files(const std::vector<Source>& sources, const std::string& symbol, const std::string& header);

}  // namespace embed
