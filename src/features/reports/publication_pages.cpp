#include <algorithm>
#include <charconv>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/xml.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/publication_answers_view.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/publication_table_pages.hpp"
#include "features/reports/publication_view.hpp"
#include "features/reports/report_pages.hpp"
#include "platform/html/json_ld.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kRowsPerPage = 50;

std::int64_t parse_number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value < 0 ? 0 : value;
}

std::string local(const http::Request& request, std::string_view path) {
  return "/" + std::string(locale_tag(request.locale)) + std::string(path);
}

// Neutral words: nobody learns from them whether there was a report, or why it is not shown (404), but that one
// which was published is no longer here (410).
http::Response show_absent(const http::Request& request, http::PublicContext& context, int status) {
  const Message title = status == 410 ? tr("This report is no longer published") : tr("There is no such report");
  const Message line = status == 410 ? tr("It was taken down. Other reports are in the list.") : tr("The address may be mistyped, or the report is not published at the moment.");
  const html::Shell shell = context.make_shell(request, title);
  html::Writer w(context.texts, request.locale);
  views::published_absent(w, shell, line, local(request, "/reports"));
  auto response = http::Response::page(w.take(), status);
  response.topics = {"reports", "organisations"};
  return response;
}

struct Listed {
  Publication publication;
  organisations::Organisation of;
  Instant updated_at;  // published, or corrected since
};
// Those whose organisation the public may see.
std::vector<Listed> list_visible(db::PublicRead& read, int year, std::string_view region, std::int64_t before, int limit) {
  std::vector<Listed> rows;
  for (auto& one : list_publications(read, year, region, before, limit)) {
    auto of = organisations::find_organisation(read, one.organisation);
    const auto page = of ? find_publication(read, one.report) : std::nullopt;
    if (page && page->is_shown()) rows.push_back({std::move(one), std::move(*of), page->corrected_at.value_or(page->publication.published_at)});
  }
  return rows;
}

http::Response show_list(const http::Request& request, http::PublicContext& context) {
  const auto year = static_cast<int>(std::min<std::int64_t>(parse_number(request.query.get("year")), 9999));
  const std::string& region = request.query.get("region");
  html::Shell shell = context.make_shell(request, tr("Published reports"));
  shell.has_alternates = true;
  shell.is_indexed = year == 0 && region.empty() && request.query.get("before").empty();
  html::set_canonical(shell, "/reports");
  shell.feed_url = local(request, "/reports.atom");
  PublishedListPage page{.url = local(request, "/reports"),
                         .year = {.id = "year", .name = "year", .label = tr("Year"), .empty_choice = tr("Any year")},
                         .region = {.id = "region", .name = "region", .label = tr("Region"), .empty_choice = tr("Any region")},
                         .feed_url = local(request, "/reports.atom"),
                         .csv_url = local(request, "/reports.csv"),
                         .json_url = local(request, "/reports.json")};
  context.db.read([&](db::PublicRead& read) {
    for (const int one : list_publication_years(read))
      page.year.choices.push_back({.value = std::to_string(one), .label = verbatim(std::to_string(one)), .is_chosen = one == year});
    const auto all = list_publications(read, year, region, parse_number(request.query.get("before")), kRowsPerPage);
    for (const Publication& one : all) {
      const auto of = organisations::find_organisation(read, one.organisation);
      if (!of) continue;
      const auto* place = context.programme.find_region(of->region);
      page.rows.push_back({local(request, "/reports/" + one.address()), organisations::display_name(*of), place ? place->name.in(request.locale) : std::string(),
                           place ? place->colour : 1, one.published_at});
    }
    if (all.size() == kRowsPerPage)
      page.next_url = page.url + "?year=" + (year == 0 ? "" : std::to_string(year)) + "&region=" + percent_encode(region) +
                      "&before=" + std::to_string(all.back().published_at.microseconds());
  });
  for (const auto& one : context.programme.regions)
    page.region.choices.push_back({.value = one.code, .label = verbatim(one.name.in(request.locale)), .is_chosen = one.code == region});
  html::Writer w(context.texts, request.locale);
  views::published_list(w, shell, {.title = tr("Published reports"), .lead = tr("What organisations did and why, in their own words.")}, page);
  auto response = http::Response::page(w.take());
  response.topics = {"reports", "organisations"};
  return response;
}

