#include "base/locale.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <string>

namespace muster {
namespace {

TEST_CASE("six languages, each with its name and direction") {
  for (const Locale locale : kLocales) {
    CHECK(parse_locale(locale_tag(locale)) == locale);
    CHECK_FALSE(locale_own_name(locale).empty());
  }
  CHECK(locale_own_name(Locale::zh) == "中文");
  CHECK(locale_direction(Locale::ar) == "rtl");
  CHECK(locale_direction(Locale::ru) == "ltr");
  for (const std::string_view tag : {"", "EN", "de", "en-GB", "zh-Hans"}) CHECK_FALSE(parse_locale(tag));
}

TEST_CASE("the best language of Accept-Language is chosen") {
  struct Row {
    std::string_view header;
    Locale chosen;
  };
  const Row rows[] = {
      {"", Locale::en},
      {"fr", Locale::fr},
      {"FR-ca", Locale::fr},
      {"de, fr;q=0.5", Locale::fr},
      {"de;q=1.0, nl", Locale::en},
      {"en;q=0.3, es;q=0.8", Locale::es},
      {"en;q=0.3,es ; q=0.8 ,ru;q=0.9", Locale::ru},
      {"zh-Hant-TW, en;q=0.9", Locale::zh},
      {"ar;q=0, fr;q=0.1", Locale::fr},
      {"fr;q=0", Locale::en},
      {"*", Locale::en},
      {"*;q=0.1, ru;q=0.05", Locale::en},
      {"es, fr", Locale::es},          // the first of equals
      {"fr;q=2, es;q=0.4", Locale::es},  // malformed weights never win
      {"fr;q=, es;q=0.4", Locale::es},
      {"fr;q=0.5555, es;q=0.4", Locale::es},
      {"fr;q=1.001, es;q=0.4", Locale::es},
      {"fr;level=1;q=0.2, es;q=0.4", Locale::es},
      {"fra", Locale::en},
      {",,;;q==,", Locale::en},
  };
  for (const Row& row : rows) {
    CAPTURE(row.header);
    CHECK(choose_locale(row.header) == row.chosen);
  }
}

TEST_CASE("any header is read without harm") {
  CHECK(rc::check([](const std::string& header) { (void)choose_locale(header); }));
}

}  // namespace
}  // namespace muster
