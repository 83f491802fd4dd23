// Write closures: savepoints, grouped commits, callbacks, locks, priorities.
#include <atomic>
#include <chrono>
#include <latch>
#include <thread>
#include <utility>

#include <doctest/doctest.h>

#include <fmt/core.h>

#include "platform/db/database.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;
using test::for_each_engine;

namespace {

const std::vector<Migration> kMigrations = {
    {1,
     "notes",
     "CREATE TABLE note (id {id}, writer {int64} NOT NULL, text {text} NOT NULL UNIQUE);\n"
     "CREATE TABLE child (id {id}, note {int64} NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED);\n",
     {}}};

const Statement kInsert{"test.insert_note", "INSERT INTO note (writer, text) VALUES (:writer, :text) RETURNING id", {}};
const Statement kInsertChild{"test.insert_child", "INSERT INTO child (note) VALUES (:note)", {}};
const Statement kCount{"test.count_notes", "SELECT count(*) AS count FROM note", {}};
const Statement kCountOf{"test.count_notes_of", "SELECT count(*) AS count FROM note WHERE writer = :writer", {}};

std::int64_t insert(Write& w, std::int64_t writer, const std::string& text) {
  return w.insert(kInsert, {{"writer", writer}, {"text", text}});
}
std::int64_t count(Database& db) {
  return db.read([](Read& r) { return r.count(kCount); });
}

// Starts `threads` threads at once, each with its number, and waits for them all.
void run_together(int threads, const std::function<void(int)>& f) {
  std::latch start(threads);
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      f(i);
    });
  }
}

}  // namespace

TEST_CASE("an exception undoes its closure alone and comes back") {
  for_each_engine(kMigrations, [](Database& db) {
    CHECK(db.write([](Write& w) { return insert(w, 1, "kept"); }) > 0);
    CHECK_THROWS_WITH_AS(db.write([](Write& w) {
      insert(w, 1, "undone");
      throw std::runtime_error("stop");
    }),
                         "stop", std::runtime_error);
    CHECK(count(db) == 1);
    CHECK(db.counters().closures == 1);
    CHECK(db.counters().failed_closures == 1);
  });
}

TEST_CASE("closures that fail among others take nobody with them") {
  for_each_engine(kMigrations, [](Database& db) {
    std::atomic<int> failed = 0;
    run_together(16, [&](int writer) {
      for (int i = 0; i < 40; ++i) {
        try {
          db.write([&](Write& w) {
            insert(w, writer, fmt::format("{}.{}", writer, i));
            if (i % 4 == 0) throw std::runtime_error("stop");
            if (i % 4 == 1) insert(w, writer, fmt::format("{}.{}", writer, i));  // unique
          });
        } catch (const std::runtime_error&) {  // an Error is one too
          ++failed;
        }
      }
    });
    CHECK(failed == 16 * 20);
    CHECK(count(db) == 16 * 20);
    CHECK(db.counters().closures == 16 * 20);
    CHECK(db.counters().failed_closures == 16 * 20);
  });
}

TEST_CASE("writers that wait share a commit, and a lone one does not wait") {
  for_each_engine(kMigrations, [](Database& db) {
    run_together(16, [&](int writer) {
      for (int i = 0; i < 50; ++i) db.write([&](Write& w) { insert(w, writer, fmt::format("{}.{}", writer, i)); });
    });
    CHECK(count(db) == 800);
    const auto counters = db.counters();
    CHECK(counters.closures == 800);
    if (db.engine() == Engine::sqlite) {
      CHECK(counters.commits < 600);
      CHECK(counters.largest_batch > 1);
      CHECK(counters.largest_batch <= 64);
    } else {
      CHECK(counters.commits == 800);
    }
    db.write([](Write& w) { insert(w, 99, "alone"); });
    CHECK(db.counters().commits == counters.commits + 1);
  });
}

