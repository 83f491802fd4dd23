// For search engines: which pages there are, in six languages, and which addresses are nobody's business. Only what the
// public may see; a page that is taken down or quiet is gone from here at once.
#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/html/shell.hpp"

namespace muster::overview {
namespace {

// Six addresses with seven alternates each: about 1.5 MB in plain text, 60 kB compressed.
constexpr std::size_t kPagesInOneMap = 300;
constexpr std::string_view kFixed[] = {"/", "/about", "/about/rules", "/organisations", "/reports", "/updates", "/help", "/privacy", "/accessibility"};
constexpr std::string_view kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct Page {
  std::string path;   // without a language
  std::string since;  // W3C date of the last change; empty when nobody knows
};

std::vector<Page> list_pages(db::PublicRead& read) {
  std::vector<Page> pages;
  for (const std::string_view path : kFixed) pages.push_back({std::string(path), {}});
  for (const OrganisationId id : organisations::list_public_numbers(read)) pages.push_back({"/organisations/" + id.format(), {}});
  for (const auto& report : reports::list_published_addresses(read)) pages.push_back({"/reports/" + report.address, report.updated_at.date().format_iso()});
  for (const auto& update : updates::list_public_addresses(read)) pages.push_back({"/updates/" + update.issue.format(), update.updated_at.date().format_iso()});
  return pages;
}

// Addresses of this site hold no sign that XML would have to escape.
std::string format_urls(const std::string& origin, const std::vector<Page>& pages, std::size_t from, std::size_t count) {
  std::string xml(kHead);
  xml += "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
  for (std::size_t at = from; at < std::min(pages.size(), from + count); ++at) {
    const auto address = [&](Locale locale) { return origin + local_url(locale, pages[at].path); };
    std::string alternates;
    for (const Locale locale : kLocales) {
      alternates += "<xhtml:link rel=\"alternate\" hreflang=\"" + std::string(locale_tag(locale)) + "\" href=\"" + address(locale) + "\"/>";
    }
    alternates += "<xhtml:link rel=\"alternate\" hreflang=\"x-default\" href=\"" + address(Locale::en) + "\"/>";
    for (const Locale locale : kLocales) {
      xml += "<url><loc>" + address(locale) + "</loc>";
      if (!pages[at].since.empty()) xml += "<lastmod>" + pages[at].since + "</lastmod>";
      xml += alternates + "</url>\n";
    }
  }
  return xml + "</urlset>\n";
}

std::string format_index(const std::string& origin, std::size_t maps) {
  std::string xml(kHead);
  xml += "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (std::size_t map = 1; map <= maps; ++map) xml += "<sitemap><loc>" + origin + "/sitemaps/" + std::to_string(map) + "</loc></sitemap>\n";
  return xml + "</sitemapindex>\n";
}

http::Response answer_xml(std::string xml) {
  http::Response response = http::Response::text(std::move(xml));
  response.content_type = "application/xml; charset=utf-8";
  response.topics = {"organisations", "reports", "updates"};
  return response;
}

std::string origin_of(const http::Request& request, const http::PublicContext& context) { return context.make_shell(request, {}).origin(); }

http::Response show_map(const http::Request& request, http::PublicContext& context) {
  const auto pages = context.db.read([](db::PublicRead& read) { return list_pages(read); });
  const std::string origin = origin_of(request, context);
  if (pages.size() <= kPagesInOneMap) return answer_xml(format_urls(origin, pages, 0, pages.size()));
  return answer_xml(format_index(origin, (pages.size() + kPagesInOneMap - 1) / kPagesInOneMap));
}

http::Response show_part(const http::Request& request, http::PublicContext& context) {
  const std::string& text = request.parameters.find("number")->second;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto pages = context.db.read([](db::PublicRead& read) { return list_pages(read); });
  const bool is_there = error == std::errc{} && end == text.data() + text.size() && text == std::to_string(number) && number >= 1 && number <= 10'000 && (number - 1) * kPagesInOneMap < pages.size();
  if (!is_there) return http::Response::text("There is no such part of the site map.\n", 404);
  return answer_xml(format_urls(origin_of(request, context), pages, (number - 1) * kPagesInOneMap, kPagesInOneMap));
}

// Nothing secret: pages behind a door and links out of mails, which are of no use in a list of results. A demo is
// nobody's site.
http::Response show_robots(const http::Request& request, http::PublicContext& context) {
  const html::Shell shell = context.make_shell(request, {});
  std::string text = "User-agent: *\n";
  if (shell.demo) {
    text += "Disallow: /\n";
  } else {
    text += "Disallow: /go/\n";
    for (const std::string_view path : {"/go/", "/sign-in", "/account", "/me", "/staff", "/region", "/committee", "/kept"}) text += "Disallow: /*" + std::string(path) + "\n";
    text += "Sitemap: " + shell.origin() + "/sitemap.xml\n";
  }
  return http::Response::text(text);
}

}  // namespace

http::Routes make_site_map_routes() {
  using http::Method;
  const http::Route::Options cached{.is_cached = true};
  return {{Method::get, "/sitemap.xml", Permission::everyone, http::PublicHandler(show_map), cached},
          {Method::get, "/sitemaps/{number}", Permission::everyone, http::PublicHandler(show_part), cached},
          {Method::get, "/robots.txt", Permission::everyone, http::PublicHandler(show_robots), cached}};
}

}  // namespace muster::overview
