#include "queryc/queries.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <stdexcept>

namespace queryc {

namespace {

// One block of the file: from a "-- name:" line to the next.
struct Block {
  std::string place;  // "file:line", for messages
  std::string name;
  bool is_twin = false;
  bool has_comment = false;
  std::string sql;
};

[[noreturn]] void fail(const std::string& place, const std::string& what) { throw std::runtime_error(place + ": " + what); }

std::string trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return std::string(text);
}

Block parse_heading(const std::string& place, std::string_view heading) {
  Block block{.place = place, .name = trim(heading)};
  constexpr std::string_view kTwin = "[postgres]";
  if (block.name.ends_with(kTwin)) {
    block.is_twin = true;
    block.name = trim(std::string_view(block.name).substr(0, block.name.size() - kTwin.size()));
  }
  if (!is_name(block.name)) fail(place, "a statement's name is lower-case letters, digits and _, not \"" + block.name + "\"");
  if (block.name == "all") fail(place, "\"all\" is the list of all statements; choose another name");
  return block;
}

void finish(Block& block) {
  block.sql = trim(block.sql);
  if (!block.has_comment) fail(block.place, "say in a comment line under the name what \"" + block.name + "\" is for");
  if (block.sql.empty() || block.sql.back() != ';') fail(block.place, "the statement \"" + block.name + "\" must end with ;");
  block.sql = trim(std::string_view(block.sql).substr(0, block.sql.size() - 1));
  if (block.sql.empty()) fail(block.place, "the statement \"" + block.name + "\" is empty");
  if (block.sql.find(")sql\"") != std::string::npos) fail(block.place, "the text )sql\" cannot stand in a statement");
}

std::vector<Block> read_blocks(const std::string& path, const std::string& text) {
  std::istringstream file(text);
  constexpr std::string_view kHeading = "-- name:";
  std::vector<Block> blocks;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string place = path + ":" + std::to_string(number);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.starts_with(kHeading)) {
      if (!blocks.empty()) finish(blocks.back());
      blocks.push_back(parse_heading(place, std::string_view(line).substr(kHeading.size())));
      continue;
    }
    const bool is_comment = line.starts_with("--");
    if (blocks.empty()) {
      if (!is_comment && !trim(line).empty()) fail(place, "a statement begins with a line \"-- name: find_something\"");
      continue;
    }
    Block& block = blocks.back();
    if (is_comment && block.sql.empty()) {
      block.has_comment = block.has_comment || trim(std::string_view(line).substr(2)).size() > 2;
    } else if (!(block.sql.empty() && trim(line).empty())) {
      block.sql += line + "\n";
    }
  }
  if (!blocks.empty()) finish(blocks.back());
  return blocks;
}

std::vector<Statement> pair_twins(const std::vector<Block>& blocks) {
  std::vector<Statement> statements;
  const auto find = [&](const std::string& name) { return std::ranges::find(statements, name, &Statement::name); };
  for (const Block& block : blocks) {
    if (block.is_twin) continue;
    if (find(block.name) != statements.end()) fail(block.place, "there is a statement \"" + block.name + "\" already");
    statements.push_back({block.name, block.sql, {}, false});
  }
  for (const Block& block : blocks) {
    if (!block.is_twin) continue;
    const auto original = find(block.name);
    if (original == statements.end()) fail(block.place, "a twin needs a statement \"" + block.name + "\" without [postgres]");
    if (original->has_twin) fail(block.place, "\"" + block.name + "\" has a PostgreSQL twin already");
    original->postgres = block.sql;
    original->has_twin = true;
  }
  return statements;
}

}  // namespace

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

std::vector<Statement> parse_statements(const std::string& path, const std::string& text) {
  return pair_twins(read_blocks(path, text));
}

std::string render(const std::string& room, const std::vector<Statement>& statements) {
  std::ostringstream out;
  out << "// Made by queryc from the queries.sql of the room \"" << room << "\".\n#pragma once\n\n#include <array>\n\n"
      << "#include \"platform/db/database.hpp\"\n\nnamespace muster::" << room << "::sql {\n\n";
  for (const Statement& s : statements) {
    out << "inline constexpr db::Statement " << s.name << "{\"" << room << "." << s.name << "\", R\"sql(" << s.sql << ")sql\", R\"sql("
        << s.postgres << ")sql\"};\n";
  }
  out << "\ninline constexpr std::array<db::Statement, " << statements.size() << "> all = {";
  for (const Statement& s : statements) out << s.name << ", ";
  out << "};\n\n}  // namespace muster::" << room << "::sql\n";
  return out.str();
}

}  // namespace queryc
