#include "tools/include_rules.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <toml++/toml.h>

namespace muster::checks {

namespace {

std::vector<std::string> strings(const toml::node_view<const toml::node>& node) {
  std::vector<std::string> out;
  if (const auto* array = node.as_array())
    for (const auto& entry : *array) out.push_back(entry.value<std::string>().value());
  return out;
}

std::set<std::string> string_set(const toml::node_view<const toml::node>& node) {
  const auto list = strings(node);
  return {list.begin(), list.end()};
}

std::map<std::string, int> levels(const toml::node_view<const toml::node>& node) {
  std::map<std::string, int> out;
  const auto* array = node.as_array();
  if (!array) throw std::runtime_error("include_rules.toml: a list of lists is missing");
  int level = 0;
  for (const auto& step : *array) {
    for (const auto& room : *step.as_array()) out[room.value<std::string>().value()] = level;
    ++level;
  }
  return out;
}

// The table [standard]: header = ["word", ...], turned round.
StandardHeaders read_standard(const toml::node_view<const toml::node>& node) {
  std::map<std::string, std::string, std::less<>> words;
  for (const auto& [header, list] : *node.as_table())
    for (const auto& word : *list.as_array()) words.emplace(word.value<std::string>().value(), std::string(header.str()));
  return StandardHeaders(std::move(words));
}

std::string_view second_folder(std::string_view path, std::string_view prefix) {
  path.remove_prefix(prefix.size());
  return path.substr(0, path.find('/'));
}

// "report_store.cpp" of room reports -> "store".
std::string role_of(std::string_view file, std::string_view room) {
  const auto stem = file.substr(0, file.find('.'));
  if (stem == room) return "door";
  if (stem == "module" || stem.find("_routes") != std::string_view::npos) return "module";
  for (const std::string_view ending : {"_view_models", "_views", "_view"})
    if (stem.ends_with(ending)) return "view_models";
  for (const std::string_view role : {"store", "pages", "api", "feed", "job"})
    if (stem.ends_with(role) && stem.size() > role.size() && stem[stem.size() - role.size() - 1] == '_') return std::string(role);
  return "rules";
}

Finding finding(std::string rule, std::string text) { return {{}, 0, std::move(rule), std::move(text)}; }

}  // namespace

std::string Place::name() const {
  switch (kind) {
    case Kind::base: return "base";
    case Kind::platform: return "platform/" + room;
    case Kind::feature: return "features/" + room;
    case Kind::web: return "web";
    case Kind::app: return "app";
    case Kind::tool: return "tools";
    default: return "?";
  }
}

IncludeRules::IncludeRules(const std::string& text) {
  const toml::table table = toml::parse(text);
  const toml::table& t = table;
  standard_ = read_standard(t["standard"]);
  storeys_ = levels(t["platform"]["storeys"]);
  steps_ = levels(t["features"]["steps"]);
  web_storey_ = t["web"]["storey"].value<int>().value();
  posix_ = strings(t["posix"]);
  exceptions_ = string_set(t["exceptions"]);
  embedded_ = string_set(t["embedded"]);
  for (const auto& [name, node] : *t["features"]["role"].as_table()) {
    const toml::table& role = *node.as_table();
    roles_[std::string(name.str())] = {string_set(role["own"]), string_set(role["platform"]), role["queries"].value_or(false),
                                       role["views"].value_or(false), role["web"].value_or(false)};
  }
  for (const auto& node : *t["library"].as_array()) {
    const toml::table& library = *node.as_table();
    libraries_.push_back({library["name"].value<std::string>().value(), strings(library["headers"]), string_set(library["rooms"])});
  }
}

Place IncludeRules::place_of(std::string_view path) const {
  using Kind = Place::Kind;
  const auto file = file_name(path);
  if (path.starts_with("tests/") || file.ends_with("_test.cpp") || file.ends_with("_test.hpp")) return {Kind::test, {}, {}};
  if (path.starts_with("tools/")) return {Kind::tool, {}, {}};
  if (path.starts_with("web/")) return {Kind::web, {}, {}};
  if (path.starts_with("src/")) return target_of(path.substr(4));
  return {};
}

Place IncludeRules::target_of(std::string_view path) const {
  using Kind = Place::Kind;
  if (path.starts_with("base/")) return {Kind::base, {}, {}};
  if (path.starts_with("platform/")) return {Kind::platform, std::string(second_folder(path, "platform/")), {}};
  if (path.starts_with("features/")) {
    std::string room(second_folder(path, "features/"));
    if (path.ends_with("_test.hpp")) return {Kind::test, {}, {}};
    auto role = role_of(file_name(path), room);
    return {Kind::feature, std::move(room), std::move(role)};
  }
  if (path.starts_with("app/") || path == "main.cpp") return {Kind::app, {}, {}};
  if (path.starts_with("web/")) return {Kind::web, {}, {}};
  if (path.starts_with("tools/")) return {Kind::tool, {}, {}};
  if (path.starts_with("tests/")) return {Kind::test, {}, {}};
  if (path.starts_with("embedded_") && path.ends_with(".hpp")) return {Kind::embedded, {}, {}};
  for (const auto& [prefix, kind] : {std::pair{std::string_view("queries_"), Kind::queries}, {std::string_view("views_"), Kind::views}})
    if (path.starts_with(prefix) && path.ends_with(".hpp")) {
      const auto room = path.substr(prefix.size(), path.size() - prefix.size() - 4);
      if (kind == Kind::views && room == "web") return {Kind::web, {}, {}};
      return {kind, std::string(room), {}};
    }
  return {};
}

std::optional<Finding> IncludeRules::check_system(const Place& from, std::string_view included) const {
  using Kind = Place::Kind;
  for (const auto& library : libraries_)
    for (const auto& header : library.headers) {
      if (!included.starts_with(header)) continue;
      if (library.rooms.contains("*") || library.rooms.contains(from.name())) return {};
      return finding("library", library.name + " is not seen from " + from.name());
    }
  for (const auto& header : posix_)
    if (included.starts_with(header)) {
      if (from.kind != Kind::feature) return {};
      return finding("posix", "a feature does not call the system itself: <" + std::string(included) + ">");
    }
  const bool is_standard = included.find_first_of("./") == std::string_view::npos;
  constexpr std::array<std::string_view, 6> kC = {"stdint.h", "string.h", "stdlib.h", "stdio.h", "errno.h", "time.h"};
  if (is_standard || std::ranges::find(kC, included) != kC.end()) return {};
  return finding("library", "<" + std::string(included) + "> belongs to no library in include_rules.toml");
}

std::optional<Finding> IncludeRules::check_platform(const Place& from, const Place& to) const {
  using Kind = Place::Kind;
  const auto from_storey = from.kind == Kind::web ? web_storey_ : storeys_.at(from.room);
  if (to.kind == Kind::base) return {};
  if (to.kind == Kind::web) {
    if (from.kind == Kind::web || from_storey >= web_storey_) return {};
    return finding("storey", "the shared views stand above " + from.name());
  }
  if (to.kind == Kind::platform) {
    if (!storeys_.contains(to.room)) return finding("unknown", "platform/" + to.room + " has no storey in include_rules.toml");
    if (from.kind == Kind::platform && from.room == to.room) return {};
    if (storeys_.at(to.room) < from_storey) return {};
    return finding("storey", to.name() + " is not below " + from.name());
  }
  if ((to.kind == Kind::queries || to.kind == Kind::views) && from.kind == Kind::platform && to.room == from.room) return {};
  return finding("upward", from.name() + " may include base and lower storeys only");
}

std::optional<Finding> IncludeRules::check_feature(const Place& from, const Place& to, std::string_view included) const {
  using Kind = Place::Kind;
  const auto found = roles_.find(from.role);
  if (found == roles_.end()) return finding("unknown", "no rule for files that end in _" + from.role);
  const auto& role = found->second;
  const std::string what(included);
  const auto is_told = [&](bool is_allowed, std::string rule, std::string text) {
    return is_allowed ? std::nullopt : std::optional(finding(std::move(rule), std::move(text)));
  };
  switch (to.kind) {
    case Kind::base: return {};
    case Kind::platform:
      if (!storeys_.contains(to.room)) return finding("unknown", to.name() + " has no storey in include_rules.toml");
      return is_told(role.platform.contains(to.room), "role", "a file of role '" + from.role + "' does not see " + to.name());
    case Kind::web: return is_told(role.web, "role", "a file of role '" + from.role + "' does not see the shared views");
    case Kind::queries:
      if (to.room != from.room) return finding("door", what + " belongs to another room");
      return is_told(role.queries, "role", "a file of role '" + from.role + "' does not run statements");
    case Kind::views:
      if (to.room != from.room) return finding("door", what + " belongs to another room");
      return is_told(role.views, "role", "a file of role '" + from.role + "' does not write views");
    case Kind::feature: break;
    default: return finding("upward", "a feature may not include " + what);
  }
  if (to.room == from.room) return is_told(role.own.contains(to.role), "role", "a file of role '" + from.role + "' does not see the room's '" + to.role + "'");
  if (!steps_.contains(to.room)) return finding("unknown", to.name() + " has no step in include_rules.toml");
  if (steps_.at(to.room) >= steps_.at(from.room)) return finding("step", to.name() + " is not on a step below " + from.name());
  return is_told(included == "features/" + to.room + "/" + to.room + ".hpp", "door",
                 "only the door of another room: features/" + to.room + "/" + to.room + ".hpp");
}

std::optional<Finding> IncludeRules::check_include(const Place& from, std::string_view included, bool is_system) const {
  using Kind = Place::Kind;
  if (from.kind == Kind::test) return {};
  if (is_system) return check_system(from, included);
  const auto to = target_of(included);
  // A tool of several files may be its own root: "viewc/view.hpp".
  if (to.kind == Kind::unknown && from.kind == Kind::tool && included.find('/') != std::string_view::npos) return {};
  if (to.kind == Kind::unknown) return finding("path", "\"" + std::string(included) + "\" is not written from src/");
  if (to.kind == Kind::test) return finding("upward", "only tests include tests");
  if (to.kind == Kind::embedded) {
    if (embedded_.contains(from.name())) return {};
    return finding("embedded", "embedded files are unpacked elsewhere and passed on");
  }
  switch (from.kind) {
    case Kind::app: return {};
    case Kind::tool:
      if (to.kind == Kind::tool || to.kind == Kind::base) return {};
      return finding("upward", "a tool of the build sees base and tools only");
    case Kind::base:
      if (to.kind == Kind::base) return {};
      return finding("upward", "base includes nothing of the house but base");
    case Kind::platform:
    case Kind::web: return check_platform(from, to);
    case Kind::feature: return check_feature(from, to, included);
    default: return {};
  }
}

std::vector<Finding> IncludeRules::check(const Tree& tree) const {
  auto out = standard_.check(tree);
  const auto add = [&](Finding f, const std::string& path, int line) {
    f.path = path;
    f.line = line;
    out.push_back(std::move(f));
  };
  for (const auto& [path, text] : tree) {
    if (!has_extension(path, ".cpp .hpp")) continue;
    const auto from = place_of(path);
    if (from.kind == Place::Kind::unknown) continue;
    if (from.kind == Place::Kind::platform && !storeys_.contains(from.room)) {
      add(finding("unknown", from.name() + " has no storey in include_rules.toml"), path, 0);
      continue;
    }
    if (from.kind == Place::Kind::feature && !steps_.contains(from.room)) {
      add(finding("unknown", from.name() + " has no step in include_rules.toml"), path, 0);
      continue;
    }
    const auto layers = split_layers(text);
    const auto lines = split_lines(text), code = split_lines(layers.code);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!code[i].starts_with("#include")) continue;
      const auto open = lines[i].find_first_of("\"<");
      if (open == std::string_view::npos) continue;
      const auto close = lines[i].find_first_of("\">", open + 1);
      const auto included = lines[i].substr(open + 1, close - open - 1);
      if (exceptions_.contains(path + " > " + std::string(included))) continue;
      if (auto f = check_include(from, included, lines[i][open] == '<')) add(std::move(*f), path, static_cast<int>(i) + 1);
    }
  }
  return out;
}

}  // namespace muster::checks
