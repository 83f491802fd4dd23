#include "platform/net/target.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::net {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  return std::stoi(std::string(text)) <= 65535;
}

// Bytes that may stand in a target at all; the fragment mark and white space may not.
bool is_target_byte(char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; }

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 262) return false;
  if (text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const auto inside = text.substr(1, end - 1);
    const bool is_address =
        std::all_of(inside.begin(), inside.end(), [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
    const auto rest = text.substr(end + 1);
    return is_address && (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))));
  }
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon);
  if (name.empty() || name.front() == '.') return false;
  if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '_'; });
}

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.front() != '/') return false;
  for (const auto segment : split(path.substr(1), '/')) {
    if (segment.find('%') == std::string_view::npos) {
      if (segment == "." || segment == "..") return false;
      continue;
    }
    const auto decoded = percent_decode(segment);
    if (!decoded || *decoded == "." || *decoded == ".." || !is_clean_utf8(*decoded)) return false;
    const bool has_odd_byte = std::any_of(decoded->begin(), decoded->end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
    });
    if (has_odd_byte) return false;
  }
  return true;
}

std::optional<std::string> reduce_target(std::string_view method, std::string_view target, std::string_view host) {
  // A tunnel is never made, in whatever form it is asked for.
  if (method == "CONNECT") return std::nullopt;
  if (target == "*") return method == "OPTIONS" ? std::optional<std::string>("*") : std::nullopt;
  if (target.empty() || !std::all_of(target.begin(), target.end(), is_target_byte)) return std::nullopt;
  std::string_view origin_form = target;
  if (target.front() != '/') {
    const std::string scheme = to_lower_ascii(target.substr(0, 8));
    const std::size_t start = scheme.starts_with("http://") ? 7 : scheme == "https://" ? 8 : 0;
    if (start == 0) return std::nullopt;
    const auto end = target.find_first_of("/?", start);
    const auto authority = target.substr(start, end == std::string_view::npos ? end : end - start);
    // RFC 9112 section 3.2.2: the authority of the absolute form wins; a different Host is a trick.
    if (to_lower_ascii(authority) != to_lower_ascii(host)) return std::nullopt;
    origin_form = end == std::string_view::npos ? std::string_view{} : target.substr(end);
  }
  std::string reduced(origin_form);
  if (reduced.empty() || reduced.front() == '?') reduced.insert(0, 1, '/');
  const std::string_view path = std::string_view(reduced).substr(0, reduced.find('?'));
  if (!is_safe_path(path)) return std::nullopt;
  return reduced;
}

}  // namespace muster::net
