#include "queryc/queries.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace queryc {
namespace {

std::string find_error(const std::string& text) {
  try {
    parse_statements("q.sql", text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("statements are read with their twins, comments inside kept") {
  const auto statements = parse_statements("q.sql",
                                           "-- What this file is for.\n"
                                           "\n"
                                           "-- name: find_report\n"
                                           "-- One report.\n"
                                           "-- Second line.\n"
                                           "\n"
                                           "SELECT id -- the number\n"
                                           "FROM report\n"
                                           "-- kept: inside\n"
                                           "WHERE note = ';' AND id = :id;\n"
                                           "\n"
                                           "-- name: search [postgres]\r\n"
                                           "-- The twin may come first.\r\n"
                                           "SELECT 2;\r\n"
                                           "-- name: search\n"
                                           "-- Searches.\n"
                                           "SELECT 1;");
  REQUIRE(statements.size() == 2);
  CHECK(statements[0].name == "find_report");
  CHECK(statements[0].sql == "SELECT id -- the number\nFROM report\n-- kept: inside\nWHERE note = ';' AND id = :id");
  CHECK(statements[0].postgres.empty());
  CHECK(statements[1].sql == "SELECT 1");
  CHECK(statements[1].postgres == "SELECT 2");
}

TEST_CASE("each mistake is named with its line") {
  struct Row {
    std::string text;
    std::string_view error;
  };
  const Row rows[] = {
      {"SELECT 1;\n", "q.sql:1: a statement begins"},
      {"-- name: a\nSELECT 1;\n", "q.sql:1: say in a comment line"},
      {"-- name: a\n--\nSELECT 1;\n", "q.sql:1: say in a comment line"},
      {"-- name: a\n-- Comment.\nSELECT 1\n", "q.sql:1: the statement \"a\" must end with ;"},
      {"-- name: a\n-- Comment.\n;\n", "q.sql:1: the statement \"a\" is empty"},
      {"-- name: a\n-- Comment.\n", "q.sql:1: the statement \"a\" must end with ;"},
      {"\n-- name: Find\n-- Comment.\nSELECT 1;\n", "q.sql:2: a statement's name is"},
      {"-- name:\n-- Comment.\nSELECT 1;\n", "q.sql:1: a statement's name is"},
      {"-- name: all\n-- Comment.\nSELECT 1;\n", "q.sql:1: \"all\" is"},
      {"-- name: a\n-- Comment.\nSELECT 1;\n-- name: a\n-- Comment.\nSELECT 2;\n", "q.sql:4: there is a statement \"a\" already"},
      {"-- name: a [postgres]\n-- Comment.\nSELECT 1;\n", "q.sql:1: a twin needs"},
      {"-- name: a\n-- Comment.\nSELECT 1;\n-- name: a [postgres]\n-- Comment.\nSELECT 2;\n-- name: a [postgres]\n-- Comment.\nSELECT 3;\n",
       "q.sql:7: \"a\" has a PostgreSQL twin already"},
      {"-- name: a [mysql]\n-- Comment.\nSELECT 1;\n", "q.sql:1: a statement's name is"},
      {"-- name: a\n-- Comment.\nSELECT ')sql\"';\n", "q.sql:1: the text )sql\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(find_error(row.text).starts_with(row.error));
  }
}

TEST_CASE("the header names every statement by room") {
  const std::string header = render("reports", parse_statements("q.sql", "-- name: a\n-- Comment.\nSELECT \"x\\n\";\n"));
  CHECK(header.find("namespace muster::reports::sql {") != std::string::npos);
  CHECK(header.find("inline constexpr db::Statement a{\"reports.a\", R\"sql(SELECT \"x\\n\")sql\", R\"sql()sql\"};") != std::string::npos);
  CHECK(header.find("std::array<db::Statement, 1> all = {a, };") != std::string::npos);
  CHECK(render("empty", {}).find("std::array<db::Statement, 0> all = {};") != std::string::npos);
}

}  // namespace
}  // namespace queryc
