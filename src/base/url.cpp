#include "base/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/host.hpp"
#include "base/text.hpp"

namespace muster {

namespace {

constexpr std::size_t kUrlBytesMax = 2000;

std::unexpected<Problem> not_a_web_address() {
  return invalid({}, tr("Enter a web address, for example {example}", {{"example", "https://example.org"}}));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "mailto:x" and "javascript:x" begin with a scheme; "example.org:8080/x" with a host and a port.
bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(text.front())) return false;
  const auto is_scheme_byte = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::ranges::all_of(text.substr(0, colon), is_scheme_byte)) return false;
  return colon + 1 == text.size() || !is_digit(text[colon + 1]);
}

struct Authority {
  std::string_view host;
  std::string_view port;  // with its colon; empty when there is none
};

std::optional<Authority> parse_authority(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Authority{text, {}};
  const std::string_view digits = text.substr(colon + 1);
  unsigned port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port < 1 || port > 65535) return std::nullopt;
  return Authority{text.substr(0, colon), text.substr(colon)};
}

// Path, query and fragment as bytes that RFC 3986 allows; what is encoded already stays as it is.
std::string encode_rest(std::string_view rest) {
  constexpr std::string_view kAllowed = "-._~!$&'()*+,;=:@/?#%[]";
  std::string result;
  for (const char c : rest) {
    if (is_letter(c) || is_digit(c) || kAllowed.find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += percent_encode(std::string_view(&c, 1));
    }
  }
  return result;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  std::string_view typed = trim(text);
  if (typed.size() > kUrlBytesMax || !is_clean_utf8(typed) || has_hidden_controls(typed)) return not_a_web_address();
  // A tab or line feed inside is dropped by browsers, which turns "java\tscript:" into a scheme.
  if (typed.find_first_of("\t\n\\") != std::string_view::npos) return not_a_web_address();

  std::string_view scheme = "https://";
  const std::string lower = to_lower_ascii(typed.substr(0, 8));
  if (lower.starts_with("http://")) {
    scheme = "http://";
    typed.remove_prefix(7);
  } else if (lower == "https://") {
    typed.remove_prefix(8);
  } else if (has_scheme(typed)) {
    return not_a_web_address();
  }

  const std::string_view rest = typed.substr(std::min(typed.find_first_of("/?#"), typed.size()));
  const auto authority = parse_authority(typed.substr(0, typed.size() - rest.size()));
  // A user name or password shows in the host as "@", which no host has.
  if (!authority) return not_a_web_address();
  auto host = make_a_label_host(authority->host);
  if (!host) return not_a_web_address();

  Url url;
  url.host_ = std::move(*host);
  url.typed_host_ = std::string(authority->host) + std::string(authority->port);
  url.rest_ = rest;
  url.text_ = std::string(scheme) + url.host_ + std::string(authority->port) + encode_rest(rest);
  if (url.text_.size() > kUrlBytesMax) return not_a_web_address();
  return url;
}

std::string Url::display() const {
  std::string_view rest = rest_;
  if (rest.ends_with('/')) rest.remove_suffix(1);
  return typed_host_ + std::string(rest);
}

}  // namespace muster
