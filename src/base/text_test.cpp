#include "base/text.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace muster {
namespace {

TEST_CASE("clean UTF-8 is what RFC 3629 allows, without NUL") {
  struct Row {
    std::string text;
    bool is_clean;
  };
  const Row rows[] = {
      {"", true},
      {"plain", true},
      {"é € 𐍈", true},
      {"\xED\x9F\xBF", true},         // U+D7FF
      {"\xEE\x80\x80", true},         // U+E000
      {"\xF4\x8F\xBF\xBF", true},     // U+10FFFF
      {std::string("a\0b", 3), false},
      {"\xC0\x80", false},            // overlong NUL
      {"\xC1\xBF", false},            // overlong
      {"\xE0\x9F\xBF", false},        // overlong
      {"\xF0\x8F\xBF\xBF", false},    // overlong
      {"\xED\xA0\x80", false},        // surrogate U+D800
      {"\xED\xBF\xBF", false},        // surrogate U+DFFF
      {"\xF4\x90\x80\x80", false},    // above U+10FFFF
      {"\xF5\x80\x80\x80", false},
      {"\x80", false},                // continuation alone
      {"\xE2\x82", false},            // cut short
      {"\xE2\x28\xA1", false},
      {"\xFE\xFF", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(is_clean_utf8(row.text) == row.is_clean);
  }
}

TEST_CASE("code points are counted and taken whole") {
  CHECK(count_code_points("") == 0);
  CHECK(count_code_points("aé€𐍈") == 4);
  CHECK(take_code_points("aé€𐍈", 0) == "");
  CHECK(take_code_points("aé€𐍈", 3) == "aé€");
  CHECK(take_code_points("aé€𐍈", 9) == "aé€𐍈");
}

TEST_CASE("trim takes white space and invisible marks at the ends only") {
  CHECK(trim("") == "");
  CHECK(trim(" \t\r\n x y \n") == "x y");
  CHECK(trim("\u00A0\u3000x\u2003\u200B\uFEFF") == "x");
  CHECK(trim("\u200F\u200Eשלום\u200E") == "שלום");
  CHECK(trim("می\u200Cخواهم") == "می\u200Cخواهم");
  CHECK(trim(" \u200B\u2060 ") == "");
  CHECK(trim("\xFFx ") == "\xFFx");  // bytes that are not UTF-8 stay
  CHECK(trim("x\xE2\x80") == "x\xE2\x80");
}

TEST_CASE("controls that hide or reorder text are seen") {
  for (const std::string text : {"\u202E", "a\u202Ab", "\u2066", "\u2069", "\x01", "\x7F", "\u0085", "\u009F", "a\rb"}) {
    CAPTURE(text);
    CHECK(has_hidden_controls(text));
  }
  for (const std::string text : {"", "a\tb\nc", "שלום עולם", "\u200F", "\u2065", "\u206A", "\u2029"}) {
    CAPTURE(text);
    CHECK_FALSE(has_hidden_controls(text));
  }
}

TEST_CASE("newlines become one kind") {
  CHECK(normalise_newlines("a\r\nb\rc\nd\r\r\n") == "a\nb\nc\nd\n\n");
}

TEST_CASE("small functions") {
  CHECK(to_lower_ascii("ÀBC-Z") == "Àbc-z");
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
  CHECK(join({}, ", ") == "");
  CHECK(join({"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(percent_encode("a-._~ é/?&") == "a-._~%20%C3%A9%2F%3F%26");
  CHECK(equal_constant_time("", ""));
  CHECK(equal_constant_time("token", "token"));
  CHECK_FALSE(equal_constant_time("token", "tokeN"));
  CHECK_FALSE(equal_constant_time("token", "token1"));
}

TEST_CASE("any bytes at all are read without harm") {
  CHECK(rc::check([](const std::string& bytes) {
    RC_ASSERT(count_code_points(bytes) <= bytes.size());
    RC_ASSERT(trim(trim(bytes)) == trim(bytes));
    RC_ASSERT(normalise_newlines(bytes).find('\r') == std::string::npos);
    RC_ASSERT(split(bytes, 'a').size() >= 1);
    if (is_clean_utf8(bytes)) RC_ASSERT(is_clean_utf8(take_code_points(bytes, bytes.size() / 2)));
    (void)has_hidden_controls(bytes);
  }));
}

}  // namespace
}  // namespace muster
