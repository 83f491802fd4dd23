#include "tools/source_text.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace muster::checks {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolders[] = {"src", "web", "tools", "tests", "db", "docs", "bin", "cmake", "programmes", "locales", ".ci"};
constexpr std::string_view kTextExtensions =
    ".cpp .hpp .sql .html .mail .css .js .mjs .md .toml .po .sh .py .cmake .txt .json .yml";

bool is_text(const fs::path& path) {
  const auto extension = path.extension().string();
  if (extension.empty()) return true;  // scripts of bin/
  return has_extension(path.filename().string(), kTextExtensions);
}

void add_file(Tree& tree, const fs::path& root, const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  tree.emplace(path.lexically_relative(root).generic_string(), std::string(std::istreambuf_iterator<char>(in), {}));
}

// Where the raw string literal that opens at `start` (its R") ends, and where its inside begins.
std::size_t raw_literal_end(std::string_view s, std::size_t quote, std::size_t& inside) {
  const auto open = s.find('(', quote);
  if (open == std::string_view::npos) return s.size();
  inside = open + 1;
  const std::string close = ")" + std::string(s.substr(quote + 1, open - quote - 1)) + "\"";
  const auto end = s.find(close, inside);
  return end == std::string_view::npos ? s.size() : end;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace

Tree read_tree(const std::string& root_name) {
  const fs::path root(root_name);
  if (!fs::exists(root / "src") || !fs::exists(root / "tools" / "include_rules.toml"))
    throw std::runtime_error(root_name + " is not the project's folder");
  Tree tree;
  for (const auto& entry : fs::directory_iterator(root)) {
    const auto name = entry.path().filename();
    // In a second work tree .git is a file that names the first one.
    if (entry.is_regular_file() && name != "LICENSE" && name != ".git" && is_text(entry.path())) add_file(tree, root, entry.path());
  }
  for (const auto folder : kFolders) {
    if (!fs::exists(root / folder)) continue;
    for (auto it = fs::recursive_directory_iterator(root / folder); it != fs::recursive_directory_iterator(); ++it) {
      const auto name = it->path().filename().string();
      if (it->is_directory() && (name == "node_modules" || name == "__pycache__")) it.disable_recursion_pending();
      if (it->is_regular_file() && name != "package-lock.json" && is_text(it->path())) add_file(tree, root, it->path());
    }
  }
  return tree;
}

Layers split_layers(std::string_view s) {
  std::string blank(s);
  std::ranges::replace_if(blank, [](char c) { return c != '\n'; }, ' ');
  Layers out{std::string(s), blank, blank};
  const auto move_to = [&](std::string& layer, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to && i < s.size(); ++i) {
      layer[i] = s[i];
      if (s[i] != '\n') out.code[i] = ' ';
    }
  };
  for (std::size_t i = 0; i < s.size();) {
    if (s.substr(i).starts_with("//")) {
      const auto end = std::min(s.find('\n', i), s.size());
      move_to(out.comments, i, end);
      i = end;
    } else if (s.substr(i).starts_with("/*")) {
      const auto close = s.find("*/", i + 2);
      const auto end = close == std::string_view::npos ? s.size() : close + 2;
      move_to(out.comments, i, end);
      i = end;
    } else if (s[i] == '"' && i > 0 && s[i - 1] == 'R' && (i < 2 || !is_word(s[i - 2]))) {
      std::size_t inside = i + 1;
      const auto end = raw_literal_end(s, i, inside);
      move_to(out.literals, inside, end);
      const auto quote = s.find('"', end);
      i = quote == std::string_view::npos ? s.size() : quote + 1;
    } else if (s[i] == '"' || (s[i] == '\'' && (i == 0 || !is_word(s[i - 1])))) {
      const char quote = s[i];
      auto end = i + 1;
      while (end < s.size() && s[end] != quote && s[end] != '\n') end += s[end] == '\\' ? 2 : 1;
      if (quote == '"') move_to(out.literals, i + 1, end);
      else for (auto k = i + 1; k < end && k < s.size(); ++k) out.code[k] = ' ';
      i = end + 1;
    } else {
      ++i;
    }
  }
  return out;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

int line_of(std::string_view text, std::size_t offset) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, offset), '\n'));
}

bool has_extension(std::string_view path, std::string_view extensions) {
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto extension = path.substr(dot);
  for (std::size_t at = 0; at < extensions.size();) {
    const auto end = std::min(extensions.find(' ', at), extensions.size());
    if (extensions.substr(at, end - at) == extension) return true;
    at = end + 1;
  }
  return false;
}

std::string_view file_name(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

int report(const std::vector<Finding>& findings, std::string_view tool) {
  for (const auto& f : findings) std::printf("%s:%d: %s: %s\n", f.path.c_str(), f.line, f.rule.c_str(), f.text.c_str());
  std::printf("%.*s: %zu %s\n", static_cast<int>(tool.size()), tool.data(), findings.size(),
              findings.size() == 1 ? "finding" : "findings");
  return findings.empty() ? 0 : 1;
}

}  // namespace muster::checks
