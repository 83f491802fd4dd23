// A room's queries.sql, in the format that src/platform/db/README.md defines, and the header made of it.
// It never looks into the SQL itself: the engines check that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace queryc {

struct Statement {
  std::string name;
  std::string sql;       // without the semicolon at its end
  std::string postgres;  // twin; empty for most
  bool has_twin = false;
};

// Lower-case letters, digits and underscores, a letter first.
bool is_name(std::string_view text);
// `path` stands in messages. Throws std::runtime_error "path:line: what to correct".
std::vector<Statement> parse_statements(const std::string& path, const std::string& text);
// The text of queries_ROOM.hpp.
std::string render(const std::string& room, const std::vector<Statement>& statements);

}  // namespace queryc
