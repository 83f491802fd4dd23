#include "platform/html/shell.hpp"

#include <algorithm>

namespace muster::html {

std::vector<LanguageLink> make_language_links(std::string_view public_url, std::string_view path, std::string_view raw_query,
                                              Locale current) {
  std::string_view rest = path;
  const std::size_t end = std::min(path.find('/', 1), path.size());
  if (path.size() > 1 && parse_locale(path.substr(1, end - 1))) rest = path.substr(end);
  std::vector<LanguageLink> links;
  for (const Locale locale : kLocales) {
    std::string url = "/" + std::string(locale_tag(locale)) + std::string(rest.empty() ? "/" : rest);
    if (!raw_query.empty()) url += "?" + std::string(raw_query);
    links.push_back({locale, url, std::string(public_url) + url, locale == current});
  }
  return links;
}

}  // namespace muster::html
