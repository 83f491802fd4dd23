#include "features/overview/staff_overview.hpp"

#include <doctest/doctest.h>

namespace muster::overview {
namespace {

using reports::Place;
using reports::Standing;

Date day(int year, unsigned month, unsigned of) { return Date::from_ymd(year, month, of).value(); }

Programme make_programme() {
  Programme programme;
  for (const char* code : {"AF", "AP", "EU"}) programme.regions.push_back({.code = code});
  return programme;
}

organisations::Organisation make_organisation(int id, std::string region, std::string country = "") {
  organisations::Organisation organisation;
  organisation.id = OrganisationId(id);
  organisation.name = "Demo " + std::to_string(id);
  organisation.region = std::move(region);
  organisation.country = std::move(country);
  return organisation;
}

Place make_place(int id, Standing standing, std::optional<Date> due_on = {}, int reminders = 0) {
  return {.organisation = OrganisationId(id), .due_on = due_on, .standing = standing, .reminders_sent = reminders};
}

const Date kToday = day(2026, 11, 23);

}  // namespace

TEST_CASE("each standing is counted once, and an open question counts as received") {
  const std::vector<organisations::Organisation> members = {make_organisation(1, "AF"), make_organisation(2, "AF"), make_organisation(3, "EU"),
                                                            make_organisation(4, "EU"), make_organisation(5, "AP"), make_organisation(6, "AP")};
  const std::vector<Place> places = {make_place(1, Standing::accepted), make_place(2, Standing::question),    make_place(3, Standing::started),
                                     make_place(4, Standing::late),     make_place(5, Standing::not_started), make_place(6, Standing::deferred)};
  const RoundCounts round = make_staff_overview(make_programme(), members, places, {}, kToday).round;
  CHECK(round.accepted == 1);
  CHECK(round.question == 1);
  CHECK(round.started == 1);
  CHECK(round.late == 1);
  CHECK(round.not_started == 1);
  CHECK(round.deferred == 1);
  CHECK(round.total() == 6);
  CHECK(round.reported() == 2);
}

TEST_CASE("S109 S116: regions keep the programme's order, whatever their numbers") {
  const std::vector<organisations::Organisation> members = {make_organisation(1, "EU"), make_organisation(2, "EU"), make_organisation(3, "AF")};
  const std::vector<Place> places = {make_place(1, Standing::late), make_place(2, Standing::late), make_place(3, Standing::accepted)};
  const auto regions = make_staff_overview(make_programme(), members, places, {}, kToday).regions;
  REQUIRE(regions.size() == 3);
  CHECK(regions[0].region == "AF");
  CHECK(regions[1].region == "AP");
  CHECK(regions[2].region == "EU");
  CHECK(regions[1].counts.total() == 0);
  CHECK(regions[2].counts.late == 2);
}

TEST_CASE("what waits longest stands first, with its days") {
  const std::vector<organisations::Organisation> members = {make_organisation(1, "AF"), make_organisation(2, "AF")};
  Place review = make_place(1, Standing::to_review);
  review.sent_at = Instant::from_date(day(2026, 11, 17));
  const std::vector<Place> places = {review, make_place(2, Standing::late, day(2026, 11, 2), 3)};
  const auto needs = make_staff_overview(make_programme(), members, places, {}, kToday).needs;
  REQUIRE(needs.size() == 2);
  CHECK(needs[0].kind == Need::Kind::late);
  CHECK(needs[0].days == 21);
  CHECK(needs[0].reminders == 3);
  CHECK(needs[1].kind == Need::Kind::review);
  CHECK(needs[1].days == 6);
}

TEST_CASE("a country has one mark, ringed when a report from there is late") {
  const std::vector<organisations::Organisation> members = {make_organisation(1, "AF", "NG"), make_organisation(2, "AF", "NG"), make_organisation(3, "EU", "FR"),
                                                            make_organisation(4, "EU")};
  const std::vector<Place> places = {make_place(1, Standing::late), make_place(3, Standing::accepted), make_place(4, Standing::late)};
  const auto marks = make_staff_overview(make_programme(), members, places, {}, kToday).countries;
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].country == "FR");
  CHECK_FALSE(marks[0].has_late);
  CHECK(marks[1].organisations == 2);
  CHECK(marks[1].has_late);
}

TEST_CASE("months run from a year back to a year ahead and split what was received") {
  const std::vector<organisations::Organisation> members = {make_organisation(1, "AF"), make_organisation(2, "AF"), make_organisation(3, "AF")};
  const std::vector<Place> places = {make_place(1, Standing::accepted, day(2026, 10, 5)), make_place(2, Standing::late, day(2026, 10, 20)),
                                     make_place(3, Standing::not_started, day(2027, 10, 1))};
  const auto overview = make_staff_overview(make_programme(), members, places, {}, kToday);
  REQUIRE(overview.months.size() == 24);
  CHECK(overview.months[0].year == 2025);
  CHECK(overview.months[0].month == 11);
  CHECK(overview.months[11].due == 2);
  CHECK(overview.months[11].received == 1);
  CHECK(overview.months[12].is_past);
  CHECK_FALSE(overview.months[13].is_past);
  CHECK(overview.months[23].due == 1);
  CHECK(overview.round_number == 1);
}

TEST_CASE("without dates there is no round, and places of unknown organisations are left out") {
  const auto overview = make_staff_overview(make_programme(), {make_organisation(1, "AF")}, {make_place(1, Standing::not_due), make_place(9, Standing::late)}, {}, kToday);
  CHECK(overview.round_number == 0);
  CHECK(overview.needs.empty());
  CHECK(overview.round.total() == 1);
}

}  // namespace muster::overview
