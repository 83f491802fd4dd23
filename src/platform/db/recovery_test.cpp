// What happens when the machinery breaks: full disks, dead connections, damaged files; and copies.
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <doctest/doctest.h>

#include <fmt/core.h>
#include <sqlite3.h>

#include "platform/db/database.hpp"
#include "platform/db/sqlite_checksum.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;
using test::for_each_engine;

namespace {

const std::vector<Migration> kMigrations = {
    {1,
     "files",
     "-- public: file\nCREATE TABLE file (id {id}, body {bytes} NOT NULL);\nCREATE TABLE part (id {id}, file {int64} "
     "NOT NULL REFERENCES file (id));",
     {}}};

const Statement kInsert{"test.insert_file", "INSERT INTO file (body) VALUES (:body) RETURNING id", {}};
const Statement kCount{"test.count_files", "SELECT count(*) AS count FROM file", {}};
const Statement kBackend{"test.backend", "SELECT pg_backend_pid() AS pid", {}};

std::int64_t insert(Database& db, std::size_t size) {
  return db.write([&](Write& w) { return w.insert(kInsert, {{"body", Bytes(size, std::byte{1})}}); });
}
std::int64_t count(PublicDatabase& db) {
  return db.read([](PublicRead& r) { return r.count(kCount); });
}

// Files of this process stop growing at `bytes`; EFBIG is answered instead of a signal.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limited{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int) = nullptr;
};

// Writes until there is no room; returns how many were acknowledged.
std::int64_t fill(Database& db, std::size_t size) {
  for (std::int64_t saved = 0; saved < 10'000; ++saved) {
    try {
      insert(db, size);
    } catch (const Error& error) {
      CAPTURE(std::string(error.what()));
      CHECK(error.kind() == Error::Kind::full);
      return saved;
    }
  }
  FAIL("the disk was never full");
  return 0;
}

}  // namespace

TEST_CASE("F4: on a full disk writes fail, reads go on, and writing heals by itself") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    if (engine.engine != Engine::sqlite) return;
    insert(db, 10);
    std::int64_t saved = 0;
    {
      const FileSizeLimit limit(2'000'000);
      saved = fill(db, 100'000);
      CHECK(saved > 2);
      CHECK(count(db) == saved + 1);
      CHECK_THROWS_AS(insert(db, 3'000'000), Error);
      CHECK(count(db) == saved + 1);  // nobody was told "saved" in vain, and nothing came in unasked
    }
    insert(db, 100'000);
    CHECK(count(db) == saved + 2);
    CHECK(db.check_integrity().empty());
    CHECK(db.counters().reconnects > 0);
  });
}

TEST_CASE("F4: everybody in a batch is told when its commit fails") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    if (engine.engine != Engine::sqlite) return;
    insert(db, 10);
    std::atomic<int> saved = 0;
    std::atomic<int> refused = 0;
    bool called = false;
    {
      const FileSizeLimit limit(1'000'000);
      std::vector<std::jthread> threads;
      for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
          for (int round = 0; round < 5; ++round) {
            try {
              insert(db, 50'000);
              ++saved;
            } catch (const Error&) {
              ++refused;
            }
          }
        });
      }
      threads.clear();
      CHECK_THROWS_AS(db.write([&](Write& w) {
        w.after_commit([&] { called = true; });
        w.insert(kInsert, {{"body", Bytes(2'000'000)}});
      }),
                      Error);
    }
    CHECK(refused > 0);
    CHECK(saved + refused == 80);
    CHECK(count(db) == 1 + saved);
    CHECK_FALSE(called);
  });
}

