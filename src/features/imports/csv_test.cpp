#include "features/imports/csv.hpp"

#include <doctest/doctest.h>

#include "features/imports/sheet.hpp"

using namespace muster::imports;

namespace {

std::vector<std::vector<std::string>> cells_of(std::string_view text, char separator = ',') {
  std::vector<std::vector<std::string>> all;
  const auto records = parse_csv(text, separator).value();
  for (const Record& record : records) all.push_back(record.cells);
  return all;
}

using Cells = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("the separator is the one that stands most often in the first line, outside quotes") {
  CHECK(detect_separator("name,country\nA;B;C;D,FR") == ',');
  CHECK(detect_separator("name;country;place\n") == ';');
  CHECK(detect_separator("name\tcountry\n") == '\t');
  CHECK(detect_separator("name|country\n") == '|');
  CHECK(detect_separator("\"a;b;c;d\",country\n") == ',');
  CHECK(detect_separator("name\n") == ',');
  CHECK(detect_separator("") == ',');
}

TEST_CASE("cells may hold separators, quotes and line breaks (RFC 4180)") {
  CHECK(cells_of("a,\"b,c\",d\r\n") == Cells{{"a", "b,c", "d"}});
  CHECK(cells_of("\"say \"\"yes\"\"\",\"two\nlines\"\n") == Cells{{"say \"yes\"", "two\nlines"}});
  CHECK(cells_of("a,b") == Cells{{"a", "b"}});
  CHECK(cells_of("a,,\n\n\nb,,c\n") == Cells{{"a", "", ""}, {"b", "", "c"}});
  CHECK(cells_of("\xEF\xBB\xBFname\n") == Cells{{"name"}});
  CHECK(cells_of("a;b\n", ';') == Cells{{"a", "b"}});
}

TEST_CASE("a record knows the line on which it begins") {
  const auto records = parse_csv("name\n\n\"two\nlines\"\nlast\n", ',').value();
  REQUIRE(records.size() == 3);
  CHECK(records[1].line == 3);
  CHECK(records[2].line == 5);
}

TEST_CASE("what cannot be read is refused, never guessed") {
  CHECK_FALSE(parse_csv("name\n\"never closed\nA\n", ',').has_value());
  std::string wide = "a";
  for (int cell = 0; cell < 600; ++cell) wide += ",a";
  CHECK_FALSE(parse_csv(wide, ',').has_value());
}

TEST_CASE("a cell for a file is never read as a formula") {
  CHECK(format_cell("=1+1") == "'=1+1");
  CHECK(format_cell("@sum") == "'@sum");
  CHECK(format_cell("＝1+1") == "'＝1+1");
  CHECK(format_cell("a,b") == "\"a,b\"");
  CHECK(format_cell("plain") == "plain");
  CHECK(format_record({"a", "-1", "c\"d"}) == "a,'-1,\"c\"\"d\"\r\n");
}

TEST_CASE("headings are known by several names; what is not known is said") {
  const auto sheet = read_sheet(parse_csv("Organisation,Country Code,E-Mail,shoe size,rep1_email\nA,FR,a@b.example,44,c@d.example\n", ',').value()).value();
  REQUIRE(sheet.rows.size() == 1);
  CHECK(sheet.rows[0].get("name") == "A");
  CHECK(sheet.rows[0].get("country") == "FR");
  CHECK(sheet.rows[0].get("contact") == "a@b.example");
  CHECK(sheet.rows[0].get("representative_1_email") == "c@d.example");
  CHECK(sheet.unknown_columns == std::vector<std::string>{"shoe size"});
}

TEST_CASE("a file without a name column, with one heading twice, or without a line is refused") {
  CHECK_FALSE(read_sheet(parse_csv("country\nFR\n", ',').value()).has_value());
  CHECK_FALSE(read_sheet(parse_csv("name,name\nA,B\n", ',').value()).has_value());
  CHECK_FALSE(read_sheet({}).has_value());
}
