// What public handlers can read is decided by the engine, whatever statement they bring.
#include <doctest/doctest.h>

#include "platform/db/database.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;
using test::for_each_engine;

namespace {

const std::vector<Migration> kMigrations = {{1,
                                             "tables",
                                             "-- public: organisation, leaky_view, open_view\n"
                                             "CREATE TABLE organisation (id {id}, name {text} NOT NULL);\n"
                                             "CREATE TABLE person (id {id}, organisation {int64} NOT NULL REFERENCES "
                                             "organisation (id), name {text} NOT NULL);\n"
                                             "CREATE VIEW open_view AS SELECT name FROM organisation;\n"
                                             "CREATE VIEW leaky_view AS SELECT o.name AS organisation, p.name AS "
                                             "person FROM organisation o JOIN person p ON p.organisation = o.id;\n"
                                             "CREATE VIEW private_view AS SELECT name FROM organisation;\n"
                                             "INSERT INTO organisation (name) VALUES ('Isoc');\n"
                                             "INSERT INTO person (organisation, name) VALUES (1, 'canary');\n",
                                             {}}};

Statement statement(std::string_view sql) { return {"test.public", sql, {}}; }

int count_rows(PublicDatabase& db, std::string_view sql) {
  int rows = 0;
  db.read([&](PublicRead& r) { r.each(statement(sql), {}, [&](const Row&) { ++rows; }); });
  return rows;
}

void check_denied(PublicDatabase& db, std::string_view sql) {
  CAPTURE(sql);
  try {
    const int rows = count_rows(db, sql);
    FAIL_CHECK("it was read, rows: " << rows);
  } catch (const Error& error) {
    CHECK(error.kind() == Error::Kind::denied);
    CHECK(std::string(error.what()).find("canary") == std::string::npos);
  }
}

// The ways of SQL to learn from a table.
const std::vector<std::string_view> kWays = {
    "SELECT name FROM person",
    "SELECT count(*) AS count FROM person",
    "SELECT 1 AS x FROM person",
    "SELECT name FROM organisation WHERE EXISTS (SELECT 1 FROM person)",
    "SELECT name FROM organisation WHERE id IN (SELECT organisation FROM person)",
    "SELECT (SELECT p.name FROM person p LIMIT 1) AS x FROM organisation",
    "SELECT o.name FROM organisation o LEFT JOIN person p ON p.organisation = o.id",
    "WITH p AS (SELECT * FROM person) SELECT * FROM p",
    "SELECT name FROM organisation UNION ALL SELECT name FROM person",
    "SELECT person FROM leaky_view",
    "SELECT organisation FROM leaky_view",
    "SELECT count(*) AS count FROM leaky_view",
    "SELECT name FROM private_view",
    "SELECT name FROM schema_public",
    "SELECT number FROM schema_migration",
};

}  // namespace

TEST_CASE("P1: a public read sees declared tables and nothing else") {
  for_each_engine(kMigrations, [](Database& db) {
    CHECK(count_rows(db, "SELECT name FROM organisation") == 1);
    CHECK(count_rows(db, "SELECT count(*) AS count FROM organisation") == 1);
    CHECK(count_rows(db, "SELECT name FROM open_view") == 1);
    for (const auto sql : kWays) check_denied(db, sql);
    // The same statements are no mistakes: the other door opens them.
    db.read([](Read& r) {
      for (const auto sql : kWays) CHECK_NOTHROW(r.each(statement(sql), {}, [](const Row&) {}));
    });
    CHECK(count_rows(db, "SELECT name FROM organisation") == 1);  // a refusal breaks nothing
  });
}

TEST_CASE("a public read writes nothing and changes no setting") {
  for_each_engine(kMigrations, [](Database& db) {
    check_denied(db, "INSERT INTO organisation (name) VALUES ('x')");
    check_denied(db, "UPDATE organisation SET name = 'x'");
    check_denied(db, "DELETE FROM organisation");
    check_denied(db, "DROP TABLE organisation");
    check_denied(db, "CREATE TABLE x (y bigint)");
    if (db.engine() == Engine::sqlite) {
      for (const auto sql :
           {"PRAGMA query_only = OFF", "PRAGMA table_info(person)", "ATTACH ':memory:' AS other", "SAVEPOINT x",
            "SELECT sql FROM sqlite_schema", "SELECT name FROM pragma_table_info('person')", "SELECT * FROM dbstat"}) {
        check_denied(db, sql);
      }
      CHECK_THROWS_AS(count_rows(db, "UPDATE sqlite_schema SET sql = ''"),
                      Error);  // refused before the authorizer is asked
    } else {
      for (const auto sql : {"RESET ROLE", "SET ROLE muster", "SET SESSION AUTHORIZATION muster", "LOCK TABLE person",
                             "COPY person TO STDOUT", "EXPLAIN ANALYZE SELECT 1"}) {
        check_denied(db, sql);
      }
      check_denied(db, "SELECT pg_read_file('/etc/passwd') AS x");
    }
    CHECK(count_rows(db, "SELECT name FROM organisation") == 1);
  });
}

