// Which records are likely one, as pure rules; and that ten thousand of them cost bounded work.
#include "features/merges/duplicates.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "features/merges/record.hpp"

using namespace muster::merges;

namespace {

bool has(const std::vector<Pair>& pairs, std::int64_t first, std::int64_t second, Likeness why) {
  const auto found = std::ranges::find_if(pairs, [&](const Pair& pair) { return pair.first == first && pair.second == second; });
  return found != pairs.end() && std::ranges::find(found->why, why) != found->why.end();
}

}  // namespace

TEST_CASE("the same name, website or address makes a likely pair, whatever else differs") {
  const std::vector<Keys> records = {{.id = 1, .names = {"lanka internet users"}, .website = "lanka.example", .country = "LK"},
                                     {.id = 2, .names = {"something else", "lanka internet users"}, .country = "FR"},
                                     {.id = 3, .names = {"third one here"}, .website = "lanka.example", .addresses = {"a@x.example"}, .country = "LK"},
                                     {.id = 4, .names = {"fourth of them"}, .addresses = {"a@x.example"}, .country = "KE"}};
  const auto pairs = find_pairs(records, 50);
  CHECK(has(pairs, 1, 2, Likeness::same_name));
  CHECK(has(pairs, 1, 3, Likeness::same_website));
  CHECK(has(pairs, 3, 4, Likeness::same_address));
  CHECK(pairs.size() == 3);
}

TEST_CASE("nearly the same names count in one country, in another order of words too; numbers and abbreviations alone do not") {
  const std::vector<Keys> records = {{.id = 1, .names = {"internet society chapter of lanka"}, .country = "LK"},
                                     {.id = 2, .names = {"internet society chapter lanka"}, .country = "LK"},
                                     {.id = 3, .names = {"lanka internet society chapter of"}, .country = ""},
                                     {.id = 4, .names = {"internet society chapter of lanka x"}, .country = "FR"},
                                     {.id = 5, .names = {"open network group 1"}, .country = "KE"},
                                     {.id = 6, .names = {"open network group 2"}, .country = "KE"},
                                     {.id = 7, .names = {"isoc ny"}, .country = "US"},
                                     {.id = 8, .names = {"isoc nc"}, .country = "US"}};
  const auto pairs = find_pairs(records, 50);
  CHECK(has(pairs, 1, 2, Likeness::similar_name));
  CHECK(has(pairs, 1, 3, Likeness::similar_name));
  CHECK_FALSE(has(pairs, 1, 4, Likeness::similar_name));
  CHECK_FALSE(has(pairs, 5, 6, Likeness::similar_name));
  CHECK_FALSE(has(pairs, 7, 8, Likeness::similar_name));
  CHECK(measure_likeness("amina yusuf", "amina yusuf abdi") > 0.5);
  CHECK(measure_likeness("amina yusuf", "kofi mensah") < 0.2);
}

TEST_CASE("a site that many share says something with its path alone") {
  CHECK(website_key("https://www.lanka.example/about") == "lanka.example");
  CHECK(website_key("https://lanka.example") == "lanka.example");
  CHECK(website_key("https://www.facebook.com/LankaUsers/") == "facebook.com/lankausers");
  CHECK(website_key("https://facebook.com/") == "");
  CHECK(website_key("no address") == "");
  std::vector<Keys> house;
  for (std::int64_t id = 1; id <= 11; ++id) house.push_back({.id = id, .website = "one-house.example"});
  CHECK(find_pairs(house, 50).empty());
}

TEST_CASE("ten thousand records are compared with their neighbours, not with all") {
  std::vector<Keys> records;
  for (std::int64_t id = 1; id <= 10'000; ++id) {
    records.push_back({.id = id, .names = {"organisation number " + std::to_string(id * 7919 % 10'000) + " of users"}, .website = "site" + std::to_string(id / 2) + ".example", .country = "FR"});
  }
  const auto start = std::chrono::steady_clock::now();
  const auto pairs = find_pairs(records, 50);
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(pairs.size() == 50);
  CHECK(took < std::chrono::seconds(20));  // all with all would be fifty million comparisons
}

TEST_CASE("a value is chosen field by field; where the kept record has none the other's is taken") {
  const Facts kept{{"name", "A"}, {"place", ""}, {"languages", "en fr"}, {"website", "https://a.example"}};
  const Facts gone{{"name", "B"}, {"place", "Colombo"}, {"languages", "fr ta"}, {"website", "https://a.example"}};
  CHECK(list_differences(Kind::organisation, kept, gone) == std::vector<std::string>{"name", "place", "languages"});
  CHECK(apply_choices(Kind::organisation, kept, gone, {}) == Facts{{"place", "Colombo"}});
  CHECK(apply_choices(Kind::organisation, kept, gone, {{"name", Side::gone}, {"place", Side::kept}, {"languages", Side::both}}) ==
        Facts{{"name", "B"}, {"languages", "en fr ta"}});
  CHECK(apply_choices(Kind::organisation, kept, gone, {{"name", Side::both}}).at("name") == "B");  // there is no both of a name
}
