// The programme as it is delivered, and what its reader says about mistakes.
#include "platform/config/programme_loader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace muster;

namespace {

config::ProgrammeFiles read_delivered() {
  return config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
}

// The complaints after `from` was replaced once in `file`.
std::vector<std::string> check_after(std::string_view file, std::string_view from, std::string_view to) {
  auto files = read_delivered();
  std::string& text = files.find(file)->second;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  return config::check_programme(files);
}

bool has_complaint(const std::vector<std::string>& complaints, std::string_view part) {
  return std::ranges::any_of(complaints, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("the delivered programme has no complaint") {
  for (const std::string& line : config::check_programme(read_delivered())) FAIL_CHECK(line);
}

TEST_CASE("the delivered programme says what the source document says") {
  const auto programme = config::load_programme(read_delivered());
  REQUIRE(programme);
  CHECK(programme->code == "icann-at-large");
  SUBCASE("regions stand in their fixed order") {
    std::vector<std::string> codes;
    for (const auto& region : programme->regions) codes.push_back(region.code);
    CHECK(codes == std::vector<std::string>{"AF", "AP", "EU", "LAC", "NA"});
    CHECK(programme->find_region("LAC")->name.in(Locale::en) == "Latin America and Caribbean");
    CHECK(programme->find_region("LAC")->body == "LACRALO");
    CHECK(programme->find_region("XX") == nullptr);
  }
  SUBCASE("248 countries, each on the map, the doubtful ones marked (S82)") {
    CHECK(programme->countries.size() == 248);
    CHECK(programme->find_country("LK")->region == "AP");
    CHECK(!programme->find_country("LK")->is_uncertain);
    CHECK(programme->find_country("AW")->is_uncertain);
    CHECK(programme->find_country("lk") == nullptr);
    for (const auto& [iso2, country] : programme->countries) CHECK_MESSAGE((country.map_x > 0 && country.map_y > 0), iso2);
  }
  SUBCASE("S18, S48, S71: numbers") {
    CHECK(programme->cycle_months == 24);
    CHECK(programme->representatives_least == 2);
    CHECK(programme->representatives_most == 4);
    CHECK(programme->updates_per_month_most == 3);
  }
  SUBCASE("three reminders, the last to all") {
    REQUIRE(programme->reminders.size() == 3);
    CHECK(programme->reminders[0].days == -30);
    CHECK(programme->reminders[1].days == -7);
    CHECK(programme->reminders[2].days == 14);
    CHECK(programme->reminders[2].to_all);
    CHECK(!programme->reminders[0].to_all);
  }
  SUBCASE("S26, S89, S108, S109: what is not expected stands among the rules") {
    std::set<std::string> not_expected;
    for (const auto& rule : programme->rules) {
      if (rule.kind == "not_expected") not_expected.insert(rule.source);
    }
    for (const char* source : {"S26", "S54", "S89", "S108", "S109", "S115", "S119"}) CHECK_MESSAGE(not_expected.contains(source), source);
    CHECK(programme->rules.size() >= 35);
  }
  CHECK(programme->topics.size() == 14);
  CHECK(programme->kinds.size() == 8);
}

TEST_CASE("a complaint names file, line and key") {
  CHECK(has_complaint(check_after("programme.toml", "cycle_months = 24", "cycle_months = \"two years\""), "programme.toml:"));
  CHECK(has_complaint(check_after("programme.toml", "cycle_months = 24", "cycle_months = \"two years\""), "numbers.cycle_months: write a whole number"));
  CHECK(has_complaint(check_after("programme.toml", "cycle_months = 24", "cycle_months = 0"), "write a number from 1 to 120"));
  CHECK(has_complaint(check_after("programme.toml", "code = \"icann-at-large\"", ""), "code: is missing"));
  CHECK(has_complaint(check_after("programme.toml", "name.zh = \"非洲\"", ""), "regions[1].name.zh: is missing"));
  CHECK(has_complaint(check_after("programme.toml", "days = 14", "days = -14"), "put the reminders in order"));
  CHECK(has_complaint(check_after("programme.toml", "colour = 5", "colour = 9"), "choose a colour from 1 to 8"));
  CHECK(has_complaint(check_after("programme.toml", "staff_email = \"staff@", "staff_email = \"staff at "), "staff_email: write an e-mail address"));
  CHECK(has_complaint(check_after("lists.toml", "code = \"dns_abuse\"", "code = \"access\""), "\"access\" is used twice"));
  CHECK(has_complaint(check_after("lists.toml", "[[topics]]", "[[topics"), "lists.toml:"));
  CHECK(has_complaint(check_after("rules.toml", "kind = \"expectation\"", "kind = \"duty\""), "choose expectation, criterion"));
  CHECK(has_complaint(check_after("countries.csv", "AL,EU,EURALO", "AL,XX,EURALO"), "countries.csv:7: icann_region: \"XX\" is not a region"));
  CHECK(has_complaint(check_after("countries.csv", "AL,EU,EURALO", "AL,EU,AFRALO"), "ralo: the body of EU is EURALO"));
  CHECK(has_complaint(check_after("countries.csv", "AL,EU,EURALO", "AD,EU,EURALO"), "\"AD\" stands here twice"));
}

TEST_CASE("S109, S116: a number that counts how much an organisation takes part is refused") {
  for (const char* key : {"participation_least = 3", "score_weights = 1", "ranking = true"}) {
    CHECK(has_complaint(check_after("programme.toml", "contest_days = 7", std::string("contest_days = 7\n") + key), "is not known here"));
  }
}

TEST_CASE("a missing file stops the start with one line; a missing place on the map does not") {
  auto files = read_delivered();
  files.erase("rules.toml");
  const auto programme = config::load_programme(files);
  REQUIRE(!programme);
  CHECK(programme.error().message.verbatim == "rules.toml: is missing; add the file");

  files = read_delivered();
  files["country-points.csv"] = "iso2,x,y\nCH,nan,1\n";
  CHECK(has_complaint(config::check_programme(files), "country-points.csv:2: write iso2"));

  files = read_delivered();
  files.erase("country-points.csv");
  CHECK(config::load_programme(files).has_value());
  CHECK(config::check_programme(files).size() >= 1);
  CHECK(!config::load_programme({}).has_value());
}
