#include "platform/http/form.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/net/target.hpp"

namespace muster::http {
namespace {

// A decoded, clean, line-normalised value; 400 when it cannot be one.
Parsed<std::string> decode_value(std::string_view text) {
  std::string raw(text);
  std::replace(raw.begin(), raw.end(), '+', ' ');
  const auto decoded = net::percent_decode(raw);
  if (!decoded || !is_clean_utf8(*decoded)) return std::unexpected(400);
  return normalise_newlines(*decoded);
}

}  // namespace

std::string media_type(std::string_view content_type) {
  return to_lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
}

Parsed<Fields> parse_urlencoded(std::string_view text) {
  Fields fields;
  if (text.empty()) return fields;
  // Counted first, so that ten million ampersands cost nothing.
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '&')) >= kFieldsMax) return std::unexpected(413);
  for (const auto pair : split(text, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = decode_value(pair.substr(0, equals));
    auto value = decode_value(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
    if (!name || !value) return std::unexpected(400);
    fields.add(std::move(*name), std::move(*value));
  }
  return fields;
}

Parsed<std::map<std::string, std::string, std::less<>>> parse_cookies(std::string_view header) {
  std::map<std::string, std::string, std::less<>> cookies;
  if (header.empty()) return cookies;
  if (!is_clean_utf8(header)) return std::unexpected(400);
  if (static_cast<std::size_t>(std::count(header.begin(), header.end(), ';')) >= kCookiesMax)
    return std::unexpected(400);
  for (const auto part : split(header, ';')) {
    const std::string_view pair = trim(part);
    const auto equals = pair.find('=');
    // Cookies of others on the same host may look odd; they are passed over, not refused.
    if (equals == std::string_view::npos || equals == 0) continue;
    std::string_view value = trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    cookies.emplace(std::string(trim(pair.substr(0, equals))), std::string(value));
  }
  return cookies;
}

}  // namespace muster::http
