#include "platform/i18n/direction.hpp"

namespace muster::i18n {
namespace {

bool is_right_to_left(char32_t c) {
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfeff);
}

// As far as it matters here: every character beyond ASCII counts as a letter but general punctuation,
// symbols and the right-to-left blocks.
bool is_left_to_right(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return c >= 0xc0 && !is_right_to_left(c) && !(c >= 0x2000 && c <= 0x2bff);
}

}  // namespace

bool runs_against(std::string_view text, Locale locale) {
  const bool is_rtl = locale_direction(locale) == "rtl";
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) {
      code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    }
    if (is_rtl ? is_left_to_right(code) : is_right_to_left(code)) return true;
    i += length;
  }
  return false;
}

}  // namespace muster::i18n
