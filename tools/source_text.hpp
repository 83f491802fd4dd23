// Source text as the checks see it: a tree of files in memory (so that a self-test can make one), and
// C++ with its comments and literals told apart from its code. Not a parser; good enough for rules
// about words, lines and braces.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace muster::checks {

// Path from the project's folder ("src/main.cpp") -> content.
using Tree = std::map<std::string, std::string>;

// Every text file of the project below `root`; leaves out build folders, node_modules, data and .git.
// Throws std::runtime_error when `root` is no Muster tree.
Tree read_tree(const std::string& root);

struct Finding {
  std::string path;
  int line = 0;      // 1 is the first; 0 = the file as a whole
  std::string rule;  // a short stable name
  std::string text;  // what is wrong and what to do
};

// C++ of the same length and lines as its source, with parts blanked out.
struct Layers {
  std::string code;      // comments and the insides of literals are spaces
  std::string literals;  // only the insides of string literals
  std::string comments;  // only comments
};
Layers split_layers(std::string_view source);

std::vector<std::string_view> split_lines(std::string_view text);
int line_of(std::string_view text, std::size_t offset);
bool has_extension(std::string_view path, std::string_view extensions);  // ".cpp .hpp"
std::string_view file_name(std::string_view path);

// Prints findings as PATH:LINE: RULE: TEXT; returns the exit code.
int report(const std::vector<Finding>& findings, std::string_view tool);

// For self-tests: each sample tree must yield exactly the finding it was made for.
struct Sample {
  std::string rule;  // "" = a good tree: no finding at all
  Tree tree;
};

}  // namespace muster::checks
