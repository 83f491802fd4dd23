// The contract of the door, on both engines.
#include "platform/db/database.hpp"

#include <limits>

#include <doctest/doctest.h>

#include <fmt/core.h>

#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;
using test::for_each_engine;

namespace {

const std::vector<Migration> kMigrations = {{1,
                                             "things",
                                             "CREATE TABLE thing (id {id}, n {int64}, r {real}, f {flag} CHECK (f IN "
                                             "(0, 1)), at {instant}, d {date}, t {text}, b {bytes});\n"
                                             "CREATE TABLE person (id {id}, name {text} NOT NULL, email {text} NOT "
                                             "NULL UNIQUE, age {int64} CHECK (age >= 0));\n"
                                             "CREATE TABLE seat (id {id}, person {int64} NOT NULL REFERENCES person "
                                             "(id), role {text} NOT NULL, UNIQUE (person, role));\n"
                                             "CREATE UNIQUE INDEX person_name ON person (lower(name));\n"
                                             "-- public: thing\n",
                                             {}}};

const Statement kInsertThing{
    "test.insert_thing",
    "INSERT INTO thing (n, r, f, at, d, t, b) VALUES (:n, :r, :f, :at, :d, :t, :b) RETURNING id",
    {}};
const Statement kFindThing{"test.find_thing", "SELECT id, n, r, f, at, d, t, b FROM thing WHERE id = :id", {}};
const Statement kInsertPerson{
    "test.insert_person", "INSERT INTO person (name, email, age) VALUES (:name, :email, :age) RETURNING id", {}};
const Statement kInsertSeat{
    "test.insert_seat", "INSERT INTO seat (person, role) VALUES (:person, :role) RETURNING id", {}};
const Statement kCountPeople{"test.count_people", "SELECT count(*) AS count FROM person", {}};

struct Thing {
  Value n = nullptr, r = nullptr, f = nullptr, at = nullptr, d = nullptr, t = nullptr, b = nullptr;
};

std::int64_t insert(Database& db, const Thing& x) {
  return db.write([&](Write& w) {
    return w.insert(kInsertThing,
                    {{"n", x.n}, {"r", x.r}, {"f", x.f}, {"at", x.at}, {"d", x.d}, {"t", x.t}, {"b", x.b}});
  });
}

// Inserts and hands the row that comes back to `look`.
void round_trip(Database& db, const Thing& thing, const std::function<void(const Row&)>& look) {
  const auto id = insert(db, thing);
  int rows = 0;
  db.read([&](Read& r) {
    r.each(kFindThing, {{"id", id}}, [&](const Row& row) {
      ++rows;
      look(row);
    });
  });
  CHECK(rows == 1);
}

std::int64_t insert_person(Write& w, std::string_view name, std::string_view email, Value age = nullptr) {
  return w.insert(kInsertPerson, {{"name", name}, {"email", email}, {"age", std::move(age)}});
}

Error error_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no Error came");
  return Error(Error::Kind::other, "");
}

}  // namespace

TEST_CASE("values come back as they went in") {
  for_each_engine(kMigrations, [](Database& db) {
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::max(),
                                 std::numeric_limits<std::int64_t>::min()}) {
      round_trip(db, {.n = n}, [&](const Row& row) { CHECK(row.int64("n") == n); });
    }
    for (const double r : {0.1, -1.0 / 3, 1e308, 5e-324, 123456789.123456789, 42.0}) {
      round_trip(db, {.r = r}, [&](const Row& row) { CHECK(row.real("r") == r); });
    }
    for (const std::string t : {"", " ", "it's \"quoted\" \\ :name $1 %", "Zoë العربية 互联网 🌍", "\n\t\r"}) {
      round_trip(db, {.t = t}, [&](const Row& row) {
        CHECK(row.text("t") == t);
        CHECK_FALSE(row.is_null("t"));
        CHECK(row.optional_text("t") == t);
      });
    }
    const auto at = Instant::from_microseconds(1'795'468'000'123'456);
    const auto day = *Date::from_ymd(2026, 11, 23);
    round_trip(db, {.f = true, .at = at, .d = day}, [&](const Row& row) {
      CHECK(row.flag("f"));
      CHECK(row.instant("at") == at);
      CHECK(row.date("d") == day);
      CHECK(row.optional_instant("at") == at);
      CHECK(row.optional_date("d") == day);
      CHECK(row.id<ReportId>("id"));
    });
  });
}

