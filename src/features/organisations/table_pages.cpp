#include "features/organisations/table_pages.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/organisations/staff_pages.hpp"
#include "features/organisations/staff_store.hpp"
#include "features/organisations/staff_view.hpp"
#include "platform/html/charts.hpp"
#include "platform/xlsx/xlsx.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::int64_t kRowsPerPage = 50;

// Whether mail arrives is staff's to look after; regional leaders do not see it.
std::vector<std::pair<std::string, Message>> list_problems(bool is_staff) {
  std::vector<std::pair<std::string, Message>> problems = {
      {"few", tr("Fewer than two representatives")}, {"many", tr("More than four representatives")}, {"no_prime", tr("No main contact")},
      {"no_contact", tr("No public contact")},       {"no_region", tr("No region")},                 {"quiet", tr("Quiet listing")}};
  if (is_staff) problems.emplace_back("bounces", tr("Mail comes back"));
  return problems;
}

void add_filters(const Request& request, const Context& context, const StaffFilter& filter, const std::string& own_region, StaffTablePage& page) {
  const Locale locale = request.locale;
  page.region = {.id = "region", .name = "region", .label = tr("Region"), .empty_choice = tr("Any region")};
  if (own_region.empty()) {
    for (const auto& region : context.programme.regions) {
      page.region.choices.push_back({.value = region.code, .label = verbatim(region.name.in(locale)), .is_chosen = region.code == filter.region});
    }
  }
  page.status = {.id = "status", .name = "status", .label = tr("State"), .empty_choice = tr("Any state")};
  for (const Status status : kStatuses) {
    const std::string name(status_name(status));
    page.status.choices.push_back({.value = name, .label = make_status_tag(status).label, .is_chosen = name == filter.status});
  }
  page.country = {.id = "country", .name = "country", .label = tr("Country"), .empty_choice = tr("Any country")};
  for (const auto& [code, country] : context.programme.countries) {
    if (!own_region.empty() && country.region != own_region) continue;
    page.country.choices.push_back({.value = code, .label = verbatim(context.texts.format_country(locale, code)), .is_chosen = code == filter.country});
  }
  std::ranges::sort(page.country.choices, [&](const auto& a, const auto& b) { return context.texts.compare(locale, a.label.verbatim, b.label.verbatim) < 0; });
  page.problem = {.id = "problem", .name = "problem", .label = tr("To put right"), .empty_choice = tr("Anything")};
  for (auto& [code, label] : list_problems(own_region.empty())) page.problem.choices.push_back({.value = code, .label = label, .is_chosen = code == filter.problem});
}

// The label of the chosen option of each filter becomes a chip that takes it away.
void add_chips(const StaffFilter& filter, StaffTablePage& page) {
  const auto add = [&](Message label, std::string StaffFilter::*part) {
    StaffFilter without = filter;
    (without.*part).clear();
    const std::string query = format_query(without);
    page.chips.push_back({std::move(label), page.url + (query.empty() ? "" : "?" + query)});
  };
  if (!filter.words.empty()) add(verbatim(filter.words), &StaffFilter::words);
  for (const auto& [field, part] : {std::pair(&page.region, &StaffFilter::region), std::pair(&page.status, &StaffFilter::status),
                                    std::pair(&page.country, &StaffFilter::country), std::pair(&page.problem, &StaffFilter::problem)}) {
    for (const auto& choice : field->choices) {
      if (choice.is_chosen) add(choice.label, part);
    }
  }
}

// Views that the reader pinned; without one of them in force the first tab, all organisations, is the current one only
// where nothing is filtered.
void add_views(const Request& request, Context& context, const StaffFilter& filter, StaffTablePage& page) {
  const std::string query = format_query(filter);
  page.views.push_back({.label = tr("All"), .url = page.url, .is_current = query.empty()});
  for (auto& view : context.db.read([&](db::Read& read) { return desk::list_pinned(read, make_desk_table(), request.actor.person); })) {
    page.views.push_back({.label = std::move(view.name), .url = page.url + "?" + view.query, .is_current = view.query == query});
  }
  page.views_url = local_url(request, "/staff/views");
  const bool is_in_force = std::ranges::any_of(page.views, &html::Tab::is_current);
  if (!is_in_force) page.save_view_url = page.views_url + "/new?table=organisations&query=" + percent_encode(query);
}

