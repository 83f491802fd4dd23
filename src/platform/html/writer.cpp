#include "platform/html/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "platform/i18n/direction.hpp"

namespace muster::html {
namespace {

// The replacement of each byte that means something to a parser; empty for all others.
constexpr std::array<std::string_view, 256> make_escapes() {
  std::array<std::string_view, 256> table{};
  table['&'] = "&amp;";
  table['<'] = "&lt;";
  table['>'] = "&gt;";
  table['"'] = "&quot;";
  table['\''] = "&#39;";
  return table;
}
constexpr std::array<std::string_view, 256> kEscapes = make_escapes();

// Length of a numbered mark (<1>, </1>, <1/>) at `i`; 0 when none stands there.
std::size_t mark_length(std::string_view text, std::size_t i) {
  std::size_t p = i + 1;
  if (p < text.size() && text[p] == '/') ++p;
  const std::size_t digits = p;
  while (p < text.size() && text[p] >= '0' && text[p] <= '9') ++p;
  if (p == digits) return 0;
  if (p < text.size() && text[p] == '/') ++p;
  return p < text.size() && text[p] == '>' ? p + 1 - i : 0;
}

// Splits a message at its slots (and marks) and hands out the pieces in order.
template <class Literal, class Slot>
void split_message(std::string_view text, bool has_marks, Literal literal, Slot slot) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) break;
      literal(text.substr(start, i - start));
      slot(text.substr(i + 1, end - i - 1));
      start = i = end + 1;
    } else if (const std::size_t length = has_marks && text[i] == '<' ? mark_length(text, i) : 0; length > 0) {
      literal(text.substr(start, i - start));
      slot(text.substr(i, length));
      start = i = i + length;
    } else {
      ++i;
    }
  }
  literal(text.substr(start));
}

// A path of this site or one of the allowed schemes, without what browsers silently remove.
bool is_allowed_address(std::string_view value) {
  const auto is_control = [](unsigned char c) { return c <= 0x20 || c == 0x7f; };
  if (std::any_of(value.begin(), value.end(), is_control)) return false;
  if (value.size() > 1 && (value[0] == '/' || value[0] == '\\') && (value[1] == '/' || value[1] == '\\')) return false;
  const std::size_t end = value.find_first_of(":/?#\\");
  if (end == std::string_view::npos || value[end] != ':') return true;
  const std::string scheme = to_lower_ascii(value.substr(0, end));
  return scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel";
}

}  // namespace

void Writer::escape(std::string_view value) {
  if (is_plain_) {
    out_.append(value);
    return;
  }
  std::size_t start = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string_view replacement = kEscapes[static_cast<unsigned char>(value[i])];
    if (replacement.empty()) continue;
    out_.append(value, start, i - start);
    out_.append(replacement);
    start = i + 1;
  }
  out_.append(value, start);
}

void Writer::text(const Email& value) {
  out_.append("<bdi dir=\"ltr\">");
  escape(value.text());
  out_.append("</bdi>");
}

void Writer::text(const Url& value) {
  out_.append("<bdi dir=\"ltr\">");
  escape(value.display());
  out_.append("</bdi>");
}

void Writer::attribute(double value) {
  std::array<char, 32> digits{};
  const double rounded = std::round(value * 10) / 10;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), rounded);
  if (error == std::errc{}) out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void Writer::url(std::string_view value) {
  if (is_allowed_address(value)) {
    escape(value);
  } else {
    out_ += '#';
  }
}

void Writer::url_part(std::string_view value) { out_.append(percent_encode(value)); }

void Writer::url_part(const Email& value) {
  url_part(value.local_part());
  out_ += '@';
  url_part(value.domain());
}

void Writer::slot(std::string_view value) {
  const bool needs_isolation = i18n::runs_against(value, locale_);
  if (needs_isolation) out_.append("<bdi>");
  escape(value);
  if (needs_isolation) out_.append("</bdi>");
}

void Writer::message(std::string_view text, FillSlot fill) {
  split_message(text, false, [this](std::string_view piece) { escape(piece); }, fill);
}

void Writer::marked_message(std::string_view text, FillSlot fill) {
  split_message(text, true, [this](std::string_view piece) { escape(piece); }, fill);
}

void Writer::plain_message(std::string_view text, FillSlot fill) {
  split_message(text, false, [this](std::string_view piece) { out_.append(piece); }, fill);
}

}  // namespace muster::html
