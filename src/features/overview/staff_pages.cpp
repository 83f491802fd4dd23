#include <algorithm>
#include <charconv>
#include <limits>
#include <map>

#include "features/bounces/bounces.hpp"
#include "features/inbox/inbox.hpp"
#include "features/overview/mail_check_store.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/staff_overview.hpp"
#include "features/overview/staff_view.hpp"
#include "features/updates/updates.hpp"
#include "platform/html/charts.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

constexpr std::size_t kNeedsShown = 8;
constexpr std::int64_t kNeedsOnPage = 50;
constexpr int kEverything = std::numeric_limits<int>::max();  // a count that was cut off would not be one

Message describe_attention(const Need& need) {
  const auto& kind = need.attention;
  if (kind == "too_few_representatives") return trn("It has {count} representative. Two to four are needed.", "It has {count} representatives. Two to four are needed.", need.count);
  if (kind == "too_many_representatives") return trn("It has {count} representative. Four is the most.", "It has {count} representatives. Four is the most.", need.count);
  if (kind == "no_prime") return tr("It has no main contact (prime representative).");
  if (kind == "prime_contested") return tr("The change of the main contact is contested.");
  if (kind == "departure_overdue") return tr("A representative left, and the time to name another is over.");
  if (kind == "wrong_person") return tr("Our mail reached the wrong person.");
  if (kind == "departure") return tr("A representative left, and too few remain.");
  if (kind == "mail_comes_back") return trn("Mail to {count} representative comes back.", "Mail to {count} representatives comes back.", need.count);
  if (kind == "all_mail_comes_back") return tr("Mail to every representative comes back. Nobody there gets our mail.");
  if (kind == "list_comes_back") return tr("Mail to the address for passing on comes back. Its members get no updates.");
  return tr("It has no public contact.");
}

Message describe_group(std::string_view kind) {
  if (kind == "too_few_representatives") return tr("Fewer than two representatives");
  if (kind == "too_many_representatives") return tr("More than four representatives");
  if (kind == "no_prime") return tr("No main contact");
  if (kind == "prime_contested") return tr("Somebody objects to the new main contact.");
  if (kind == "departure_overdue") return tr("A representative left, and the time to name another is over.");
  if (kind == "departure") return tr("A representative left, and too few remain.");
  if (kind == "wrong_person") return tr("A mail about this organisation reached the wrong person.");
  if (kind == "mail_comes_back") return tr("Mail to a representative comes back");
  if (kind == "all_mail_comes_back") return tr("Mail to every representative comes back");
  if (kind == "list_comes_back") return tr("Mail to the address for passing on comes back");
  return tr("No public contact");
}

Message describe_late(const Need& need) {
  if (need.reminders == 0) return trn("The report is {count} day late.", "The report is {count} days late.", need.days);
  return trn("The report is {count} day late. Reminders sent: {reminders}.", "The report is {count} days late. Reminders sent: {reminders}.", need.days,
             {{"reminders", std::int64_t{need.reminders}}});
}

NeedRow make_row(const http::Request& request, const Programme& programme, const Need& need) {
  const auto* region = programme.find_region(need.region);
  NeedRow row{.colour = region ? region->colour : 8,
              .region = region ? verbatim(region->name.in(request.locale)) : tr("Region not known yet"),
              .name = need.name,
              .url = local_url(request, "/staff/organisations/" + need.organisation.format())};
  row.action_url = row.url;
  switch (need.kind) {
    case Need::Kind::review:
      row.tag = {"info", "", tr("Review")};
      row.line = trn("The report has waited {count} day.", "The report has waited {count} days.", need.days);
      row.action = trc("button", "Review");
      row.url = row.action_url = local_url(request, "/staff/reports/" + need.report.format());
      break;
    case Need::Kind::late:
      row.tag = {"late", "", tr("Late")};
      row.line = describe_late(need);
      row.action = tr("Try another contact");
      break;
    case Need::Kind::attention:
      row.tag = {"due", "", tr("Put right")};
      row.line = describe_attention(need);
      row.action = trc("button", "Open");
      break;
  }
  return row;
}

