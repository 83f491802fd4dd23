#include "features/organisations/listing.hpp"

#include <charconv>
#include <string_view>

#include <boost/json.hpp>

namespace muster::organisations {
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

boost::json::value make_value(const std::string& column, const std::string& cell) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (column == "id" && error == std::errc{} && end == cell.data() + cell.size()) return number;
  return boost::json::string(cell);
}

}  // namespace

std::string format_csv(const Listing& listing) {
  std::string out = "\xEF\xBB\xBF";
  append_row(out, listing.columns);
  for (const auto& row : listing.rows) append_row(out, row);
  return out;
}

std::string format_json(const Listing& listing) {
  boost::json::array array;
  for (const auto& row : listing.rows) {
    boost::json::object object;
    for (std::size_t at = 0; at < listing.columns.size(); ++at) object[listing.columns[at]] = make_value(listing.columns[at], row.at(at));
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array);
}

}  // namespace muster::organisations
