// Workbooks read back by another program: python3's own zip and XML readers.
#include "platform/xlsx/xlsx.hpp"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <cstdio>
#include <fstream>

#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::xlsx;

namespace {

// What tests/support/read_xlsx.py says of a workbook.
boost::json::object read_back(const std::string& bytes) {
  const test::ScratchFolder folder;
  const std::string path = folder.file("sheet.xlsx");
  std::ofstream(path, std::ios::binary) << bytes;
  std::FILE* pipe = ::popen(("python3 tests/support/read_xlsx.py " + path).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string said;
  char piece[4096];
  while (const std::size_t count = std::fread(piece, 1, sizeof piece, pipe)) said.append(piece, count);
  REQUIRE(::pclose(pipe) == 0);
  return boost::json::parse(said).as_object();
}

std::string cell(const boost::json::object& book, std::size_t row, std::size_t column) { return boost::json::serialize(book.at("rows").at(row).at(column)); }

}  // namespace

TEST_CASE("text stays text: nothing typed becomes a formula, a link or markup") {
  Sheet sheet{.name = "Organisations", .columns = {{"name"}, {"note"}}};
  const std::vector<std::string> dangerous = {"=SUM(A1:A9)", "+1", "-1", "@x", "\t=1", "=HYPERLINK(\"http://evil.example\")", "https://example.org", "<b>&\"'</b>", "{=1}", "1e5", "00123", "جمعية", "互联网 👍"};
  for (const auto& text : dangerous) sheet.rows.push_back({text, ""});
  const auto book = read_back(format_xlsx(sheet));
  CHECK(book.at("formulas").as_int64() == 0);
  CHECK(book.at("links").as_int64() == 0);
  for (std::size_t row = 0; row < dangerous.size(); ++row) {
    const auto& value = book.at("rows").at(row + 1).at(0);
    CHECK(value.at("kind") == "text");
    CHECK(std::string(value.at("value").as_string()) == dangerous[row]);
  }
}

TEST_CASE("numbers are numbers, dates are dates, and what is neither is text; nothing is nothing") {
  const Sheet sheet{.name = "x", .columns = {{"id", Kind::number}, {"day", Kind::date}}, .rows = {{"142", "2026-11-27"}, {"12a", "2003-12"}, {"", ""}, {"-7", "2026-02-30"}}};
  const auto book = read_back(format_xlsx(sheet));
  CHECK(cell(book, 1, 0) == R"({"kind":"number","value":"142"})");
  CHECK(cell(book, 1, 1) == R"({"kind":"date","value":"2026-11-27"})");
  CHECK(cell(book, 2, 0) == R"({"kind":"text","value":"12a"})");
  CHECK(cell(book, 2, 1) == R"({"kind":"text","value":"2003-12"})");
  CHECK(cell(book, 4, 0) == R"({"kind":"number","value":"-7"})");
  CHECK(cell(book, 4, 1) == R"({"kind":"text","value":"2026-02-30"})");
  CHECK(book.at("rows").at(3).as_array().empty());
}

TEST_CASE("the head stays in view, and a sheet for readers of Arabic runs from right to left") {
  Sheet sheet{.name = "[a]:*?/\\'" + std::string(40, 'x'), .columns = {{"name"}}, .rows = {{"one"}}};
  auto book = read_back(format_xlsx(sheet));
  CHECK(book.at("frozen_rows").as_int64() == 1);
  CHECK_FALSE(book.at("right_to_left").as_bool());
  CHECK(std::string(book.at("name").as_string()) == "-a-------" + std::string(22, 'x'));
  sheet.is_right_to_left = true;
  sheet.name.clear();
  book = read_back(format_xlsx(sheet));
  CHECK(book.at("right_to_left").as_bool());
}

TEST_CASE("a text longer than a cell is cut, and a large table is whole") {
  Sheet sheet{.name = "x", .columns = {{"name"}}};
  sheet.rows.push_back({std::string(40'000, 'a')});
  for (int row = 0; row < 3000; ++row) sheet.rows.push_back({"row " + std::to_string(row)});
  const auto book = read_back(format_xlsx(sheet));
  CHECK(book.at("rows").as_array().size() == 3002);
  CHECK(book.at("rows").at(1).at(0).at("value").as_string().size() == 32'767);
  CHECK(book.at("rows").at(3001).at(0).at("value") == "row 2999");
}
