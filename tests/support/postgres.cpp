#include "tests/support/postgres.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stdexcept>

#include <libpq-fe.h>
#include <unistd.h>

#include <fmt/core.h>

namespace muster::test {
namespace {

using Session = std::unique_ptr<PGconn, decltype(&PQfinish)>;

// libpq itself, so that a fault in the code under test cannot hide in the tests' own preparation.
Session connect(const std::string& url) {
  Session session(PQconnectdb(url.c_str()), &PQfinish);
  if (PQstatus(session.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(session.get()));
  PQsetNoticeProcessor(session.get(), [](void*, const char*) {}, nullptr);
  return session;
}

bool run_on(const Session& session, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(session.get(), sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(session.get()));
  return PQntuples(result.get()) > 0;
}

// "postgresql://user@/postgres?host=..." with another database.
std::string replace_database(const std::string& url, const std::string& name) {
  const auto start = url.find('/', url.find("://") + 3);
  if (start == std::string::npos) return url + '/' + name;
  const auto end = std::min(url.find('?', start), url.size());
  return url.substr(0, start + 1) + name + url.substr(end);
}

std::string template_name(std::span<const db::Migration> migrations) {
  std::string all;
  for (const db::Migration& migration : migrations)
    all += fmt::format("{}\n{}\n{}\n{}\n", migration.number, migration.name, migration.sql, migration.postgres);
  return fmt::format("muster_template_{:016x}", std::hash<std::string>()(all));
}

// Made under a lock of the whole server, as several test programs run at once, and named last, so
// that a half-made one is never used.
std::string ensure_template(const std::string& server, std::span<const db::Migration> migrations) {
  const std::string name = template_name(migrations);
  const Session session = connect(server);
  run_on(session, "SELECT pg_advisory_lock(20261123)");
  if (run_on(session, fmt::format("SELECT 1 FROM pg_database WHERE datname = '{}'", name))) return name;
  const std::string building = name + "_building";
  run_on(session, fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", building));
  run_on(session, fmt::format("CREATE DATABASE {}", building));
  db::Options options;
  options.url = replace_database(server, building);
  db::Database::open(options)->migrate(migrations);
  run_on(session, fmt::format("ALTER DATABASE {} RENAME TO {}", building, name));
  return name;
}

}  // namespace

std::optional<std::string> find_postgres() {
  const char* url = std::getenv("MUSTER_TEST_POSTGRES");
  if (!url || !*url) return std::nullopt;
  return url;
}

PostgresDatabase::PostgresDatabase(const std::string& server, std::span<const db::Migration> migrations)
    : server_(server) {
  static std::atomic<int> made = 0;
  name_ = fmt::format("muster_test_{}_{}", ::getpid(), ++made);
  url_ = replace_database(server, name_);
  const std::string source = migrations.empty() ? "template1" : ensure_template(server, migrations);
  run_on(connect(server), fmt::format("CREATE DATABASE {} TEMPLATE {}", name_, source));
}

PostgresDatabase::~PostgresDatabase() {
  try {
    run_on(connect(server_), fmt::format("DROP DATABASE {} WITH (FORCE)", name_));
  } catch (const std::exception& error) {
    fmt::print(stderr, "cannot drop {}: {}\n", name_, error.what());
  }
}

void PostgresDatabase::run(const std::string& sql) const { run_on(connect(url_), sql); }

}  // namespace muster::test
