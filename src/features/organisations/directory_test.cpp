#include <doctest/doctest.h>

#include "features/organisations/directory.hpp"
#include "features/organisations/listing.hpp"

using namespace muster;
using namespace muster::organisations;

namespace {

std::vector<Organisation> make_rows() {
  Organisation lanka{.id = OrganisationId(1), .name = "Lanka", .country = "LK", .region = "AP", .languages = {"si", "en"}, .topics = {"access"}};
  Organisation lagos{.id = OrganisationId(2), .name = "Lagos", .country = "NG", .region = "AF", .languages = {"en"}, .topics = {"privacy"}};
  Organisation former{.id = OrganisationId(3), .name = "Former", .country = "NG", .region = "AF", .status = Status::withdrawn};
  return {lanka, lagos, former};
}

}  // namespace

TEST_CASE("filters narrow, and each kind is counted under the others") {
  const auto all = make_directory(make_rows(), {});
  CHECK(all.shown.size() == 2);
  CHECK(all.languages.at("en") == 2);
  const auto africa = make_directory(make_rows(), {.regions = {"AF"}});
  REQUIRE(africa.shown.size() == 1);
  CHECK(africa.regions.at("AP") == 1);
  CHECK(africa.languages.at("en") == 1);
  CHECK_FALSE(africa.topics.contains("access"));
  CHECK(make_directory(make_rows(), {.country = "NG", .has_former = true}).shown.size() == 2);
}

TEST_CASE("a query is written as it is read") {
  CHECK(format_query({.words = "a b&", .regions = {"AF", "AP"}, .topics = {"access"}}) == "q=a%20b%26&region=AF&region=AP&topic=access");
  CHECK(format_query({}).empty());
}

TEST_CASE("a download runs no formula and keeps quotes") {
  const Listing listing{{"id", "name"}, {{"7", "=1+1"}, {"8", "a \"b\", c"}, {"9", "  @x"}, {"10", "plain"}}};
  const std::string csv = format_csv(listing);
  CHECK(csv.starts_with("\xEF\xBB\xBF\"id\",\"name\"\r\n"));
  CHECK(csv.find("\"'=1+1\"") != std::string::npos);
  CHECK(csv.find("\"a \"\"b\"\", c\"") != std::string::npos);
  CHECK(csv.find("\"'  @x\"") != std::string::npos);
  CHECK(format_json({{"id", "name"}, {{"7", "=1+1"}}}) == R"([{"id":7,"name":"=1+1"}])");
}