void add_heads(const StaffFilter& filter, StaffTablePage& page) {
  for (auto& [code, label] : std::vector<std::pair<std::string, Message>>{
           {"name", tr("Name")}, {"country", tr("Country")}, {"region", tr("Region")}, {"status", tr("State")}, {"representatives", tr("Representatives")}}) {
    StaffFilter sorted = filter;
    sorted.sort = code;
    sorted.is_descending = filter.sort == code && !filter.is_descending;
    page.heads.push_back({.label = label, .url = page.url + "?" + format_query(sorted),
                          .sorted = filter.sort != code ? "" : filter.is_descending ? "descending" : "ascending", .is_number = code == "representatives"});
  }
  page.heads.push_back({.label = tr("To put right")});
}

// Rows that somebody else changed since the reader opened them.
void add_unread(const Request& request, Context& context, const std::vector<OrganisationId>& shown, StaffTablePage& page) {
  const auto counts = context.db.read([&](db::Read& read) { return desk::count_unread(read, request.actor.person, shown); });
  for (std::size_t at = 0; at < counts.size(); ++at) page.unread += page.rows[at].unread = counts[at];
  page.seen_url = local_url(request, "/staff/seen");
  page.seen_at = std::to_string(context.clock.now().microseconds());
}

void add_kept(const StaffFilter& filter, StaffTablePage& page) {
  for (const auto& [name, value] : {std::pair("q", &filter.words), std::pair("region", &filter.region), std::pair("status", &filter.status),
                                    std::pair("country", &filter.country), std::pair("problem", &filter.problem)}) {
    if (!value->empty()) page.kept.push_back({name, *value});
  }
}

StaffTableRow make_row(const Request& request, const Context& context, const StaffRow& row, bool is_staff) {
  const Organisation& of = row.organisation;
  StaffTableRow shown{.id = of.id.format(), .url = local_url(request, (is_staff ? "/staff/organisations/" : "/organisations/") + of.id.format()), .name = of.name,
                      .place = format_place(context.texts, request.locale, of), .region = make_region_name(context.programme, request.locale, of.region),
                      .status = make_status_tag(of.status), .representatives = row.representatives};
  for (auto& [code, label] : list_problems(is_staff)) {
    if (has_problem(row, context.programme, code)) shown.missing.push_back({.kind = code == "quiet" ? "info" : "due", .label = label});
  }
  return shown;
}

// Of the filter, or of the rows that were ticked.
Response show_listing(const Request& request, Context& context, const std::string& own_region, std::string_view format) {
  auto rows = find_rows(context, parse_filter(request, own_region));
  if (const auto ids = request.query.list("id"); !ids.empty()) {
    std::erase_if(rows, [&](const StaffRow& row) { return std::ranges::find(ids, row.organisation.id.format()) == ids.end(); });
  }
  const Listing listing = make_staff_listing(rows);
  if (format == "json") return Response::json(format_json(listing));
  if (format == "csv") return Response::file(format_csv(listing), "text/csv; charset=utf-8", "organisations.csv");
  const std::string name = context.texts.translate(request.locale, tr("Organisations"));
  const auto sheet = xlsx::make_sheet(name, locale_direction(request.locale) == "rtl", listing.columns, listing.rows, {"id", "representatives"}, {"joined_on"});
  return Response::file(xlsx::format_xlsx(sheet), xlsx::kMediaType, "organisations.xlsx");
}

// Empty without such a seat; the route's permission has seen to that.
std::string own_region(const Request& request) {
  const Seat* seat = request.actor.find_seat(Role::regional_leader);
  return seat == nullptr ? "" : seat->region;
}

}  // namespace

StaffFilter parse_filter(const Request& request, const std::string& own_region) {
  StaffFilter filter{.words = std::string(take_code_points(trim(request.query.get("q")), 200)),
                     .region = own_region.empty() ? request.query.get("region") : own_region,
                     .status = request.query.get("status"),
                     .country = request.query.get("country"),
                     .problem = request.query.get("problem"),
                     .sort = request.query.get("sort").empty() ? "name" : request.query.get("sort"),
                     .is_descending = request.query.get("down") == "1"};
  const std::string& page = request.query.get("page");
  if (!own_region.empty() && filter.problem == "bounces") filter.problem.clear();
  std::from_chars(page.data(), page.data() + page.size(), filter.page);
  filter.page = std::clamp(filter.page, 1, 1000);
  return filter;
}

