#include "platform/markdown/spell.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::markdown {
namespace {

// Where nothing but a place of this site or an allowed scheme can stand. It comes from the program, whose own host may
// be one that no text may lead to: a demo's is localhost.
bool is_written_address(std::string_view address) {
  if (address.find_first_of(" \t\r\n\\\"'<>") != std::string_view::npos || has_hidden_controls(address)) return false;
  if (address.starts_with("/")) return !address.starts_with("//");
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (address.starts_with(scheme)) return address.size() > scheme.size() && address[scheme.size()] != '/';
  }
  return check_target(address).has_value();
}

bool says_target(std::string_view words, std::string_view shown) {
  const std::string typed = to_lower_ascii(trim(words)), wanted = to_lower_ascii(shown);
  for (std::string_view form : {std::string_view(typed), std::string_view(typed).substr(0, typed.size() - (typed.ends_with('/') ? 1 : 0))}) {
    for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
      if (form.starts_with(scheme)) form.remove_prefix(scheme.size());
    }
    if (form == wanted) return true;
  }
  return false;
}

// Ideographs, kana, Hangul, and their punctuation: three bytes from U+2E80, or the planes behind.
bool is_unspaced(std::string_view character) {
  if (character.size() == 4) return static_cast<unsigned char>(character[0]) == 0xf0 && static_cast<unsigned char>(character[1]) >= 0xa0;
  if (character.size() != 3) return false;
  const auto lead = static_cast<unsigned char>(character[0]), next = static_cast<unsigned char>(character[1]);
  if (lead == 0xea || lead == 0xeb || lead == 0xec || lead == 0xed) return false;  // Hangul has blanks
  return (lead == 0xe2 && next >= 0xba) || (lead >= 0xe3 && lead <= 0xe9) || (lead == 0xef && next >= 0xbc);
}

std::string_view last_character(std::string_view text) {
  std::size_t first = text.size();
  while (first > 0) {
    --first;
    if ((static_cast<unsigned char>(text[first]) & 0xc0) != 0x80) break;
  }
  return text.substr(first);
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

std::string find_value(const Fill& fill, std::string_view name) {
  if (!fill.field) return "{{" + std::string(name) + "}}";
  std::string line;
  for (const char c : fill.field(name)) {
    const bool is_blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!is_blank) line += c;
    if (is_blank && !line.ends_with(' ')) line += ' ';
  }
  return line;
}

WrittenLink make_written_link(const Link& link, const Fill& fill) {
  WrittenLink written{.target = link.target};
  if (!link.field.empty()) {
    const std::string value = fill.field ? fill.field(link.field) : std::string();
    const auto target = check_target(value);
    if (!target && (!is_written_address(value) || value.starts_with("/"))) return {};
    written.target = target.value_or(value);
  }
  written.href = written.target;
  if (fill.link) {
    std::string other = fill.link(link, written.target);
    if (is_written_address(other)) written.href = std::move(other);
  }
  written.shown = show_target(written.target);
  if (says_target(link.words, written.shown)) written.shown.clear();
  return written;
}

std::string_view join_of_lines(std::string_view before, std::string_view after) {
  if (before.empty() || after.empty()) return before.empty() ? "" : " ";
  return is_unspaced(last_character(before)) && is_unspaced(take_code_points(after, 1)) ? "" : " ";
}

}  // namespace muster::markdown
