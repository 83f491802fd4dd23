// Databases on the private server that MUSTER_TEST_POSTGRES names (see bin/with-postgres): each test
// has a fresh one, copied from a template that is migrated once for all test programs.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "platform/db/database.hpp"

namespace muster::test {

// The server's address; empty when the tests run without one.
std::optional<std::string> find_postgres();

// Made with the template's tables, dropped at the end with whoever is still connected.
class PostgresDatabase {
 public:
  PostgresDatabase(const std::string& server, std::span<const db::Migration> migrations);
  ~PostgresDatabase();
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  const std::string& url() const { return url_; }
  // Runs a statement as the server's owner in this database, outside of the code under test.
  void run(const std::string& sql) const;

 private:
  std::string server_;
  std::string name_;
  std::string url_;
};

}  // namespace muster::test