TEST_CASE("F4: a file system without room") {
  // In a mount namespace of one thread, which ends with it. Needs rights that a developer may not have.
  std::atomic<bool> is_allowed = false;
  std::jthread([&] {
    const test::ScratchFolder folder;
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
    if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=3m") != 0) return;
    is_allowed = true;
    {
      Options options;
      options.url = "sqlite:" + folder.file("muster.db");
      const auto db = Database::open(options);
      db->migrate(kMigrations);
      insert(*db, 10);
      std::string ballast(1'500'000, 'x');
      std::ofstream(folder.file("ballast")) << ballast;
      const auto saved = fill(*db, 50'000);
      CHECK(count(*db) == saved + 1);
      CHECK_THROWS_AS(db->backup(folder.file("copy.db")), Error);
      CHECK_FALSE(std::filesystem::exists(folder.file("copy.db")));
      std::filesystem::remove(folder.file("ballast"));
      insert(*db, 50'000);
      CHECK(count(*db) == saved + 2);
      CHECK(db->check_integrity().empty());
    }
    ::umount2(folder.path().c_str(), MNT_DETACH);
  }).join();
  if (!is_allowed) MESSAGE("skipped: this user may not mount");
}

TEST_CASE("F7: sessions that the server has ended are replaced") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    if (engine.engine != Engine::postgresql) return;
    insert(db, 10);
    CHECK(count(db) == 1);
    const auto end_sessions = [&] {
      engine.postgres->run(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
          "pg_backend_pid()");
    };
    // Between two closures nobody notices.
    end_sessions();
    CHECK(count(db) == 1);
    insert(db, 10);
    CHECK(db.read([](Read& r) { return r.count(kCount); }) == 2);
    CHECK(db.counters().reconnects > 0);
    // In a closure it ends with Error(lost), and nothing of it is there.
    const auto is_lost = [](const std::function<void()>& f) {
      try {
        f();
      } catch (const Error& error) {
        return error.kind() == Error::Kind::lost;
      }
      return false;
    };
    CHECK(is_lost([&] {
      db.write([&](Write& w) {
        w.insert(kInsert, {{"body", Bytes(10)}});
        end_sessions();
        w.insert(kInsert, {{"body", Bytes(10)}});
      });
    }));
    CHECK(is_lost([&] {
      db.write([&](Write& w) {
        w.insert(kInsert, {{"body", Bytes(10)}});
        end_sessions();
      });
    }));
    CHECK(is_lost([&] {
      db.read([&](Read& r) {
        end_sessions();
        r.count(kCount);
      });
    }));
    CHECK(count(db) == 2);
    insert(db, 10);
    CHECK(count(db) == 3);
  });
}

TEST_CASE("F7: a server that stops answering costs an error, not a thread") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    if (engine.engine != Engine::postgresql) return;
    const auto pid =
        db.read([](Read& r) { return r.get(kBackend, {}, [](const Row& row) { return row.int64("pid"); }); });
    if (::kill(static_cast<pid_t>(pid), SIGSTOP) != 0) {
      MESSAGE("skipped: this user may not stop the server's process");
      return;
    }
    // The stopped session is given up after five seconds, and a new one takes its place.
    CHECK(db.read([](Read& r) { return r.count(kCount); }) == 0);
    CHECK(db.counters().reconnects == 1);
    ::kill(static_cast<pid_t>(pid), SIGCONT);
  });
}

TEST_CASE("a kept statement survives a change of its table by another server") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    const Statement all{"test.all", "SELECT * FROM file", {}};
    insert(db, 3);
    const auto columns = [&] {
      return db.write([&](Write& w) { return w.get(all, {}, [](const Row& row) { return row.is_null("body"); }); });
    };
    CHECK_FALSE(columns());
    auto migrations = kMigrations;
    migrations.push_back({2, "name", "ALTER TABLE file ADD COLUMN name {text}", {}});
    engine.open()->migrate(migrations);
    CHECK_FALSE(columns());
    db.write([&](Write& w) { CHECK(w.get(all, {}, [](const Row& row) { return row.is_null("name"); })); });
  });
}

