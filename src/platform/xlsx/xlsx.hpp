// A table as a workbook (Office Open XML) that a spreadsheet opens as it stands. Text is always text: nothing that
// somebody typed becomes a formula or a link. Dates are dates, numbers are numbers, the first row stays in view, and
// the sheet runs from right to left where its reader's language does. It knows neither rooms nor languages.
#pragma once

#include <string>
#include <vector>

namespace muster::xlsx {

enum class Kind { text, number, date };

struct Column {
  std::string title;
  Kind kind = Kind::text;
};

struct Sheet {
  std::string name;  // of the tab; at most 31 signs count, and those that a spreadsheet refuses become "-"
  bool is_right_to_left = false;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // a cell for each column
};

// A table whose columns of these titles hold numbers or dates; all others hold text.
Sheet make_sheet(std::string name, bool is_right_to_left, const std::vector<std::string>& titles, std::vector<std::vector<std::string>> rows,
                 const std::vector<std::string>& numbers, const std::vector<std::string>& dates);

// A number is decimal digits, a date "2026-11-27"; a cell that is neither in such a column is written as text, an empty
// one is left empty. Text beyond what a cell may hold (32,767 signs) is cut. Throws std::runtime_error when the
// temporary folder cannot be written, std::length_error above 1,048,575 rows.
std::string format_xlsx(const Sheet& sheet);

inline constexpr const char* kMediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

}  // namespace muster::xlsx
