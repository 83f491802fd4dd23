#include <algorithm>
#include <map>

#include "features/organisations/organisations.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/public_view.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/html/charts.hpp"
#include "views_overview.hpp"

namespace muster::overview {
namespace {

constexpr int kLatestReports = 4;

html::DotMap make_home_map(const http::Request& request, const http::PublicContext& context, const std::vector<organisations::CountryCount>& counts,
                           const std::string& image_url) {
  html::DotMap map{.image_url = image_url,
                   .label = tr("World map. A circle stands for each country with organisations, larger where there are more.")};
  std::map<std::string, std::int64_t> by_country;
  for (const auto& row : counts) by_country[row.country] += row.count;
  for (const auto& [code, count] : by_country) {
    const Programme::Country* country = context.programme.find_country(code);
    if (country == nullptr) continue;
    map.marks.push_back({.x = country->map_x,
                         .y = country->map_y,
                         .radius = html::map_radius(count),
                         .url = local_url(request, "/organisations?country=" + code),
                         .label = tr("{country}: {count}", {{"country", context.texts.format_country(request.locale, code)}, {"count", count}})});
  }
  return map;
}

std::vector<LatestReportLine> list_latest(const http::Request& request, const http::PublicContext& context, db::PublicRead& read) {
  std::vector<LatestReportLine> lines;
  for (const reports::Publication& publication : reports::list_publications(read, 0, "", 0, kLatestReports)) {
    const auto of = organisations::find_organisation(read, publication.organisation);
    if (!of) continue;
    const Programme::Region* region = context.programme.find_region(of->region);
    lines.push_back({.organisation = of->name,
                     .url = local_url(request, "/reports/" + publication.address()),
                     .colour = region ? region->colour : 8,
                     .region = region ? verbatim(region->name.in(request.locale)) : tr("Region not known yet"),
                     .published_at = publication.published_at});
  }
  return lines;
}

std::optional<LatestUpdateLine> find_update(const http::Request& request, const http::PublicContext& context, db::PublicRead& read) {
  auto latest = updates::find_latest(read, context.programme, [&](Locale locale, const Message& words) { return context.texts.translate(locale, words); }, request.locale);
  if (!latest) return std::nullopt;
  return LatestUpdateLine{std::move(latest->subject), local_url(request, "/updates/" + latest->issue.format()), std::string(locale_tag(latest->locale)), std::string(locale_direction(latest->locale)), latest->sent_at};
}

http::Response show_home(const http::Request& request, http::PublicContext& context) {
  html::Shell shell = context.make_shell(request, tr("Organisations of internet users"));
  shell.has_alternates = shell.is_indexed = true;
  shell.feed_url = local_url(request, "/reports.atom");
  const HomePage page = context.db.read([&](db::PublicRead& read) {
    const auto counts = organisations::list_country_counts(read);
    HomePage made{.hero = {.title = tr("Organisations of internet users, all over the world"),
                           .lead = tr("They bring the views of people who use the internet to ICANN, the body that coordinates the internet’s names and "
                                      "numbers. Anyone can get in touch with them.")},
                  .search_url = local_url(request, "/organisations"),
                  .map = make_home_map(request, context, counts, shell.assets.world_night),
                  .reports = list_latest(request, context, read),
                  .reports_url = local_url(request, "/reports"),
                  .directory_url = local_url(request, "/organisations"),
                  .rules_url = local_url(request, "/about/rules"),
                  .update = find_update(request, context, read),
                  .updates_url = local_url(request, "/updates")};
    std::vector<std::string> countries;
    for (const auto& row : counts) {
      made.organisations += row.count;
      if (!row.country.empty()) countries.push_back(row.country);
    }
    std::sort(countries.begin(), countries.end());
    made.countries = std::unique(countries.begin(), countries.end()) - countries.begin();
    return made;
  });
  html::Writer w(context.texts, request.locale);
  views::home(w, shell, page);
  http::Response response = http::Response::page(w.take());
  response.topics = {"organisations", "reports", "updates"};
  return response;
}

struct GroupWords {
  const char* kind;
  Message title;
  Message lead;
};

http::Response show_rules(const http::Request& request, http::PublicContext& context) {
  html::Shell shell = context.make_shell(request, tr("Rules"));
  shell.has_alternates = shell.is_indexed = true;
  RulesPage page{.hero = {.title = tr("The rules"),
                          .lead = tr("What every organisation agrees to, what is only suggested, and what is never asked. The number shows the sentence of "
                                     "the report of March 2020 that a rule comes from."),
                          .crumb_url = local_url(request, "/about"),
                          .crumb = tr("About")}};
  const std::vector<GroupWords> kinds = {
      {"expectation", tr("What is expected"), tr("A level of comfort is wanted here, not certainty. Nothing happens by itself when something is missing.")},
      {"criterion", tr("What is asked of those who join"), {}},
      {"suggestion", tr("What is suggested"), tr("Welcome, and never checked.")},
      {"not_expected", tr("What is not expected"), tr("Nobody may be judged by these.")},
      {"note", tr("Notes"), {}}};
  for (const GroupWords& kind : kinds) {
    RuleGroup group{kind.title, kind.lead, {}};
    for (const Programme::Rule& rule : context.programme.rules) {
      if (rule.kind == kind.kind) group.rules.push_back({rule.source, rule.text.in(request.locale)});
    }
    if (!group.rules.empty()) page.groups.push_back(std::move(group));
  }
  html::Writer w(context.texts, request.locale);
  views::rules(w, shell, page);
  return http::Response::page(w.take());
}

using TextView = void (*)(html::Writer&, const html::Shell&, const TextPage&);

// A page that is all words.
http::PublicHandler show_text(SourceText title, SourceText lead, TextView view) {
  return [title, lead, view](const http::Request& request, http::PublicContext& context) {
    html::Shell shell = context.make_shell(request, tr(title));
    shell.has_alternates = shell.is_indexed = true;
    const TextPage page{.hero = {.title = tr(title), .lead = tr(lead)},
                        .brand = context.programme.brand.in(request.locale),
                        .staff_email = context.programme.staff_email,
                        .directory_url = local_url(request, "/organisations"),
                        .rules_url = local_url(request, "/about/rules"),
                        .privacy_url = local_url(request, "/privacy"),
                        .sign_in_url = local_url(request, "/sign-in")};
    html::Writer w(context.texts, request.locale);
    view(w, shell, page);
    return http::Response::page(w.take());
  };
}

http::Response go_home(const http::Request& request, http::PublicContext&) {
  return http::Response::see_other(local_url(request, "/")).add("Vary", "Accept-Language, Cookie");
}

}  // namespace

std::string local_url(Locale locale, std::string_view path) { return "/" + std::string(locale_tag(locale)) + std::string(path); }

http::Routes make_public_routes() {
  using http::Method;
  const http::Route::Options cached{.is_cached = true};
  return {{Method::get, "/", Permission::everyone, http::PublicHandler(go_home), {}},
          {Method::get, "/{lang}/", Permission::everyone, http::PublicHandler(show_home), cached},
          {Method::get, "/{lang}/about", Permission::everyone,
           show_text(SourceText("About"), SourceText("Who the organisations are, and what this site is for."), views::about), cached},
          {Method::get, "/{lang}/about/rules", Permission::everyone, http::PublicHandler(show_rules), cached},
          {Method::get, "/{lang}/help", Permission::everyone,
           show_text(SourceText("Help"), SourceText("Short answers, and a person to write to."), views::help), cached},
          {Method::get, "/{lang}/privacy", Permission::everyone,
           show_text(SourceText("Privacy"), SourceText("What we keep about people, who sees it, and for how long."), views::privacy), cached},
          {Method::get, "/{lang}/accessibility", Permission::everyone,
           show_text(SourceText("Accessibility"), SourceText("This site is made to work for everybody."), views::accessibility), cached}};
}

}  // namespace muster::overview