TEST_CASE("F18: a backup under load is one consistent state") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    for (int i = 0; i < 50; ++i) insert(db, 100'000);
    std::atomic<bool> stop = false;
    std::jthread load([&] {
      // Always a file with its part.
      while (!stop) {
        db.write([](Write& w) {
          const auto id = w.insert(kInsert, {{"body", Bytes(1000)}});
          w.execute({"test.insert_part", "INSERT INTO part (file) VALUES (:file)", {}}, {{"file", id}});
        });
      }
    });
    const auto before = count(db);
    const std::string copy = engine.folder.file("copy");
    db.backup(copy);
    stop = true;
    load.join();
    CHECK(std::filesystem::file_size(copy) > 0);
    CHECK((std::filesystem::status(copy).permissions() & std::filesystem::perms(0077)) == std::filesystem::perms::none);
    CHECK_THROWS_AS(db.backup(copy), Error);  // never over another file
    CHECK(std::distance(std::filesystem::directory_iterator(engine.folder.path()), {}) ==
          (engine.engine == Engine::sqlite ? 4 : 1));
    if (engine.engine != Engine::sqlite) return;  // restoring a dump is pg_restore's work
    Options options;
    options.url = "sqlite:" + copy;
    const auto restored = Database::open(options);
    CHECK(count(*restored) >= before);
    CHECK(restored->check_integrity().empty());
    const auto parts =
        restored->read([](Read& r) { return r.count({"test.parts", "SELECT count(*) AS count FROM part", {}}); });
    CHECK(count(*restored) == parts + 50);
  });
}

TEST_CASE("a broken foreign key is found, and a sound database is sound") {
  for_each_engine(kMigrations, [](Database& db, const test::TestEngine& engine) {
    insert(db, 10);
    CHECK(db.check_integrity().empty());
    if (engine.engine == Engine::postgresql) {
      engine.postgres->run("SET session_replication_role = replica; INSERT INTO part (file) VALUES (4711)");
    } else {
      db.write([](Write& w) { w.execute({"test.part", "INSERT INTO part (file) VALUES (1)", {}}, {}); });
      // Only a migration may break a key for a moment, and it is checked; so past the room, through its VFS.
      sqlite3* past = nullptr;
      REQUIRE(sqlite3_open_v2(engine.folder.file("muster.db").c_str(), &past, SQLITE_OPEN_READWRITE, checked_vfs()) == SQLITE_OK);
      CHECK(sqlite3_exec(past, "PRAGMA foreign_keys = OFF; DELETE FROM file", nullptr, nullptr, nullptr) == SQLITE_OK);
      sqlite3_close(past);
    }
    const auto problems = db.check_integrity();
    REQUIRE(problems.size() == 1);
    CHECK(problems[0] == "1 rows of part point to rows that are missing in file");
  });
}

TEST_CASE("F16: a file that is no database, or damaged, is refused or found") {
  const test::ScratchFolder folder;
  Options options;
  const auto message = [&](const std::string& url) -> std::string {
    options.url = url;
    try {
      Database::open(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "it was opened";
  };
  std::ofstream(folder.file("text")) << std::string(5000, 'x');
  CHECK(message("sqlite:" + folder.file("text")).find("not a database") != std::string::npos);
  CHECK(message("sqlite:" + folder.file("nowhere/muster.db")).find("No such file") != std::string::npos);
  CHECK(message("sqlite:").find("name of a file") != std::string::npos);
  CHECK(message("mysql://x:secret@y").find("secret") == std::string::npos);
  CHECK(message("postgresql://nobody:secret@/x?host=" + folder.path().string()).find("cannot connect") == 0);
  CHECK(message("postgresql://nobody:secret@/x?host=" + folder.path().string()).find("secret") == std::string::npos);

  options.url = "sqlite:" + folder.file("muster.db");
  {
    const auto db = Database::open(options);
    db->migrate(kMigrations);
    for (int i = 0; i < 200; ++i) insert(*db, 3000);
  }
  CHECK((std::filesystem::status(folder.file("muster.db")).permissions() & std::filesystem::perms(0077)) ==
        std::filesystem::perms::none);
  {
    std::fstream file(folder.file("muster.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40 * 4096);
    file << std::string(8 * 4096, 'x');
  }
  const auto damaged = Database::open(options);
  CHECK_FALSE(damaged->check_integrity().empty());
}
