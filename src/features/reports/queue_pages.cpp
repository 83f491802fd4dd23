// Staff's list of reports: everything that chooses rows stands in the address, and the download has the same rows.
#include "features/reports/queue_pages.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "features/reports/bulk_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_store.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/standing.hpp"
#include "platform/html/charts.hpp"
#include "platform/xlsx/xlsx.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::int64_t kRowsPerPage = 50;
constexpr std::size_t kWordsLength = 200;

bool is_sent(const Place& place) {
  return place.standing == Standing::to_review || place.standing == Standing::question || place.standing == Standing::accepted;
}

Message tab_label(const std::string& tab) {
  const auto standing = parse_standing(tab);
  return standing ? standing_word(*standing) : tr("All");
}

void add_tabs(const std::vector<QueueRow>& all, const QueueFilter& filter, QueuePage& page) {
  const auto counted = filter_queue(all, filter, false);
  for (const std::string& tab : queue_tabs()) {
    QueueFilter other = filter;
    other.status = tab;
    const std::string query = format_queue_query(other);
    page.tabs.push_back({tab_label(tab), page.url + (query.empty() ? "" : "?" + query), count_tab(counted, tab), tab == filter.status});
  }
}

void add_filters(const http::Request& request, const http::Context& context, const std::vector<QueueRow>& all, const QueueFilter& filter, QueuePage& page) {
  page.region = {.id = "region", .name = "region", .label = tr("Region"), .empty_choice = tr("Any region")};
  for (const auto& region : context.programme.regions) {
    page.region.choices.push_back({.value = region.code, .label = verbatim(region.name.in(request.locale)), .is_chosen = region.code == filter.region});
  }
  page.month = {.id = "due", .name = "due", .label = tr("Month due"), .empty_choice = tr("Any month")};
  page.month.choices.push_back({.value = std::string(kThisMonth), .label = tr("This month"), .is_chosen = filter.month == kThisMonth});
  std::map<std::string, Date> months;
  for (const QueueRow& row : all) {
    if (row.place.due_on) months.emplace(due_month(row.place), *row.place.due_on);
  }
  for (const auto& [code, day] : months) {
    page.month.choices.push_back({.value = code, .label = verbatim(context.texts.format_date(request.locale, day, i18n::DateStyle::month)), .is_chosen = code == filter.month});
  }
}

void add_chips(const QueueFilter& filter, QueuePage& page) {
  const auto add = [&](Message label, std::string QueueFilter::*part) {
    QueueFilter without = filter;
    (without.*part).clear();
    const std::string query = format_queue_query(without);
    page.chips.push_back({std::move(label), page.url + (query.empty() ? "" : "?" + query)});
  };
  if (!filter.words.empty()) add(verbatim(filter.words), &QueueFilter::words);
  for (const auto& [field, part] : {std::pair(&page.region, &QueueFilter::region), std::pair(&page.month, &QueueFilter::month)}) {
    for (const auto& choice : field->choices) {
      if (choice.is_chosen) add(choice.label, part);
    }
  }
}

void add_views(const http::Request& request, http::Context& context, const QueueFilter& filter, QueuePage& page) {
  const std::string query = format_queue_query(filter);
  page.views.push_back({.label = tr("All"), .url = page.url, .is_current = query.empty()});
  for (auto& view : context.db.read([&](db::Read& read) { return desk::list_pinned(read, make_desk_table(), request.actor.person); })) {
    page.views.push_back({.label = std::move(view.name), .url = page.url + "?" + view.query, .is_current = view.query == query});
  }
  page.views_url = local_url(request, "/staff/views");
  const bool is_in_force = std::ranges::any_of(page.views, &html::Tab::is_current);
  if (!is_in_force) page.save_view_url = page.views_url + "/new?table=reports&query=" + percent_encode(query);
}

void add_heads(const QueueFilter& filter, QueuePage& page) {
  for (auto& [code, label] : std::vector<std::pair<std::string, Message>>{
           {"name", tr("Organisation")}, {"region", tr("Region")}, {"due", tr("Due")}, {"state", tr("State")}, {"sent", tr("Sent")}}) {
    QueueFilter sorted = filter;
    sorted.sort = code;
    sorted.is_descending = filter.sort == code && !filter.is_descending;
    const std::string query = format_queue_query(sorted);
    page.heads.push_back({.label = label, .url = page.url + (query.empty() ? "" : "?" + query),
                          .sorted = filter.sort != code ? "" : filter.is_descending ? "descending" : "ascending"});
  }
}

// What forms carry on, so that a download or a reminder sees the same rows in the same order.
void add_kept(const QueueFilter& filter, QueuePage& page) {
  const auto add = [&](const char* name, const std::string& value, bool has_field) {
    if (value.empty()) return;
    page.kept.push_back({name, value});
    if (!has_field) page.kept_order.push_back({name, value});
  };
  add("status", filter.status, false);
  add("q", filter.words, true);
  add("region", filter.region, true);
  add("due", filter.month, true);
  add("sort", filter.sort == "due" ? "" : filter.sort, false);
  add("down", filter.is_descending ? "1" : "", false);
}

