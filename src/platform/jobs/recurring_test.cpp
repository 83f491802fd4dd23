#include "platform/jobs/recurring.hpp"

#include <doctest/doctest.h>

#include "platform/jobs/claim.hpp"

using namespace muster;
using namespace muster::jobs;
using namespace std::chrono_literals;

namespace {

Instant at(const char* date, Duration time = {}) { return Instant::from_date(*Date::parse(date)) + time; }

const Recurring kDaily{"test.daily", 86400s, 3h};

}  // namespace

TEST_CASE("the next period begins at the offset, strictly after now") {
  CHECK(next_period(kDaily, at("2026-11-23", 1h)) == at("2026-11-23", 3h));
  CHECK(next_period(kDaily, at("2026-11-23", 3h)) == at("2026-11-24", 3h));
  CHECK(next_period(kDaily, at("2026-11-23", 5h)) == at("2026-11-24", 3h));
  CHECK(next_period(kDaily, at("1969-12-30", 5h)) == at("1969-12-31", 3h));
  CHECK(next_period({"test.minute", 60s, 0s}, at("2026-11-23", 30s)) == at("2026-11-23", 60s));
}

TEST_CASE("a recurring step enqueues once, also after downtime, and not again when the clock goes back") {
  const Instant due = at("2026-11-23", 3h);
  CHECK_FALSE(plan_recurring(kDaily, due, due - 1us).enqueue_now);

  const RecurringStep on_time = plan_recurring(kDaily, due, due);
  CHECK(on_time.enqueue_now);
  CHECK(on_time.next_at == at("2026-11-24", 3h));

  // Ten days off: one job, and the next one at the next period.
  const RecurringStep late = plan_recurring(kDaily, due, at("2026-12-03", 8h));
  CHECK(late.enqueue_now);
  CHECK(late.next_at == at("2026-12-04", 3h));

  for (const Duration back : {Duration(1s), Duration(1h), Duration(24h)}) {
    const RecurringStep again = plan_recurring(kDaily, on_time.next_at, due - back);
    CHECK_FALSE(again.enqueue_now);
    CHECK(again.next_at == on_time.next_at);
  }
  // A clock that had run a month ahead must not stop the work for a month.
  const RecurringStep returned = plan_recurring(kDaily, at("2026-12-24", 3h), due + 1h);
  CHECK_FALSE(returned.enqueue_now);
  CHECK(returned.next_at == at("2026-11-24", 3h));
}

TEST_CASE("tries are spaced by doubling, up to the most, and at most a quarter more") {
  SeededRandom random(7);
  const Retry retry{5, 30s, 3600s};
  const std::array expected = {30s, 60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    for (int turn = 0; turn < 50; ++turn) {
      const Duration wait = backoff(retry, static_cast<int>(i) + 1, random);
      CHECK(wait >= Duration(expected[i]));
      CHECK(wait <= Duration(expected[i]) * 5 / 4);
    }
  }
  CHECK(backoff({3, 0s, 0s}, 1, random) == Duration(0));
}

TEST_CASE("reasons are clipped to 300 characters and stay clean UTF-8") {
  std::string arabic;
  for (int i = 0; i < 400; ++i) arabic += "\u0627";
  CHECK(clip_reason(arabic).size() == 600);
  CHECK(clip_reason("short") == "short");
  CHECK(clip_reason("\xFF\xFE") == "a reason that is not readable text");
}
