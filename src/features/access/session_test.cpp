// Sessions when the clock is wrong for a while (F10): nobody is thrown out for good by an hour that never was.
#include "features/access/session.hpp"

#include <doctest/doctest.h>

using namespace muster;
using namespace muster::access;
using namespace std::chrono_literals;

namespace {

const Instant kBegin = Instant::from_date(*Date::from_ymd(2026, 10, 25));  // clocks go back in Europe that night

SessionTimes begin(Strength strength) {
  return {.strength = strength, .last_seen_at = kBegin, .expires_at = session_end(strength, kBegin)};
}

}  // namespace

TEST_CASE("F10: a session by mail outlives jumps of an hour and a day, either way") {
  for (const Duration by : {Duration(1h), Duration(-1h), Duration(24h), Duration(-24h)}) {
    CAPTURE(by.count());
    CHECK(is_alive(begin(Strength::mail), kBegin + by));
    CHECK(is_alive(begin(Strength::mail), kBegin + by + 1h));
  }
}

TEST_CASE("F10: a session of staff is back when the clock is, and has no longer life by a clock that ran ahead") {
  SessionTimes session = begin(Strength::full);
  CHECK_FALSE(is_alive(session, kBegin + 24h));  // idle too long, it seems
  CHECK(is_alive(session, kBegin + 1min));       // the clock is right again
  CHECK(is_alive(session, kBegin - 1h));
  session.last_seen_at = kBegin + 24h;  // seen while the clock ran ahead: no idle time is counted for a while
  CHECK_FALSE(is_alive(session, session.expires_at));
}
