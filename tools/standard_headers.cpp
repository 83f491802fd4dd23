#include "tools/standard_headers.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace muster::checks {

namespace {

const std::string kPrecompiled = "cmake/precompiled.cmake";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

std::string_view word_at(std::string_view code, std::size_t at) {
  auto end = at;
  while (end < code.size() && is_word(code[end])) ++end;
  return code.substr(at, end - at);
}

using AllIncludes = std::map<std::string, Includes, std::less<>>;

// "tools/viewc/" of "tools/viewc/emit.cpp".
std::string folder_of(std::string_view path) { return std::string(path.substr(0, path.rfind('/') + 1)); }

// The standard headers that a file has, through the project's own headers as far as they go.
std::set<std::string, std::less<>> reached(const AllIncludes& all, const std::string& start) {
  std::set<std::string, std::less<>> found, seen{start};
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const auto path = std::move(open.back());
    open.pop_back();
    const auto& includes = all.find(path)->second;
    found.insert(includes.standard.begin(), includes.standard.end());
    for (const auto& own : includes.own)
      for (const auto& folder : std::array<std::string, 4>{"src/", "", "tools/", folder_of(path)})
        if (all.contains(folder + own) && seen.insert(folder + own).second) open.push_back(folder + own);
  }
  return found;
}

// "<vector>" in the list of the build.
std::vector<std::string> precompiled(std::string_view cmake) {
  std::vector<std::string> out;
  for (const auto line : split_lines(cmake)) {
    if (line.find('#') != std::string_view::npos) continue;
    for (auto open = line.find('<'); open != std::string_view::npos; open = line.find('<', open + 1)) {
      const auto word = word_at(line, open + 1);
      if (!word.empty() && line.substr(open + 1 + word.size()).starts_with('>')) out.emplace_back(word);
    }
  }
  return out;
}

}  // namespace

Includes read_includes(std::string_view source) {
  Includes out;
  for (const auto line : split_lines(source)) {
    if (!line.starts_with("#include")) continue;
    const auto open = line.find_first_of("\"<");
    if (open == std::string_view::npos) continue;
    std::string name(line.substr(open + 1, line.find_first_of("\">", open + 1) - open - 1));
    if (line[open] == '<') {
      out.standard.insert(std::move(name));
    } else {
      out.own.push_back(std::move(name));
    }
  }
  return out;
}

std::vector<Finding> StandardHeaders::check(const Tree& tree) const {
  std::vector<Finding> out;
  AllIncludes all;
  for (const auto& [path, text] : tree)
    if (has_extension(path, ".cpp .hpp")) all.emplace(path, read_includes(text));
  for (const auto& [path, includes] : all) {
    const auto code = split_layers(tree.at(path)).code;
    auto found = reached(all, path);
    for (auto at = code.find("std::"); at != std::string::npos; at = code.find("std::", at + 1)) {
      if (at > 0 && (is_word(code[at - 1]) || code[at - 1] == ':')) continue;
      auto word = word_at(code, at + 5);
      if (word == "ranges") word = word_at(code, std::min(at + 13, code.size()));
      const auto known = words_.find(word);
      if (known == words_.end() || !found.insert(known->second).second) continue;
      out.push_back({path, line_of(code, at), "standard", "std::" + std::string(word) + " without #include <" + known->second + ">"});
    }
  }
  if (const auto list = tree.find(kPrecompiled); list != tree.end())
    for (const auto& header : precompiled(list->second))
      if (std::ranges::none_of(words_, [&](const auto& entry) { return entry.second == header; }))
        out.push_back({list->first, 0, "standard", "<" + header + "> has no words in the table [standard] of include_rules.toml"});
  return out;
}

}  // namespace muster::checks
