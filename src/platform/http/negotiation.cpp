#include "platform/http/negotiation.hpp"

#include <string>

#include "base/text.hpp"

namespace muster::http {
namespace {

// The q-value of the parameters after a list item, in thousandths; 1000 when there is none.
int parse_quality(std::string_view parameters) {
  for (const auto parameter : split(parameters, ';')) {
    const std::string pair = to_lower_ascii(trim(parameter));
    if (!pair.starts_with("q=")) continue;
    const std::string_view value = std::string_view(pair).substr(2);
    if (value.empty() || (value[0] != '0' && value[0] != '1')) return 0;
    if (value[0] == '1') return 1000;
    int quality = 0;
    int place = 100;
    for (std::size_t i = 2; i < value.size() && i < 5 && value[i] >= '0' && value[i] <= '9'; ++i, place /= 10)
      quality += (value[i] - '0') * place;
    return quality;
  }
  return 1000;
}

// Quality of `name` in a list header; `star`, where it is not empty, is the wildcard. -1 when neither is there.
int find_quality(std::string_view header, std::string_view name, std::string_view star = {}) {
  int of_star = -1;
  for (const auto item : split(header, ',')) {
    const auto semicolon = item.find(';');
    const std::string word = to_lower_ascii(trim(item.substr(0, semicolon)));
    const std::string_view parameters =
        semicolon == std::string_view::npos ? std::string_view{} : item.substr(semicolon + 1);
    if (word == name) return parse_quality(parameters);
    if (!star.empty() && word == star) of_star = parse_quality(parameters);
  }
  return of_star;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      return {};
    case Encoding::gzip:
      return "gzip";
    case Encoding::brotli:
      return "br";
  }
  return {};
}

Encoding choose_encoding(std::string_view accept_encoding) {
  if (accept_encoding.empty()) return Encoding::identity;
  const int brotli = find_quality(accept_encoding, "br", "*");
  const int gzip = find_quality(accept_encoding, "gzip", "*");
  if (brotli > 0 && brotli >= gzip) return Encoding::brotli;
  return gzip > 0 ? Encoding::gzip : Encoding::identity;
}

bool prefers_json(std::string_view accept) {
  const int json = find_quality(accept, "application/json");
  return json > 0 && json >= find_quality(accept, "text/html");
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (if_none_match.empty()) return false;
  for (const auto item : split(if_none_match, ',')) {
    std::string_view tag = trim(item);
    if (tag == "*") return true;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

}  // namespace muster::http
