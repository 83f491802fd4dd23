#include "platform/i18n/encoding.hpp"

#include <doctest/doctest.h>

#include <string>

namespace muster::i18n {
namespace {

TEST_CASE("byte order marks decide, then UTF-8, then a guess") {
  CHECK(decode_to_utf8("\xEF\xBB\xBFname")->text == "name");
  CHECK(decode_to_utf8(std::string("\xFF\xFEn\0\xE9\0", 6))->text == "né");
  CHECK(decode_to_utf8(std::string("\xFE\xFF\0n\0\xE9", 6))->text == "né");
  CHECK(decode_to_utf8("né")->encoding == "UTF-8");
  CHECK(decode_to_utf8("Soci\xE9t\xE9 g\xE9n\xE9rale des internautes\nL'\xE9t\xE9 \xE0 la mer\n")->text == "Société générale des internautes\nL'été à la mer\n");
}

TEST_CASE("what is no text is named by its line") {
  CHECK(decode_to_utf8(std::string("\xEF\xBB\xBFok\n\xFF\n")).error().line == 2);
  CHECK(decode_to_utf8(std::string("\xFF\xFE\0\0", 4)).error().line == 1);
  CHECK(decode_to_utf8(std::string("\xFF\xFE\0\xD8", 4)).error().encoding == "UTF-16LE");
}

TEST_CASE("an encoding that is guessed but has no converter is passed over") {
  // ICU takes this for an encoding of mainframes that it cannot read.
  const std::string bytes = "\xef\xbb\xbdSutf1\xd6" "Aleai\xef\xbb";
  const auto decoded = decode_to_utf8(bytes);
  CHECK((decoded.has_value() ? decoded->encoding : decoded.error().encoding).find("IBM") == std::string::npos);
}

}  // namespace
}  // namespace muster::i18n
