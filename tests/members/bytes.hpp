// Everything that stands in a database, to be searched for words that must be gone.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::test {

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The files of SQLite as they are, with log and search index; the rows of PostgreSQL as pg_dump writes them.
inline std::string all_bytes(const TestEngine& engine) {
  std::string bytes;
  if (engine.engine == db::Engine::sqlite) {
    for (const auto& entry : std::filesystem::directory_iterator(engine.folder.path())) bytes += slurp(entry.path());
  } else {
    const std::string file = engine.folder.file("rows.sql");
    if (std::system(("pg_dump --inserts --dbname '" + engine.url + "' > " + file).c_str()) != 0) throw std::runtime_error("pg_dump failed");
    bytes = slurp(file);
    std::filesystem::remove(file);
  }
  return bytes;
}

// PostgreSQL: the files of the tables and indexes themselves, once `vacuumdb --full` and a checkpoint have run, as
// docs/operating/privacy.md tells. Empty when the server's folder cannot be read. Its write-ahead log is not searched:
// it goes when the server makes it anew.
inline std::string all_file_bytes(const TestEngine& engine) {
  const std::string quiet = " --quiet --dbname '" + engine.url + "'";
  const std::string path_file = engine.folder.file("path.txt");
  const std::string tell = "psql --no-psqlrc --tuples-only --no-align --dbname '" + engine.url +
                           "' --command \"SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()\" > " + path_file;
  if (std::system(("vacuumdb --full" + quiet + " && psql --no-psqlrc --command CHECKPOINT" + quiet + " && " + tell).c_str()) != 0) throw std::runtime_error("vacuumdb failed");
  std::string folder = slurp(path_file);
  while (!folder.empty() && folder.back() == '\n') folder.pop_back();
  std::string bytes;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; ++at) bytes += slurp(at->path());
  return bytes;
}

// The bytes around the first place, in either case; empty when there is none.
inline std::string find_word(const std::string& bytes, std::string_view word) {
  const auto at = to_lower_ascii(bytes).find(word);
  return at == std::string::npos ? "" : bytes.substr(at < 200 ? 0 : at - 200, 400);
}

}  // namespace muster::test
