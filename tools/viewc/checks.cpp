#include "viewc/checks.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace viewc {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Length of the UTF-8 sequence at `i`, and its code point.
std::size_t decode(std::string_view text, std::size_t i, char32_t& code) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  code = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (std::size_t k = 1; k < length && i + k < text.size(); ++k) code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3f);
  return length;
}

bool is_letter(char32_t c) {
  if (c < 0x80) return std::isalpha(static_cast<int>(c)) != 0;
  if (c == 0xaa || c == 0xba) return true;
  const bool is_symbol = c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x303f);
  return !is_symbol;
}

// Length of an entity such as &nbsp; at `i`; 0 when none stands there.
std::size_t entity_length(std::string_view text, std::size_t i) {
  std::size_t end = i + 1;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '#')) ++end;
  return end < text.size() && text[end] == ';' && end > i + 1 ? end + 1 - i : 0;
}

}  // namespace

std::size_t find_literal_word(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&') {
      if (const std::size_t length = entity_length(text, i); length > 0) {
        i += length;
        continue;
      }
    }
    char32_t code = 0;
    const std::size_t length = decode(text, i, code);
    if (is_letter(code)) return i;
    i += length;
  }
  return std::string_view::npos;
}

std::string word_at(std::string_view text, std::size_t position) {
  std::size_t end = text.find_first_of(" \t\r\n.,:;<", position);
  end = std::min({end, text.size(), position + 40});
  return std::string(text.substr(position, end - position));
}

bool is_void_element(std::string_view name) {
  return is_one_of(name, {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"});
}

bool is_message_element(std::string_view name) {
  return is_one_of(name, {"a", "b", "i", "em", "strong", "code", "bdi", "span", "abbr", "time", "br"});
}

bool is_address_attribute(std::string_view name) {
  return is_one_of(name, {"href", "src", "action", "formaction", "data-autosave", "cite", "poster", "data", "ping", "manifest", "xlink:href"});
}

bool is_spoken_attribute(std::string_view name) {
  return is_one_of(name, {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "data-label"});
}

bool is_harmless_address(std::string_view text) {
  const std::size_t end = text.find_first_of(":/?#");
  if (end == std::string_view::npos || text[end] != ':') return true;
  std::string scheme(text.substr(0, end));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), [](unsigned char c) { return std::tolower(c); });
  return is_one_of(scheme, {"http", "https", "mailto", "tel"});
}

}  // namespace viewc
