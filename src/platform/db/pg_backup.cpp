#include "platform/db/pg_backup.hpp"

#include <cerrno>
#include <cstdlib>
#include <map>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/crash_point.hpp"
#include "platform/db/file_sync.hpp"

extern char** environ;

namespace muster::db {
namespace {

constexpr Statement kInvalidConstraints{"db.invalid_constraints",
                                        "SELECT CAST(conrelid::regclass AS text) AS place, conname AS name FROM "
                                        "pg_constraint WHERE NOT convalidated LIMIT 100",
                                        {}};
constexpr Statement kInvalidIndexes{
    "db.invalid_indexes",
    "SELECT CAST(indexrelid::regclass AS text) AS name FROM pg_index WHERE NOT indisvalid LIMIT 100",
    {}};
constexpr Statement kBadBlocks{
    "db.bad_blocks",
    "SELECT coalesce(checksum_failures, 0) AS count FROM pg_stat_database WHERE datname = current_database()",
    {}};
// The server writes the question for each foreign key itself, names quoted.
constexpr Statement kForeignKeyQuestions{
    "db.foreign_key_questions",
    "SELECT k.conname AS name, CAST(k.conrelid::regclass AS text) AS child, CAST(k.confrelid::regclass AS text) AS "
    "parent, "
    "format('SELECT count(*) AS count FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s)', "
    "k.conrelid::regclass, "
    "(SELECT string_agg(format('c.%I IS NOT NULL', a.attname), ' AND ') FROM unnest(k.conkey) AS n(attnum) "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.attnum), k.confrelid::regclass, "
    "(SELECT string_agg(format('p.%I = c.%I', b.attname, a.attname), ' AND ') FROM unnest(k.conkey, k.confkey) AS "
    "n(own, other) "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.own "
    "JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = n.other)) AS question "
    "FROM pg_constraint k WHERE k.contype = 'f' ORDER BY 1",
    {}};

// Our environment with the parts of the address as libpq's own variables.
std::vector<std::string> make_environment(const std::string& url) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view pair(*entry);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) variables.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  PQconninfoOption* options = PQconninfoParse(url.c_str(), nullptr);
  for (const PQconninfoOption* option = options; option && option->keyword; ++option) {
    if (option->val && option->envvar) variables[option->envvar] = option->val;
  }
  PQconninfoFree(options);
  std::vector<std::string> environment;
  for (const auto& [name, value] : variables) environment.push_back(name + '=' + value);
  return environment;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::string read_all(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t size = 0; (size = ::read(file, buffer, sizeof buffer)) > 0 || (size < 0 && errno == EINTR);) {
    if (size > 0 && text.size() < 64 * 1024) text.append(buffer, static_cast<std::size_t>(size));
  }
  return text;
}

void run_dump(const std::string& url, const std::string& file) {
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw Error(Error::Kind::other, "backup: no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
  std::vector<std::string> words = {"pg_dump", "--format=custom", "--no-password", "--file=" + file};
  std::vector<std::string> environment = make_environment(url);
  pid_t child = 0;
  const int failure =
      ::posix_spawnp(&child, "pg_dump", &actions, nullptr, pointers(words).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  if (failure != 0) {
    ::close(pipe[0]);
    throw Error(Error::Kind::other, "backup: pg_dump cannot be started; install the package postgresql-client");
  }
  const std::string complaint = read_all(pipe[0]);
  ::close(pipe[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  throw Error(Error::Kind::other, fmt::format("backup: {}", complaint.substr(0, complaint.find('\n'))));
}

}  // namespace

void dump_postgresql(const std::string& url, const std::string& target) {
  const std::string temporary = temporary_name(target);
  remove_file(temporary);
  create_private_file(temporary);
  try {
    crash_point("backup.postgresql.before_dump");
    run_dump(url, temporary);
    crash_point("backup.postgresql.before_publish");
    publish_file(temporary, target);
  } catch (...) {
    remove_file(temporary);
    throw;
  }
}

std::vector<std::string> check_postgresql(PgConnection& connection) {
  std::vector<std::string> problems;
  connection.each(kInvalidConstraints, {}, [&](const Row& row) {
    problems.push_back(fmt::format("constraint {} of {} is not validated", row.text("name"), row.text("place")));
  });
  connection.each(kInvalidIndexes, {},
                  [&](const Row& row) { problems.push_back(fmt::format("index {} is not valid", row.text("name"))); });
  connection.each(kBadBlocks, {}, [&](const Row& row) {
    if (row.int64("count") > 0) problems.push_back(fmt::format("{} blocks had a wrong checksum", row.int64("count")));
  });
  connection.each(kForeignKeyQuestions, {}, [&](const Row& key) {
    const std::string question = key.text("question");
    connection.each({"db.foreign_key_question", question, {}}, {}, [&](const Row& answer) {
      if (answer.int64("count") == 0) return;
      problems.push_back(fmt::format("{} rows of {} point to rows that are missing in {}", answer.int64("count"),
                                     key.text("child"), key.text("parent")));
    });
  });
  return problems;
}

}  // namespace muster::db
