#include "platform/i18n/texts.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "platform/i18n/catalogue.hpp"
#include "platform/i18n/direction.hpp"

namespace muster::i18n {
namespace {

const Texts& texts() {
  static const Texts kept;
  return kept;
}

const Date kDay = *Date::parse("2026-11-23");

// A catalogue of two entries, as catalogc writes it.
constexpr std::string_view kForms[] = {"Открыть", "{count} страница", "{count} страницы", "{count} страниц", "глагол"};
constexpr CatalogueEntry kEntries[] = {{"", "Open", 0, 1}, {"", "{count} page", 1, 3}, {"verb", "Open", 4, 1}};
const Catalogue kRussian = {"ru", false,
                            [](unsigned long n) -> unsigned {
                              return n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 10 || n % 100 >= 20) ? 1 : 2;
                            },
                            kEntries, kForms};

}  // namespace

TEST_CASE("the index finds texts by context and plural form") {
  const CatalogueIndex index(kRussian);
  CHECK(index.find("", "Open", false, 0) == "Открыть");
  CHECK(index.find("verb", "Open", false, 0) == "глагол");
  CHECK(index.find("noun", "Open", false, 0).empty());
  CHECK(index.find("", "Close", false, 0).empty());
  CHECK(index.find("", "{count} page", true, 1) == "{count} страница");
  CHECK(index.find("", "{count} page", true, 21) == "{count} страница");
  CHECK(index.find("", "{count} page", true, 3) == "{count} страницы");
  CHECK(index.find("", "{count} page", true, 12) == "{count} страниц");
  CHECK(index.find("", "{count} page", true, -3) == "{count} страницы");
}

TEST_CASE("catalogues carry the plural rules of their languages") {
  const auto form = [](std::string_view tag, unsigned long n) {
    for (const Catalogue& catalogue : list_catalogues()) {
      if (catalogue.tag == tag) return static_cast<int>(catalogue.plural_form(n));
    }
    return -1;
  };
  CHECK(list_catalogues().size() == 5);
  int expected[] = {0, 1, 2, 3, 3, 3};
  for (unsigned long n = 0; n < 6; ++n) CHECK(form("ar", n) == expected[n]);
  CHECK(form("ar", 11) == 4);
  CHECK(form("ar", 99) == 4);
  CHECK(form("ar", 100) == 5);
  CHECK(form("ar", 103) == 3);
  CHECK(form("fr", 0) == 0);
  CHECK(form("fr", 2) == 1);
  CHECK(form("es", 0) == 1);
  CHECK(form("ru", 111) == 2);
  CHECK(form("zh", 7) == 0);
}

TEST_CASE("messages are filled with values in the reader's form") {
  CHECK(texts().translate(Locale::en, tr("Send it by {date}, {name}", {{"date", kDay}, {"name", "Amina"}})) == "Send it by 23 November 2026, Amina");
  CHECK(texts().translate(Locale::en, trn("{count} test page", "{count} test pages", 1)) == "1 test page");
  CHECK(texts().translate(Locale::en, trn("{count} test page", "{count} test pages", 1234)) == "1,234 test pages");
  CHECK(texts().translate(Locale::en, trn("One test page", "{count} test pages", 0)) == "0 test pages");
  CHECK(texts().translate(Locale::en, verbatim("{name} <b>")) == "{name} <b>");
  CHECK(texts().translate(Locale::en, tr("At {time}", {{"time", Instant::from_date(kDay)}})) == "At 23 November 2026, 00:00 UTC");
}

TEST_CASE("a text without translation is shown in English, with its values") {
  CHECK(texts().translate(Locale::fr, tr("No catalogue has {number} of this", {{"number", std::int64_t{12}}})) == "No catalogue has 12 of this");
  CHECK(texts().find_text(Locale::ru, "no such one", "no such many", 1) == "no such one");
  CHECK(texts().find_text(Locale::ru, "no such one", "no such many", 2) == "no such many");
}

TEST_CASE("a Latin name in an Arabic sentence is isolated") {
  CHECK(texts().translate(Locale::ar, tr("{name}", {{"name", "Lanka"}})) == "\u2068Lanka\u2069");
  CHECK(texts().translate(Locale::en, tr("{name}", {{"name", "Lanka"}})) == "Lanka");
  CHECK(runs_against("شبكة", Locale::en));
  CHECK_FALSE(runs_against("互联网", Locale::en));
  CHECK(runs_against("互联网", Locale::ar));
  CHECK_FALSE(runs_against("12 – 34", Locale::ar));
}