// For machines, what the page shows.
html::LinkedData describe_report(const http::Request& request, const http::PublicContext& context, const html::Shell& shell, const PublicationPage& found,
                                 const organisations::Organisation& of) {
  const std::string origin = shell.origin();
  html::LinkedData data("Report");
  data.add("@id", origin + "/en/reports/" + found.publication.address())
      .add("url", origin + local(request, "/reports/" + found.publication.address()))
      .add("name", context.texts.translate(request.locale, shell.title))
      .add("inLanguage", found.publication.language)
      .add("datePublished", found.publication.published_at.date().format_iso());
  if (found.corrected_at) data.add("dateModified", found.corrected_at->date().format_iso());
  data.add("author", html::LinkedData("Organization")
                         .add("@id", origin + "/en/organisations/" + of.id.format())
                         .add("name", organisations::display_name(of))
                         .add("url", origin + local(request, "/organisations/" + of.id.format())));
  data.add("publisher", html::LinkedData("Organization").add("name", context.programme.brand.in(request.locale)).add("url", origin + local(request, "/")));
  return data;
}

http::Response render_report(const http::Request& request, http::PublicContext& context, db::PublicRead& read, const PublicationPage& found) {
  const auto of = organisations::find_organisation(read, found.publication.organisation);
  if (!of || found.is_held) return show_absent(request, context, 404);
  if (found.is_withdrawn) return show_absent(request, context, 410);
  const std::string& name = organisations::display_name(*of);
  html::Shell shell = context.make_shell(request, tr("Report of {organisation}", {{"organisation", name}}));
  shell.is_indexed = shell.has_alternates = true;
  html::set_canonical(shell, "/reports/" + found.publication.address());
  shell.feed_url = local(request, "/reports.atom");
  shell.linked_data = html::make_linked_data(describe_report(request, context, shell, found, *of));
  PublishedPage page{.hero = {.title = verbatim(name),
                              .eyebrow = tr("Report, {month}", {{"month", context.texts.format_date(request.locale, found.publication.published_at.date(), i18n::DateStyle::month)}}),
                              .crumb_url = local(request, "/reports"),
                              .crumb = tr("Published reports")},
                     .corrected_at = found.corrected_at,
                     .organisation_url = local(request, "/organisations/" + of->id.format())};
  const std::string& language = found.publication.language;
  if (!language.empty() && language != locale_tag(request.locale)) page.language_note = context.texts.format_language(request.locale, language);
  for (const auto& view : make_public_views(forms::get_form(read, found.form_version), list_published_answers(read, found), language, context.texts, request.locale))
    page.rows.push_back({.label = verbatim(view.name), .markup = forms::render_answer(view, context.texts, request.locale)});
  html::Writer w(context.texts, request.locale);
  views::published_report(w, shell, page);
  auto response = http::Response::page(w.take());
  response.topics = {"reports", "organisations"};
  return response;
}

struct Address {
  OrganisationId organisation;
  int year = 0;
  int number = 1;
};
// "2026-142", or "2026-142-2" for a second one in that year.
std::optional<Address> parse_address(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].size() != 4) return std::nullopt;
  const auto organisation = OrganisationId::parse(parts[1]);
  // Each report has one address alone: no other digits for the same numbers.
  const auto year = Id<struct YearTag>::parse(parts[0]);
  const auto number = Id<struct NumberTag>::parse(parts.size() == 3 ? parts[2] : "1");
  if (!organisation || !year || !number || number->value() > 99 || (parts.size() == 3 && number->value() == 1)) return std::nullopt;
  return Address{*organisation, static_cast<int>(year->value()), static_cast<int>(number->value())};
}

http::Response show_published(const http::Request& request, http::PublicContext& context) {
  const auto address = parse_address(request.parameters.find("address")->second);
  if (!address) return show_absent(request, context, 404);
  return context.db.read([&](db::PublicRead& read) {
    const auto found = find_publication(read, address->organisation, address->year, address->number);
    if (found) return render_report(request, context, read, *found);
    const auto moved = find_moved_address(read, address->organisation, address->year, address->number);
    if (moved.empty()) return show_absent(request, context, 404);
    auto response = http::Response::see_other(local(request, "/reports/" + moved));
    response.topics = {"reports"};
    return response;
  });
}

