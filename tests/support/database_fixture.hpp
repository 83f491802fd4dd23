// Runs a store's test on SQLite and, when bin/with-postgres provides a server, on PostgreSQL; each time
// with a fresh, migrated database. Without a server the program says on stderr how much it skipped.
#pragma once

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.hpp"
#include "tests/support/postgres.hpp"

namespace muster::test {

// A folder of its own under the system's temporary folder, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// What a test may want to know beside the open database.
struct TestEngine {
  db::Engine engine = db::Engine::sqlite;
  std::string url;
  const ScratchFolder& folder;
  const PostgresDatabase* postgres = nullptr;  // null on SQLite

  // The same data once more, as another server would open it.
  std::unique_ptr<db::Database> open(db::Options options = {}) const;
};

// `migrations` may be a std::vector<db::Migration>, e.g. migrations_of({"jobs"}) or all_migrations().
void for_each_engine(std::span<const db::Migration> migrations, const std::function<void(db::Database&)>& test);
void for_each_engine(std::span<const db::Migration> migrations,
                     const std::function<void(db::Database&, const TestEngine&)>& test);
// Without an open database.
void for_each_engine(const std::function<void(const TestEngine&)>& test);

// The files of db/migrations in number order, read from the source tree (ctest runs programs there).
// The texts live until the program ends.
std::vector<db::Migration> all_migrations();
// Those of these topics, e.g. {"jobs", "mail"} for 0001_jobs.sql and 0002_mail.sql.
std::vector<db::Migration> migrations_of(std::initializer_list<std::string_view> topics);

}  // namespace muster::test
