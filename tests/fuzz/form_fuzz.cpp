// Queries, urlencoded forms, cookies, and what a client says it would like. What was read, written out and
// read again is the same; nothing unclean comes through, and nothing beyond the limits.
#include <algorithm>
#include <string>

#include "base/locale.hpp"
#include "base/text.hpp"
#include "platform/http/form.hpp"
#include "platform/http/negotiation.hpp"
#include "platform/http/request_reader.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

void check_urlencoded(std::string_view text) {
  const auto fields = http::parse_urlencoded(text);
  if (!fields) return require(fields.error() == 400 || fields.error() == 413, "a form is read or refused");
  require(fields->pairs().size() <= http::kFieldsMax, "fields have their limit");
  std::string again;
  for (const auto& [name, value] : fields->pairs()) {
    require(is_clean_utf8(name) && is_clean_utf8(value), "fields are clean");
    require(value.find('\r') == std::string::npos, "line ends are LF");
    again += (again.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  }
  const auto twice = http::parse_urlencoded(again);
  require(twice && twice->pairs() == fields->pairs(), "a form written out reads the same");
}

void check_cookies(std::string_view text) {
  const auto cookies = http::parse_cookies(text);
  if (!cookies) return require(cookies.error() == 400, "cookies are read or refused");
  require(cookies->size() <= http::kCookiesMax, "cookies have their limit");
  for (const auto& [name, value] : *cookies) {
    require(is_clean_utf8(name) && is_clean_utf8(value) && !name.empty(), "cookies are clean");
    require((name + value).find(';') == std::string::npos, "a cookie is one");
  }
}

void check_wishes(std::string_view text) {
  const auto encoding = http::choose_encoding(text);
  const std::string lower = to_lower_ascii(text);
  const auto is_named = [&](std::string_view word) { return lower.find(word) != std::string::npos || lower.find('*') != std::string::npos; };
  if (encoding == http::Encoding::brotli) require(is_named("br"), "brotli was asked for");
  if (encoding == http::Encoding::gzip) require(is_named("gzip"), "gzip was asked for");
  if (http::prefers_json(text)) require(lower.find("application/json") != std::string::npos, "JSON was asked for");
  if (http::matches_etag(text, "\"abc\"")) require(is_named("abc"), "the tag was named");
  require(std::ranges::find(kLocales, choose_locale(text)) != kLocales.end(), "a language is one of the six");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.byte() % 3) {
    case 0: check_urlencoded(input.rest()); break;
    case 1: check_cookies(input.rest()); break;
    default: check_wishes(input.rest()); break;
  }
  return 0;
}
