// Words, numbers and dates in the reader's language: gettext catalogues compiled into the binary,
// plural rules, formats and collation by ICU. A missing translation shows the English source text
// (and fails the catalogue test), never a key.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"

namespace muster::i18n {

enum class DateStyle {
  full,    // Monday 23 November 2026
  medium,  // 23 November 2026
  compact, // 23 Nov 2026
  month,   // November 2026
};

// Thread-safe and immutable after construction.
class Texts {
 public:
  Texts();
  ~Texts();
  Texts(const Texts&) = delete;

  // The message in that language with its values filled in; plain text, not escaped.
  std::string translate(Locale locale, const Message& message) const;
  // The bare catalogue text, slots unfilled. With `many`, the form for `count`. Used by views.
  std::string_view find_text(Locale locale, std::string_view one, std::string_view many = {}, std::int64_t count = 0,
                             std::string_view context = {}) const;

  std::string format_number(Locale locale, std::int64_t value) const;            // 1,234; western digits in Arabic too
  std::string format_percent(Locale locale, int percent) const;
  std::string format_date(Locale locale, Date date, DateStyle style = DateStyle::medium) const;
  std::string format_partial_date(Locale locale, PartialDate date) const;        // 2003 · December 2003 · 1 December 2003
  std::string format_instant(Locale locale, Instant instant) const;              // 23 November 2026, 21:06 UTC
  std::string format_time(Locale locale, Instant instant) const;                 // 21:06 UTC
  std::string format_country(Locale locale, std::string_view iso2) const;        // "Sri Lanka"; the code when unknown
  std::string format_language(Locale locale, std::string_view bcp47) const;      // "Sinhala"
  std::string format_language_own(std::string_view bcp47) const;                 // "සිංහල"
  std::string format_list(Locale locale, const std::vector<std::string>& items) const;  // a, b and c
  // Sorts by the language's collation.
  int compare(Locale locale, std::string_view a, std::string_view b) const;
  // A key whose byte order is that of the root collation; stored for sorting in the database.
  std::string sort_key(std::string_view text) const;

  // True when a native speaker has reviewed the catalogue (a header field of the .po file).
  bool is_reviewed(Locale locale) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::i18n
