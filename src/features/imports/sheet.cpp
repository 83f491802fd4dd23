#include "features/imports/sheet.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace muster::imports {
namespace {

using Synonym = std::pair<std::string_view, std::string_view>;
constexpr auto kSynonyms = std::to_array<Synonym>({
    {"key", "key"}, {"external_key", "key"}, {"id", "key"}, {"name", "name"}, {"organisation", "name"}, {"organization", "name"},
    {"name_english", "name_english"}, {"english_name", "name_english"}, {"short_name", "short_name"}, {"acronym", "short_name"},
    {"country", "country"}, {"country_iso2", "country"}, {"country_code", "country"}, {"region", "region"}, {"ralo", "region"},
    {"place", "place"}, {"city", "place"}, {"town", "place"}, {"kind", "kind"}, {"type", "kind"}, {"summary", "summary"},
    {"description", "summary"}, {"website", "website"}, {"url", "website"}, {"web", "website"}, {"reference_url", "reference_url"},
    {"contact", "contact"}, {"public_contact", "contact"}, {"email", "contact"}, {"e_mail", "contact"},
    {"redistribution_address", "redistribution_address"}, {"mailing_list", "redistribution_address"}, {"languages", "languages"},
    {"language", "languages"}, {"topics", "topics"}, {"joined_on", "joined_on"}, {"accredited_on", "joined_on"}, {"joined", "joined_on"},
    {"status", "status"}, {"status_seen", "status"}, {"note", "note"}, {"source_note", "note"}, {"notes", "note"},
    {"line", "ignored"}, {"problem", "ignored"},  // of the list of lines to mend that we write ourselves
});

}  // namespace

std::string fold_heading(std::string_view heading) {
  std::string folded = to_lower_ascii(trim(heading));
  for (char& c : folded) {
    if (c == ' ' || c == '-' || c == '.') c = '_';
  }
  return folded;
}

std::string find_column(std::string_view heading) {
  const std::string folded = fold_heading(heading);
  for (const auto& [synonym, column] : kSynonyms) {
    if (folded == synonym) return std::string(column);
  }
  for (const std::string_view prefix : {"representative_", "representative", "rep_", "rep"}) {
    if (!folded.starts_with(prefix)) continue;
    const std::string rest = folded.substr(prefix.size());
    if (rest.size() < 3 || rest[0] < '1' || rest[0] > '9' || rest[1] != '_') continue;
    const std::string part = rest.substr(2);
    for (const std::string_view known : {"name", "latin", "email", "language", "prime"}) {
      if (part == known || (known == "latin" && part == "name_latin") || (known == "email" && part == "e_mail")) {
        return std::string("representative_") + rest[0] + "_" + std::string(known);
      }
    }
  }
  return {};
}

const std::string& Row::get(std::string_view column) const {
  static const std::string empty;
  const auto found = values.find(column);
  return found == values.end() ? empty : found->second;
}

namespace {

// By the headings, and which of them say nothing to us.
Result<std::vector<std::string>> name_columns(Sheet& sheet) {
  std::vector<std::string> columns;
  for (const std::string& heading : sheet.headings) {
    std::string column = find_column(heading);
    if (!column.empty() && std::ranges::count(sheet.headings, heading) > 1) {
      return invalid("file", tr("The column “{name}” stands in the first line twice.", {{"name", heading}}));
    }
    // The same column twice: the first counts.
    if (!column.empty() && std::ranges::find(columns, column) != columns.end()) column.clear();
    if (column.empty() && !trim(heading).empty()) sheet.unknown_columns.push_back(heading);
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

Result<Sheet> read_sheet(const std::vector<Record>& records, const std::vector<std::string>& chosen) {
  if (records.empty()) return invalid("file", tr("The file is empty."));
  Sheet sheet{.headings = records.front().cells};
  std::vector<std::string> columns = chosen;
  if (columns.empty()) {
    auto named = name_columns(sheet);
    if (!named) return std::unexpected(named.error());
    columns = std::move(*named);
  }
  if (std::ranges::find(columns, "name") == columns.end()) return invalid("file", tr("The first line needs a column called “name”."));
  for (std::size_t i = 1; i < records.size(); ++i) {
    Row row{.line = records[i].line, .cells = records[i].cells};
    for (std::size_t c = 0; c < records[i].cells.size(); ++c) {
      const std::string_view cell = trim(records[i].cells[c]);
      if (cell.empty()) continue;
      if (c >= columns.size()) {
        ++row.surplus;
      } else if (!columns[c].empty() && columns[c] != kIgnored) {
        row.values.emplace(columns[c], cell);
      }
    }
    if (!row.values.empty()) sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (c != ' ' && c != ',' && c != ';' && c != '|') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

}  // namespace muster::imports
