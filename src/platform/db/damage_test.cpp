// F16: whatever is changed in a SQLite file or its write-ahead log behind our back is an error, never an answer.
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include <sqlite3.h>

#include "platform/db/database.hpp"
#include "platform/db/sqlite_checksum.hpp"
#include "platform/db/sqlite_log.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;

namespace {

namespace fs = std::filesystem;

constexpr int kPage = 4096;
const std::vector<Migration> kMigrations = {{1, "words", "CREATE TABLE word (id {id}, body {text} NOT NULL);\nCREATE INDEX word_body ON word (body);", {}}};
const Statement kInsert{"test.insert_word", "INSERT INTO word (body) VALUES (:body)", {}};
const Statement kList{"test.list_words", "SELECT body FROM word ORDER BY id", {}};

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write_bytes(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
std::string flip(std::string bytes, std::size_t place, int bit) {
  bytes[place] = static_cast<char>(bytes[place] ^ (1 << bit));
  return bytes;
}

void fill(Database& database, int rows) {
  for (int row = 0; row < rows; ++row) {
    database.write([&](Write& write) { write.execute(kInsert, {{"body", std::string(static_cast<std::size_t>(1 + row * 37 % 3000), 'a') + std::to_string(row)}}); });
  }
}
std::vector<std::string> list_words(Database& database) {
  return database.read([](Read& read) { return read.list(kList, {}, [](const Row& row) { return row.text("body"); }); });
}

// Every page of a file, checked as the VFS checks it.
bool is_checked(const std::string& bytes) {
  for (std::size_t number = 0; number < bytes.size() / kPage; ++number) {
    const auto* page = reinterpret_cast<const unsigned char*>(bytes.data()) + number * kPage;
    std::uint64_t checksum = 0;
    std::memcpy(&checksum, page + kPage - 8, 8);
    if (checksum != make_checksum(page, kPage, number)) return false;
  }
  return !bytes.empty();
}

std::string refusal(const std::string& path) {
  try {
    Database::open({.url = "sqlite:" + path});
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

// The files of a server that is killed now.
struct Remains {
  std::string database, log, index;
};
Remains copy_remains(const std::string& path) { return {read_bytes(path), read_bytes(path + "-wal"), read_bytes(path + "-shm")}; }
void lay_down(const Remains& remains, const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path + suffix);
  write_bytes(path, remains.database);
  if (!remains.log.empty()) write_bytes(path + "-wal", remains.log);
  if (!remains.index.empty()) write_bytes(path + "-shm", remains.index);
}

}  // namespace

TEST_CASE("F16: every page of a database and of its backup has a checksum") {
  const test::ScratchFolder folder;
  {
    const auto database = Database::open({.url = "sqlite:" + folder.file("muster.db")});
    database->migrate(kMigrations);
    fill(*database, 1500);  // larger than the caches, so that pages are written before the first one
    database->backup(folder.file("copy.db"));
  }
  CHECK(is_checked(read_bytes(folder.file("muster.db"))));
  CHECK(is_checked(read_bytes(folder.file("copy.db"))));
}

TEST_CASE("F16 R14: a flipped bit, a zeroed and a misplaced page are found, and never answered") {
  const test::ScratchFolder folder;
  const auto path = folder.file("muster.db");
  std::vector<std::string> words;
  {
    const auto database = Database::open({.url = "sqlite:" + path});
    database->migrate(kMigrations);
    fill(*database, 200);
    words = list_words(*database);
  }
  const std::string whole = read_bytes(path);
  std::mt19937_64 chance(4711);
  const auto try_bytes = [&](const std::string& bytes) {
    lay_down({bytes, {}, {}}, path);
    try {
      const auto database = Database::open({.url = "sqlite:" + path});
      const bool is_found = !database->check_integrity().empty();
      const auto read = list_words(*database);
      CHECK(read == words);
      return is_found;
    } catch (const Error& error) {
      return std::string_view(error.what()).find("damaged") != std::string_view::npos || std::string_view(error.what()).find("not a database") != std::string_view::npos;
    }
  };
  CHECK_FALSE(try_bytes(whole));
  for (int round = 0; round < 300; ++round) {
    const auto place = chance() % whole.size();
    CAPTURE(place);
    CHECK(try_bytes(flip(whole, place, static_cast<int>(chance() % 8))));
  }
  const auto pages = whole.size() / kPage;
  for (std::size_t number = 1; number < pages; number += 7) {
    CHECK(try_bytes(std::string(whole).replace(number * kPage, kPage, std::string(kPage, '\0'))));
    CHECK(try_bytes(std::string(whole).replace(number * kPage, kPage, whole, (number + 1) % pages * kPage, kPage)));
  }
}

TEST_CASE("a database without checksums gets them, and keeps its rows") {
  const test::ScratchFolder folder;
  const auto path = folder.file("muster.db");
  sqlite3* plain = nullptr;
  REQUIRE(sqlite3_open_v2(path.c_str(), &plain, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) == SQLITE_OK);
  const char* old =
      "PRAGMA journal_mode = WAL; CREATE TABLE old (t TEXT); INSERT INTO old SELECT hex(randomblob(900)) FROM (WITH RECURSIVE n(i) AS "
      "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n); INSERT INTO old VALUES ('kept')";
  REQUIRE(sqlite3_exec(plain, old, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(plain);
  CHECK_FALSE(is_checked(read_bytes(path)));
  {
    const auto database = Database::open({.url = "sqlite:" + path});
    CHECK(database->migrate(kMigrations) == 1);
    fill(*database, 50);
    CHECK(database->check_integrity().empty());
    CHECK(database->read([](Read& read) { return read.count({"test.old", "SELECT count(*) AS count FROM old WHERE t = 'kept' OR length(t) = 1800", {}}); }) == 501);
  }
  CHECK(is_checked(read_bytes(path)));
  CHECK(refusal(path).empty());
}

TEST_CASE("F16: a write-ahead log that lost what was synced is refused, one that a power cut tore is not") {
  const test::ScratchFolder folder;
  const auto path = folder.file("muster.db");
  const auto other = folder.file("other.db");
  Remains killed;
  {
    const auto database = Database::open({.url = "sqlite:" + path});
    database->migrate(kMigrations);
    fill(*database, 40);
    killed = copy_remains(path);
  }
  REQUIRE(killed.log.size() > 10 * kPage);
  const auto is_refused = [&](const Remains& remains) {
    lay_down(remains, other);
    const auto words = refusal(other);
    CHECK((words.empty() || words.find("muster restore") != std::string::npos));
    return !words.empty();
  };
  const auto end = killed.log.size();
  CHECK_FALSE(is_refused(killed));
  CHECK(is_refused({killed.database, killed.log.substr(0, end - 1), killed.index}));
  CHECK(is_refused({killed.database, killed.log.substr(0, end / 2), killed.index}));
  CHECK(is_refused({killed.database, flip(killed.log, end - 100, 3), killed.index}));  // in the last frame
  CHECK(is_refused({killed.database, flip(killed.log, 17, 0), killed.index}));         // in the log's own header
  CHECK(is_refused({killed.database, {}, killed.index}));                              // deleted
  // Without the index, as after a power cut: only what a cut cannot have done is refused.
  CHECK_FALSE(is_refused({killed.database, killed.log, {}}));
  CHECK_FALSE(is_refused({killed.database, killed.log.substr(0, end / 2), {}}));
  CHECK_FALSE(is_refused({killed.database, flip(killed.log, end - 100, 3), {}}));
  CHECK(is_refused({killed.database, flip(killed.log, end / 2, 3), {}}));
  CHECK_FALSE(is_refused({killed.database, {}, {}}));
}

TEST_CASE("looking at the log of a server that is writing finds nothing wrong") {
  const test::ScratchFolder folder;
  const auto path = folder.file("muster.db");
  const auto database = Database::open({.url = "sqlite:" + path});
  database->migrate(kMigrations);
  std::atomic<bool> stop = false;
  std::vector<std::jthread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&] {
      while (!stop) fill(*database, 30);
    });
  }
  for (int look = 0; look < 100; ++look) CHECK(find_log_damage(path) == "");
  stop = true;
}
