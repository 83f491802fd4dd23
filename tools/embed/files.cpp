#include <algorithm>
#include <sstream>

#include "embed/embed.hpp"

namespace embed {

namespace {

// Each set of files has its header; the type that they share is guarded, so that two may be included.
constexpr std::string_view kFileType = R"cpp(#include <span>
#include <string_view>

#ifndef MUSTER_EMBEDDED_FILE
#define MUSTER_EMBEDDED_FILE
namespace muster::embedded {

struct File {
  std::string_view path;  // relative, with slashes
  std::string_view bytes;
};

}  // namespace muster::embedded
#endif
)cpp";

}  // namespace

Output render_files(const std::vector<Source>& sources, const std::string& symbol, const std::string& header) {
  std::vector<Source> sorted = sources;
  std::ranges::sort(sorted, {}, &Source::name);
  std::ostringstream names;
  names << "// Made by embed.\n#pragma once\n\n" << kFileType << "\nnamespace muster::embedded {\n\n// All of them, by path.\n"
        << "std::span<const File> list_" << symbol << "_files();\n// Null when there is none.\nconst File* find_" << symbol
        << "_file(std::string_view path);\n\n}  // namespace muster::embedded\n";
  std::ostringstream code;
  code << "#include \"" << header << "\"\n\n#include <array>\n\nnamespace muster::embedded {\n\nnamespace {\n\n"
       << "using namespace std::string_view_literals;\n\nconstexpr std::array<File, " << sorted.size() << "> kFiles = {{\n";
  for (const Source& source : sorted) code << "{" << quote(source.name) << "sv,\n" << quote(source.bytes) << "sv},\n";
  code << "}};\n\n}  // namespace\n\nstd::span<const File> list_" << symbol << "_files() { return kFiles; }\n\nconst File* find_" << symbol
       << "_file(std::string_view path) {\n  for (const File& file : kFiles) {\n    if (file.path == path) return &file;\n  }\n"
       << "  return nullptr;\n}\n\n}  // namespace muster::embedded\n";
  return {names.str(), code.str()};
}

}  // namespace embed
