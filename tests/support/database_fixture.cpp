#include "tests/support/database_fixture.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <doctest/doctest.h>

namespace muster::test {
namespace {

// Says once, at the end of the program, what was not tried.
class SkipNote {
 public:
  ~SkipNote() {
    if (skipped_ == 0) return;
    std::fprintf(stderr, "note: %d tests did not run on PostgreSQL; run them with bin/with-postgres\n", skipped_);
  }
  void add() { ++skipped_; }

 private:
  int skipped_ = 0;
};

void note_skipped() {
  static SkipNote note;
  note.add();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

// Keeps what string_views of migrations point to.
std::string_view keep(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

// "0003_reports.sql" or "0003_reports.postgres.sql"
void add_migration(std::vector<db::Migration>& migrations, const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const auto underscore = name.find('_');
  const auto dot = name.find('.');
  if (underscore == std::string::npos || !name.ends_with(".sql")) throw std::runtime_error("what is " + file.string());
  const int number = std::stoi(name.substr(0, underscore));
  const auto topic = name.substr(underscore + 1, dot - underscore - 1);
  auto found =
      std::find_if(migrations.begin(), migrations.end(), [&](const db::Migration& m) { return m.number == number; });
  if (found == migrations.end()) found = migrations.insert(migrations.end(), {number, keep(topic), {}, {}});
  (name.ends_with(".postgres.sql") ? found->postgres : found->sql) = keep(read_file(file));
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<db::Database> TestEngine::open(db::Options options) const {
  options.url = url;
  return db::Database::open(options);
}

void for_each_engine(const std::function<void(const TestEngine&)>& test) {
  {
    INFO("engine: SQLite");
    const ScratchFolder folder;
    test(TestEngine{db::Engine::sqlite, "sqlite:" + folder.file("muster.db"), folder});
  }
  const auto server = find_postgres();
  if (!server) return note_skipped();
  INFO("engine: PostgreSQL");
  const ScratchFolder folder;
  const PostgresDatabase database(*server, {});
  test(TestEngine{db::Engine::postgresql, database.url(), folder, &database});
}

void for_each_engine(std::span<const db::Migration> migrations,
                     const std::function<void(db::Database&, const TestEngine&)>& test) {
  {
    INFO("engine: SQLite");
    const ScratchFolder folder;
    const TestEngine engine{db::Engine::sqlite, "sqlite:" + folder.file("muster.db"), folder};
    const auto database = engine.open();
    database->migrate(migrations);
    test(*database, engine);
  }
  const auto server = find_postgres();
  if (!server) return note_skipped();
  INFO("engine: PostgreSQL");
  const ScratchFolder folder;
  const PostgresDatabase fresh(*server, migrations);
  const TestEngine engine{db::Engine::postgresql, fresh.url(), folder, &fresh};
  const auto database = engine.open();
  test(*database, engine);
}

void for_each_engine(std::span<const db::Migration> migrations, const std::function<void(db::Database&)>& test) {
  for_each_engine(migrations, [&](db::Database& database, const TestEngine&) { test(database); });
}

std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> migrations;
  for (const auto& entry : std::filesystem::directory_iterator("db/migrations"))
    add_migration(migrations, entry.path());
  std::sort(migrations.begin(), migrations.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return migrations;
}

std::vector<db::Migration> migrations_of(std::initializer_list<std::string_view> topics) {
  auto migrations = all_migrations();
  std::erase_if(migrations, [&](const db::Migration& m) {
    return std::find(topics.begin(), topics.end(), m.name) == topics.end();
  });
  if (migrations.size() != topics.size()) throw std::runtime_error("a migration is not there");
  return migrations;
}

}  // namespace muster::test