TEST_CASE("what is public changes with migrations, while the database is open") {
  for_each_engine(kMigrations, [](Database& db) {
    check_denied(db, "SELECT name FROM person");
    CHECK(count_rows(db, "SELECT name FROM organisation") == 1);
    auto migrations = kMigrations;
    migrations.push_back({2, "turn", "-- public: news\n-- private: organisation\nCREATE TABLE news (id {id});", {}});
    CHECK(db.migrate(migrations) == 1);
    CHECK(count_rows(db, "SELECT id FROM news") == 0);
    check_denied(db, "SELECT name FROM organisation");
    // Dropped and made again under its name, a table is private again.
    migrations.push_back({3, "drop", "DROP TABLE news", {}});
    migrations.push_back({4, "again", "CREATE TABLE news (id {id})", {}});
    CHECK(db.migrate(migrations) == 2);
    check_denied(db, "SELECT id FROM news");
  });
}

TEST_CASE("a migration cannot declare a table that is not there") {
  for_each_engine([](const test::TestEngine& engine) {
    const auto db = engine.open();
    const std::vector<Migration> wrong = {
        {1, "wrong", "-- public: organization\nCREATE TABLE organisation (id {id});", {}}};
    CHECK_THROWS_WITH_AS(db->migrate(wrong), "migration 0001_wrong: the public table organization does not exist",
                         Error);
    CHECK(db->schema_version() == 0);
  });
}

TEST_CASE("a public full-text table brings its own storage and no other") {
  const std::vector<Migration> migrations = {
      {1, "search",
       "-- public: found\nCREATE VIRTUAL TABLE found USING fts5 (text, tokenize = 'trigram');\n"
       "CREATE VIRTUAL TABLE hidden USING fts5 (text);\nINSERT INTO found VALUES ('abierta'); INSERT INTO hidden "
       "VALUES ('canary');",
       "-- public: found\nCREATE TABLE found (text {text}); CREATE TABLE hidden (text {text}); INSERT INTO found "
       "VALUES ('abierta')"}};
  for_each_engine(migrations, [](Database& db) {
    if (db.engine() == Engine::sqlite) {
      CHECK(count_rows(db, "SELECT text FROM found WHERE found MATCH 'biert'") == 1);
      CHECK(count_rows(db, "SELECT text FROM found WHERE text LIKE '%ert%'") == 1);
      check_denied(db, "SELECT text FROM hidden WHERE hidden MATCH 'canary'");
      check_denied(db, "SELECT c0 FROM hidden_content");
    } else {
      CHECK(count_rows(db, "SELECT text FROM found") == 1);
      check_denied(db, "SELECT text FROM hidden");
    }
  });
}

TEST_CASE("a second address gives public reads a user of their own") {
  for_each_engine([](const test::TestEngine& engine) {
    if (engine.engine == Engine::sqlite) return;
    Options options;
    const std::string user =
        "muster_reader_" + engine.url.substr(engine.url.find("test_"), engine.url.find('?') - engine.url.find("test_"));
    options.public_url = engine.url;
    options.public_url.replace(options.public_url.find("//muster@"), 9, "//" + user + ":secret@");
    const auto db = engine.open(options);
    db->migrate(kMigrations);
    CHECK(count_rows(*db, "SELECT name FROM organisation WHERE session_user = '" + user + "'") == 1);
    for (const auto sql : kWays) check_denied(*db, sql);
    db.get();
    engine.postgres->run("DROP OWNED BY " + user);
    engine.postgres->run("DROP ROLE " + user);
  });
}

TEST_CASE("a migrating user who may not make the role is told what to do") {
  for_each_engine([](const test::TestEngine& engine) {
    if (engine.engine == Engine::sqlite) return;
    const std::string name =
        engine.url.substr(engine.url.find("test_"), engine.url.find('?') - engine.url.find("test_"));
    const std::string plain = "plain_" + name;
    engine.postgres->run("CREATE ROLE " + plain + " LOGIN");
    engine.postgres->run("GRANT ALL ON SCHEMA public TO " + plain);
    test::TestEngine as_plain = engine;
    as_plain.url.replace(as_plain.url.find("//muster@"), 9, "//" + plain + "@");
    Options options;
    options.public_url = as_plain.url;
    options.public_url.replace(options.public_url.find(plain), plain.size(), "nobody_" + name);
    const auto db = as_plain.open(options);
    try {
      db->migrate(kMigrations);
      FAIL_CHECK("the role was made");
    } catch (const Error& error) {
      CHECK(error.kind() == Error::Kind::denied);
      CHECK(std::string(error.what()).find("CREATE ROLE nobody_" + name + " LOGIN") != std::string::npos);
    }
    options.public_url = as_plain.url;
    CHECK_THROWS_AS(as_plain.open(options)->migrate(kMigrations), Error);  // its own user would see everything
    engine.postgres->run("DROP OWNED BY " + plain);
    engine.postgres->run("DROP ROLE " + plain);
  });
}
