// Staff's list of conversations: the longest waiting first. Everything that chooses rows stands in the address.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/text.hpp"
#include "features/inbox/inbox.hpp"
#include "features/inbox/inbox_pages.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/html/charts.hpp"
#include "platform/search/search.hpp"
#include "views_inbox.hpp"

namespace muster::inbox {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr std::int64_t kRowsPerPage = 50;
constexpr std::size_t kWordsMost = 200;

// The tabs, by what stands in the address; the first is what the page begins with.
struct Tab {
  std::string_view code;
  SourceText label;
};
constexpr Tab kTabs[] = {{"waiting", SourceText("Waiting")}, {"mine", SourceText("Mine")}, {"all", SourceText("All")}, {"closed", SourceText("Closed")},
                         {"unknown", SourceText("Senders not known")}, {"automatic", SourceText("Automatic answers")}, {"aside", SourceText("Not for us")}};

struct Asked {
  std::string tab = "waiting";
  std::string words, issue, language, region;
  std::int64_t page = 1;
};

Asked parse_asked(const Request& request) {
  Asked asked{.words = std::string(take_code_points(trim(request.query.get("q")), kWordsMost)), .issue = {}, .language = {}, .region = request.query.get("region")};
  const std::string& tab = request.query.get("show");
  if (std::ranges::any_of(kTabs, [&](const Tab& each) { return each.code == tab; })) asked.tab = tab;
  if (updates::IssueId::parse(request.query.get("update"))) asked.issue = request.query.get("update");
  if (parse_locale(request.query.get("language"))) asked.language = request.query.get("language");
  const std::string& page = request.query.get("page");
  std::from_chars(page.data(), page.data() + page.size(), asked.page);
  asked.page = std::clamp<std::int64_t>(asked.page, 1, 1000);
  return asked;
}

std::string format_query(const Asked& asked) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value, std::string_view usual = {}) {
    if (value.empty() || value == usual) return;
    query += (query.empty() ? "" : "&") + std::string(name) + "=" + percent_encode(value);
  };
  add("show", asked.tab, "waiting");
  add("q", asked.words);
  add("update", asked.issue);
  add("language", asked.language);
  add("region", asked.region);
  return query;
}

Filter make_filter(const Asked& asked, PersonId reader) {
  Filter filter{.place = Place::inbox, .state = {}, .is_open_only = false, .assigned_to = {}, .issue = updates::IssueId::parse(asked.issue).value_or(updates::IssueId{}), .locale = parse_locale(asked.language)};
  if (asked.tab == "waiting") filter.state = State::waiting;
  if (asked.tab == "closed") filter.state = State::closed;
  if (asked.tab == "mine") {
    filter.assigned_to = reader;
    filter.is_open_only = true;
  }
  if (const auto place = parse_place(asked.tab)) filter.place = place;
  return filter;
}

std::string list_url(const ListPage& page, const Asked& asked) {
  const std::string query = format_query(asked);
  return page.url + (query.empty() ? "" : "?" + query);
}

void add_tabs(db::Read& read, const Asked& asked, PersonId reader, ListPage& page) {
  const auto counts = count_by_place(read);
  const auto count = [&](std::string_view tab) -> std::int64_t {
    if (tab == "mine") return count_assigned(read, reader);
    const auto place = parse_place(tab).value_or(Place::inbox);
    std::int64_t sum = 0;
    for (const PlaceCount& each : counts) {
      const bool is_state = tab == "waiting" ? each.state == State::waiting : tab != "closed" || each.state == State::closed;
      if (each.place == place && is_state) sum += each.count;
    }
    return sum;
  };
  for (const Tab& tab : kTabs) {
    Asked other = asked;
    other.tab = tab.code;
    page.tabs.push_back({tr(tab.label), list_url(page, other), count(tab.code), tab.code == asked.tab});
  }
}

void add_filters(const Request& request, Context& context, db::Read& read, const Asked& asked, ListPage& page) {
  page.issue = {.id = "update", .name = "update", .label = tr("Update"), .empty_choice = tr("Any update")};
  for (const updates::IssueId id : list_issues(read)) page.issue.choices.push_back({.value = id.format(), .label = verbatim(updates::find_issue_title(read, id)), .is_chosen = id.format() == asked.issue});
  page.language = {.id = "language", .name = "language", .label = tr("Language"), .empty_choice = tr("Any language")};
  for (const Locale locale : kLocales) page.language.choices.push_back({.value = std::string(locale_tag(locale)), .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = locale_tag(locale) == asked.language});
  page.region = {.id = "region", .name = "region", .label = tr("Region"), .empty_choice = tr("Any region")};
  for (const auto& region : context.programme.regions) page.region.choices.push_back({.value = region.code, .label = verbatim(region.name.in(request.locale)), .is_chosen = region.code == asked.region});
  if (asked.tab != "waiting") page.kept.emplace_back("show", asked.tab);
  page.words = asked.words;
  const auto add = [&](Message label, std::string Asked::*part) {
    Asked without = asked;
    (without.*part).clear();
    page.chips.push_back({std::move(label), list_url(page, without)});
  };
  if (!asked.words.empty()) add(verbatim(asked.words), &Asked::words);
  for (const auto& [field, part] : {std::pair(&page.issue, &Asked::issue), std::pair(&page.language, &Asked::language), std::pair(&page.region, &Asked::region)}) {
    for (const auto& choice : field->choices) {
      if (choice.is_chosen) add(choice.label, part);
    }
  }
}

