#include "app/database_clock.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::app;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = Instant::from_date(*Date::from_ymd(2026, 11, 27)) + 12h;

// A database server's clock, and how long it takes to tell.
struct Far {
  Instant time = kNoon;
  DatabaseClock::Steady steady{};
  std::chrono::microseconds takes = 2ms;
  bool is_away = false;
  log::MemoryLog log;

  Instant ask() {
    if (is_away) throw std::runtime_error("away");
    pass(takes / 2);
    const Instant told = time;
    pass(takes / 2);
    return told;
  }
  void pass(std::chrono::microseconds by) {
    time = time + by;
    steady += by;
  }
  DatabaseClock make() {
    return DatabaseClock([this] { return ask(); }, [this] { return steady; }, log);
  }
};

}  // namespace

TEST_CASE("F10: the common clock is the database's, counted on by the monotonic one") {
  Far far;
  const DatabaseClock clock = far.make();
  CHECK(clock.now() == far.time);
  far.pass(90min);
  CHECK(clock.now() == far.time);
}

TEST_CASE("F10: a look puts right what has run apart, and believes no slow answer") {
  Far far;
  DatabaseClock clock = far.make();
  far.time = far.time + 3s;  // the database's machine was set
  CHECK(clock.now() + 3s == far.time);
  far.takes = 10s;
  clock.look();
  CHECK(clock.now() + 3s == far.time);
  far.takes = 2ms;
  clock.look();
  CHECK(clock.now() == far.time);
}

TEST_CASE("F7: the common clock goes on while the database is away") {
  Far far;
  DatabaseClock clock = far.make();
  far.is_away = true;
  far.pass(1h);
  CHECK_THROWS_AS(clock.look(), std::runtime_error);
  CHECK(clock.now() == far.time);
}

TEST_CASE("F10: each engine's server clock tells the time") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database) {
    log::MemoryLog log;
    const auto clock = make_server_clock(database, log);
    const Duration off = clock->now() - SystemClock().now();
    CHECK(off < Duration(5s));
    CHECK(off > Duration(-5s));
  });
}