// Each part leads to the same rows in the list of reports. Questions and deferrals stand in it when there are any.
html::StackedBar make_bar(const http::Request& request, const RoundCounts& counts, bool is_small) {
  const auto url = [&](const char* status) { return is_small ? std::string() : local_url(request, std::string("/staff/reports?status=") + status); };
  std::vector<html::BarPart> parts = {{.kind = "c-done", .label = tr("Accepted"), .count = counts.accepted, .url = url("accepted")},
                                      {.kind = "c-rev", .label = tr("To review"), .count = counts.to_review, .url = url("to_review")}};
  if (counts.question > 0) parts.push_back({.kind = "c-rev", .label = tr("Question"), .count = counts.question, .url = url("question")});
  parts.push_back({.kind = "c-started", .label = tr("Started"), .count = counts.started, .url = url("started")});
  parts.push_back({.kind = "c-none", .label = tr("Not started"), .count = counts.not_started, .url = url("not_started")});
  if (counts.deferred > 0) parts.push_back({.kind = "c-none", .label = tr("Deferred"), .count = counts.deferred, .url = url("deferred")});
  parts.push_back({.kind = "c-late", .label = tr("Late"), .count = counts.late, .url = url("late")});
  return html::make_stacked_bar(std::move(parts), is_small);
}

html::DotMap make_map(const http::Request& request, const http::Context& context, const StaffOverview& overview, const std::string& image_url) {
  html::DotMap map{.image_url = image_url, .label = tr("World map of organisations. A red ring means that a report from that country is late.")};
  for (const CountryMark& mark : overview.countries) {
    const auto* country = context.programme.find_country(mark.country);
    if (country == nullptr) continue;
    const double radius = html::map_radius(mark.organisations);
    const Message label = tr("{country}: {count}", {{"country", context.texts.format_country(request.locale, mark.country)}, {"count", mark.organisations}});
    map.marks.push_back({.x = country->map_x, .y = country->map_y, .radius = radius, .label = label});
    if (mark.has_late) map.marks.push_back({.x = country->map_x, .y = country->map_y, .radius = radius + 3.5, .kind = "ring", .label = label});
  }
  return map;
}

// All that were due in red or light, and what was received drawn over it.
html::MonthBars make_months(const std::vector<MonthOfRound>& months) {
  std::vector<html::MonthCount> due;
  for (const MonthOfRound& month : months) due.push_back({.count = month.due, .kind = month.is_past ? "x" : "m"});
  const auto label = [](const MonthOfRound& month) {
    return tr("{month}/{year}", {{"month", std::to_string(month.month)}, {"year", std::to_string(month.year)}});
  };
  html::MonthBars chart = html::make_month_bars(tr("Reports due each month"), due, label(months.front()), label(months.back()));
  std::size_t drawn = 0;  // months without reports have no bar
  const std::vector<html::MonthBar> all = chart.bars;
  for (const MonthOfRound& month : months) {
    if (month.due == 0) continue;
    html::MonthBar bar = all.at(drawn++);
    if (month.received == 0) continue;
    const double height = bar.height * static_cast<double>(month.received) / static_cast<double>(month.due);
    bar.y += bar.height - height;
    bar.height = height;
    bar.kind = "p";
    chart.bars.push_back(bar);
  }
  return chart;
}

std::vector<RegionRow> make_regions(const http::Request& request, const Programme& programme, const StaffOverview& overview) {
  std::vector<RegionRow> rows;
  for (const RegionCounts& region : overview.regions) {
    const auto* found = programme.find_region(region.region);
    rows.push_back({.colour = found->colour,
                    .name = verbatim(found->name.in(request.locale)),
                    .url = local_url(request, "/staff/reports?region=" + region.region),
                    .bar = make_bar(request, region.counts, true),
                    .reported = region.counts.reported(),
                    .total = region.counts.total(),
                    .late = region.counts.late});
  }
  return rows;
}

// The address of one list; of everything without words.
std::string needs_url(const http::Request& request, std::string_view show) {
  return local_url(request, "/staff") + (show.empty() ? "" : "?show=" + std::string(show));
}

int parse_page(const http::Request& request) {
  const std::string& text = request.query.get("page");
  int page = 0;
  std::from_chars(text.data(), text.data() + text.size(), page);
  return std::max(page, 0);
}

void fill_tabs(const http::Request& request, const StaffOverview& overview, std::string_view show, StaffPage& page) {
  const auto count = [&](Need::Kind kind) { return count_needs(overview, kind); };
  const bool is_other = !show.empty() && show != "reviews" && show != "late";
  page.tabs = {{tr("All"), needs_url(request, ""), count(Need::Kind::review) + count(Need::Kind::late) + count(Need::Kind::attention), show.empty()},
               {tr("Reviews"), needs_url(request, "reviews"), count(Need::Kind::review), show == "reviews"},
               {tr("Late"), needs_url(request, "late"), count(Need::Kind::late), show == "late"},
               {tr("To put right"), needs_url(request, "other"), count(Need::Kind::attention), is_other}};
}