http::Response show_latest(const http::Request& request, http::PublicContext& context) {
  const auto id = request.id<OrganisationId>("id");
  if (!id) return show_absent(request, context, 404);
  return context.db.read([&](db::PublicRead& read) {
    const auto latest = find_latest_publication(read, organisations::find_standing_for(read, *id).value_or(*id));
    const auto found = latest ? find_publication(read, latest->report) : std::nullopt;
    return found ? render_report(request, context, read, *found) : show_absent(request, context, 404);
  });
}

std::string format_entry(const http::Request& request, const http::PublicContext& context, const std::string& origin, const Listed& row) {
  const std::string url = escape_xml(origin + local(request, "/reports/" + row.publication.address()));
  const std::string month = context.texts.format_date(request.locale, row.publication.published_at.date(), i18n::DateStyle::month);
  const std::string published = row.publication.published_at.format_rfc3339();
  return "<entry><title>" + escape_xml(organisations::display_name(row.of)) + "</title><id>" + url + "</id><link rel=\"alternate\" type=\"text/html\" href=\"" + url +
         "\"/><published>" + published + "</published><updated>" + row.updated_at.format_rfc3339() + "</updated><summary>" +
         escape_xml(context.texts.translate(request.locale, tr("Report, {month}", {{"month", month}}))) + "</summary></entry>\n";
}

// RFC 4287. Titles and links alone: whoever follows reads the page, and what is taken down is gone at once. The feed
// is as new as its newest entry, so that asking again changes nothing.
http::Response show_feed(const http::Request& request, http::PublicContext& context) {
  const html::Shell shell = context.make_shell(request, tr("Published reports"));
  const std::string origin = shell.origin();
  const auto rows = context.db.read([](db::PublicRead& read) { return list_visible(read, 0, "", 0, kRowsPerPage); });
  const std::string self = escape_xml(origin + local(request, "/reports.atom"));
  Instant updated;
  for (const Listed& row : rows) updated = std::max(updated, row.updated_at);
  std::string body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" + std::string(locale_tag(request.locale)) +
                     "\"><title>" + escape_xml(shell.brand + ": " + context.texts.translate(request.locale, tr("Published reports"))) + "</title><id>" + self +
                     "</id><link rel=\"self\" type=\"application/atom+xml\" href=\"" + self + "\"/><link rel=\"alternate\" type=\"text/html\" href=\"" +
                     escape_xml(origin + local(request, "/reports")) + "\"/><author><name>" + escape_xml(shell.brand) + "</name></author><updated>" +
                     updated.format_rfc3339() + "</updated>\n";
  for (const Listed& row : rows) body += format_entry(request, context, origin, row);
  http::Response response = http::Response::text(body + "</feed>\n");
  response.content_type = "application/atom+xml; charset=utf-8";
  response.topics = {"reports", "organisations"};
  return response;
}

http::Response show_csv(const http::Request&, http::PublicContext& context) {
  const auto listing = context.db.read([&](db::PublicRead& read) { return list_publication_table(read, context.texts, {}); });
  auto response = http::Response::file(format_csv(listing.columns, listing.rows), "text/csv; charset=utf-8", "reports.csv");
  response.topics = {"reports", "organisations"};
  return response;
}
http::Response show_json(const http::Request&, http::PublicContext& context) {
  const auto listing = context.db.read([&](db::PublicRead& read) { return list_publication_table(read, context.texts, {}); });
  auto response = http::Response::json(format_publication_json(listing));
  response.topics = {"reports", "organisations"};
  return response;
}

}  // namespace

http::Routes make_publication_routes() {
  using enum http::Method;
  const http::Route::Options cached{.is_cached = true};
  const http::Route::Options filtered{.is_cached = true, .reads_query = true};
  return {{get, "/{lang}/reports", Permission::everyone, http::PublicHandler(show_list), filtered},
          {get, "/{lang}/reports.atom", Permission::everyone, http::PublicHandler(show_feed), cached},
          {get, "/{lang}/reports.csv", Permission::everyone, http::PublicHandler(show_csv), cached},
          {get, "/{lang}/reports.json", Permission::everyone, http::PublicHandler(show_json), cached},
          {get, "/{lang}/reports/{address}", Permission::everyone, http::PublicHandler(show_published), cached},
          {get, "/{lang}/organisations/{id}/report", Permission::everyone, http::PublicHandler(show_latest), cached}};
}

}  // namespace muster::reports
