#include "base/date.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/clock.hpp"
#include "base/instant.hpp"

namespace muster {
namespace {

Date day(std::string_view text) {
  const auto date = Date::parse(text);
  REQUIRE_MESSAGE(date, std::string(text));
  return *date;
}

TEST_CASE("only days that exist parse, in one form only") {
  for (const std::string_view text : {"2028-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-11-23"}) {
    CAPTURE(text);
    CHECK(day(text).format_iso() == text);
  }
  for (const std::string_view text : {"2027-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01",
                                      "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01", "+026-01-01", "2026-+1-01",
                                      "2026-01-1a", "", "2026-01", "10000-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(Date::parse(text));
  }
  CHECK_FALSE(Date::from_ymd(2026, 257, 1));
  CHECK_FALSE(Date::from_ymd(2026, 1, 257));
  CHECK_FALSE(Date::from_ymd(10000, 1, 1));
}

TEST_CASE("months later is the same day, or the month's last") {
  struct Row {
    std::string_view from;
    int months;
    std::string_view to;
  };
  const Row rows[] = {{"2026-01-31", 1, "2026-02-28"},  {"2028-01-31", 1, "2028-02-29"},  {"2028-02-29", 12, "2029-02-28"},
                      {"2028-02-29", 48, "2032-02-29"}, {"2026-11-23", 24, "2028-11-23"}, {"2026-03-31", -1, "2026-02-28"},
                      {"2026-01-15", -1, "2025-12-15"}, {"2026-12-31", 2, "2027-02-28"},  {"2026-05-05", 0, "2026-05-05"},
                      {"2026-11-30", 9, "2027-08-30"},  {"2026-08-31", 1, "2026-09-30"}};
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.months);
    CHECK(day(row.from).plus_months(row.months).format_iso() == row.to);
  }
}

TEST_CASE("days later and between") {
  CHECK(day("2028-02-28").plus_days(1).format_iso() == "2028-02-29");
  CHECK(day("2026-12-31").plus_days(1).format_iso() == "2027-01-01");
  CHECK(day("2026-03-01").plus_days(-1).format_iso() == "2026-02-28");
  CHECK(day("2026-11-23").days_until(day("2027-11-23")) == 365);
  CHECK(day("2026-11-23").days_until(day("2026-11-22")) == -1);
  CHECK(day("2026-11-23") < day("2026-11-24"));
}

TEST_CASE("any day comes back from its text") {
  CHECK(rc::check([] {
    const int days = *rc::gen::inRange(-719162, 2932896);  // 0001-01-01 to 9999-12-31
    const Date date{std::chrono::sys_days(std::chrono::days(days))};
    RC_ASSERT(Date::parse(date.format_iso()) == date);
    RC_ASSERT(Date::from_ymd(date.year(), date.month(), date.day()) == date);
  }));
}

TEST_CASE("a date is kept as far as it is known") {
  for (const std::string_view text : {"2003", "2003-12", "2003-12-01", "0001", "2028-02-29"}) {
    const auto date = PartialDate::parse(text);
    REQUIRE(date);
    CHECK(date->format_iso() == text);
  }
  CHECK(PartialDate::parse("2003")->month() == std::nullopt);
  CHECK(PartialDate::parse("2003-12")->month() == 12u);
  CHECK(PartialDate::parse("2003-12")->day() == std::nullopt);
  CHECK(PartialDate::parse("2003-12-01")->day() == 1u);
  CHECK(*PartialDate::parse("2003") < *PartialDate::parse("2003-01"));
  for (const std::string_view text : {"", "203", "0000", "2003-13", "2003-00", "2003-1", "2003/12", "2003-02-30", "-003", "20030", "2003-"}) {
    CAPTURE(text);
    CHECK_FALSE(PartialDate::parse(text));
  }
}

TEST_CASE("instants fall on UTC days, before 1970 too") {
  CHECK(Instant{}.format_rfc3339() == "1970-01-01T00:00:00Z");
  CHECK(Instant::from_microseconds(-1).date().format_iso() == "1969-12-31");
  CHECK(Instant::from_microseconds(-1).format_rfc3339() == "1969-12-31T23:59:59Z");
  const Instant instant = Instant::from_date(day("2026-11-23")) + std::chrono::hours(21) + std::chrono::minutes(6);
  CHECK(instant.format_rfc3339() == "2026-11-23T21:06:00Z");
  CHECK(instant.date().format_iso() == "2026-11-23");
  CHECK(instant - Instant::from_date(instant.date()) == std::chrono::minutes(21 * 60 + 6));
}

TEST_CASE("clocks") {
  FixedClock fixed(Instant::from_date(day("2026-11-23")));
  fixed.advance(std::chrono::hours(24));
  CHECK(fixed.today().format_iso() == "2026-11-24");
  ShiftedClock shifted;
  const Instant before = SystemClock().now();
  shifted.set_offset(std::chrono::hours(24 * 30));
  CHECK(shifted.now() - before >= std::chrono::hours(24 * 30));
  CHECK(shifted.now() - before < std::chrono::hours(24 * 30 + 1));
}

}  // namespace
}  // namespace muster
