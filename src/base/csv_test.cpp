#include "base/csv.hpp"

#include <doctest/doctest.h>

namespace muster {
namespace {

TEST_CASE("a cell or heading that a spreadsheet could take for a formula is written as text") {
  for (const std::string start : {"=", "+", "-", "@", "|", "\t", "\r", "＝", "＋", "－", "＠", " =", "\n\t+"}) {
    CAPTURE(start);
    const std::string cell = start + "1+1";
    CHECK(may_be_formula(cell));
    CHECK(format_csv({cell}, {}) == "\xEF\xBB\xBF\"'" + cell + "\"\r\n");
    CHECK(format_csv({"a"}, {{cell}}) == "\xEF\xBB\xBF\"a\"\r\n\"'" + cell + "\"\r\n");
  }
  for (const std::string cell : {"", " ", "a=1", "1+1", "'=1", "é", "（x）"}) {
    CAPTURE(cell);
    CHECK_FALSE(may_be_formula(cell));
  }
}

TEST_CASE("cells keep quotes, separators and line breaks (RFC 4180)") {
  CHECK(format_csv({"a", "b"}, {{"say \"yes\"", "x,y\nz"}}) == "\xEF\xBB\xBF\"a\",\"b\"\r\n\"say \"\"yes\"\"\",\"x,y\nz\"\r\n");
}

}  // namespace
}  // namespace muster
