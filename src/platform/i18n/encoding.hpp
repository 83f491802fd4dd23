// Bytes of a file that people send, in whatever encoding their program wrote it, as UTF-8. The byte order
// mark decides, then well-formed UTF-8, then a guess by letter frequency, which staff see before they apply.
// Nothing is replaced in silence: what is no text is named by its line.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace muster::i18n {

struct Decoded {
  std::string text;      // clean UTF-8, without byte order mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "windows-1251", "GB18030", ...
};

// The first line with bytes that are no text in the encoding, or that holds NUL.
struct Undecodable {
  int line = 1;
  std::string encoding;
};

std::expected<Decoded, Undecodable> decode_to_utf8(std::string_view bytes);

}  // namespace muster::i18n