// Rows that somebody else changed since the reader opened them.
void add_unread(const http::Request& request, http::Context& context, const std::vector<OrganisationId>& shown, QueuePage& page) {
  const auto counts = context.db.read([&](db::Read& read) { return desk::count_unread(read, request.actor.person, shown); });
  for (std::size_t at = 0; at < counts.size(); ++at) page.unread += page.rows[at].unread = counts[at];
  page.seen_url = local_url(request, "/staff/seen");
  page.seen_at = std::to_string(context.clock.now().microseconds());
}

Message describe_row(const Place& place, Date today) {
  if (place.standing == Standing::late && place.due_on) return trn("{count} day late", "{count} days late", place.due_on->days_until(today));
  if (place.standing == Standing::to_review && place.sent_at) {
    const int days = place.sent_at->date().days_until(today);
    if (days > 0) return trn("Waiting for {count} day", "Waiting for {count} days", days);
  }
  return {};
}

QueueLine make_line(const http::Request& request, const http::Context& context, const QueueRow& row) {
  const auto& [of, place] = row;
  const auto* region = context.programme.find_region(of.region);
  const std::string id = of.id.format();
  QueueLine line{.id = id, .url = local_url(request, "/staff/organisations/" + id), .name = organisations::display_name(of),
                 .country = of.country.empty() ? "" : context.texts.format_country(request.locale, of.country),
                 .region = region ? verbatim(region->name.in(request.locale)) : tr("Region not known yet"), .colour = region ? region->colour : 8,
                 .due_on = place.due_on, .tag = make_standing_tag(place.standing),
                 .line = describe_row(place, context.clock.today())};
  line.dates_url = local_url(request, "/staff/schedule/" + id);
  line.reminders = place.reminders_sent;
  if (place.sent_at) line.sent_on = place.sent_at->date();
  if (is_sent(place) && place.report) {
    line.action = place.standing == Standing::accepted ? trc("button", "Read report") : trc("button", "Review");
    line.action_url = local_url(request, "/staff/reports/" + place.report.format());
  } else if (place.opens_on && *place.opens_on <= context.clock.today()) {
    line.action = trc("button", "Enter report");
    line.action_url = local_url(request, "/staff/reports/" + id + "/enter");
    line.defer_url = local_url(request, "/staff/reports/" + id + "/defer");
  }
  return line;
}

}  // namespace

html::Tag make_standing_tag(Standing standing) {
  const auto kind = [&]() -> std::string {
    switch (standing) {
      case Standing::accepted: return "done";
      case Standing::to_review:
      case Standing::started: return "info";
      case Standing::question: return "due";
      case Standing::late: return "late";
      case Standing::not_started:
      case Standing::not_due:
      case Standing::deferred: break;
    }
    return "";
  };
  return {.kind = kind(), .label = standing_word(standing)};
}

namespace {

bool is_month(const std::string& text) { return text == kThisMonth || Date::parse(text + "-01"); }

}  // namespace

QueueFilter parse_queue_filter(const http::Request& request, Date today) {
  const auto known = [](const std::string& value, const std::vector<std::string>& allowed, const char* otherwise) {
    return std::ranges::find(allowed, value) == allowed.end() ? std::string(otherwise) : value;
  };
  QueueFilter filter{.words = std::string(take_code_points(trim(request.query.get("q")), kWordsLength)),
                     .status = known(request.query.get("status"), queue_tabs(), ""),
                     .region = request.query.get("region"),
                     .month = is_month(request.query.get("due")) ? request.query.get("due") : "",
                     .this_month = today.format_iso().substr(0, 7),
                     .sort = known(request.query.get("sort"), {"name", "region", "state", "sent"}, "due"),
                     .is_descending = request.query.get("down") == "1"};
  const std::string& page = request.query.get("page");
  std::from_chars(page.data(), page.data() + page.size(), filter.page);
  filter.page = std::clamp(filter.page, 1, 1000);
  return filter;
}

namespace {

std::vector<QueueRow> list_by_name(const http::Request& request, http::Context& context, const std::string& words) {
  auto rows = context.db.read([&](db::Read& read) { return list_queue(read, context.programme, words, context.clock.today()); });
  std::ranges::sort(rows, [&](const QueueRow& a, const QueueRow& b) {
    const int order = context.texts.compare(request.locale, organisations::display_name(a.organisation), organisations::display_name(b.organisation));
    return order != 0 ? order < 0 : a.organisation.id < b.organisation.id;
  });
  return rows;
}

}  // namespace

std::vector<QueueRow> find_queue(const http::Request& request, http::Context& context, const QueueFilter& filter) {
  auto rows = filter_queue(list_by_name(request, context, filter.words), filter);
  sort_queue(rows, filter);
  return rows;
}

