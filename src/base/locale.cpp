#include "base/locale.hpp"

#include <string>

#include "base/text.hpp"

namespace muster {

namespace {

struct Names {
  std::string_view tag;
  std::string_view own_name;
};

constexpr std::array<Names, 6> kNames = {{{"ar", "العربية"},
                                         {"en", "English"},
                                         {"es", "Español"},
                                         {"fr", "Français"},
                                         {"ru", "Русский"},
                                         {"zh", "中文"}}};

// A quality value in thousandths: "0.8" is 800. Malformed ones count as 0, so that they never win.
int parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  int value = (text[0] - '0') * 1000;
  if (text.size() == 1) return value;
  if (text[1] != '.') return 0;
  int unit = 100;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return 0;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value <= 1000 ? value : 0;
}

// The quality of one list member's parameters (";q=0.8"), 1000 without one.
int find_quality(std::string_view parameters) {
  for (const std::string_view part : split(parameters, ';')) {
    const std::string_view trimmed = trim(part);
    if (trimmed.size() > 1 && (trimmed[0] == 'q' || trimmed[0] == 'Q') && trimmed[1] == '=') {
      return parse_quality(trimmed.substr(2));
    }
  }
  return 1000;
}

}  // namespace

std::string_view locale_tag(Locale locale) { return kNames[static_cast<std::size_t>(locale)].tag; }
std::string_view locale_own_name(Locale locale) { return kNames[static_cast<std::size_t>(locale)].own_name; }
std::string_view locale_direction(Locale locale) { return locale == Locale::ar ? "rtl" : "ltr"; }

std::optional<Locale> parse_locale(std::string_view tag) {
  for (const Locale locale : kLocales) {
    if (locale_tag(locale) == tag) return locale;
  }
  return std::nullopt;
}

Locale choose_locale(std::string_view accept_language) {
  // Nobody speaks a hundred languages; a longer header is an attack on our time.
  constexpr std::size_t kHeaderBytesMax = 1000;
  Locale best = Locale::en;
  int best_quality = 0;
  for (const std::string_view member : split(accept_language.substr(0, kHeaderBytesMax), ',')) {
    const std::size_t semicolon = member.find(';');
    const int quality = semicolon == std::string_view::npos ? 1000 : find_quality(member.substr(semicolon + 1));
    const std::string range = to_lower_ascii(trim(member.substr(0, semicolon)));
    // "zh-Hant-TW" is read by the primary language: there is one interface per language.
    const auto locale = range == "*" ? std::optional(Locale::en) : parse_locale(std::string_view(range).substr(0, range.find('-')));
    if (locale && quality > best_quality) {
      best = *locale;
      best_quality = quality;
    }
  }
  return best;
}

}  // namespace muster
