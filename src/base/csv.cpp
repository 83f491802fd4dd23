#include "base/csv.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

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

bool may_be_formula(std::string_view cell) {
  static constexpr std::array<std::string_view, 9> kStarts = {"=", "+", "-", "@", "|", "＝", "＋", "－", "＠"};
  if (cell.starts_with('\t') || cell.starts_with('\r')) return true;
  cell.remove_prefix(std::min(cell.find_first_not_of(" \t\r\n"), cell.size()));
  return std::ranges::any_of(kStarts, [&](std::string_view start) { return cell.starts_with(start); });
}

std::string format_csv(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::string out = "\xEF\xBB\xBF";
  append_row(out, columns);
  for (const auto& row : rows) append_row(out, row);
  return out;
}

}  // namespace muster
