#include "features/forms/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace muster::forms {
namespace {

// The zero of each script whose ten digits follow one another (Unicode category Nd).
constexpr std::array<char32_t, 24> kZeros = {0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66,
                                             0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20,
                                             0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0xA9D0, 0xFF10};
// Between groups of digits: blanks, commas, dots, apostrophes, and their Arabic and full-width forms.
constexpr std::u32string_view kGroupMarks = U" \u00A0\u2009\u202F\u3000,.'\u2019\u066C\u060C\uFF0C\uFF0E_";
constexpr std::u32string_view kRangeMarks = U"-\u2010\u2011\u2012\u2013\u2014~\u301C\uFF5E\uFF0D\u2026";
constexpr std::u32string_view kMinusMarks = U"-\u2212";
constexpr std::u32string_view kAboutMarks = U"~\u2248\u223C";
constexpr std::u32string_view kPlusMarks = U"+\uFF0B";
constexpr std::u32string_view kBlanks = U" \t\u00A0\u2009\u202F\u3000\u200E\u200F";

std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t j = 1; j < length && i + j < text.size(); ++j) point = (point << 6) | (static_cast<unsigned char>(text[i + j]) & 0x3F);
    out.push_back(point);
    i += length;
  }
  return out;
}

char32_t fold(char32_t point) {
  for (const char32_t zero : kZeros) {
    if (point >= zero && point < zero + 10) return U'0' + (point - zero);
  }
  return point;
}

bool is_digit(char32_t point) { return point >= U'0' && point <= U'9'; }
bool is_in(std::u32string_view set, char32_t point) { return set.find(point) != std::u32string_view::npos; }

std::u32string_view trim_blanks(std::u32string_view text) {
  while (!text.empty() && is_in(kBlanks, text.front())) text.remove_prefix(1);
  while (!text.empty() && is_in(kBlanks, text.back())) text.remove_suffix(1);
  return text;
}

// "12,345", "12 345" and the Indian "1,23,456": one kind of mark, the last group has three digits, those
// before it two or three. So "1,5" and "1.25" are no whole numbers, and "12.34.56" is no date by mistake.
bool is_well_grouped(const std::vector<std::size_t>& groups) {
  if (groups.size() < 2) return true;
  if (groups.front() < 1 || groups.front() > 3 || groups.back() != 3) return false;
  return std::all_of(groups.begin() + 1, groups.end() - 1, [](std::size_t digits) { return digits == 2 || digits == 3; });
}

std::optional<std::int64_t> parse_digits(std::u32string_view text) {
  text = trim_blanks(text);
  bool is_negative = false;
  if (!text.empty() && is_in(kMinusMarks, text.front())) {
    is_negative = true;
    text = trim_blanks(text.substr(1));
  }
  std::string digits;
  std::vector<std::size_t> groups(1, 0);
  char32_t mark = 0;
  for (const char32_t point : text) {
    if (is_digit(point)) {
      digits.push_back(static_cast<char>(point));
      ++groups.back();
    } else if (is_in(kGroupMarks, point) && groups.back() > 0 && (mark == 0 || mark == point)) {
      mark = point;
      groups.push_back(0);
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty() || !is_well_grouped(groups)) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return is_negative ? -value : value;
}

std::u32string fold_all(std::string_view text) {
  std::u32string points = decode(text);
  std::ranges::transform(points, points.begin(), fold);
  return points;
}

}  // namespace

std::string fold_digits(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::string_view piece = text.substr(i, length);
    const char32_t point = fold(decode(piece).front());
    if (is_digit(point)) {
      out.push_back(static_cast<char>(point));
    } else {
      out.append(piece);
    }
    i += length;
  }
  return out;
}

std::optional<std::int64_t> parse_number(std::string_view text) { return parse_digits(fold_all(text)); }

std::optional<Number> parse_number_or_range(std::string_view text) {
  const std::u32string points = fold_all(text);
  std::u32string_view rest = trim_blanks(points);
  if (!rest.empty() && is_in(kAboutMarks, rest.front())) rest = trim_blanks(rest.substr(1));
  if (!rest.empty() && is_in(kPlusMarks, rest.back())) {
    const auto low = parse_digits(rest.substr(0, rest.size() - 1));
    return low ? std::optional(Number{.low = *low, .is_open_ended = true}) : std::nullopt;
  }
  // A dash after the first digit parts a range; one before it is a minus.
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (!is_in(kRangeMarks, rest[i])) continue;
    const auto low = parse_digits(rest.substr(0, i));
    const auto high = parse_digits(rest.substr(i + 1));
    if (!low || !high || *low > *high) return std::nullopt;
    if (*low == *high) return Number{.low = *low};
    return Number{.low = *low, .high = *high};
  }
  const auto low = parse_digits(rest);
  return low ? std::optional(Number{.low = *low}) : std::nullopt;
}

}  // namespace muster::forms