// The first few, or one page of all when the address asks for it. What is to be put right stands as one line a
// kind, and as organisations where a kind is chosen.
void fill_needs(const http::Request& request, const Programme& programme, const StaffOverview& overview, StaffPage& page) {
  std::string show = request.query.get("show");
  const bool is_kind = std::ranges::find(attention_kinds(), show) != attention_kinds().end();
  if (!is_kind && show != "reviews" && show != "late" && show != "other") show.clear();
  fill_tabs(request, overview, show, page);
  std::vector<const Need*> matching;
  for (const Need& need : overview.needs) {
    const bool is_wanted = is_kind ? need.attention == show : need.kind == Need::Kind::review ? show.empty() || show == "reviews" : need.kind == Need::Kind::late && (show.empty() || show == "late");
    if (is_wanted) matching.push_back(&need);
  }
  const auto found = static_cast<std::int64_t>(matching.size());
  const std::string url = needs_url(request, show) + (show.empty() ? "?" : "&");
  const int wanted = is_kind ? std::max(parse_page(request), 1) : parse_page(request);
  const std::int64_t pages = std::max<std::int64_t>((found + kNeedsOnPage - 1) / kNeedsOnPage, 1);
  const std::int64_t number = std::min<std::int64_t>(wanted, pages);
  const std::int64_t first = number == 0 ? 0 : (number - 1) * kNeedsOnPage;
  const std::int64_t last = std::min(number == 0 ? static_cast<std::int64_t>(kNeedsShown) : first + kNeedsOnPage, found);
  for (std::int64_t at = first; at < last; ++at) page.needs.push_back(make_row(request, programme, *matching[static_cast<std::size_t>(at)]));
  if (number > 0) page.pager = html::make_pager({found, kNeedsOnPage, number}, url);
  page.more = number == 0 ? found - last : 0;
  page.more_url = url + "page=1";
  if (show.empty() || show == "other") {
    for (const AttentionCount& group : overview.to_put_right) page.groups.push_back({describe_group(group.attention), needs_url(request, group.attention), group.organisations, trc("button", "Open")});
  }
  page.has_needs = !page.needs.empty() || !page.groups.empty() || !page.letters_url.empty() || !page.mail_worse_url.empty();
  if (is_kind) {
    page.chosen = describe_group(show);
    page.groups_url = needs_url(request, "other");
  }
}

// People who wrote to us and wait, how many there are and how long the first one has.
void fill_letters(const http::Request& request, http::Context& context, StaffPage& page) {
  if (!request.query.get("show").empty() || request.query.has("page")) return;
  const inbox::Waiting waiting = context.db.read([](db::Read& read) { return inbox::find_waiting(read); });
  if (waiting.count == 0 || !waiting.oldest) return;
  const std::int64_t days = waiting.oldest->date().days_until(context.clock.today());
  page.letters = days < 1 ? trn("{count} conversation waits for an answer.", "{count} conversations wait for an answer.", waiting.count)
                          : trn("{count} conversation waits for an answer. Days since the oldest message: {days}.", "{count} conversations wait for an answer. Days since the oldest message: {days}.", waiting.count, {{"days", days}});
  page.letters_url = local_url(request, "/staff/inbox");
}

// A check of our mail that was in order is to be mended now.
void fill_mail_worse(const http::Request& request, http::Context& context, StaffPage& page) {
  if (!request.query.get("show").empty() || request.query.has("page")) return;
  const auto since = context.db.read([](db::Read& read) { return find_mail_worse_since(read); });
  if (!since) return;
  page.mail_worse = tr("Since {date} others may not take our mail: something in its settings has changed.", {{"date", since->date()}});
  page.mail_worse_url = local_url(request, "/staff/settings/mail/check");
}

