#include "base/csv.hpp"

#include <string_view>

namespace muster {
namespace {

// Spreadsheets take a cell that begins so for a formula, also behind blanks.
bool may_be_formula(std::string_view cell) {
  const auto start = cell.find_first_not_of(" \t\r\n");
  if (!cell.empty() && (cell.front() == '\t' || cell.front() == '\r')) return true;
  return start != std::string_view::npos && std::string_view("=+-@|").find(cell[start]) != std::string_view::npos;
}

void append_cell(std::string& out, std::string_view cell) {
  out += '"';
  if (may_be_formula(cell)) out += '\'';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_row(std::string& out, const std::vector<std::string>& cells) {
  bool is_first = true;
  for (const std::string& cell : cells) {
    if (!is_first) out += ',';
    is_first = false;
    append_cell(out, cell);
  }
  out += "\r\n";
}

}  // namespace

std::string format_csv(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::string out = "\xEF\xBB\xBF";
  append_row(out, columns);
  for (const auto& row : rows) append_row(out, row);
  return out;
}

}  // namespace muster
