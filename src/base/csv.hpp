// A table as a CSV file that opens in a spreadsheet without running anything: a cell that could start a
// formula is written as text. It knows no types; whoever calls it decides how a value is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Spreadsheets take a cell that begins so for a formula: also behind blanks, and in the full-width forms, which
// some of them fold to ASCII. Such a cell is written with an apostrophe in front.
bool may_be_formula(std::string_view cell);

// RFC 4180 with a byte order mark, CRLF, every cell quoted. A row has a cell for each column.
std::string format_csv(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows);

}  // namespace muster
