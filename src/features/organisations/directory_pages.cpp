#include <algorithm>
#include <charconv>
#include <span>
#include <unordered_set>

#include "base/text.hpp"
#include "features/organisations/directory.hpp"
#include "features/organisations/directory_store.hpp"
#include "features/organisations/listing.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "platform/html/charts.hpp"
#include "platform/search/search.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

constexpr std::int64_t kRowsPerPage = 50;
constexpr std::size_t kFacetsMost = 12;  // languages offered as filters: the most spoken ones

DirectoryFilter parse_filter(const http::Request& request) {
  DirectoryFilter filter{.words = std::string(take_code_points(trim(request.query.get("q")), 200)),
                         .regions = request.query.list("region"),
                         .country = request.query.get("country"),
                         .languages = request.query.list("lang"),
                         .topics = request.query.list("topic")};
  const std::string& page = request.query.get("page");
  std::from_chars(page.data(), page.data() + page.size(), filter.page);
  filter.page = std::clamp(filter.page, 1, 1000);
  return filter;
}

// A country's name matches in the reader's language.
std::vector<Term> make_terms(const std::string& words, const Directory& directory, const i18n::Texts& texts, Locale locale) {
  std::vector<Term> terms;
  for (std::string& text : search::split_terms(words)) terms.push_back({std::move(text), {}});
  if (terms.empty()) return terms;
  for (const auto& [country, count] : directory.countries()) {
    const std::string name = search::fold(texts.format_country(locale, country));
    for (Term& term : terms) {
      if (name.find(term.text) != std::string::npos) term.countries.push_back(country);
    }
  }
  return terms;
}

struct Page {
  std::shared_ptr<const Directory> directory;
  Found found;
  std::vector<Organisation> rows;  // of this page, or all for a download
};

Page read_page(const http::Request& request, http::PublicContext& context, HeldDirectory& held, const DirectoryFilter& filter, bool is_download) {
  return context.db.read([&](db::PublicRead& read) {
    Page page{.directory = held.as_of(read), .found = {}, .rows = {}};
    page.found = page.directory->find(filter, make_terms(filter.words, *page.directory, context.texts, request.locale));
    const std::span<const OrganisationId> shown(page.found.shown);
    if (is_download) {
      page.rows = list_public(read);
      std::unordered_set<OrganisationId> kept(shown.begin(), shown.end());
      std::erase_if(page.rows, [&](const Organisation& of) { return !kept.contains(of.id); });
    } else {
      const auto first = std::min(static_cast<std::size_t>(filter.page - 1) * kRowsPerPage, shown.size());
      page.rows = list_public(read, shown.subspan(first, std::min<std::size_t>(kRowsPerPage, shown.size() - first)));
    }
    return page;
  });
}

DirectoryEntry make_entry(const http::Request& request, const http::PublicContext& context, const Organisation& of) {
  DirectoryEntry entry{.url = local_url(request, "/organisations/" + of.id.format()),
                       .name = display_name(of),
                       .place = format_place(context.texts, request.locale, of),
                       .region = make_region_name(context.programme, request.locale, of.region),
                       .summary = of.summary,
                       .summary_language = of.summary_language};
  for (const auto& language : of.languages) entry.languages.push_back(context.texts.format_language_own(language));
  return entry;
}

html::DotMap make_map(const http::Request& request, const http::PublicContext& context, const html::Shell& shell, const Counts& counts, DirectoryFilter filter) {
  html::DotMap map{.image_url = shell.assets.world_night,
                   .label = trn("World map. There are organisations in {count} country.", "World map. There are organisations in {count} countries.",
                                static_cast<std::int64_t>(counts.size()))};
  for (const auto& [code, count] : counts) {
    const auto* country = context.programme.find_country(code);
    if (country == nullptr) continue;
    filter.country = code;
    map.marks.push_back({.x = country->map_x,
                         .y = country->map_y,
                         .radius = html::map_radius(count),
                         .url = local_url(request, "/organisations?" + format_query(filter)),
                         .label = tr("{country}: {number}", {{"country", context.texts.format_country(request.locale, code)}, {"number", count}})});
  }
  return map;
}

bool is_in(const std::vector<std::string>& list, const std::string& value) { return std::ranges::find(list, value) != list.end(); }

std::int64_t count_of(const Counts& counts, const std::string& value) {
  const auto found = counts.find(value);
  return found == counts.end() ? 0 : found->second;
}

