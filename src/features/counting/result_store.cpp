#include <algorithm>
#include <map>
#include <set>

#include "features/counting/counting.hpp"
#include "queries_counting.hpp"

namespace muster::counting {
namespace {

using ByNumber = std::map<std::int64_t, std::map<Locale, std::int64_t>>;

ByNumber list_sums(db::Read& read, const db::Statement& statement, std::string_view number, std::int64_t issue) {
  ByNumber sums;
  read.each(statement, {{"issue", issue}}, [&](const db::Row& row) {
    if (const auto locale = parse_locale(row.text("locale"))) sums[row.int64(number)][*locale] = row.int64("times");
  });
  return sums;
}

// Lines in the order of their numbers, whatever their counts.
Counts make_counts(const std::vector<ResultLine>& lines, const ByNumber& sums) {
  Counts counts;
  for (const ResultLine& line : lines) {
    auto& row = counts.emplace_back();
    const auto of = sums.find(line.number);
    for (const Locale locale : kLocales) row.push_back(of == sums.end() || !of->second.contains(locale) ? 0 : of->second.at(locale));
  }
  return counts;
}

// Puts what may be shown into the lines; without lines where nothing may be told apart.
Cell fill_lines(std::vector<ResultLine>& lines, std::vector<Cell>& by_locale, const ByNumber& sums) {
  const Protected table = protect(make_counts(lines, sums));
  for (std::size_t at = 0; at < lines.size() && table.is_shown; ++at) {
    lines[at].by_locale = table.cells[at];
    lines[at].total = table.row_sums[at];
  }
  by_locale = table.column_sums;
  return table.sum;
}

// Registered links, and those that somebody opened whose target is not known any more.
std::vector<ResultLine> list_lines(db::Read& read, std::int64_t issue, Locale reader, const ByNumber& sums) {
  std::map<std::int64_t, ResultLine> lines;
  std::set<std::int64_t> in_own_language;
  read.each(sql::list_words, {{"issue", issue}}, [&](const db::Row& row) {
    const std::int64_t number = row.int64("link");
    const bool is_own = row.text("locale") == locale_tag(reader);
    if (in_own_language.contains(number) || (lines.contains(number) && !is_own && row.text("locale") != "en")) return;
    if (is_own) in_own_language.insert(number);
    lines[number] = {.number = number, .words = row.text("words"), .url = row.text("url"), .by_locale = {}, .total = {}};
  });
  for (const auto& [number, by_locale] : sums) lines.try_emplace(number, ResultLine{.number = number, .words = {}, .url = {}, .by_locale = {}, .total = {}});
  std::vector<ResultLine> list;
  for (auto& [number, line] : lines) list.push_back(std::move(line));
  return list;
}

void fill_days(db::Read& read, std::int64_t issue, Results& results) {
  std::map<Date, std::int64_t> sums;
  read.each(sql::sum_by_day, {{"issue", issue}}, [&](const db::Row& row) { sums[row.date("day")] = row.int64("times"); });
  if (sums.empty()) return;
  const Date first = sums.begin()->first;
  const int days = std::min(first.days_until(sums.rbegin()->first) + 1, kDaysMost);
  Counts counts(static_cast<std::size_t>(days) + 1, std::vector<std::int64_t>(1, 0));  // the last line: all later days
  for (const auto& [day, times] : sums) counts[static_cast<std::size_t>(std::min(first.days_until(day), days))][0] += times;
  const Protected table = protect(counts);
  results.has_days = table.is_shown;
  if (!table.is_shown) return;
  for (int day = 0; day < days; ++day) results.days.push_back({first.plus_days(day), table.row_sums[static_cast<std::size_t>(day)]});
  results.later = table.row_sums.back();
}

void fill_kinds(db::Read& read, std::int64_t issue, Results& results) {
  std::map<std::string, std::int64_t> by_kind;
  Counts ways = {{0}, {0}};
  read.each(sql::sum_by_kind, {{"issue", issue}}, [&](const db::Row& row) {
    by_kind[row.text("kind")] += row.int64("times");
    if (row.text("kind") == "people") ways[row.int64("in_copy") == 1 ? 0 : 1][0] = row.int64("times");
  });
  results.machine = make_cell(by_kind["machine"]);
  results.doubtful = make_cell(by_kind["doubtful"]);
  const Protected table = protect(ways);
  results.has_ways = table.is_shown;
  if (!table.is_shown) return;
  results.through_copies = table.row_sums[0];
  results.elsewhere = table.row_sums[1];
}

void fill_question(db::Read& read, std::int64_t issue, Locale reader, Results& results) {
  std::optional<Question> question = find_question(read, issue, reader);
  for (auto locale = kLocales.begin(); !question && locale != kLocales.end(); ++locale) question = find_question(read, issue, *locale);
  if (!question) return;
  results.question = question->words;
  std::int64_t number = 0;
  for (const std::string& choice : question->choices) results.choices.push_back({.number = ++number, .words = choice, .url = {}, .by_locale = {}, .total = {}});
  results.answers = fill_lines(results.choices, results.choices_by_locale, list_sums(read, sql::sum_answers, "choice", issue));
  results.has_choices = !results.choices_by_locale.empty();
}

}  // namespace

Results get_results(db::Read& read, std::int64_t issue, Locale reader) {
  Results results;
  const ByNumber sums = list_sums(read, sql::sum_by_link, "link", issue);
  results.links = list_lines(read, issue, reader, sums);
  results.opened = fill_lines(results.links, results.links_by_locale, sums);
  results.has_links = !results.links_by_locale.empty();
  fill_days(read, issue, results);
  fill_kinds(read, issue, results);
  fill_question(read, issue, reader, results);
  return results;
}

}  // namespace muster::counting
