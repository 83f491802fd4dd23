// Migrations: once, forward only, whole or not at all, with a copy first.
#include <atomic>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>

#include "platform/db/database.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;
using test::for_each_engine;

namespace {

const Migration kFirst{
    1, "first", "CREATE TABLE a (id {id}, t {text} NOT NULL);\nINSERT INTO a (t) VALUES ('one; two');", {}};
const Migration kSecond{2, "second", "ALTER TABLE a ADD COLUMN n {int64};\nUPDATE a SET n = 2;", {}};

std::int64_t count(Database& db, std::string_view sql) {
  return db.read([&](Read& r) { return r.count({"test.count", sql, {}}); });
}

std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("migrations run once, in order, and only the new ones") {
  for_each_engine([](const test::TestEngine& engine) {
    const auto db = engine.open();
    CHECK(db->schema_version() == 0);
    CHECK(db->migrate(std::vector{kFirst}) == 1);
    CHECK(db->schema_version() == 1);
    CHECK(db->migrate(std::vector{kFirst}) == 0);
    CHECK(db->migrate(std::vector{kFirst, kSecond}) == 1);
    CHECK(db->schema_version() == 2);
    CHECK(count(*db, "SELECT count(*) AS count FROM a WHERE n = 2 AND t = 'one; two'") == 1);
    CHECK(count(*db, "SELECT count(*) AS count FROM schema_migration") == 2);
    CHECK(db->check_integrity().empty());
  });
}

TEST_CASE("a program that is older than its database refuses it") {
  for_each_engine([](const test::TestEngine& engine) {
    engine.open()->migrate(std::vector{kFirst, kSecond});
    CHECK(message_of([&] { engine.open()->migrate(std::vector{kFirst}); }) ==
          "The database is at version 2, this program knows 1. Install the newer program.");
    CHECK_THROWS_AS(engine.open()->migrate(std::vector{kSecond, kFirst}), Error);
  });
}

TEST_CASE("a migration that fails in its middle leaves nothing, those before it stay") {
  for_each_engine([](const test::TestEngine& engine) {
    const auto db = engine.open();
    const Migration broken{
        2, "broken", "CREATE TABLE b (id {id});\nUPDATE a SET t = 'changed';\nUPDATE nowhere SET x = 1;", {}};
    const auto message = message_of([&] { db->migrate(std::vector{kFirst, broken}); });
    CAPTURE(message);
    CHECK(message.starts_with("migration 0002_broken, statement 3: "));
    CHECK(db->schema_version() == 1);
    CHECK(count(*db, "SELECT count(*) AS count FROM a WHERE t = 'one; two'") == 1);
    CHECK_THROWS_AS(count(*db, "SELECT count(*) AS count FROM b"), Error);
    CHECK(db->migrate(std::vector{kFirst, kSecond}) == 1);
  });
}

TEST_CASE("a migration cannot leave a broken foreign key") {
  for_each_engine([](const test::TestEngine& engine) {
    const auto db = engine.open();
    const Migration broken{1,
                           "broken",
                           "CREATE TABLE a (id {id});\nCREATE TABLE b (id {id}, a {int64} REFERENCES a (id) DEFERRABLE "
                           "INITIALLY DEFERRED);\n"
                           "INSERT INTO b (a) VALUES (7);",
                           {}};
    CHECK_THROWS_AS(db->migrate(std::vector{broken}), Error);
    CHECK(db->schema_version() == 0);
  });
}

TEST_CASE("on SQLite a table can be rebuilt under the rows that point to it") {
  for_each_engine([](const test::TestEngine& engine) {
    if (engine.engine != Engine::sqlite) return;
    const auto db = engine.open();
    const Migration parent{1,
                           "parent",
                           "CREATE TABLE a (id {id}, t {text});\nCREATE TABLE b (id {id}, a {int64} NOT NULL "
                           "REFERENCES a (id) ON DELETE CASCADE);\n"
                           "INSERT INTO a (t) VALUES ('x'); INSERT INTO b (a) VALUES (1);",
                           {}};
    const Migration rebuild{
        2,
        "rebuild",
        "CREATE TABLE new_a (id {id}, t {text} NOT NULL);\nINSERT INTO new_a SELECT id, t FROM a;\nDROP TABLE a;\n"
        "ALTER TABLE new_a RENAME TO a;",
        {}};
    CHECK(db->migrate(std::vector{parent, rebuild}) == 2);
    CHECK(count(*db, "SELECT count(*) AS count FROM b") == 1);
    CHECK_THROWS_AS(db->write([](Write& w) { w.execute({"test.orphan", "INSERT INTO b (a) VALUES (7)", {}}, {}); }),
                    Error);
    CHECK(db->write([](Write& w) { return w.execute({"test.cascade", "DELETE FROM a", {}}, {}); }) == 1);
    CHECK(count(*db, "SELECT count(*) AS count FROM b") == 0);
  });
}

TEST_CASE("on SQLite a copy is kept before something that exists is changed") {
  for_each_engine([](const test::TestEngine& engine) {
    if (engine.engine != Engine::sqlite) return;
    const auto db = engine.open();
    const auto copy = [&](const char* number) { return engine.folder.file(std::string("muster.db.before-") + number); };
    db->migrate(std::vector{kFirst});
    CHECK_FALSE(std::filesystem::exists(copy("0001")));  // there was nothing to lose
    db->write([](Write& w) { w.execute({"test.insert", "INSERT INTO a (t) VALUES ('later')", {}}, {}); });
    db->migrate(std::vector{kFirst, kSecond});
    REQUIRE(std::filesystem::exists(copy("0002")));
    CHECK((std::filesystem::status(copy("0002")).permissions() & std::filesystem::perms(0077)) ==
          std::filesystem::perms::none);
    Options options;
    options.url = "sqlite:" + copy("0002");
    const auto kept = Database::open(options);
    CHECK(kept->schema_version() == 1);
    CHECK(count(*kept, "SELECT count(*) AS count FROM a") == 2);
  });
}

TEST_CASE("several servers that start at once migrate once") {
  for_each_engine([](const test::TestEngine& engine) {
    engine.open();
    std::atomic<int> applied = 0;
    {
      std::vector<std::jthread> servers;
      for (int i = 0; i < 4; ++i) {
        servers.emplace_back([&] {
          try {
            applied += engine.open()->migrate(std::vector{kFirst, kSecond});
          } catch (const std::exception& error) {
            applied += 100;
            MESSAGE(error.what());
          }
        });
      }
    }
    CHECK(applied == 2);
    CHECK(engine.open()->schema_version() == 2);
  });
}
