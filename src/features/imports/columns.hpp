// What the columns of a file mean: guessed by their headings, chosen by a person, known again by the set of headings
// the next time. Pure rules; which words a heading may have stands in sheet.cpp.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "base/problem.hpp"

namespace muster::imports {

// A field for each column of a file, in order; "" leaves the column out.
using Columns = std::vector<std::string>;

// What a column can be; `number` for the fields of people.
struct ColumnField {
  std::string code;
  Message label;
};
std::vector<ColumnField> list_column_fields();
bool is_column_field(std::string_view code);

// By the headings alone: of two that mean the same the first counts.
Columns guess_columns(const std::vector<std::string>& headings);
// A column has a heading that says nothing to us, or no column is the name: a person has to say.
bool needs_choice(const std::vector<std::string>& headings, const Columns& columns);
// One for each problem, with the field "column-N" (from 0): a field chosen twice; no name. Empty: all is well.
Problems check_columns(const Columns& columns);

// The same for the same headings in any order.
std::string make_headings_key(const std::vector<std::string>& headings);
// As it is remembered, and put to the columns of another file with these headings.
std::string format_choice(const std::vector<std::string>& headings, const Columns& columns);
Columns apply_choice(const std::vector<std::string>& headings, std::string_view choice);

// "Name of the group=name": over what is known. Problem: no such column, no such field.
Result<Columns> apply_words(const std::vector<std::string>& headings, Columns columns, const std::vector<std::string>& words);

}  // namespace muster::imports