TEST_CASE("bytes come back as they went in, also none and all of them") {
  for_each_engine(kMigrations, [](Database& db) {
    Bytes every;
    for (int i = 0; i < 256 * 40; ++i) every.push_back(static_cast<std::byte>(i));
    for (const Bytes& b : {Bytes{}, Bytes{std::byte{0}}, every}) {
      round_trip(db, {.b = b}, [&](const Row& row) {
        CHECK_FALSE(row.is_null("b"));
        CHECK(row.bytes("b") == b);
      });
    }
  });
}

TEST_CASE("NULL is no value") {
  for_each_engine(kMigrations, [](Database& db) {
    round_trip(db, {.n = ReportId{}, .t = std::optional<std::string>{}}, [](const Row& row) {
      for (const auto* column : {"n", "r", "f", "at", "d", "t", "b"}) CHECK(row.is_null(column));
      CHECK(row.optional_int64("n") == std::nullopt);
      CHECK(row.optional_text("t") == std::nullopt);
      CHECK(row.optional_date("d") == std::nullopt);
      CHECK_FALSE(row.id<ReportId>("n"));
      CHECK(error_of([&] { row.int64("n"); }).kind() == Error::Kind::missing);
      CHECK(error_of([&] { row.text("t"); }).kind() == Error::Kind::missing);
      CHECK(error_of([&] { row.bytes("b"); }).kind() == Error::Kind::missing);
      CHECK(error_of([&] { row.real("r"); }).kind() == Error::Kind::missing);
    });
  });
}

TEST_CASE("a getter of another type, and an unknown column, are mistakes of the program") {
  for_each_engine(kMigrations, [](Database& db) {
    round_trip(db, {.n = 5, .r = 1.5, .t = "5", .b = Bytes{std::byte{'5'}}}, [](const Row& row) {
      CHECK_THROWS_AS(row.int64("t"), std::logic_error);
      CHECK_THROWS_AS(row.int64("r"), std::logic_error);
      CHECK_THROWS_AS(row.text("n"), std::logic_error);
      CHECK_THROWS_AS(row.text("b"), std::logic_error);
      CHECK_THROWS_AS(row.bytes("t"), std::logic_error);
      CHECK_THROWS_AS(row.real("t"), std::logic_error);
      CHECK_THROWS_AS(row.int64("nowhere"), std::logic_error);
      CHECK(row.real("n") == 5.0);
    });
  });
}

TEST_CASE("NUL, bytes that are no UTF-8 and numbers that are none are refused before the engine sees them") {
  for_each_engine(kMigrations, [](Database& db) {
    const std::vector<Value> bad = {std::string("a\0b", 3),
                                    "\xff",
                                    "\xc0\xaf",
                                    "\xed\xa0\x80",
                                    std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::infinity()};
    for (const Value& value : bad) {
      const auto error = error_of([&] { insert(db, {.t = value}); });
      CHECK(error.kind() == Error::Kind::invalid_value);
      CHECK(std::string(error.what()).find(":t") != std::string::npos);
    }
    CHECK(db.read([](Read& r) { return r.count({"test.count", "SELECT count(*) AS count FROM thing", {}}); }) == 0);
  });
}

TEST_CASE("a value of the wrong type is refused by the table") {
  for_each_engine(kMigrations, [](Database& db) {
    // The engines refuse it each in its own words: SQLite's STRICT table, PostgreSQL's type check.
    CHECK_THROWS_AS(insert(db, {.n = "twelve canary"}), Error);
    CHECK_THROWS_AS(insert(db, {.b = "text"}), Error);
  });
}

