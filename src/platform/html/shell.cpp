#include "platform/html/shell.hpp"

#include <algorithm>

namespace muster::html {

std::vector<LanguageLink> make_language_links(std::string_view public_url, std::string_view path, std::string_view raw_query,
                                              Locale current) {
  std::string_view rest = path;
  const std::size_t end = std::min(path.find('/', 1), path.size());
  if (path.size() > 1 && parse_locale(path.substr(1, end - 1))) rest = path.substr(end);
  std::vector<LanguageLink> links;
  links.reserve(kLocales.size());
  for (const Locale locale : kLocales) {
    std::string url = "/";
    url.append(locale_tag(locale)).append(rest.empty() ? "/" : rest);
    if (!raw_query.empty()) url.append("?").append(raw_query);
    std::string absolute(public_url);
    absolute += url;
    links.push_back({locale, std::move(url), std::move(absolute), locale == current});
  }
  return links;
}

std::string Shell::origin() const {
  if (languages.empty()) return {};
  const std::string& url = languages.front().absolute_url;
  const auto host = url.find("://");
  return host == std::string::npos ? std::string() : url.substr(0, url.find('/', host + 3));
}

void set_canonical(Shell& shell, std::string_view path) {
  const std::string origin = shell.origin();
  for (LanguageLink& link : shell.languages) {
    link.absolute_url = origin;
    link.absolute_url.append("/").append(locale_tag(link.locale)).append(path);
  }
}

}  // namespace muster::html
