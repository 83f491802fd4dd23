#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <map>

#include "features/organisations/directory.hpp"
#include "features/organisations/listing.hpp"

using namespace muster;
using namespace muster::organisations;

namespace {

const DirectoryRow kLanka{.id = OrganisationId(1), .sort_key = "lanka", .country = "LK", .region = "AP", .languages = {"si", "en"}, .topics = {"access"}};
const DirectoryRow kLagos{.id = OrganisationId(2), .sort_key = "lagos", .country = "NG", .region = "AF", .languages = {"en"}, .topics = {"privacy"}};
const DirectoryRow kFormer{.id = OrganisationId(3), .sort_key = "former", .country = "NG", .region = "AF", .languages = {}, .topics = {}, .is_current = false};

Found find(const Directory& directory, const DirectoryFilter& filter) { return directory.find(filter, nullptr); }

std::vector<std::int64_t> numbers(const Found& found) {
  std::vector<std::int64_t> ids;
  for (const OrganisationId id : found.shown) ids.push_back(id.value());
  return ids;
}

using Ids = std::vector<std::int64_t>;

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

TEST_CASE("words match an organisation, or its country's name") {
  const Directory directory({kLanka, kLagos, kFormer});
  const auto with_words = [&](const WordMatches& words) { return numbers(directory.find({.has_former = true}, &words)); };
  CHECK(with_words({.organisations = {OrganisationId(1), OrganisationId(99)}, .countries = {}}) == Ids{1});
  CHECK(with_words({.organisations = {OrganisationId(1)}, .countries = {"NG"}}) == Ids{3, 2, 1});
  CHECK(with_words({}).empty());
}

TEST_CASE("a directory that follows changes is the same as one made anew") {
  CHECK(rc::check("follows", [] {
    const auto make_row = [](int id) {
      const auto words = [](const char* letters) { return *rc::gen::container<std::vector<std::string>>(rc::gen::map(rc::gen::elementOf(std::string(letters)), [](char letter) { return std::string(1, letter); })); };
      return DirectoryRow{.id = OrganisationId(id), .sort_key = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc"))), .country = *rc::gen::element<std::string>("", "LK", "NG"),
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
