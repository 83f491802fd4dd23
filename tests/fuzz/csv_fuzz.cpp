// Files of members in any encoding: decoded, cut into cells, read by their headings, and written out again.
// Text is clean or refused by its line; a written cell is never a formula and reads back as it was.
#include <algorithm>
#include <string>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "features/imports/csv.hpp"
#include "features/imports/sheet.hpp"
#include "platform/i18n/encoding.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

// The rule that a spreadsheet's reading of a cell is measured by, written down a second time on purpose.
bool begins_formula(std::string_view cell) {
  for (const std::string_view start : {"\t", "\r", "＝", "＋", "－", "＠", "=", "+", "-", "@"}) {
    if (cell.starts_with(start)) return true;
  }
  return false;
}

void check_cell(const std::string& before, const std::string& after) {
  require(!begins_formula(after), "a written cell is no formula");
  require(after == before || after == "'" + before, "a written cell reads back");
}

void check_written(const std::vector<imports::Record>& records) {
  std::string text = "\xEF\xBB\xBF";
  std::size_t most = 1;
  for (const auto& record : records) {
    text += imports::format_record(record.cells);
    most = std::max(most, record.cells.size());
  }
  const auto again = imports::parse_csv(text, ',');
  require(again && again->size() == records.size(), "as many records come back");
  for (std::size_t i = 0; i < records.size(); ++i) {
    require((*again)[i].cells.size() == records[i].cells.size(), "as many cells come back");
    for (std::size_t c = 0; c < records[i].cells.size(); ++c) check_cell(records[i].cells[c], (*again)[i].cells[c]);
  }
  if (records.empty()) return;
  const std::vector<std::vector<std::string>> rows = {records.back().cells};
  const auto exported = imports::parse_csv(format_csv(records.front().cells, rows), ',');
  require(exported && exported->size() <= 2, "an export has its rows");
  for (const auto& record : *exported) {
    for (const auto& cell : record.cells) require(!begins_formula(cell), "an exported cell is no formula");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto decoded = i18n::decode_to_utf8(input.rest());
  if (!decoded) {
    require(decoded.error().line >= 1 && !decoded.error().encoding.empty(), "what is no text is named by its line");
    return 0;
  }
  require(is_clean_utf8(decoded->text), "decoded text is clean");
  const char separator = imports::detect_separator(decoded->text);
  require(std::string_view(",;\t|").find(separator) != std::string_view::npos, "a separator is one of four");
  const auto records = imports::parse_csv(decoded->text, separator);
  if (!records) return 0;
  int line = 0;
  std::size_t bytes = 0;
  for (const auto& record : *records) {
    require(record.line > line && !record.cells.empty() && record.cells.size() <= 500, "records stand in their lines");
    line = record.line;
    for (const auto& cell : record.cells) bytes += cell.size();
  }
  require(bytes <= decoded->text.size(), "nothing grows");
  check_written(*records);
  const auto sheet = imports::read_sheet(*records);
  if (!sheet) return 0;
  require(sheet->rows.size() < records->size(), "the first record is the headings");
  for (const auto& row : sheet->rows) {
    for (const auto& [column, value] : row.values) require(!value.empty() && trim(value) == value, "a value is trimmed");
  }
  return 0;
}