// What stands between an empty register and the first round.
std::vector<html::TaskRow> list_first_steps(const http::Request& request, std::int64_t members) {
  const html::Tag done{"done", "check", trc("step", "Done")}, to_do{"due", "pencil", tr("To do")};
  return {{.label = tr("Bring your members in"),
           .url = local_url(request, members == 0 ? "/staff/imports" : "/staff/organisations"),
           .line = members == 0 ? tr("From a file, or one by one.") : trn("{count} organisation in the register", "{count} organisations in the register", members),
           .tag = members == 0 ? to_do : done},
          {.label = tr("Set the report dates"),
           .url = local_url(request, "/staff/schedule"),
           .line = tr("Say when the first cycle begins, then spread the dates over two years."),
           .tag = to_do},
          {.label = tr("Try the mail"), .url = local_url(request, "/staff/settings/mail"), .line = tr("Send yourself a test mail before anybody else gets one."), .tag = {}}};
}

// To know, not to put right.
std::vector<html::TaskRow> list_updates(const http::Request& request, const http::Context& context, db::Read& read, Date today) {
  std::vector<html::TaskRow> rows;
  if (const auto sent = updates::find_seldom(read, context.programme, today)) {
    rows.push_back({.label = trn("{count} update in twelve months", "{count} updates in twelve months", *sent), .url = local_url(request, "/staff/updates"), .line = tr("Organisations were told to expect more than that.")});
  }
  if (const std::int64_t left = updates::count_left(read, today); left > 0) {
    rows.push_back({.label = trn("{count} representative wants no updates", "{count} representatives want no updates", left), .url = local_url(request, "/staff/updates/left"), .line = tr("Everything else still reaches them.")});
  }
  return rows;
}

// Addresses that are stopped, as something to put right: once for each organisation.
void add_stopped_addresses(db::Read& read, Date today, std::vector<organisations::Attention>& attention) {
  std::map<OrganisationId, organisations::Attention> by_organisation;
  for (const bounces::Task& task : bounces::list_tasks(read, today)) {
    auto& item = by_organisation.try_emplace(task.organisation, organisations::Attention{task.organisation, "mail_comes_back", task.since, 0}).first->second;
    if (task.is_last) item.kind = "all_mail_comes_back";
    item.since = std::min(item.since, task.since);
    ++item.count;
  }
  for (auto& [id, item] : by_organisation) attention.push_back(std::move(item));
  for (const bounces::RedistributionTask& task : bounces::list_redistribution_tasks(read)) attention.push_back({task.organisation, "list_comes_back", task.since, 1});
}

http::Response show_staff(const http::Request& request, http::Context& context) {
  const html::Shell shell = context.make_shell(request, tr("Overview"));
  const Date today = context.clock.today();
  std::int64_t members = 0;
  std::vector<html::TaskRow> news;
  const StaffOverview overview = context.db.read([&](db::Read& read) {
    const auto reporting = organisations::list_reporting(read);
    members = static_cast<std::int64_t>(reporting.size());
    news = list_updates(request, context, read, today);
    auto attention = organisations::list_attention(read, context.programme, today, kEverything);
    add_stopped_addresses(read, today, attention);
    return make_staff_overview(context.programme, reporting, reports::list_places(read, context.programme, today, reporting),
                               attention, today, request.query.get("show"));
  });
  const RoundCounts& round = overview.round;
  StaffPage page{.today = today,
                 .round_title = overview.round_number <= 1 ? tr("First report round") : tr("Report round {number}", {{"number", std::int64_t{overview.round_number}}}),
                 .round_line = trn("{reported} of {count} organisation has reported. Late: {late}.", "{reported} of {count} organisations have reported. Late: {late}.",
                                   round.total(), {{"reported", round.reported()}, {"late", round.late}}),
                 .reports_url = local_url(request, "/staff/reports"),
                 .round = make_bar(request, round, false),
                 .has_round = overview.round_number > 0,
                 .regions = make_regions(request, context.programme, overview),
                 .map = make_map(request, context, overview, shell.assets.world_regions)};
  page.has_months = std::any_of(overview.months.begin(), overview.months.end(), [](const MonthOfRound& month) { return month.due > 0; });
  if (page.has_months) page.months = make_months(overview.months);
  page.updates = std::move(news);
  if (!page.has_round) page.first_steps = list_first_steps(request, members);
  fill_letters(request, context, page);
  fill_mail_worse(request, context, page);
  fill_needs(request, context.programme, overview, page);
  html::Writer w(context.texts, request.locale);
  views::staff(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_staff_routes() {
  return {{http::Method::get, "/{lang}/staff", Permission::run_programme, http::PrivateHandler(show_staff), {}}};
}

}  // namespace muster::overview
