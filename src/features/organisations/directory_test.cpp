#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "features/organisations/directory.hpp"
#include "features/organisations/listing.hpp"

using namespace muster;
using namespace muster::organisations;

namespace {

const DirectoryRow kLanka{.id = OrganisationId(1), .sort_key = "lanka", .folded = "lanka internet society colombo", .country = "LK", .region = "AP", .languages = {"si", "en"}, .topics = {"access"}};
const DirectoryRow kLagos{.id = OrganisationId(2), .sort_key = "lagos", .folded = "lagos society", .country = "NG", .region = "AF", .languages = {"en"}, .topics = {"privacy"}};
const DirectoryRow kFormer{.id = OrganisationId(3), .sort_key = "former", .folded = "former internet", .country = "NG", .region = "AF", .languages = {}, .topics = {}, .is_current = false};

Found find(const Directory& directory, const DirectoryFilter& filter) { return directory.find(filter, {}); }

std::vector<std::int64_t> numbers(const Found& found) {
  std::vector<std::int64_t> ids;
  for (const OrganisationId id : found.shown) ids.push_back(id.value());
  return ids;
}

using Ids = std::vector<std::int64_t>;

std::vector<DirectoryRow> sorted(std::vector<DirectoryRow> rows) {
  std::ranges::sort(rows, {}, [](const DirectoryRow& row) { return std::pair(row.sort_key, row.id); });
  return rows;
}

}  // namespace

TEST_CASE("S109: filters narrow, each kind is counted under the others, and the order is that of names") {
  const Directory directory({kLanka, kLagos, kFormer});
  const auto all = find(directory, {});
  CHECK(numbers(all) == Ids{2, 1});
  CHECK(all.languages.at("en") == 2);
  const auto africa = find(directory, {.regions = {"AF"}});
  CHECK(numbers(africa) == Ids{2});
  CHECK(africa.regions.at("AP") == 1);
  CHECK(africa.languages.at("en") == 1);
  CHECK_FALSE(africa.topics.contains("access"));
  CHECK(numbers(find(directory, {.country = "NG", .has_former = true})) == Ids{3, 2});
  CHECK(find(directory, {.languages = {"si"}, .topics = {"privacy"}}).shown.empty());
  CHECK(find(directory, {.languages = {"xx"}}).shown.empty());
  CHECK(find(directory, {.country = "XX"}).countries.at("LK") == 1);
  CHECK(directory.countries() == Counts{{"LK", 1}, {"NG", 1}});
  CHECK(find(Directory(), {.regions = {"AF"}}).shown.empty());
}

TEST_CASE("every word is in an organisation's own text, or in its country's name") {
  const Directory directory({kLanka, kLagos, kFormer});
  const auto search = [&](const std::vector<Term>& terms) { return numbers(directory.find({.words = "x", .has_former = true}, terms)); };
  CHECK(search({{"society", {}}}) == Ids{2, 1});
  CHECK(search({{"society", {}}, {"inter", {}}}) == Ids{1});
  CHECK(search({{"internet", {}}, {"nigeria", {"NG"}}}) == Ids{3});
  CHECK(search({{"nigeria", {"NG", "XX"}}}) == Ids{3, 2});
  CHECK(search({{"colombolagos", {}}}).empty());  // texts stand beside each other in memory
  CHECK(search({{"colombo", {}}, {"lagos", {}}}).empty());
  CHECK(search({}).empty());  // "%%": words without a letter
  CHECK(numbers(Directory().find({.words = "x"}, {{"x", {}}})).empty());
}

TEST_CASE("a directory that follows changes is the same as one made anew") {
  CHECK(rc::check("follows", [] {
    const auto make_row = [](int id) {
      const auto words = [](const char* letters) { return *rc::gen::container<std::vector<std::string>>(rc::gen::map(rc::gen::elementOf(std::string(letters)), [](char letter) { return std::string(1, letter); })); };
      return DirectoryRow{.id = OrganisationId(id), .sort_key = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc"))), .folded = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab "))), .country = *rc::gen::element<std::string>("", "LK", "NG"),
                          .region = *rc::gen::element<std::string>("AF", "AP"), .languages = words("efs"), .topics = words("ap"), .is_current = *rc::gen::arbitrary<bool>()};
    };
    std::map<int, DirectoryRow> rows;
    for (int id = 1; id <= 12; ++id) rows[id] = make_row(id);
    const auto list = [&] {
      std::vector<DirectoryRow> all;
      for (const auto& [id, row] : rows) all.push_back(row);
      return all;
    };
    Directory directory(list());
    for (int step = 0; step < 3; ++step) {
      std::vector<DirectoryRow> changed;
      std::vector<OrganisationId> touched;
      for (int id = 1; id <= 15; ++id) {
        const int fate = *rc::gen::inRange(0, 4);
        if (fate > 1) continue;
        touched.push_back(OrganisationId(id));
        rows.erase(id);
        if (fate == 1) changed.push_back(rows[id] = make_row(id));
      }
      directory = directory.with(changed, touched);
    }
    const Directory anew(list());
    for (const DirectoryFilter& filter : {DirectoryFilter{.has_former = true}, DirectoryFilter{.regions = {"AF"}, .languages = {"e"}}, DirectoryFilter{.country = "LK", .topics = {"a", "p"}}}) {
      const auto is = find(directory, filter), wanted = find(anew, filter);
      RC_ASSERT(numbers(is) == numbers(wanted));
      RC_ASSERT(is.regions == wanted.regions);
      RC_ASSERT(is.countries == wanted.countries);
      RC_ASSERT(is.languages == wanted.languages);
      RC_ASSERT(is.topics == wanted.topics);
    }
    RC_ASSERT(directory.countries() == anew.countries());
    for (const std::string text : {"a", "ab", "b a"}) {
      Ids wanted;
      for (const DirectoryRow& row : sorted(list())) {
        if (row.folded.find(text) != std::string::npos || row.country == "NG") wanted.push_back(row.id.value());
      }
      RC_ASSERT(numbers(directory.find({.words = text, .has_former = true}, {{text, {"NG"}}})) == wanted);
    }
  }));
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
