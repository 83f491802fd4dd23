#include "platform/log/line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::log {

namespace {

constexpr std::size_t kValueBytesMax = 1000;

bool is_plain(std::string_view value) {
  const auto is_plain_byte = [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\' && c != '='; };
  return !value.empty() && std::ranges::all_of(value, is_plain_byte);
}

void append_escaped_byte(std::string& line, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  line += "\\x";
  line += kHex[byte >> 4];
  line += kHex[byte & 15];
}

void append_value(std::string& line, std::string_view value) {
  if (is_plain(value)) {
    line += value;
    return;
  }
  // Text with bidirectional or C1 controls could rearrange a terminal; it is shown byte by byte.
  const bool may_show_letters = is_clean_utf8(value) && !has_hidden_controls(value);
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += {'\\', c};
    } else if (c == '\n') {
      line += "\\n";
    } else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !may_show_letters)) {
      append_escaped_byte(line, c);
    } else {
      line += c;
    }
  }
  line += '"';
}

// Keys and events are literals of ours; this keeps a mistake from breaking the format.
void append_key(std::string& line, std::string_view key) {
  for (const char c : key) line += is_plain(std::string_view(&c, 1)) ? c : '_';
}

}  // namespace

std::string format_line(std::string_view event, const std::vector<Log::Field>& fields) {
  std::string line;
  append_key(line, event);
  for (const auto& [key, value] : fields) {
    line += ' ';
    append_key(line, key);
    line += '=';
    std::string_view shown = value;
    if (shown.size() > kValueBytesMax) {
      // Cut between characters, so that a clean text stays clean.
      std::size_t end = kValueBytesMax;
      while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0) == 0x80) --end;
      shown = shown.substr(0, end);
    }
    append_value(line, shown);
  }
  return line;
}

}  // namespace muster::log