void add_choices(const http::Request& request, const http::PublicContext& context, const DirectoryFilter& filter, const Found& found, DirectoryPage& page) {
  const Locale locale = request.locale;
  for (const auto& region : context.programme.regions) {
    page.regions.push_back({region.code, verbatim(region.name.in(locale)), region.colour, is_in(filter.regions, region.code), count_of(found.regions, region.code)});
  }
  page.country = {.id = "country", .name = "country", .label = tr("Country"), .empty_choice = tr("Any country")};
  for (const auto& [code, count] : found.countries) {
    page.country.choices.push_back({.value = code, .label = verbatim(context.texts.format_country(locale, code)), .is_chosen = code == filter.country, .count = count});
  }
  std::ranges::sort(page.country.choices, [&](const auto& a, const auto& b) { return context.texts.compare(locale, a.label.verbatim, b.label.verbatim) < 0; });
  std::vector<std::pair<std::string, std::int64_t>> languages(found.languages.begin(), found.languages.end());
  std::ranges::stable_sort(languages, [&](const auto& a, const auto& b) {
    return std::pair(is_in(filter.languages, a.first), a.second) > std::pair(is_in(filter.languages, b.first), b.second);
  });
  if (languages.size() > kFacetsMost) languages.resize(kFacetsMost);
  page.languages = {.name = "lang", .legend = tr("Language spoken")};
  for (const auto& [tag, count] : languages) {
    page.languages.choices.push_back({.value = tag, .label = verbatim(context.texts.format_language(locale, tag)), .is_chosen = is_in(filter.languages, tag), .count = count});
  }
  page.topics = {.name = "topic", .legend = tr("Interested in")};
  for (const auto& topic : context.programme.topics) {
    const std::int64_t count = count_of(found.topics, topic.code);
    if (count == 0 && !is_in(filter.topics, topic.code)) continue;
    page.topics.choices.push_back({.value = topic.code, .label = verbatim(topic.name.in(locale)), .is_chosen = is_in(filter.topics, topic.code), .count = count});
  }
}

// One chip for each filter in force; its link leaves that filter out.
void add_chips(const http::Request& request, const http::PublicContext& context, const DirectoryFilter& filter, DirectoryPage& page) {
  const auto add = [&](Message label, const DirectoryFilter& without) {
    const std::string query = format_query(without);
    page.chips.push_back({std::move(label), page.url + (query.empty() ? "" : "?" + query)});
  };
  const auto add_each = [&](std::vector<std::string> DirectoryFilter::*part, const auto& label) {
    for (const std::string& value : filter.*part) {
      DirectoryFilter without = filter;
      std::erase(without.*part, value);
      add(verbatim(label(value)), without);
    }
  };
  if (!filter.words.empty()) {
    DirectoryFilter without = filter;
    without.words.clear();
    add(verbatim(filter.words), without);
  }
  add_each(&DirectoryFilter::regions, [&](const std::string& code) {
    const auto* region = context.programme.find_region(code);
    return region == nullptr ? code : region->name.in(request.locale);
  });
  if (!filter.country.empty()) {
    DirectoryFilter without = filter;
    without.country.clear();
    add(verbatim(context.texts.format_country(request.locale, filter.country)), without);
  }
  add_each(&DirectoryFilter::languages, [&](const std::string& tag) { return context.texts.format_language(request.locale, tag); });
  add_each(&DirectoryFilter::topics, [&](const std::string& code) {
    for (const auto& topic : context.programme.topics) {
      if (topic.code == code) return topic.name.in(request.locale);
    }
    return code;
  });
}

Listing make_listing(const http::Request& request, http::PublicContext& context, HeldDirectory& held) {
  DirectoryFilter filter = parse_filter(request);
  filter.has_former = request.query.get("status") != "current";
  const std::string base = context.make_shell(request, tr("Organisations")).origin() + local_url(request, "/organisations/");
  Listing listing{{"id", "url", "name", "country", "region", "status"}, {}};
  for (const Organisation& of : read_page(request, context, held, filter, true).rows) {
    listing.rows.push_back({of.id.format(), base + of.id.format(), of.name, of.country, of.region, std::string(status_name(of.status))});
  }
  return listing;
}

}  // namespace

http::Response show_directory(const http::Request& request, http::PublicContext& context, HeldDirectory& held) {
  const DirectoryFilter filter = parse_filter(request);
  html::Shell shell = context.make_shell(request, tr("Find an organisation near you"));
  shell.is_indexed = !filter.is_narrowed();
  shell.has_alternates = true;
  html::set_canonical(shell, "/organisations");
  const auto [directory, found, rows] = read_page(request, context, held, filter, false);
  DirectoryPage page{.url = local_url(request, "/organisations"), .words = filter.words, .found = static_cast<std::int64_t>(found.shown.size())};
  page.map = make_map(request, context, shell, directory->countries(), filter);
  page.countries = static_cast<std::int64_t>(page.map.marks.size());
  add_choices(request, context, filter, found, page);
  add_chips(request, context, filter, page);
  const std::string query = format_query(filter);
  for (const Organisation& of : rows) page.entries.push_back(make_entry(request, context, of));
  page.pager = html::make_pager({page.found, kRowsPerPage, filter.page}, page.url + "?" + (query.empty() ? "" : query + "&"));
  page.csv_url = page.url + ".csv?status=current" + (query.empty() ? "" : "&" + query);
  page.json_url = page.url + ".json?status=current" + (query.empty() ? "" : "&" + query);
  html::Writer w(context.texts, request.locale);
  views::directory(w, shell, page);
  auto response = http::Response::page(w.take());
  response.topics = {"organisations"};
  return response;
}

http::Response show_directory_csv(const http::Request& request, http::PublicContext& context, HeldDirectory& held) {
  auto response = http::Response::file(format_csv(make_listing(request, context, held)), "text/csv; charset=utf-8", "organisations.csv");
  response.topics = {"organisations"};
  return response;
}

http::Response show_directory_json(const http::Request& request, http::PublicContext& context, HeldDirectory& held) {
  auto response = http::Response::json(format_json(make_listing(request, context, held)));
  response.topics = {"organisations"};
  return response;
}

}  // namespace muster::organisations
