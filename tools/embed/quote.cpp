#include "embed/embed.hpp"

namespace embed {

std::string quote(std::string_view bytes) {
  std::string text = "\"";
  std::size_t line = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += {'\\', c};
    } else if (byte >= 0x20 && byte < 0x7F && c != '?') {  // ??= would be a trigraph
      text += c;
    } else {
      text += {'\\', static_cast<char>('0' + (byte >> 6)), static_cast<char>('0' + (byte >> 3 & 7)), static_cast<char>('0' + (byte & 7))};
    }
    if (++line % 120 == 0) text += "\"\n\"";
  }
  return text + "\"";
}

}  // namespace embed
