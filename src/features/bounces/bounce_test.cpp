// When mail to an address is stopped, day by day.
#include "features/bounces/bounce.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace muster;
using namespace muster::bounces;
using namespace std::chrono_literals;

namespace {

const Instant kStart = Instant::from_microseconds(1'780'000'000'000'000);

Failure on_day(int day, Kind kind, bool is_unknown = false) { return {kStart + std::chrono::days(day), kind, is_unknown}; }

}  // namespace

TEST_CASE("no such mailbox stops at once, and so does a complaint") {
  CHECK(find_cause(std::vector{on_day(0, Kind::hard, true)}) == Cause::unknown);
  CHECK(find_cause(std::vector{on_day(0, Kind::complaint)}) == Cause::complaint);
  CHECK(find_cause(std::vector<Failure>{}) == std::nullopt);
}

TEST_CASE("other failures for good stop the second time, when that is seven days later") {
  CHECK(find_cause(std::vector{on_day(0, Kind::hard)}) == std::nullopt);
  CHECK(find_cause(std::vector{on_day(0, Kind::hard), on_day(6, Kind::hard)}) == std::nullopt);
  CHECK(find_cause(std::vector{on_day(0, Kind::hard), on_day(7, Kind::hard)}) == Cause::hard);
  CHECK(find_cause(std::vector{on_day(0, Kind::hard), on_day(1, Kind::hard), on_day(2, Kind::hard), on_day(3, Kind::hard)}) == std::nullopt);
  // One for good and one for now are not two for good.
  CHECK(find_cause(std::vector{on_day(0, Kind::hard), on_day(14, Kind::soft)}) == std::nullopt);
}

TEST_CASE("failures for now stop the fifth time, when that is fifteen days after the first") {
  std::vector<Failure> failures;
  for (const int day : {0, 2, 4, 6, 14}) failures.push_back(on_day(day, Kind::soft));
  CHECK(find_cause(failures) == std::nullopt);
  failures.push_back(on_day(15, Kind::soft));
  CHECK(find_cause(failures) == Cause::soft);
  CHECK(find_cause(std::vector{on_day(0, Kind::soft), on_day(5, Kind::soft), on_day(10, Kind::soft), on_day(30, Kind::soft)}) == std::nullopt);
  // A failure for good in between is one of the five.
  CHECK(find_cause(std::vector{on_day(0, Kind::soft), on_day(5, Kind::soft), on_day(10, Kind::hard), on_day(12, Kind::soft), on_day(15, Kind::soft)}) == Cause::soft);
}

TEST_CASE("words that are stored are read back") {
  for (const Kind kind : {Kind::hard, Kind::soft, Kind::delayed, Kind::complaint, Kind::auto_reply}) CHECK(parse_kind(kind_name(kind)) == kind);
  for (const Verdict verdict : {Verdict::counted, Verdict::noted, Verdict::unproved, Verdict::elsewhere}) CHECK(parse_verdict(verdict_name(verdict)) == verdict);
  for (const Cause cause : {Cause::unknown, Cause::hard, Cause::soft, Cause::complaint}) CHECK(parse_cause(cause_name(cause)) == cause);
  CHECK_FALSE(parse_kind("person").has_value());
}