TEST_CASE("dates in six languages") {
  const auto full = [](Locale locale) { return texts().format_date(locale, kDay, DateStyle::full); };
  CHECK(full(Locale::en) == "Monday 23 November 2026");
  CHECK(full(Locale::fr) == "lundi 23 novembre 2026");
  CHECK(full(Locale::es) == "lunes, 23 de noviembre de 2026");
  CHECK(full(Locale::ru) == "понедельник, 23 ноября 2026\u202fг.");
  CHECK(full(Locale::zh) == "2026年11月23日星期一");
  CHECK(full(Locale::ar) == "الاثنين، 23 نوفمبر 2026");
  CHECK(texts().format_date(Locale::en, kDay) == "23 November 2026");
  CHECK(texts().format_date(Locale::en, kDay, DateStyle::compact) == "23 Nov 2026");
  CHECK(texts().format_date(Locale::ru, kDay, DateStyle::month) == "ноябрь 2026\u202fг.");
  CHECK(texts().format_date(Locale::en, kDay, DateStyle::month) == "November 2026");
}

TEST_CASE("partial dates are never completed") {
  CHECK(texts().format_partial_date(Locale::en, *PartialDate::parse("2003")) == "2003");
  CHECK(texts().format_partial_date(Locale::en, *PartialDate::parse("2003-12")) == "December 2003");
  CHECK(texts().format_partial_date(Locale::en, *PartialDate::parse("2003-12-01")) == "1 December 2003");
  CHECK(texts().format_partial_date(Locale::zh, *PartialDate::parse("2003")) == "2003年");
}

TEST_CASE("numbers keep western digits in Arabic") {
  CHECK(texts().format_number(Locale::en, 1234) == "1,234");
  CHECK(texts().format_number(Locale::ar, 1234) == "1,234");
  CHECK(texts().format_number(Locale::ru, 1234567) == "1\u00a0234\u00a0567");
  CHECK(texts().format_number(Locale::es, 1234567) == "1.234.567");
  CHECK(texts().format_number(Locale::en, -5) == "-5");
  CHECK(texts().format_percent(Locale::en, 50) == "50%");
}

TEST_CASE("instants are said in UTC") {
  const Instant instant = Instant::from_date(kDay) + std::chrono::minutes(21 * 60 + 6);
  CHECK(texts().format_instant(Locale::en, instant) == "23 November 2026, 21:06 UTC");
  CHECK(texts().format_time(Locale::ar, instant) == "21:06 UTC");
  CHECK(texts().format_time(Locale::en, Instant::from_microseconds(-60'000'000)) == "23:59 UTC");
}

TEST_CASE("names of countries and languages") {
  CHECK(texts().format_country(Locale::en, "LK") == "Sri Lanka");
  CHECK(texts().format_country(Locale::es, "DE") == "Alemania");
  CHECK(texts().format_country(Locale::en, "QQ") == "QQ");
  CHECK(texts().format_language(Locale::en, "si") == "Sinhala");
  CHECK(texts().format_language_own("si") == "සිංහල");
  CHECK(texts().format_language_own("fr") == "Français");
  CHECK(texts().format_language_own("fr") == "Français");
  CHECK(texts().format_language(Locale::en, "not a tag") == "not a tag");
  CHECK(texts().format_list(Locale::en, {"a", "b", "c"}) == "a, b and c");
  CHECK(texts().format_list(Locale::fr, {"a", "b"}) == "a et b");
  CHECK(texts().format_list(Locale::en, {}).empty());
}

TEST_CASE("sorting follows the language, and the stored key the root order") {
  CHECK(texts().compare(Locale::es, "naranja", "ñandú") < 0);
  CHECK(texts().compare(Locale::es, "ñandú", "oca") < 0);
  CHECK(texts().compare(Locale::en, "a", "a") == 0);
  CHECK(texts().sort_key("abierta") < texts().sort_key("Ábrete"));
  CHECK(texts().sort_key("éa") < texts().sort_key("eb"));
  CHECK(texts().sort_key("Zebra") < texts().sort_key("Ямал"));
  const std::string long_text(5000, 'a');
  CHECK(texts().sort_key(long_text) < texts().sort_key(long_text + "b"));
  CHECK(texts().sort_key("a").find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a lookup does not hold a page up") {
  const CatalogueIndex index(kRussian);
  constexpr int kLookups = 200'000;
  std::size_t length = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kLookups; ++i) length += index.find("", "{count} page", true, i).size();
  const auto spent = std::chrono::steady_clock::now() - start;
  CHECK(length > 0);
  // 100 ns in a release build; room for a debug build on a busy machine.
  CHECK(spent / kLookups < std::chrono::nanoseconds(5000));
}

}  // namespace muster::i18n
