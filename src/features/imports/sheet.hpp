// A file of members as rows with named columns, whatever its headings are called. Pure rules: heading
// synonyms, codes, partial dates; a gap stays a gap. Says which columns it does not know.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "features/imports/csv.hpp"

namespace muster::imports {

struct Row {
  int line = 0;  // where it begins
  std::map<std::string, std::string, std::less<>> values;  // by our column name; empty cells are left out
  std::size_t surplus = 0;                                  // cells beyond the headings
  std::vector<std::string> cells;                           // as they stand in the file
  const std::string& get(std::string_view column) const;   // "" when absent
};

struct Sheet {
  std::vector<std::string> headings;
  std::vector<Row> rows;
  std::vector<std::string> unknown_columns;
};

// Columns: key, name, name_english, short_name, country, region, place, kind, summary, website,
// reference_url, contact, redistribution_address, languages, topics, joined_on, status, note, and for people
// representative_N_name, _latin, _email, _language, _prime with N from 1 to 9. Problem: no column "name", or a
// heading that stands twice. Of two headings that mean the same the first counts; the other is named as unknown.
// With `columns` those count, one for each heading, and none is unknown.
Result<Sheet> read_sheet(const std::vector<Record>& records, const std::vector<std::string>& columns = {});
// "E-Mail Address " -> "e_mail_address"
std::string fold_heading(std::string_view heading);
// Our column, or "" for a heading that says nothing to us; kIgnored for one that we write ourselves and do not read.
inline constexpr std::string_view kIgnored = "ignored";
std::string find_column(std::string_view heading);
// "languages" and "topics": words between blanks, commas, semicolons or bars.
std::vector<std::string> split_words(std::string_view text);

}  // namespace muster::imports
