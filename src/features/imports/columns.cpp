#include "features/imports/columns.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "base/text.hpp"
#include "features/imports/sheet.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::imports {
namespace {

constexpr int kPeopleMost = 9;

constexpr auto kFields = std::to_array<std::pair<std::string_view, SourceText>>({
    {"name", SourceText("Name")},
    {"name_english", SourceText("Name in English")},
    {"short_name", SourceText("Short name")},
    {"key", SourceText("Number or key in your list")},
    {"country", SourceText("Country")},
    {"region", SourceText("Region")},
    {"place", SourceText("Town")},
    {"kind", SourceText("Kind of organisation")},
    {"summary", SourceText("What the organisation does")},
    {"website", SourceText("Website")},
    {"reference_url", SourceText("Page that names ICANN and At-Large")},
    {"contact", SourceText("Public contact")},
    {"redistribution_address", SourceText("Address for updates")},
    {"languages", SourceText("Languages")},
    {"topics", SourceText("Topics")},
    {"joined_on", SourceText("Joined on")},
    {"status", SourceText("State")},
    {"note", SourceText("Where the record was seen")},
});
constexpr auto kOfPeople = std::to_array<std::pair<std::string_view, SourceText>>({
    {"name", SourceText("Person {number}: name")},
    {"latin", SourceText("Person {number}: name in Latin letters")},
    {"email", SourceText("Person {number}: e-mail address")},
    {"language", SourceText("Person {number}: language")},
    {"prime", SourceText("Person {number}: main contact, yes or no")},
});

// The heading, and which of several with these words it is.
std::vector<std::string> name_columns(const std::vector<std::string>& headings) {
  std::vector<std::string> names;
  for (const std::string& heading : headings) {
    const std::string folded = fold_heading(heading);
    const auto before = std::ranges::count_if(names, [&](const std::string& name) { return name == folded || name.starts_with(folded + "\n"); });
    names.push_back(before == 0 ? folded : folded + "\n" + std::to_string(before + 1));
  }
  return names;
}

}  // namespace

std::vector<ColumnField> list_column_fields() {
  std::vector<ColumnField> fields;
  for (const auto& [code, label] : kFields) fields.push_back({std::string(code), tr(label)});
  for (int number = 1; number <= kPeopleMost; ++number) {
    for (const auto& [part, label] : kOfPeople) {
      fields.push_back({"representative_" + std::to_string(number) + "_" + std::string(part), tr(label, {{"number", std::int64_t{number}}})});
    }
  }
  return fields;
}

bool is_column_field(std::string_view code) {
  const auto fields = list_column_fields();
  return std::ranges::find(fields, code, &ColumnField::code) != fields.end();
}

Columns guess_columns(const std::vector<std::string>& headings) {
  Columns columns;
  for (const std::string& heading : headings) {
    std::string column = find_column(heading);
    if (column == kIgnored || std::ranges::find(columns, column) != columns.end()) column.clear();
    columns.push_back(std::move(column));
  }
  return columns;
}

bool needs_choice(const std::vector<std::string>& headings, const Columns& columns) {
  for (std::size_t at = 0; at < headings.size(); ++at) {
    if (columns[at].empty() && !trim(headings[at]).empty() && find_column(headings[at]) != kIgnored) return true;
  }
  return std::ranges::find(columns, "name") == columns.end();
}

Problems check_columns(const Columns& columns) {
  Problems problems;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const auto first = static_cast<std::size_t>(std::ranges::find(columns, columns[at]) - columns.begin());
    if (columns[at].empty() || first == at) continue;
    problems.push_back({Problem::Kind::invalid, "column-" + std::to_string(at), tr("Column {number} means the same already. Choose another, or leave one out.", {{"number", static_cast<std::int64_t>(first + 1)}})});
  }
  if (std::ranges::find(columns, "name") == columns.end()) problems.push_back({Problem::Kind::invalid, "column-0", tr("Say which column holds the name.")});
  return problems;
}

std::string make_headings_key(const std::vector<std::string>& headings) {
  auto names = name_columns(headings);
  std::ranges::sort(names);
  return crypto::sha256_hex(join(names, "\t"));
}

std::string format_choice(const std::vector<std::string>& headings, const Columns& columns) {
  boost::json::object choice;
  const auto names = name_columns(headings);
  for (std::size_t at = 0; at < names.size(); ++at) choice[names[at]] = columns[at];
  return boost::json::serialize(choice);
}

Columns apply_choice(const std::vector<std::string>& headings, std::string_view stored) {
  const boost::json::value choice = boost::json::parse(stored);
  Columns columns;
  for (const std::string& name : name_columns(headings)) {
    const auto* field = choice.as_object().if_contains(name);
    columns.emplace_back(field == nullptr ? "" : std::string(field->as_string()));
  }
  return columns;
}

Result<Columns> apply_words(const std::vector<std::string>& headings, Columns columns, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto equals = word.rfind('=');
    const std::string heading = equals == std::string::npos ? word : word.substr(0, equals);
    const std::string field = equals == std::string::npos ? "" : word.substr(equals + 1);
    const auto column = std::ranges::find(headings, fold_heading(heading), fold_heading);
    if (equals == std::string::npos || column == headings.end()) return invalid("map", tr("The file has no column “{name}”.", {{"name", heading}}));
    if (!field.empty() && !is_column_field(field)) return invalid("map", tr("There is no field “{name}”.", {{"name", field}}));
    const auto at = static_cast<std::size_t>(column - headings.begin());
    if (!field.empty()) std::ranges::replace(columns, field, std::string());  // what was guessed gives way
    columns[at] = field;
  }
  return columns;
}

}  // namespace muster::imports
