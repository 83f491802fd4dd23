// The rules for every text, for stylesheets, views and migrations, and for the shape of the tree.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <regex>
#include <set>

#include "tools/tidy_rules.hpp"

namespace muster::checks {

namespace {

void add_matches(const std::string& text, const std::regex& pattern, const std::string& path, const std::string& rule,
                 const std::string& why, std::vector<Finding>& out) {
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
    out.push_back({path, line_of(text, static_cast<std::size_t>(it->position())), rule, why + ": " + it->str()});
}

std::string blank_comments(std::string text, const std::string& open, const std::string& close) {
  for (auto at = text.find(open); at != std::string::npos; at = text.find(open, at)) {
    const auto end = std::min(text.find(close, at), text.size());
    for (; at < end; ++at)
      if (text[at] != '\n') text[at] = ' ';
  }
  return text;
}

bool may_name_machine_paths(std::string_view path) { return path.starts_with("tests/") || path.ends_with("_test.cpp"); }

// People's spellings of things that must not be recorded (S109, S116): an organisation's
// participation, and any figure that ranks or scores it.
void check_migration(const std::string& path, const std::string& text, std::vector<Finding>& out) {
  static const std::regex kWord(R"(\b\w*(participation|score|rank|rating|points_total)\w*\b)", std::regex::icase);
  add_matches(blank_comments(text, "--", "\n"), kWord, path, "forbidden_column",
              "no record of an organisation's participation, no score, no rank (S109, S116)", out);
}

std::string_view room_of(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return {};
  path.remove_prefix(prefix.size());
  const auto slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

void check_file_name(const std::string& path, std::vector<Finding>& out) {
  static const std::set<std::string> kEmpty = {"manager", "helper", "helpers", "util",   "utils",  "service", "services",
                                               "handler", "handlers", "data",  "info", "base", "common", "misc"};
  auto name = std::string(file_name(path));
  if (const auto dot = name.find('.', 1); dot != std::string::npos) name.resize(dot);
  for (const std::string_view role : {"_test", "_store", "_pages", "_api", "_feed", "_job"})
    if (name.ends_with(role)) name.resize(name.size() - role.size());
  // The noun that the name ends in: "common_passwords" are passwords, a "mail_helper" is nothing.
  auto word = name.substr(name.find_last_of("_- ") + 1);
  std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (kEmpty.contains(word)) out.push_back({path, 0, "file_name", "'" + word + "' says nothing; name what is inside"});
}

}  // namespace

void check_text(const std::string& path, const std::string& text, std::vector<Finding>& out) {
  const auto lines = split_lines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_tab = lines[i].find('\t') != std::string_view::npos;
    if (is_tab || lines[i].ends_with(' ') || lines[i].ends_with('\r'))
      out.push_back({path, static_cast<int>(i) + 1, "blanks", is_tab ? "a tab" : "blanks at the end of the line"});
  }
  if (!text.empty() && (!text.ends_with('\n') || text.ends_with("\n\n")))
    out.push_back({path, static_cast<int>(lines.size()), "last_line", "a text ends with one line feed"});
  if (has_extension(path, ".cpp .hpp .sql .html .mail .js .mjs .py .sh") && lines.size() > kFileLinesMax)
    out.push_back({path, 0, "file_length", std::to_string(lines.size()) + " lines; at most " + std::to_string(kFileLinesMax)});
  // Written in two halves, so that this file does not find itself.
  static const std::regex kForeign(std::string("\\.\\./sha") + "red\\b|/wo" + "rk/(main|shared)|/ro" + "ot/");
  if (!may_name_machine_paths(path)) add_matches(text, kForeign, path, "foreign_path", "names a place outside the project", out);
}

void check_markup(const std::string& path, const std::string& text, std::vector<Finding>& out) {
  if (has_extension(path, ".css")) {
    static const std::regex kDirection(
        R"(\b(margin|padding|border|inset|scroll-margin|scroll-padding)-(left|right)\b|([{;]|\*/|\n)\s*(left|right)\s*:|\b(text-align|float|clear)\s*:\s*(left|right)\b|\bborder-(top|bottom)-(left|right)-radius\b)");
    add_matches(blank_comments(text, "/*", "*/"), kDirection, path, "css_direction", "logical properties only (inline-start, inline-end)", out);
  }
  if (has_extension(path, ".html .mail") && path.find("/views/") != std::string::npos) {
    // Mail programs know no stylesheets: a .mail view may carry style attributes, never script.
    static const std::regex kScript(R"(<script\b(?![^>]*\bsrc=)|\son[a-z]+\s*=|javascript:)", std::regex::icase);
    static const std::regex kStyle(R"(\sstyle\s*=|<style\b)", std::regex::icase);
    add_matches(text, kScript, path, "view_inline", "the content policy refuses it", out);
    if (has_extension(path, ".html")) add_matches(text, kStyle, path, "view_inline", "the content policy refuses it", out);
  }
  if (path.starts_with("db/migrations/")) check_migration(path, text, out);
}

void check_shape(const Tree& tree, std::vector<Finding>& out) {
  std::set<std::string> features, rooms;
  for (const auto& [path, text] : tree) {
    if (path.starts_with("src/") || path.starts_with("tools/") || path.starts_with("tests/") || path.starts_with("web/") || path.starts_with("bin/"))
      check_file_name(path, out);
    if (const auto room = room_of(path, "src/features/"); !room.empty()) {
      features.emplace(room);
      rooms.insert("src/features/" + std::string(room));
    }
    if (const auto room = room_of(path, "src/platform/"); !room.empty()) rooms.insert("src/platform/" + std::string(room));
  }
  for (const auto& room : rooms) {
    const auto readme = tree.find(room + "/README.md");
    if (readme == tree.end()) {
      out.push_back({room + "/README.md", 0, "room_readme", "a room says in a README what it is for"});
    } else if (const auto lines = split_lines(readme->second).size(); lines > kReadmeLinesMax) {
      out.push_back({room + "/README.md", 0, "room_readme", std::to_string(lines) + " lines; at most " + std::to_string(kReadmeLinesMax)});
    }
  }
  for (const auto& room : features) {  // a room that no other room calls has its module alone
    const auto folder = "src/features/" + room + "/";
    if (!tree.contains(folder + room + ".hpp") && !tree.contains(folder + "module.hpp"))
      out.push_back({folder, 0, "room_door", "has no door: " + room + ".hpp"});
  }
}

std::vector<Finding> check_tidy(const Tree& tree) {
  std::vector<Finding> out;
  // A job's opening words stand in its header where it has one.
  const auto is_told_in_header = [&](const Finding& f) {
    return f.rule == "header_comment" && f.path.ends_with(".cpp") && tree.contains(f.path.substr(0, f.path.size() - 4) + ".hpp");
  };
  for (const auto& [path, text] : tree) {
    check_text(path, text, out);
    check_cpp(path, text, out);
    check_markup(path, text, out);
  }
  check_names(tree, out);
  check_shape(tree, out);
  std::erase_if(out, is_told_in_header);
  return out;
}

void print_long_files(const Tree& tree) {
  for (const auto& [path, text] : tree) {
    if (!has_extension(path, ".cpp .hpp .sql .html .css .js .mjs")) continue;
    if (const auto lines = split_lines(text).size(); lines > kFileLinesWanted) std::printf("%5zu lines  %s\n", lines, path.c_str());
  }
}

}  // namespace muster::checks
