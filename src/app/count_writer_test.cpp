// What was counted reaches the database: at an orderly stop at the latest, each batch once.
#include "app/count_writer.hpp"

#include <doctest/doctest.h>

#include "tests/support/database_fixture.hpp"

using namespace muster;

namespace {

std::int64_t count_stored(db::Database& database) {
  static constexpr db::Statement kSum{"test.sum", "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS count FROM link_count", ""};
  return database.read([](db::Read& read) { return read.count(kSum); });
}

}  // namespace

TEST_CASE("S52: an orderly stop writes what still waits, and a broken database keeps it for later") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database, const test::TestEngine& engine) {
    FixedClock clock(Instant::from_date(*Date::from_ymd(2026, 11, 23)));
    SeededRandom random(5);
    log::MemoryLog log;
    counting::Counter counter(random);
    const auto open_some = [&](int times) {
      for (int time = 0; time < times; ++time) {
        counter.note({.link = {1, OrganisationId(time % 7), Locale::en, 1}, .network = std::to_string(time), .agent = "a", .links = 3}, clock.now());
      }
    };
    {
      app::CountWriter writer({database, clock, log, counter, {}});
      writer.start();
      open_some(300);
      writer.stop();
      CHECK(count_stored(database) == 300);
      open_some(20);
    }  // the end of the program is a stop, too
    CHECK(count_stored(database) == 320);
    static constexpr db::Statement kAway{"test.away", "ALTER TABLE link_count RENAME TO link_count_away", ""};
    static constexpr db::Statement kBack{"test.back", "ALTER TABLE link_count_away RENAME TO link_count", ""};
    if (engine.engine == db::Engine::sqlite) return;  // one is enough; statements there are kept prepared
    app::CountWriter writer({database, clock, log, counter, {}});
    database.write([](db::Write& write) { write.execute(kAway, {}); });
    open_some(10);
    writer.write_now();
    CHECK(log.text().find("counting.waits") != std::string::npos);
    database.write([](db::Write& write) { write.execute(kBack, {}); });
    writer.write_now();
    CHECK(count_stored(database) == 330);
  });
}
