// The six languages of the interface. Languages that organisations speak are BCP 47 tags (strings):
// there are many more of those.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace muster {

enum class Locale { ar, en, es, fr, ru, zh };

inline constexpr std::array<Locale, 6> kLocales = {Locale::ar, Locale::en, Locale::es, Locale::fr, Locale::ru, Locale::zh};

std::string_view locale_tag(Locale locale);        // "ar"
std::string_view locale_own_name(Locale locale);   // "العربية"
std::string_view locale_direction(Locale locale);  // "rtl" or "ltr"
// Exactly one of the six tags; anything else is empty.
std::optional<Locale> parse_locale(std::string_view tag);
// Best of the six for an Accept-Language header (RFC 9110 section 12.5.4); English when none fits.
Locale choose_locale(std::string_view accept_language);

}  // namespace muster
