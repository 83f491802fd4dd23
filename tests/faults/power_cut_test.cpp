// F3, R2: the power goes while many write. What was acknowledged is there afterwards, nothing else is but what
// was on its way, and the file is sound. The same test with synchronous=OFF must find losses.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "platform/db/database.hpp"
#include "tests/faults/power_disk.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::db;

namespace {

constexpr int kWriters = 8;
constexpr int kCutsPerFile = 10;

const std::vector<Migration> kMigrations = {
    {1, "things", "CREATE TABLE thing (id {id}, writer {int64} NOT NULL, body {text} NOT NULL);\nCREATE INDEX thing_writer ON thing (writer);", {}},
    {2, "tally", "CREATE TABLE tally (writer {int64} PRIMARY KEY, closures {int64} NOT NULL);", {}}};

const Statement kUpsert{"test.upsert",
                        "INSERT INTO thing (id, writer, body) VALUES (:id, :writer, :body) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
                        {}};
const Statement kDelete{"test.delete", "DELETE FROM thing WHERE id = :id", {}};
const Statement kTally{"test.tally",
                       "INSERT INTO tally (writer, closures) VALUES (:writer, 1) ON CONFLICT (writer) DO UPDATE SET closures = closures + 1",
                       {}};
const Statement kListThings{"test.things", "SELECT id, body FROM thing WHERE writer = :writer", {}};
const Statement kListTally{"test.tallies", "SELECT closures FROM tally WHERE writer = :writer", {}};

using Things = std::map<std::int64_t, std::string>;

struct State {
  std::int64_t closures = 0;
  Things things;
  bool operator==(const State&) const = default;
};

// One writer's ledger: what was acknowledged, and what that would become with the closure on its way.
struct Writer {
  State acknowledged;
  std::optional<State> on_its_way;
};

struct Figures {
  std::int64_t acknowledged = 0;
  int cuts = 0;
  int lost = 0;
  int ghosts = 0;
  int unsound = 0;
  std::int64_t largest_batch = 0;
};

std::string make_body(std::mt19937_64& chance) {
  return std::string(1 + chance() % (chance() % 4 == 0 ? 9000 : 300), static_cast<char>('a' + chance() % 26)) + std::to_string(chance());
}

// One closure after the other until the power goes.
void write_on(Database& database, Writer& writer, int number, std::uint64_t seed, std::atomic<std::int64_t>& acknowledged) {
  std::mt19937_64 chance(seed);
  for (;;) {
    State next = writer.acknowledged;
    const auto id = static_cast<std::int64_t>(number * 1000 + chance() % 40);
    const bool is_deletion = chance() % 4 == 0;
    const std::string body = make_body(chance);
    ++next.closures;
    if (is_deletion)
      next.things.erase(id);
    else
      next.things[id] = body;
    writer.on_its_way = std::move(next);
    try {
      database.write([&](Write& write) {
        if (is_deletion)
          write.execute(kDelete, {{"id", id}});
        else
          write.execute(kUpsert, {{"id", id}, {"writer", number}, {"body", body}});
        write.execute(kTally, {{"writer", number}});
      });
    } catch (const Error&) {
      return;
    }
    writer.acknowledged = std::move(*writer.on_its_way);
    writer.on_its_way.reset();
    ++acknowledged;
  }
}

State read_state(Database& database, int number) {
  return database.read([&](Read& read) {
    State state;
    state.closures = read.find(kListTally, {{"writer", number}}, [](const Row& row) { return row.int64("closures"); }).value_or(0);
    read.each(kListThings, {{"writer", number}}, [&](const Row& row) { state.things[row.int64("id")] = row.text("body"); });
    return state;
  });
}

// Compares each writer's ledger with what the disk kept, and goes on from that.
void judge(Database& database, std::vector<Writer>& writers, Figures& figures) {
  figures.unsound += !database.check_integrity().empty();
  for (int number = 0; number < kWriters; ++number) {
    Writer& writer = writers[static_cast<std::size_t>(number)];
    const State found = read_state(database, number);
    const bool is_allowed = found == writer.acknowledged || (writer.on_its_way && found == *writer.on_its_way);
    if (!is_allowed) ++(found.closures < writer.acknowledged.closures ? figures.lost : figures.ghosts);
    writer.acknowledged = found;
    writer.on_its_way.reset();
  }
}

// One life of the machine: opened, perhaps migrated, written to until the power goes.
void live(test::PowerDisk& disk, const Options& options, std::vector<Writer>& writers, std::mt19937_64& chance, Figures& figures) {
  const bool is_young = chance() % 4 == 0;  // dies while it opens, migrates or begins
  disk.cut_after(static_cast<std::int64_t>(1 + chance() % (is_young ? 60 : 7000)));
  std::atomic<std::int64_t> acknowledged = 0;
  try {
    const auto database = Database::open(options);
    database->migrate(kMigrations);
    std::vector<std::jthread> threads;
    for (int number = 0; number < kWriters; ++number) {
      const auto seed = chance();
      threads.emplace_back([&, number, seed] { write_on(*database, writers[static_cast<std::size_t>(number)], number, seed, acknowledged); });
    }
    threads.clear();
    figures.largest_batch = std::max(figures.largest_batch, database->counters().largest_batch);
  } catch (const Error&) {  // before the first closure
  }
  figures.acknowledged += acknowledged;
  ++figures.cuts;
  disk.power_on();
}

Figures cut_power(int cuts, bool synchronous_off, std::uint64_t seed) {
  Figures figures;
  std::mt19937_64 chance(seed);
  while (figures.cuts < cuts) {
    const test::ScratchFolder folder;
    test::PowerDisk disk(folder.file("muster.db"), chance());
    const Options options{.url = "sqlite:" + folder.file("muster.db"), .public_url = {}, .readers = 2, .synchronous_off = synchronous_off};
    std::vector<Writer> writers(kWriters);
    for (int cut = 0; cut < kCutsPerFile && figures.cuts < cuts; ++cut) {
      live(disk, options, writers, chance, figures);
      try {
        const auto database = Database::open(options);
        database->migrate(kMigrations);
        judge(*database, writers, figures);
      } catch (const Error&) {  // cannot even be opened
        ++figures.unsound;
        break;
      }
      disk.power_on();  // what the check itself left unsynced is gone again
    }
  }
  return figures;
}

// MUSTER_POWER_SEED repeats a run; MUSTER_POWER_CUTS makes it longer.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("F3 R2: what was acknowledged survives 200 power cuts") {
  const auto seed = number_from("MUSTER_POWER_SEED", std::random_device{}());
  const auto figures = cut_power(static_cast<int>(number_from("MUSTER_POWER_CUTS", 200)), false, seed);
  MESSAGE("seed ", seed, ": ", figures.cuts, " cuts, ", figures.acknowledged, " closures acknowledged, ", figures.lost, " lost, ", figures.ghosts,
          " ghosts, ", figures.unsound, " unsound");
  CHECK(figures.lost == 0);
  CHECK(figures.ghosts == 0);
  CHECK(figures.unsound == 0);
  CHECK(figures.acknowledged > figures.cuts * 20);
  CHECK(figures.largest_batch > 1);
}

TEST_CASE("F3 R2 bites: without syncing the same cuts lose what was acknowledged") {
  const auto figures = cut_power(20, true, 7);
  CHECK(figures.acknowledged > 400);
  CHECK(figures.lost > 0);
}
