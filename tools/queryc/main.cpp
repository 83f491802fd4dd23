// Compiles a room's queries.sql into queries_ROOM.hpp: one constant per named statement, so that a
// statement that does not exist is a compile error.
//
//   queryc --room NAME --out FOLDER FILE
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "queryc/queries.hpp"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void run(const std::vector<std::string>& arguments) {
  std::string room;
  std::string folder;
  std::string source;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--room" && i + 1 < arguments.size()) {
      room = arguments[++i];
    } else if (arguments[i] == "--out" && i + 1 < arguments.size()) {
      folder = arguments[++i];
    } else if (source.empty()) {
      source = arguments[i];
    } else {
      throw std::runtime_error(arguments[i] + ": a room has one queries.sql");
    }
  }
  if (!queryc::is_name(room) || folder.empty() || source.empty()) throw std::runtime_error("usage: queryc --room NAME --out FOLDER FILE");
  const std::string text = queryc::render(room, queryc::parse_statements(source, read(source)));
  const std::string path = folder + "/queries_" + room + ".hpp";
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
