// What several openings together tell, and that the memory of them is small, short and without a name.
#include "features/counting/counter.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace muster;
using namespace muster::counting;

namespace {

struct World {
  void open(std::int64_t link, std::string_view network = "192.0.2.1", Kind kind = Kind::people, std::int64_t links = 8, bool wants_no_tracking = false) {
    counter.note({.link = {1, OrganisationId(7), Locale::en, link}, .kind = kind, .network = network, .agent = "Mozilla/5.0", .wants_no_tracking = wants_no_tracking, .links = links}, now);
    ++asked;
  }
  void wait(Duration by) { now = now + by; }
  // Adds up what is given out so far and now.
  std::int64_t sum(Kind kind) {
    while (auto batch = counter.take(3)) {
      for (const auto& [key, times] : batch->changes) sums[key] += times;
    }
    std::int64_t all = 0, sum = 0;
    for (const auto& [key, times] : sums) {
      CHECK(times >= 0);
      all += times;
      if (key.kind == kind) sum += times;
    }
    CHECK(all == asked);  // each opening is counted once, whatever it turns out to be
    return sum;
  }

  SeededRandom random{3};
  Counter counter{random};
  Instant now = Instant::from_date(*Date::from_ymd(2026, 11, 23)) + std::chrono::hours(9);
  std::map<CountKey, std::int64_t> sums;
  std::int64_t asked = 0;
};

}  // namespace

TEST_CASE("S52: a person who opens a link now and then is people") {
  World world;
  for (const std::int64_t link : {1, 2, 1, 5, 6, 7, 8}) {
    world.open(link);
    world.wait(std::chrono::seconds(11));
  }
  CHECK(world.sum(Kind::people) == 7);
}

TEST_CASE("S52, M5: whoever opens every link of a copy within seconds is a machine, also for what it opened before") {
  World world;
  for (std::int64_t link = 1; link <= 3; ++link) world.open(link, "192.0.2.1", Kind::people, 3);
  CHECK(world.sum(Kind::people) == 0);
  CHECK(world.sum(Kind::machine) == 3);
  world.open(1, "192.0.2.2", Kind::people, 3);  // somebody else
  CHECK(world.sum(Kind::people) == 1);
  world.open(2, "192.0.2.1", Kind::people, 3);  // the same machine again
  CHECK(world.sum(Kind::machine) == 4);
}

TEST_CASE("S52: five links of many are enough, also when some were written already") {
  World world;
  for (std::int64_t link = 1; link <= 4; ++link) {
    world.open(link);
    world.wait(std::chrono::seconds(1));
    CHECK(world.sum(Kind::people) == link);
  }
  world.open(5);
  CHECK(world.sum(Kind::people) == 0);
  CHECK(world.sum(Kind::machine) == 5);
}

TEST_CASE("S52: the link that people cannot see gives a machine away") {
  World world;
  world.open(1);
  world.open(2);
  CHECK(world.sum(Kind::people) == 2);
  world.open(kDecoy);
  world.open(3);
  CHECK(world.sum(Kind::people) == 0);
  CHECK(world.sum(Kind::machine) == 4);
}

TEST_CASE("S52: both links of two within a blink are doubtful, and one link many times within seconds is a machine") {
  World world;
  world.open(1, "192.0.2.1", Kind::people, 2);
  world.open(2, "192.0.2.1", Kind::people, 2);
  CHECK(world.sum(Kind::doubtful) == 2);
  for (int time = 0; time < Counter::kRequestsOfMachine; ++time) world.open(1, "192.0.2.9");
  CHECK(world.sum(Kind::machine) == Counter::kRequestsOfMachine);
}

TEST_CASE("S52: a browser that asks not to be tracked is counted without its organisation and not remembered") {
  World world;
  for (std::int64_t link = 1; link <= 6; ++link) world.open(link, "192.0.2.1", Kind::people, 6, true);
  CHECK(world.counter.count_visitors() == 0);
  CHECK(world.sum(Kind::people) == 6);
  for (const auto& [key, times] : world.sums) CHECK_FALSE(key.link.organisation);
}

TEST_CASE("P3: visitors are forgotten within minutes, when there are many, and when the day ends") {
  World world;
  world.open(1);
  CHECK(world.counter.count_visitors() == 1);
  world.wait(Counter::kMemory - std::chrono::seconds(1));
  world.counter.forget_old(world.now);
  CHECK(world.counter.count_visitors() == 1);
  world.wait(std::chrono::seconds(1));
  world.counter.forget_old(world.now);
  CHECK(world.counter.count_visitors() == 0);
  for (int visitor = 0; visitor < 20'000; ++visitor) world.open(1, std::to_string(visitor));
  CHECK(world.counter.count_visitors() <= Counter::kVisitorsMost);
  CHECK(world.sum(Kind::people) == 20'001);  // forgotten visitors are counted all the same
  world.wait(std::chrono::hours(16));
  world.open(1);
  CHECK(world.counter.count_visitors() == 1);  // the salt is another: nobody of yesterday is found again
}

TEST_CASE("S52: seconds after its delivery a copy is opened by a machine, and not taken from the people twice") {
  World world;
  world.open(1);
  world.open(2);
  const auto waiting = world.counter.list_waiting();
  REQUIRE(waiting.size() == 1);
  CHECK(waiting[0].copy == CountedLink{1, OrganisationId(7), Locale::en, 0});
  CHECK(waiting[0].first == world.now);
  world.counter.turn_to_machine(waiting[0]);
  CHECK(world.counter.list_waiting().empty());
  for (std::int64_t link = 3; link <= 6; ++link) world.open(link);
  CHECK(world.sum(Kind::machine) == 6);
}

TEST_CASE("a batch that could not be written comes again as it was; when too many wait they are told, not guessed") {
  World world;
  world.open(1);
  world.open(2);
  auto batch = world.counter.take(1);
  REQUIRE(batch);
  const std::int64_t number = batch->number;
  world.counter.give_back(std::move(*batch));
  world.open(1);
  batch = world.counter.take(10);
  CHECK(batch->number == number);
  CHECK(batch->changes.size() == 1);
  for (std::int64_t organisation = 1; organisation <= static_cast<std::int64_t>(Counter::kWaitingMost) + 10; ++organisation) {
    world.counter.note({.link = {2, OrganisationId(organisation), Locale::en, 1}, .kind = Kind::machine, .network = "192.0.2.1", .agent = "a"}, world.now);
  }
  CHECK(world.counter.count_lost() > 0);
}

TEST_CASE("S51: one network gives many answers, but not without end") {
  World world;
  int taken = 0;
  for (int time = 0; time < 100; ++time) taken += world.counter.may_answer({1, OrganisationId(time), Locale::en, 0}, "192.0.2.1", world.now) ? 1 : 0;
  CHECK(taken == Counter::kAnswersMost);
  CHECK(world.counter.may_answer({1, OrganisationId(1), Locale::en, 0}, "192.0.2.2", world.now));
  CHECK(world.counter.may_answer({2, OrganisationId(1), Locale::en, 0}, "192.0.2.1", world.now));
  world.wait(Counter::kMemory);
  CHECK(world.counter.may_answer({1, OrganisationId(1), Locale::en, 0}, "192.0.2.1", world.now));
}
