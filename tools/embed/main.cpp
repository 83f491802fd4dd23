// Turns files into C++ at build time.
//
//   embed --kind assets|migrations|files --out FILE.cpp --header FILE.hpp [--name SYMBOL] [--root FOLDER] FILES...
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "embed/embed.hpp"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error(path + ": cannot be written");
}

// Below the root the path is the name; without a root the last part of it.
std::string make_name(const std::string& path, const std::string& root) {
  if (root.empty()) return path.substr(path.rfind('/') + 1);
  if (!path.starts_with(root + "/")) throw std::runtime_error(path + ": is not in " + root);
  return path.substr(root.size() + 1);
}

void run(const std::vector<std::string>& arguments) {
  std::map<std::string, std::string> options;
  std::vector<embed::Source> sources;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].starts_with("--")) {
      if (i + 1 == arguments.size()) throw std::runtime_error(arguments[i] + " needs a value");
      options[arguments[i].substr(2)] = arguments[i + 1];
      ++i;
    } else {
      sources.push_back({arguments[i], make_name(arguments[i], options["root"]), read(arguments[i])});
    }
  }
  const std::string kind = options["kind"];
  const std::string header = make_name(options["header"], {});
  embed::Output output;
  if (kind == "assets") {
    output = embed::render_assets(sources, header);
  } else if (kind == "migrations") {
    output = embed::render_migrations(sources, header);
  } else if (kind == "files" && !options["name"].empty()) {
    output = embed::render_files(sources, options["name"], header);
  } else {
    throw std::runtime_error("usage: embed --kind assets|migrations|files --out FILE.cpp --header FILE.hpp [--name SYMBOL] [--root FOLDER] FILES...");
  }
  write(options["header"], output.header);
  write(options["out"], output.code);
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
