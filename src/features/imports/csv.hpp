// Separated values as spreadsheets write them (RFC 4180): quoted cells with separators, quotes and line
// breaks inside. Pure; the text is already UTF-8. What cannot be read is said with its line, never guessed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"

namespace muster::imports {

struct Record {
  int line = 1;  // where it begins in the file
  std::vector<std::string> cells;
};

// The separator of comma, semicolon, tab and bar that stands most often in the first line outside quotes.
char detect_separator(std::string_view text);

// All records; empty lines are left out. A byte order mark is passed over. Problem: a quote that is not
// closed, or a cell or record beyond `cells_most`.
Result<std::vector<Record>> parse_csv(std::string_view text, char separator, std::size_t cells_most = 500);

// One cell for a file that spreadsheets open: quoted where needed, and one that a spreadsheet would read
// as a formula gets an apostrophe in front.
std::string format_cell(std::string_view value);
std::string format_record(const std::vector<std::string>& cells);

}  // namespace muster::imports
