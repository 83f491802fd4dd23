#include "platform/i18n/formats.hpp"

#include <unicode/coll.h>
#include <unicode/dtfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/listformatter.h>
#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/numberformatter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>

namespace muster::i18n {
namespace {

void check(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + what + ": " + u_errorName(status));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string country_name(const icu::LocaleDisplayNames& names, const std::string& iso2) {
  icu::UnicodeString name;
  names.regionDisplayName(iso2.c_str(), name);
  return name.isBogus() || name.isEmpty() ? iso2 : to_utf8(name);
}

// British English for day before month; western digits in Arabic, as most of its readers here expect.
const char* icu_name(Locale locale) {
  switch (locale) {
    case Locale::ar: return "ar@numbers=latn";
    case Locale::en: return "en_GB";
    case Locale::es: return "es";
    case Locale::fr: return "fr";
    case Locale::ru: return "ru";
    case Locale::zh: return "zh_Hans";
  }
  return "en_GB";
}

using Names = std::vector<std::string>;

Names copy_names(const icu::UnicodeString* names, std::int32_t count) {
  Names out;
  for (std::int32_t i = 0; i < count; ++i) out.push_back(to_utf8(names[i]));
  return out;
}

// All of one language.
struct LocaleFormats {
  explicit LocaleFormats(Locale locale) : name(icu_name(locale)) {
    UErrorCode status = U_ZERO_ERROR;
    numbers = icu::number::NumberFormatter::withLocale(name);
    percents = icu::number::NumberFormatter::withLocale(name).unit(icu::NoUnit::percent());
    const icu::DateFormatSymbols symbols(name, status);
    check(status, "date symbols");
    std::int32_t count = 0;
    const icu::UnicodeString* found = symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE);
    months = copy_names(found, count);
    found = symbols.getMonths(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::ABBREVIATED);
    short_months = copy_names(found, count);
    found = symbols.getMonths(count, icu::DateFormatSymbols::STANDALONE, icu::DateFormatSymbols::WIDE);
    lone_months = copy_names(found, count);
    found = symbols.getWeekdays(count, icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::WIDE);
    weekdays = copy_names(found, count);

    const std::unique_ptr<icu::DateTimePatternGenerator> generator(icu::DateTimePatternGenerator::createInstance(name, status));
    check(status, "date patterns");
    const auto pattern = [&](const char16_t* skeleton) {
      const icu::UnicodeString best = generator->getBestPattern(skeleton, status);
      check(status, "date pattern");
      return to_utf8(best);
    };
    patterns = {pattern(u"yMMMMEEEEd"), pattern(u"yMMMMd"), pattern(u"yMMMd"), pattern(u"yMMMM")};
    if (locale == Locale::en) patterns[0] = "EEEE d MMMM y";
    year_pattern = pattern(u"y");
    glue = to_utf8(generator->getDateTimeFormat());

    names.reset(icu::LocaleDisplayNames::createInstance(name, ULDN_DIALECT_NAMES));
    // Every page with a place asks for one, and ICU searches its tables anew each time.
    for (const char* const* iso2 = icu::Locale::getISOCountries(); *iso2 != nullptr; ++iso2) countries[*iso2] = country_name(*names, *iso2);
    lists.reset(icu::ListFormatter::createInstance(name, status));
    check(status, "lists");
    collator.reset(icu::Collator::createInstance(name, status));
    check(status, "collation");
  }

