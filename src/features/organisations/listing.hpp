// Lists for download. CSV opens in a spreadsheet without running anything: a cell that could start a
// formula is written as text. JSON has the same columns in the same order.
#pragma once

#include <string>
#include <vector>

namespace muster::organisations {

struct Listing {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // a cell for each column
};

// RFC 4180 with a byte order mark, CRLF, and every cell quoted where it must be.
std::string format_csv(const Listing& listing);
// An array of objects. The column "id" is written as a number.
std::string format_json(const Listing& listing);

}  // namespace muster::organisations