TEST_CASE("a forgotten, unknown or doubled parameter is a mistake of the program") {
  for_each_engine(kMigrations, [](Database& db) {
    const Statement statement{
        "test.two", "SELECT CAST(:a AS TEXT) AS a, CAST(:b AS TEXT) AS b, CAST(:a AS TEXT) AS c", {}};
    const auto run = [&](const Parameters& parameters) {
      return [&, parameters] { db.read([&](Read& r) { r.exists(statement, parameters); }); };
    };
    CHECK_THROWS_AS(run({{"a", "1"}})(), std::logic_error);
    CHECK_THROWS_AS(run({{"a", "1"}, {"b", "2"}, {"c", "3"}})(), std::logic_error);
    CHECK_THROWS_AS(run({{"a", "1"}, {"b", "2"}, {"b", "2"}})(), std::logic_error);
    db.read([&](Read& r) {
      CHECK(r.get(statement, {{"b", "2"}, {"a", "1"}},
                  [](const Row& row) { return row.text("a") + row.text("b") + row.text("c"); }) == "121");
    });
  });
}

TEST_CASE("broken constraints have a kind, and name their columns but no value") {
  for_each_engine(kMigrations, [](Database& db) {
    const auto ada = db.write([](Write& w) { return insert_person(w, "Ada", "canary@example.org", 36); });
    const auto same_email =
        error_of([&] { db.write([](Write& w) { insert_person(w, "Eve", "canary@example.org"); }); });
    CHECK(same_email.kind() == Error::Kind::unique);
    CHECK(same_email.constraint() == "person.email");
    const auto same_name = error_of([&] { db.write([](Write& w) { insert_person(w, "ADA", "other@example.org"); }); });
    CHECK(same_name.kind() == Error::Kind::unique);
    CHECK(same_name.constraint() == "person_name");
    db.write([&](Write& w) { w.insert(kInsertSeat, {{"person", ada}, {"role", "canary"}}); });
    const auto same_seat =
        error_of([&] { db.write([&](Write& w) { w.insert(kInsertSeat, {{"person", ada}, {"role", "canary"}}); }); });
    CHECK(same_seat.constraint() == "seat.person, seat.role");
    const auto no_person =
        error_of([&] { db.write([](Write& w) { w.insert(kInsertSeat, {{"person", 4711}, {"role", "canary"}}); }); });
    CHECK(no_person.kind() == Error::Kind::foreign_key);
    const auto no_age = error_of([&] { db.write([](Write& w) { insert_person(w, "canary", "x", -4711); }); });
    CHECK(no_age.kind() == Error::Kind::check);
    const auto no_name = error_of([&] {
      db.write([](Write& w) { w.insert(kInsertPerson, {{"name", nullptr}, {"email", "canary"}, {"age", 1}}); });
    });
    CHECK(no_name.kind() == Error::Kind::not_null);
    for (const Error& error : {same_email, same_name, same_seat, no_person, no_age, no_name}) {
      const std::string what = error.what();
      CAPTURE(what);
      CHECK(what.starts_with("test.insert_"));
      for (const auto* value : {"canary", "4711", "Ada", "ADA"}) CHECK(what.find(value) == std::string::npos);
    }
  });
}

TEST_CASE("a read cannot write") {
  for_each_engine(kMigrations, [](Database& db) {
    const Parameters person = {{"name", "Ada"}, {"email", "ada"}, {"age", 1}};
    const auto private_read = error_of([&] { db.read([&](Read& r) { r.exists(kInsertPerson, person); }); });
    CHECK(private_read.kind() == Error::Kind::denied);
    PublicDatabase& public_db = db;
    CHECK(error_of([&] { public_db.read([&](PublicRead& r) { r.exists(kInsertPerson, person); }); }).kind() ==
          Error::Kind::denied);
    CHECK(db.read([](Read& r) { return r.count(kCountPeople); }) == 0);
  });
}