  icu::Locale name;
  icu::number::LocalizedNumberFormatter numbers;
  icu::number::LocalizedNumberFormatter percents;
  Names months, short_months, lone_months, weekdays;  // weekdays[1] is Sunday
  std::array<std::string, 4> patterns;                // by DateStyle
  std::string year_pattern;
  std::string glue;  // {1} is the date, {0} the time
  std::unique_ptr<icu::LocaleDisplayNames> names;
  std::map<std::string, std::string, std::less<>> countries;  // by ISO code
  std::unique_ptr<icu::ListFormatter> lists;
  std::unique_ptr<icu::Collator> collator;
};

std::string two_digits(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }

// One field of a pattern (UTS #35): only those that our four skeletons yield.
std::string format_field(const LocaleFormats& formats, Date date, char letter, std::size_t length) {
  const std::size_t month = date.month() - 1;
  switch (letter) {
    case 'y': return std::to_string(date.year());
    case 'd': return length == 2 ? two_digits(static_cast<int>(date.day())) : std::to_string(date.day());
    case 'M':
      if (length == 4) return formats.months[month];
      if (length == 3) return formats.short_months[month];
      return std::to_string(date.month());
    case 'L': return length == 4 ? formats.lone_months[month] : std::to_string(date.month());
    case 'E': return formats.weekdays[std::chrono::weekday(date.days()).c_encoding() + 1];
    default: throw std::runtime_error(std::string("ICU: date pattern field ") + letter);
  }
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Quoted parts of a pattern are literal; '' is an apostrophe.
std::string format_pattern(const LocaleFormats& formats, std::string_view pattern, Date date) {
  std::string out;
  bool is_quoted = false;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      if (pattern.substr(i + 1, 1) == "'") {
        out += c;
        ++i;
      } else {
        is_quoted = !is_quoted;
      }
      ++i;
    } else if (!is_quoted && is_letter(c)) {
      std::size_t length = 1;
      while (i + length < pattern.size() && pattern[i + length] == c) ++length;
      out += format_field(formats, date, c, length);
      i += length;
    } else {
      out += c;
      ++i;
    }
  }
  return out;
}

icu::Locale make_language(std::string_view bcp47) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale language = icu::Locale::forLanguageTag(icu::StringPiece(bcp47.data(), static_cast<std::int32_t>(bcp47.size())), status);
  if (U_FAILURE(status)) language.setToBogus();
  return language;
}

std::string language_name(const icu::LocaleDisplayNames& names, std::string_view bcp47) {
  const icu::Locale language = make_language(bcp47);
  if (language.isBogus()) return std::string(bcp47);
  icu::UnicodeString name;
  names.localeDisplayName(language, name);
  return name.isBogus() || name.isEmpty() ? std::string(bcp47) : to_utf8(name);
}

}  // namespace

struct Formats::Implementation {
  std::vector<LocaleFormats> locales;
  std::unique_ptr<icu::Collator> root;
  // Names of languages in themselves: made on first use, as there are hundreds and each loads a table.
  mutable std::mutex own_names_mutex;
  mutable std::map<std::string, std::string, std::less<>> own_names;

  const LocaleFormats& of(Locale locale) const { return locales[static_cast<std::size_t>(locale)]; }
};

Formats::Formats() : implementation_(std::make_unique<Implementation>()) {
  implementation_->locales.reserve(kLocales.size());
  for (const Locale locale : kLocales) implementation_->locales.emplace_back(locale);
  UErrorCode status = U_ZERO_ERROR;
  implementation_->root.reset(icu::Collator::createInstance(icu::Locale::getRoot(), status));
  check(status, "root collation");
}

Formats::~Formats() = default;

std::string Formats::number(Locale locale, std::int64_t value) const {
  if (value >= 0 && value < 1000) return std::to_string(value);
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text = implementation_->of(locale).numbers.formatInt(value, status).toString(status);
  check(status, "number");
  return to_utf8(text);
}

std::string Formats::percent(Locale locale, int value) const {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text = implementation_->of(locale).percents.formatInt(value, status).toString(status);
  check(status, "percent");
  return to_utf8(text);
}

std::string Formats::date(Locale locale, Date date, DateStyle style) const {
  const LocaleFormats& formats = implementation_->of(locale);
  return format_pattern(formats, formats.patterns[static_cast<std::size_t>(style)], date);
}

std::string Formats::year(Locale locale, int year) const {
  const LocaleFormats& formats = implementation_->of(locale);
  return format_pattern(formats, formats.year_pattern, *Date::from_ymd(year, 1, 1));
}