TEST_CASE("what is done after the commit is done only then, by the caller's thread") {
  for_each_engine(kMigrations, [](Database& db) {
    std::int64_t seen = -1;
    std::thread::id thread;
    db.write([&](Write& w) {
      insert(w, 1, "a");
      w.after_commit([&] {
        seen = count(db);
        thread = std::this_thread::get_id();
        db.write([](Write& again) { insert(again, 2, "from a callback"); });
      });
      w.after_commit([] { throw std::runtime_error("must not look like a failed write"); });
      CHECK(seen == -1);
    });
    CHECK(seen == 1);
    CHECK(thread == std::this_thread::get_id());
    CHECK(db.counters().failed_callbacks == 1);

    bool called = false;
    CHECK_THROWS(db.write([&](Write& w) {
      w.after_commit([&] { called = true; });
      insert(w, 1, "a");
    }));
    CHECK_THROWS(db.write([&](Write& w) {
      w.after_commit([&] { called = true; });
      throw std::runtime_error("stop");
    }));
    CHECK_FALSE(called);
  });
}

TEST_CASE("what is drawn from rows is drawn once, at the end of the closure and in its transaction") {
  for_each_engine(kMigrations, [](Database& db) {
    std::vector<std::int64_t> seen;
    const auto draw = [&](Write& last) { seen.push_back(last.count(kCount)); };
    db.write([&](Write& w) {
      for (int i = 1; i <= 3; ++i) {
        insert(w, i, std::to_string(i));
        w.before_commit("draw", draw);
      }
      w.before_commit("then", [&](Write& last) {
        insert(last, 4, "of the end");
        last.before_commit("draw", draw);  // asked for again: drawn again
      });
      CHECK(seen.empty());
    });
    CHECK(seen == std::vector<std::int64_t>{3, 4});
    // What fails there fails the closure.
    CHECK_THROWS(db.write([&](Write& w) {
      insert(w, 5, "5");
      w.before_commit("stop", [](Write&) { throw std::runtime_error("stop"); });
    }));
    CHECK(count(db) == 4);
    // And what failed draws nothing.
    seen.clear();
    CHECK_THROWS(db.write([&](Write& w) {
      w.before_commit("draw", draw);
      throw std::runtime_error("stop");
    }));
    CHECK(seen.empty());
  });
}

TEST_CASE("a write inside a write is refused") {
  for_each_engine(kMigrations, [](Database& db) {
    CHECK_THROWS_AS(db.write([&](Write&) { db.write([](Write& w) { insert(w, 1, "inner"); }); }), std::logic_error);
    CHECK(count(db) == 0);
    CHECK_NOTHROW(db.write([](Write& w) { insert(w, 1, "after"); }));
  });
}

TEST_CASE("an error of the engine ends the closure, caught or not") {
  for_each_engine(kMigrations, [](Database& db) {
    db.write([](Write& w) { insert(w, 1, "a"); });
    const auto closure = [](Write& w) {
      insert(w, 1, "b");
      try {
        insert(w, 1, "a");
      } catch (const Error&) {
      }
    };
    try {
      db.write(closure);
      FAIL("it was committed");
    } catch (const Error& error) {
      CHECK(error.kind() == Error::Kind::unique);
    }
    CHECK(count(db) == 1);
    // A row that is not there is no error of the engine.
    db.write([](Write& w) {
      CHECK_THROWS_AS(w.get(kCountOf, {{"writer", 1}},
                            [](const Row& row) -> std::int64_t {
                              if (row.int64("count") > 0) throw Error(Error::Kind::missing, "the visitor's own");
                              return 0;
                            }),
                      Error);
      insert(w, 1, "c");
    });
    CHECK(count(db) == 2);
  });
}

TEST_CASE("a deferred foreign key fails its own closure, not the commit of all") {
  for_each_engine(kMigrations, [](Database& db) {
    std::atomic<int> refused = 0;
    run_together(8, [&](int writer) {
      for (int i = 0; i < 10; ++i) {
        try {
          db.write([&](Write& w) {
            w.execute(kInsertChild,
                      {{"note", writer == 0 ? 4711 : insert(w, writer, fmt::format("{}.{}", writer, i))}});
          });
        } catch (const Error& error) {
          if (error.kind() == Error::Kind::foreign_key) ++refused;
        }
      }
    });
    CHECK(refused == 10);
    CHECK(count(db) == 70);
    CHECK(db.check_integrity().empty());
  });
}

