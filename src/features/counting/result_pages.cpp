// What came of an issue's links and question, for staff; and the switch that ends all counting of links.
#include "features/access/access.hpp"
#include "features/counting/counting_pages.hpp"
#include "platform/html/charts.hpp"
#include "views_counting.hpp"

namespace muster::counting {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::string_view kSwitchPath = "/staff/settings/counting";

std::vector<CellView> make_row(const std::vector<Cell>& cells, const std::vector<std::string>& columns) {
  std::vector<CellView> row;
  for (std::size_t at = 0; at < cells.size(); ++at) row.push_back(make_cell_view(cells[at], columns[at]));
  return row;
}

TableView make_table(const Request& request, const Context& context, Message title, const std::vector<ResultLine>& lines, const std::vector<Cell>& sums, const Cell& sum) {
  TableView table{.title = std::move(title), .is_shown = !sums.empty() && !lines.empty(), .columns = {}, .lines = {}, .sums = {}, .sum = make_cell_view(sum)};
  for (const Locale locale : kLocales) table.columns.push_back(context.texts.format_language(request.locale, locale_tag(locale)));
  for (const ResultLine& line : lines) {
    table.lines.push_back({.words = line.words, .number = line.number, .url = line.url, .cells = make_row(line.by_locale, table.columns), .total = make_cell_view(line.total)});
  }
  table.sums = make_row(sums, table.columns);
  return table;
}

void add_days(const Request& request, const Context& context, const Results& results, ResultsPage& page) {
  page.has_days = results.has_days && !results.days.empty();
  if (!page.has_days) return;
  std::vector<html::MonthCount> bars;
  for (const ResultDay& day : results.days) {
    page.days.push_back({day.day, make_cell_view(day.count)});
    bars.push_back({.count = day.count.value, .kind = "p"});
  }
  const auto say = [&](Date day) { return verbatim(context.texts.format_date(request.locale, day)); };
  const Message first = say(results.days.front().day), last = say(results.days.back().day);
  page.chart = html::make_month_bars(tr("Openings by day, as in the table beside"), bars, first, last);
  if (results.days.size() == static_cast<std::size_t>(kDaysMost)) page.later = make_cell_view(results.later);
}

bool is_known(const Results& results) { return !results.links.empty() || !results.question.empty(); }

Response show_results(const Parts& parts, const Request& request, Context& context) {
  const auto issue = request.id<Id<struct IssueTag>>("id");
  if (!issue) return Response::text("", 404);
  std::optional<IssueName> name;
  Results results;
  ResultsPage page;
  context.db.read([&](db::Read& read) {
    if (parts.find_issue) name = parts.find_issue(read, issue->value(), request.locale);
    results = get_results(read, issue->value(), request.locale);
    page.is_counting = is_counting(read);
  });
  if (!name && !is_known(results)) return Response::text("", 404);
  page.title = name ? verbatim(name->title) : tr("Update {number}", {{"number", issue->value()}});
  if (name) {
    page.back_url = local_url(request, name->path);
    page.back = tr("Back to the update");
  }
  page.opened = make_cell_view(results.opened);
  page.machine = make_cell_view(results.machine);
  page.doubtful = make_cell_view(results.doubtful);
  page.has_ways = results.has_ways;
  page.through_copies = make_cell_view(results.through_copies);
  page.elsewhere = make_cell_view(results.elsewhere);
  page.links = make_table(request, context, tr("Links by language"), results.links, results.links_by_locale, results.opened);
  add_days(request, context, results, page);
  page.question = results.question;
  page.answers = make_cell_view(results.answers);
  page.choices = make_table(request, context, tr("Answers by language"), results.choices, results.choices_by_locale, results.answers);
  html::Writer w(context.texts, request.locale);
  views::results(w, context.make_shell(request, tr("What came of an update")), page);
  return Response::page(w.take());
}

Response show_switch(const Request& request, Context& context) {
  html::Shell shell = context.make_shell(request, tr("Counting of links"));
  const std::string& said = request.query.get("said");
  if (said == "on") shell.notice = html::Notice{"done", tr("Links are counted again.")};
  if (said == "off") shell.notice = html::Notice{"done", tr("Links are not counted any more. They still lead where they led.")};
  SwitchPage page{.is_on = context.db.read([](db::Read& read) { return is_counting(read); }), .state = {}, .url = local_url(request, kSwitchPath)};
  page.state = page.is_on ? html::Tag{"done", "check", tr("Links of updates are counted")} : html::Tag{"info", "info", tr("Links of updates are not counted")};
  html::Writer w(context.texts, request.locale);
  views::counting_switch(w, shell, page);
  return Response::page(w.take());
}

Response post_switch(const Request& request, Context& context) {
  const bool is_on = request.form.get("on") == "1";
  context.db.write([&](db::Write& write) { set_counting(write, {context.clock, context.random, request.actor}, is_on); });
  return Response::see_other(local_url(request, kSwitchPath) + (is_on ? "?said=on" : "?said=off"));
}

}  // namespace

http::Routes make_result_routes(const Parts& parts) {
  return {{http::Method::get, "/{lang}/staff/counting/{id}", Permission::run_programme, http::PrivateHandler([parts](const Request& request, Context& context) { return show_results(parts, request, context); }), {}},
          {http::Method::get, "/{lang}/staff/settings/counting", Permission::run_programme, http::PrivateHandler(show_switch), {}},
          {http::Method::post, "/{lang}/staff/settings/counting", Permission::run_programme, http::PrivateHandler(post_switch), {}}};
}

}  // namespace muster::counting
