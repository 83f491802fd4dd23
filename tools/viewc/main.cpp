// viewc --room ROOM --out DIR FILES...   writes DIR/views_ROOM.hpp and .cpp
// viewc --extract FILES...               writes the messages to standard output
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "viewc/view.hpp"

namespace {

using viewc::View;
using viewc::ViewError;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ViewError{path, 0, "cannot be read"};
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

// Left alone when nothing changed, so that nothing is compiled again.
void write_file(const std::string& path, const std::string& content) {
  if (std::ifstream old(path, std::ios::binary); old) {
    std::ostringstream current;
    current << old.rdbuf();
    if (current.str() == content) {
      std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
      return;
    }
  }
  std::ofstream file(path, std::ios::binary);
  file << content;
  if (!file.flush()) throw ViewError{path, 0, "cannot be written"};
}

std::string display_name(const std::string& path) {
  const std::filesystem::path relative = std::filesystem::proximate(path);
  return relative.string().starts_with("..") ? path : relative.generic_string();
}

int report(const ViewError& error) {
  std::cerr << error.file << ':';
  if (error.line > 0) std::cerr << error.line << ':';
  std::cerr << " error: " << error.text << '\n';
  return 1;
}

int usage() {
  std::cerr << "usage: viewc --room ROOM --out DIR FILES...\n       viewc --extract FILES...\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::string room;
  std::string out;
  bool extracts = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--extract") {
      extracts = true;
    } else if ((argument == "--room" || argument == "--out") && i + 1 < argc) {
      (argument == "--room" ? room : out) = argv[++i];
    } else if (argument.starts_with("-")) {
      return usage();
    } else {
      files.push_back(argument);
    }
  }
  if (files.empty() || (!extracts && (room.empty() || out.empty()))) return usage();
  std::sort(files.begin(), files.end());

  int status = 0;
  std::vector<View> views;
  for (const std::string& file : files) {
    try {
      views.push_back(viewc::parse_view(display_name(file), read_file(file)));
    } catch (const ViewError& error) {
      status = report(error);
    }
  }
  if (status != 0) return status;
  try {
    if (extracts) {
      std::cout << viewc::extract(views);
    } else {
      const viewc::Generated generated = viewc::generate(room, views);
      write_file(out + "/views_" + room + ".hpp", generated.header);
      write_file(out + "/views_" + room + ".cpp", generated.source);
    }
  } catch (const ViewError& error) {
    return report(error);
  }
  return 0;
}