std::string Formats::time(Instant instant) const {
  constexpr std::int64_t kMicrosecondsPerMinute = 60'000'000;
  constexpr std::int64_t kMinutesPerDay = 24 * 60;
  const std::int64_t since_midnight = (instant - Instant::from_date(instant.date())).count() / kMicrosecondsPerMinute;
  const int minute = static_cast<int>(since_midnight % kMinutesPerDay);
  return two_digits(minute / 60) + ":" + two_digits(minute % 60) + " UTC";
}

std::string Formats::instant(Locale locale, Instant instant) const {
  std::string out = implementation_->of(locale).glue;
  const auto fill = [&out](std::string_view slot, const std::string& value) {
    if (const std::size_t found = out.find(slot); found != std::string::npos) out.replace(found, slot.size(), value);
  };
  fill("{1}", date(locale, instant.date(), DateStyle::medium));
  fill("{0}", time(instant));
  return out;
}

std::string Formats::country(Locale locale, std::string_view iso2) const {
  const LocaleFormats& formats = implementation_->of(locale);
  if (const auto found = formats.countries.find(iso2); found != formats.countries.end()) return found->second;
  return country_name(*formats.names, std::string(iso2));
}

std::string Formats::language(Locale locale, std::string_view bcp47) const {
  return language_name(*implementation_->of(locale).names, bcp47);
}

std::string Formats::language_own(std::string_view bcp47) const {
  constexpr std::size_t kKeptMax = 1000;
  const std::scoped_lock lock(implementation_->own_names_mutex);
  if (const auto found = implementation_->own_names.find(bcp47); found != implementation_->own_names.end()) return found->second;
  const icu::Locale language = make_language(bcp47);
  if (language.isBogus()) return std::string(bcp47);
  const std::unique_ptr<icu::LocaleDisplayNames> names(icu::LocaleDisplayNames::createInstance(language, ULDN_DIALECT_NAMES));
  icu::UnicodeString name = from_utf8(language_name(*names, bcp47));
  // The name stands alone in a list: "Français", not "français".
  if (!name.isEmpty()) {
    const UChar32 first = name.char32At(0);
    name.replace(0, U16_LENGTH(first), u_totitle(first));
  }
  std::string out = to_utf8(name);
  if (implementation_->own_names.size() < kKeptMax) implementation_->own_names.emplace(bcp47, out);
  return out;
}

std::string Formats::list(Locale locale, const std::vector<std::string>& items) const {
  std::vector<icu::UnicodeString> texts;
  texts.reserve(items.size());
  for (const std::string& item : items) texts.push_back(from_utf8(item));
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out;
  implementation_->of(locale).lists->format(texts.data(), static_cast<std::int32_t>(texts.size()), out, status);
  check(status, "list");
  return to_utf8(out);
}

int Formats::compare(Locale locale, std::string_view a, std::string_view b) const {
  UErrorCode status = U_ZERO_ERROR;
  const UCollationResult result = implementation_->of(locale).collator->compareUTF8(
      icu::StringPiece(a.data(), static_cast<std::int32_t>(a.size())), icu::StringPiece(b.data(), static_cast<std::int32_t>(b.size())), status);
  check(status, "comparison");
  return result;
}

// Hexadecimal, which keeps the order of the bytes and is text that every database stores.
std::string Formats::sort_key(std::string_view text) const {
  const icu::UnicodeString wide = from_utf8(text);
  std::vector<std::uint8_t> key(64 + text.size() * 4);
  std::int32_t length = implementation_->root->getSortKey(wide, key.data(), static_cast<std::int32_t>(key.size()));
  if (static_cast<std::size_t>(length) > key.size()) {
    key.resize(static_cast<std::size_t>(length));
    length = implementation_->root->getSortKey(wide, key.data(), length);
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::int32_t i = 0; i + 1 < length; ++i) {  // without the final zero byte
    out += kDigits[key[static_cast<std::size_t>(i)] >> 4];
    out += kDigits[key[static_cast<std::size_t>(i)] & 15];
  }
  return out;
}

}  // namespace muster::i18n
