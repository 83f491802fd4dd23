#include "features/reports/leak_text.hpp"

#include <algorithm>
#include <array>

namespace muster::reports {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 1;
};

CodePoint read_code_point(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (bytes == 1 || text.size() < bytes) return {lead, 1};
  char32_t value = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  return {value, bytes};
}

bool is_in(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

// First digits of the decimal digits of the scripts that our readers write.
constexpr std::array<char32_t, 22> kZeros = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
                                             0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x19D0, 0xA620, 0xFF10};

bool is_mark(char32_t c) {
  return is_in(c, 0x80, 0xA9) || is_in(c, 0xAB, 0xB4) || is_in(c, 0xB6, 0xB9) || is_in(c, 0xBB, 0xBF) || c == 0xD7 || c == 0xF7 || c == 0x060C ||
         c == 0x061B || c == 0x061F || is_in(c, 0x066A, 0x066D) || c == 0x06D4 || c == 0x0964 || c == 0x0965 || c == 0x05BE || c == 0x05C0 ||
         c == 0x05C3 || is_in(c, 0x2000, 0x2BFF) || is_in(c, 0x3000, 0x3004) || is_in(c, 0x3008, 0x3020) || c == 0x3030 || c == 0x30FB ||
         is_in(c, 0xFE10, 0xFE6F) || is_in(c, 0xFF01, 0xFF0F) || is_in(c, 0xFF1A, 0xFF20) || is_in(c, 0xFF3B, 0xFF40) || is_in(c, 0xFF5B, 0xFF65) ||
         is_in(c, 0xE000, 0xF8FF) || c == 0xFEFF || is_in(c, 0x1F000, 0x1FAFF);
}

char plain_sign(char32_t c) {
  if (c < 0x80) return static_cast<char>(c);
  if (is_in(c, 0xFF01, 0xFF5E)) return static_cast<char>(c - 0xFF01 + '!');
  if (c == 0xFE6B) return '@';
  if (c == 0x066A) return '%';
  if (c == 0xA0 || c == 0x202F || c == 0x2009 || c == 0x3000) return ' ';
  if (is_in(c, 0x2010, 0x2015) || c == 0x2212) return '-';
  if (c == 0x2019 || c == 0x02BC) return '\'';
  if (c == 0x3002 || c == 0x2024) return '.';
  for (const char32_t zero : kZeros) {
    if (is_in(c, zero, zero + 9)) return static_cast<char>('0' + (c - zero));
  }
  if (is_in(c, 0x3400, 0x9FFF) || is_in(c, 0x20000, 0x323AF)) return '\x02';  // no blank parts them from digits
  return is_mark(c) ? '\x01' : 'x';
}

bool is_ideograph(char32_t c) { return is_in(c, 0x3400, 0x4DBF) || is_in(c, 0x4E00, 0x9FFF) || is_in(c, 0xF900, 0xFAFF) || is_in(c, 0x20000, 0x323AF); }
bool is_joiner(char32_t c) { return c == 0x200C || c == 0x200D || c == 0x00AD || c == 0x200B || c == 0x2060; }
bool is_word_sign(char c) { return c == 'x' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <class Test>
bool has_any(std::string_view text, Test test) {
  while (!text.empty()) {
    const CodePoint point = read_code_point(text);
    if (test(point.value)) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

}  // namespace

PlainText make_plain_text(std::string_view text) {
  PlainText plain;
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = read_code_point(text.substr(at));
    plain.signs += plain_sign(point.value);
    plain.at.push_back(at);
    at += point.bytes;
  }
  plain.at.push_back(text.size());
  return plain;
}

std::vector<Word> split_words(std::string_view text, const PlainText& plain) {
  std::vector<Word> words;
  bool is_open = false;
  for (std::size_t i = 0; i < plain.signs.size(); ++i) {
    const std::string_view bytes = text.substr(plain.at[i], plain.at[i + 1] - plain.at[i]);
    const char32_t c = read_code_point(bytes).value;
    const bool has_next = i + 1 < plain.signs.size() && is_word_sign(plain.signs[i + 1]);
    if (is_ideograph(c)) {
      words.push_back({i, i + 1, std::string(bytes), true});
      is_open = false;
    } else if (is_word_sign(plain.signs[i])) {
      if (!is_open) words.push_back({i, i, {}, false});
      is_open = true;
      words.back().text += bytes;
      words.back().last = i + 1;
    } else if (is_open && has_next && (is_joiner(c) || plain.signs[i] == '\'')) {
      continue;  // O'Brien is one word
    } else {
      is_open = false;
    }
  }
  return words;
}

bool has_cyrillic(std::string_view text) {
  return has_any(text, [](char32_t c) { return is_in(c, 0x0400, 0x052F); });
}
bool has_abjad(std::string_view text) {
  return has_any(text, [](char32_t c) { return is_in(c, 0x0590, 0x08FF) || is_in(c, 0xFB1D, 0xFDFF) || is_in(c, 0xFE70, 0xFEFF); });
}

}  // namespace muster::reports