std::vector<StaffRow> find_rows(Context& context, const StaffFilter& filter) {
  auto rows = context.db.read([&](db::Read& read) { return list_staff_rows(read, filter.words, context.clock.today()); });
  return make_staff_table(context.programme, std::move(rows), filter);
}

http::Response render_table(const Request& request, Context& context, const std::string& own_region, const std::optional<Message>& problem) {
  const bool is_staff = own_region.empty();
  const StaffFilter filter = parse_filter(request, own_region);
  const auto rows = find_rows(context, filter);
  StaffTablePage page{.url = local_url(request, is_staff ? "/staff/organisations" : "/region/organisations"), .words = filter.words, .may_change = is_staff,
                      .found = static_cast<std::int64_t>(rows.size())};
  add_filters(request, context, filter, own_region, page);
  add_chips(filter, page);
  add_heads(filter, page);
  add_kept(filter, page);
  if (is_staff) add_views(request, context, filter, page);
  page.is_register_empty = rows.empty() && page.chips.empty() && filter.words.empty();
  if (is_staff) page.import_url = local_url(request, "/staff/imports");
  const auto first = std::min(static_cast<std::size_t>(filter.page - 1) * kRowsPerPage, rows.size());
  const auto last = std::min(first + kRowsPerPage, rows.size());
  std::vector<OrganisationId> shown;
  for (std::size_t at = first; at < last; ++at) {
    page.rows.push_back(make_row(request, context, rows[at], is_staff));
    shown.push_back(rows[at].organisation.id);
  }
  if (is_staff) add_unread(request, context, shown, page);
  const std::string query = format_query(filter);
  page.pager = html::make_pager({page.found, kRowsPerPage, filter.page}, page.url + "?" + (query.empty() ? "" : query + "&"));
  if (is_staff && !page.pager.links.empty()) page.all = page.found;
  page.csv_url = page.url + ".csv" + (query.empty() ? "" : "?" + query);
  page.xlsx_url = page.url + ".xlsx" + (query.empty() ? "" : "?" + query);
  page.json_url = page.url + ".json" + (query.empty() ? "" : "?" + query);
  html::Shell shell = context.make_shell(request, is_staff ? tr("Organisations") : tr("Organisations in your region"));
  if (problem) shell.notice = html::Notice{"warn", *problem};
  html::Writer w(context.texts, request.locale);
  views::staff_table(w, shell, page);
  return Response::page(w.take(), problem ? 422 : 200);
}

http::Routes make_table_routes() {
  http::Routes routes;
  const auto add = [&](std::string pattern, Permission permission, http::PrivateHandler handler) {
    routes.push_back({http::Method::get, std::move(pattern), permission, std::move(handler), {}});
  };
  add("/{lang}/staff/organisations", Permission::run_programme, [](const Request& request, Context& context) { return render_table(request, context, "", {}); });
  add("/{lang}/region/organisations", Permission::lead_region, [](const Request& request, Context& context) {
    const std::string region = own_region(request);
    return region.empty() ? say_not_found(request, context) : render_table(request, context, region, {});
  });
  for (const std::string format : {"csv", "json", "xlsx"}) {
    const std::string ending = "." + format;
    add("/{lang}/staff/organisations" + ending, Permission::run_programme,
        [format](const Request& request, Context& context) { return show_listing(request, context, "", format); });
    add("/{lang}/region/organisations" + ending, Permission::lead_region, [format](const Request& request, Context& context) {
      const std::string region = own_region(request);
      return region.empty() ? say_not_found(request, context) : show_listing(request, context, region, format);
    });
  }
  return routes;
}

html::Tag make_status_tag(Status status) {
  switch (status) {
    case Status::applicant: return {.kind = "info", .label = tr("Applicant")};
    case Status::accredited: return {.kind = "done", .label = tr("Member")};
    case Status::withdrawn: return {.label = tr("Withdrawn")};
    case Status::decertified: return {.label = tr("Membership ended")};
    case Status::dissolved: return {.label = tr("Dissolved")};
    case Status::unclear: break;
  }
  return {.kind = "due", .label = tr("Not clear")};
}

}  // namespace muster::organisations