http::Response render_queue(const http::Request& request, http::Context& context, const std::optional<Message>& problem) {
  const QueueFilter filter = parse_queue_filter(request, context.clock.today());
  const auto all = list_by_name(request, context, filter.words);
  auto rows = filter_queue(all, filter);
  sort_queue(rows, filter);
  QueuePage page{.url = local_url(request, "/staff/reports"), .words = filter.words, .found = static_cast<std::int64_t>(rows.size())};
  add_tabs(all, filter, page);
  add_filters(request, context, all, filter, page);
  add_chips(filter, page);
  add_views(request, context, filter, page);
  add_heads(filter, page);
  add_kept(filter, page);
  const auto first = std::min(static_cast<std::size_t>(filter.page - 1) * kRowsPerPage, rows.size());
  const auto last = std::min(first + kRowsPerPage, rows.size());
  std::vector<OrganisationId> shown;
  for (std::size_t at = first; at < last; ++at) {
    page.rows.push_back(make_line(request, context, rows[at]));
    shown.push_back(rows[at].organisation.id);
  }
  add_unread(request, context, shown, page);
  const std::string query = format_queue_query(filter);
  page.pager = html::make_pager({page.found, kRowsPerPage, filter.page}, page.url + "?" + (query.empty() ? "" : query + "&"));
  for (const auto& [url, ending] : {std::pair(&page.json_url, ".json"), std::pair(&page.xlsx_url, ".xlsx")}) *url = page.url + ending + (query.empty() ? "" : "?" + query);
  page.csv_url = page.url + ".csv" + (query.empty() ? "" : "?" + query);
  if (!page.pager.links.empty()) page.all = page.found;
  page.tasks_url = page.url + "/tasks";
  page.forecast_url = local_url(request, "/staff/mail/tomorrow");
  page.tasks = context.db.read([](db::Read& read) { return count_tasks(read); });
  html::Shell shell = context.make_shell(request, tr("Reports"));
  if (problem) shell.notice = html::Notice{"warn", *problem};
  html::Writer w(context.texts, request.locale);
  views::queue(w, shell, page);
  return http::Response::page(w.take(), problem ? 422 : 200);
}

http::Response show_queue(const http::Request& request, http::Context& context) { return render_queue(request, context, {}); }

// Of the filter, or of the rows that were ticked.
http::Response show_queue_listing(const http::Request& request, http::Context& context, std::string_view format) {
  auto rows = find_queue(request, context, parse_queue_filter(request, context.clock.today()));
  if (const auto ids = request.query.list("id"); !ids.empty()) {
    const std::set<std::string> ticked(ids.begin(), ids.end());
    std::erase_if(rows, [&](const QueueRow& row) { return !ticked.contains(row.organisation.id.format()); });
  }
  if (format == "json") return http::Response::json(format_queue_json(rows));
  if (format == "csv") return http::Response::file(format_csv(queue_columns(), format_queue_cells(rows)), "text/csv; charset=utf-8", "reports.csv");
  const std::string name = context.texts.translate(request.locale, tr("Reports"));
  const auto sheet = xlsx::make_sheet(name, locale_direction(request.locale) == "rtl", queue_columns(), format_queue_cells(rows), {"id", "round", "reminders"}, {"due_on", "sent_on"});
  return http::Response::file(xlsx::format_xlsx(sheet), xlsx::kMediaType, "reports.xlsx");
}

http::Routes make_queue_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, std::string path, Permission permission, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}" + std::move(path), permission, std::move(handler), {}});
  };
  const Permission staff = Permission::run_programme;
  add(get, "/staff/reports", staff, show_queue);
  for (const std::string format : {"csv", "json", "xlsx"}) {
    add(get, "/staff/reports." + format, staff, [format](const http::Request& request, http::Context& context) { return show_queue_listing(request, context, format); });
  }
  add(get, "/staff/reports/remind", staff, show_remind);
  add(post, "/staff/reports/remind", staff, send_reminders);
  add(get, "/staff/reports/remind/sent", staff, show_reminded);
  add(get, "/staff/reports/defer", staff, show_defer_many);
  add(post, "/staff/reports/defer", staff, defer_many);
  add(get, "/staff/reports/tasks", staff, show_tasks);
  add(post, "/staff/reports/tasks/{task}", staff, save_task);
  add(post, "/staff/reports/tasks/{task}/reopen", staff, reopen);
  add(post, "/staff/reports/wishes/{wish}", staff, decide_time);
  add(get, "/staff/reports/{organisation}/defer", staff, show_deferral);
  add(post, "/staff/reports/{organisation}/defer", staff, defer_report);
  add(get, "/region/reports", Permission::lead_region, show_region_reports);
  add(get, "/region/reports/{organisation}", Permission::lead_region, show_region_report);
  return routes;
}

}  // namespace muster::reports