// A conversation beside what other rooms know of it.
struct Row {
  Conversation conversation;
  std::string organisation, region;
};

bool has_terms(const Row& row, const std::vector<std::string>& terms) {
  const std::string all = search::fold(row.conversation.subject + " " + row.conversation.writer_name + " " + row.conversation.address + " " + row.organisation);
  return std::ranges::all_of(terms, [&](const std::string& term) { return all.find(term) != std::string::npos; });
}

std::vector<Row> list_rows(db::Read& read, const Asked& asked, PersonId reader) {
  auto conversations = list_conversations(read, make_filter(asked, reader));
  std::set<OrganisationId> ids;
  for (const Conversation& one : conversations) {
    if (one.organisation) ids.insert(one.organisation);
  }
  std::map<OrganisationId, organisations::Organisation> known;
  for (auto& of : organisations::list_organisations(read, {ids.begin(), ids.end()})) known.emplace(of.id, std::move(of));
  const auto terms = search::split_terms(asked.words);
  std::vector<Row> rows;
  for (Conversation& one : conversations) {
    const auto of = known.find(one.organisation);
    Row row{std::move(one), of == known.end() ? "" : organisations::display_name(of->second), of == known.end() ? "" : of->second.region};
    if (!asked.region.empty() && row.region != asked.region) continue;
    if (!terms.empty() && !has_terms(row, terms)) continue;
    rows.push_back(std::move(row));
  }
  return rows;
}

ListPage::Row make_row(const Request& request, const Context& context, db::Read& read, Names& names, const Row& row) {
  const Conversation& one = row.conversation;
  const Locale language = choose_language(one.subject, one.locale);
  ListPage::Row line{.url = conversation_url(request, one.id), .subject = one.subject, .tag = std::string(locale_tag(language)), .direction = std::string(locale_direction(language)), .name = one.writer_name.empty() ? one.address : one.writer_name, .organisation = row.organisation, .issue = one.issue ? updates::find_issue_title(read, one.issue) : "", .language = std::string(locale_own_name(one.locale)), .state = make_state_tag(one.standing), .wait = {}, .assigned_to = names.find(one.standing.assigned_to)};
  if (one.standing.waiting_since) line.wait = say_wait(*one.standing.waiting_since, context.clock.now());
  return line;
}

void say_empty(const Asked& asked, ListPage& page) {
  const bool is_filtered = !page.chips.empty();
  page.empty_title = is_filtered ? tr("No conversation matches") : asked.tab == "waiting" ? tr("Nobody waits for an answer")
                                                                                          : tr("Nothing is here");
  page.empty_line = is_filtered ? tr("Remove a filter, or use fewer words.") : asked.tab == "waiting" ? tr("Answers to updates and other mails arrive here by themselves.")
                                                                                                     : tr("Look at another list above.");
}

Response show_list(const Request& request, Context& context) {
  const Asked asked = parse_asked(request);
  ListPage page{.url = local_url(request, "/staff/inbox"), .line = {}, .tabs = {}, .kept = {}, .words = {}, .issue = {}, .language = {}, .region = {}, .chips = {}, .rows = {}, .empty_title = {}, .empty_line = {}, .pager = {}};
  context.db.read([&](db::Read& read) {
    add_tabs(read, asked, request.actor.person, page);
    add_filters(request, context, read, asked, page);
    const auto rows = list_rows(read, asked, request.actor.person);
    page.found = std::ssize(rows);
    Names names(read);
    for (std::int64_t at = (asked.page - 1) * kRowsPerPage; at < std::min(asked.page * kRowsPerPage, page.found); ++at) {
      page.rows.push_back(make_row(request, context, read, names, rows[static_cast<std::size_t>(at)]));
    }
    const Waiting waiting = find_waiting(read);
    page.line = waiting.count == 0 ? tr("Nobody waits for an answer.") : trn("{count} conversation waits for an answer.", "{count} conversations wait for an answer.", waiting.count);
  });
  say_empty(asked, page);
  const std::string query = format_query(asked);
  page.pager = html::make_pager({page.found, kRowsPerPage, asked.page}, page.url + "?" + (query.empty() ? "" : query + "&"));
  const html::Shell shell = context.make_shell(request, tr("Inbox"));
  html::Writer w(context.texts, request.locale);
  views::inbox_list(w, shell, page);
  return Response::page(w.take());
}

}  // namespace

http::Routes make_list_routes() {
  return {{http::Method::get, "/{lang}/staff/inbox", Permission::run_programme, http::PrivateHandler(show_list), {}}};
}

}  // namespace muster::inbox