TEST_CASE("a read closure sees one state, whatever is written meanwhile") {
  for_each_engine(kMigrations, [](Database& db) {
    db.read([&](Read& r) {
      CHECK(r.count(kCountPeople) == 0);
      db.write([](Write& w) { insert_person(w, "Ada", "ada"); });
      CHECK(r.count(kCountPeople) == 0);
    });
    CHECK(db.read([](Read& r) { return r.count(kCountPeople); }) == 1);
  });
}

TEST_CASE("find, get, list, count and execute") {
  for_each_engine(kMigrations, [](Database& db) {
    const Statement names{"test.names", "SELECT name FROM person ORDER BY name LIMIT :limit", {}};
    const auto name = [](const Row& row) { return row.text("name"); };
    db.read([&](Read& r) {
      CHECK(r.list(names, {{"limit", 9}}, name).empty());
      CHECK(r.find(names, {{"limit", 9}}, name) == std::nullopt);
      CHECK(error_of([&] { r.get(names, {{"limit", 9}}, name); }).kind() == Error::Kind::missing);
    });
    db.write([&](Write& w) {
      for (const auto* n : {"a", "Z", "é", "b"}) insert_person(w, n, n);
      CHECK(w.execute({"test.rename", "UPDATE person SET age = :age WHERE name <> :name", {}},
                      {{"age", 3}, {"name", "a"}}) == 3);
      CHECK(w.execute({"test.none", "DELETE FROM person WHERE name = 'nobody'", {}}, {}) == 0);
    });
    db.read([&](Read& r) {
      // By bytes on both engines, as sort keys need.
      CHECK(r.list(names, {{"limit", 9}}, name) == std::vector<std::string>{"Z", "a", "b", "é"});
      CHECK(r.list(names, {{"limit", 2}}, name) == std::vector<std::string>{"Z", "a"});
      CHECK(r.find(names, {{"limit", 9}}, name) == "Z");
      CHECK(r.count({"test.sum", "SELECT sum(age) AS count FROM person", {}}) == 9);
      CHECK_FALSE(r.exists({"test.like", "SELECT name FROM person WHERE name LIKE 'z%'", {}}));  // LIKE heeds case
    });
  });
}

TEST_CASE("an insert gives its row's number, and that of the row which stood there already") {
  const Statement put{"test.put_person", "INSERT INTO person (name, email, age) VALUES (:name, :email, 1)\nON CONFLICT (email) DO UPDATE SET age = 2\nRETURNING id;", {}};
  const Statement copy{"test.copy_person", "INSERT INTO person (name, email) SELECT :name, :email WHERE :age = 1 RETURNING id", {}};
  const Statement number{"test.number_of", "SELECT id FROM person WHERE email = :email", {}};
  for_each_engine(kMigrations, [&](Database& db) {
    db.write([&](Write& w) {
      const auto number_of = [&](std::string_view email) { return w.get(number, {{"email", email}}, [](const Row& row) { return row.int64("id"); }); };
      const std::int64_t first = insert_person(w, "A", "a@x.test");
      const std::int64_t second = insert_person(w, "B", "b@x.test");
      CHECK(first == number_of("a@x.test"));
      CHECK(second == number_of("b@x.test"));
      CHECK(w.insert(put, {{"name", "AA"}, {"email", "a@x.test"}}) == first);
      const std::int64_t third = w.insert(put, {{"name", "C"}, {"email", "c@x.test"}});
      CHECK(third == number_of("c@x.test"));
      const std::int64_t fourth = w.insert(copy, {{"name", "D"}, {"email", "d@x.test"}, {"age", 1}});
      CHECK(fourth == number_of("d@x.test"));
      try {
        w.insert(copy, {{"name", "E"}, {"email", "e@x.test"}, {"age", 0}});
        FAIL("no row, and a number");
      } catch (const Error& error) {
        CHECK(error.kind() == Error::Kind::missing);
      }
      // That closure may go on: nothing was refused by the engine.
      const std::int64_t fifth = insert_person(w, "F", "f@x.test");
      CHECK(fifth == number_of("f@x.test"));
    });
  });
}