TEST_CASE("a lock lets one closure check and then write") {
  for_each_engine(kMigrations, [](Database& db) {
    // Each tries to be one of at most five; without the lock more would find room on PostgreSQL.
    std::atomic<int> admitted = 0;
    run_together(8, [&](int thread) {
      for (int i = 0; i < 10; ++i) {
        db.write([&](Write& w) {
          w.lock("organisation", 142);
          if (w.count(kCountOf, {{"writer", 142}}) >= 5) return;
          insert(w, 142, fmt::format("{}.{}", thread, i));
          w.after_commit([&] { ++admitted; });
        });
      }
    });
    CHECK(admitted == 5);
    CHECK(count(db) == 5);
  });
}

TEST_CASE("closures that lock each other out run again") {
  for_each_engine(kMigrations, [](Database& db) {
    const auto [a, b] = db.write([](Write& w) { return std::pair(insert(w, 1, "a"), insert(w, 1, "b")); });
    const Statement touch{"test.touch", "UPDATE note SET writer = writer + 1 WHERE id = :id", {}};
    run_together(2, [&, a = a, b = b](int thread) {
      for (int i = 0; i < 3; ++i) {
        db.write([&](Write& w) {
          w.execute(touch, {{"id", thread == 0 ? a : b}});
          std::this_thread::sleep_for(std::chrono::milliseconds(10));  // the other has its first row now
          w.execute(touch, {{"id", thread == 0 ? b : a}});
        });
      }
    });
    CHECK(db.read([](Read& r) { return r.count({"test.sum", "SELECT sum(writer) AS count FROM note", {}}); }) ==
          2 + 12);
    if (db.engine() == Engine::postgresql) CHECK(db.counters().retries > 0);
  });
}

TEST_CASE("a save waits for one bulk chunk at most") {
  for_each_engine(kMigrations, [](Database& db) {
    std::atomic<bool> stop = false;
    std::atomic<int> chunks = 0;
    std::vector<std::jthread> bulk;
    for (int thread = 0; thread < 4; ++thread) {
      bulk.emplace_back([&] {
        while (!stop) {
          db.write(
              [&](Write& w) {
                w.count(kCount);
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
              },
              Priority::bulk);
          ++chunks;
        }
      });
    }
    while (chunks < 2) std::this_thread::yield();
    for (int i = 0; i < 20; ++i) {
      const int before = chunks;
      db.write([&](Write& w) { insert(w, 1, fmt::format("save {}", i)); });
      CHECK(chunks - before <= 2);  // the one under way, and one that another thread has just counted
    }
    stop = true;
    CHECK(chunks > 0);
  });
}

TEST_CASE("a closure over its time budget is counted") {
  for_each_engine(kMigrations, [](Database& db) {
    db.write([](Write& w) { insert(w, 1, "quick"); });
    CHECK(db.counters().slow_closures == 0);
    db.write([](Write& w) {
      insert(w, 1, "slow");
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    });
    CHECK(db.counters().slow_closures == 1);
    CHECK(db.counters().slowest_closure_us >= 25'000);
  });
}

TEST_CASE("numbers of deleted rows are not given again") {
  for_each_engine(kMigrations, [](Database& db) {
    const auto first = db.write([](Write& w) { return insert(w, 1, "a"); });
    db.write([](Write& w) { w.execute({"test.delete", "DELETE FROM note", {}}, {}); });
    CHECK(db.write([](Write& w) { return insert(w, 1, "b"); }) > first);
  });
}

// Not a test but a figure: db_test --no-skip --test-case="throughput*"
TEST_CASE("throughput of durable writes" * doctest::skip()) {
  for_each_engine(kMigrations, [](Database& db) {
    for (const int threads : {1, 16, 64}) {
      std::atomic<bool> stop = false;
      std::atomic<std::int64_t> done = 0;
      const auto before = db.counters();
      std::vector<std::jthread> running;
      for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([&, thread] {
          for (int i = 0; !stop; ++i) {
            db.write([&](Write& w) { insert(w, thread, fmt::format("{}.{}.{}", threads, thread, i)); });
            ++done;
          }
        });
      }
      std::this_thread::sleep_for(std::chrono::seconds(3));
      stop = true;
      running.clear();
      const auto after = db.counters();
      fmt::print(
          "{} waiting: {} writes/s, {:.1f} in a commit\n", threads, done / 3,
          static_cast<double>(after.closures - before.closures) / static_cast<double>(after.commits - before.commits));
    }
  });
}
