// Bytes of a file that people send, in whatever encoding their program wrote it, as UTF-8. The byte order
// mark decides, then well-formed UTF-8, then a guess by letter frequency, which staff see before they apply.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::i18n {

struct Decoded {
  std::string text;      // clean UTF-8, without byte order mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "windows-1251", "GB18030", ...
};

// Empty when the bytes are text in no encoding that is known, or hold NUL.
std::optional<Decoded> decode_to_utf8(std::string_view bytes);

}  // namespace muster::i18n