TEST_CASE("a statement may run inside its own visit") {
  for_each_engine(kMigrations, [](Database& db) {
    db.write([](Write& w) {
      for (int i = 0; i < 30; ++i) insert_person(w, fmt::format("n{:02}", i), fmt::format("e{}", i), i);
    });
    const Statement older{"test.older", "SELECT age FROM person WHERE age >= :age ORDER BY age", {}};
    db.read([&](Read& r) {
      int outer_rows = 0;
      r.each(older, {{"age", 0}}, [&](const Row& outer) {
        ++outer_rows;
        const auto age = outer.int64("age");
        CHECK(r.list(older, {{"age", age}}, [](const Row& row) { return row.int64("age"); }).size() ==
              static_cast<std::size_t>(30 - age));
        CHECK(outer.int64("age") == age);
      });
      CHECK(outer_rows == 30);
      // A visitor that throws leaves the connection in order.
      CHECK_THROWS_AS(r.each(older, {{"age", 0}}, [](const Row&) { throw std::runtime_error("stop"); }),
                      std::runtime_error);
      CHECK(r.count(kCountPeople) == 30);
    });
  });
}

TEST_CASE("one statement takes values of changing types and NULL") {
  for_each_engine(kMigrations, [](Database& db) {
    for (int round = 0; round < 2; ++round) {
      insert(db, {.n = 1, .t = "x"});
      insert(db, {.n = nullptr, .t = "x"});
      insert(db, {.n = 1, .t = nullptr});
      insert(db, {.r = 2});  // a whole number for a real column
    }
    const Statement filter{
        "test.filter", "SELECT count(*) AS count FROM thing WHERE CAST(:t AS TEXT) IS NULL OR t = :t", {}};
    db.read([&](Read& r) {
      CHECK(r.count(filter, {{"t", nullptr}}) == 8);
      CHECK(r.count(filter, {{"t", "x"}}) == 4);
      CHECK(r.count(filter, {{"t", nullptr}}) == 8);
    });
  });
}

TEST_CASE("check_statements names the statement that does not compile") {
  for_each_engine(kMigrations, [](Database& db) {
    const std::vector<Statement> sound = {
        kInsertPerson,
        kCountPeople,
        kFindThing,
        kInsertThing,
        {"test.optional", "SELECT id FROM person WHERE (:name = '' OR name = :name) LIMIT :limit", {}},
        {"test.forked", "SELECT iif(1, 2, 3) AS x", "SELECT CASE WHEN true THEN 2 END AS x"}};
    CHECK_NOTHROW(db.check_statements(sound));
    const std::vector<Statement> unsound = {kCountPeople, {"test.wrong", "SELECT nothing FROM person", {}}};
    CHECK(std::string(error_of([&] { db.check_statements(unsound); }).what()).starts_with("test.wrong"));
    CHECK_NOTHROW(db.check_statements(sound));
  });
}

TEST_CASE("a hundred thousand rows stream by") {
  for_each_engine(kMigrations, [](Database& db) {
    db.write([](Write& w) {
      w.execute({"test.fill",
                 "WITH RECURSIVE x(n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM x WHERE n < 100000) "
                 "INSERT INTO thing (n, t) SELECT n, 'row' FROM x",
                 {}},
                {});
    });
    std::int64_t rows = 0, sum = 0;
    db.read([&](Read& r) {
      r.each({"test.all", "SELECT n, t FROM thing ORDER BY n", {}}, {}, [&](const Row& row) {
        ++rows;
        sum += row.int64("n");
      });
    });
    CHECK(rows == 100'000);
    CHECK(sum == 5'000'050'000);
  });
}
