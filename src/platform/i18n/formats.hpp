// Numbers, dates, names of countries and languages, lists and collation of the six languages, from
// ICU's tables. Everything is fetched when it is made, so that all functions are const and may be called
// by any thread. Private to this room: ICU is seen by formats.cpp alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "platform/i18n/texts.hpp"

namespace muster::i18n {

class Formats {
 public:
  Formats();
  ~Formats();
  Formats(const Formats&) = delete;

  std::string number(Locale locale, std::int64_t value) const;
  std::string percent(Locale locale, int value) const;
  std::string date(Locale locale, Date date, DateStyle style) const;
  std::string year(Locale locale, int year) const;
  std::string instant(Locale locale, Instant instant) const;
  std::string time(Instant instant) const;
  std::string country(Locale locale, std::string_view iso2) const;
  std::string language(Locale locale, std::string_view bcp47) const;
  std::string language_own(std::string_view bcp47) const;
  std::string list(Locale locale, const std::vector<std::string>& items) const;
  int compare(Locale locale, std::string_view a, std::string_view b) const;
  std::string sort_key(std::string_view text) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::i18n
