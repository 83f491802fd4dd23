#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "base/text.hpp"
#include "platform/config/entry.hpp"

namespace muster::config {

namespace {

std::string make_place(const std::string& path, const toml::source_region& region) {
  return path + ":" + std::to_string(region.begin.line);
}

Entry make_entry(const std::string& path, const std::string& key, const toml::node& node) {
  Entry entry{.key = key, .place = make_place(path, node.source()), .kind = Entry::Kind::other};
  if (const auto* text = node.as_string()) {
    entry.kind = Entry::Kind::text;
    entry.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    entry.kind = Entry::Kind::integer;
    entry.text = std::to_string(integer->get());
  } else if (const auto* array = node.as_array()) {
    entry.kind = Entry::Kind::list;
    for (const toml::node& element : *array) {
      if (const auto* text = element.as_string()) {
        entry.list.push_back(text->get());
      } else {
        entry.kind = Entry::Kind::other;
      }
    }
  }
  return entry;
}

void collect(const std::string& path, const std::string& prefix, const toml::table& table, std::vector<Entry>& entries) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      collect(path, name + ".", *inner, entries);
    } else {
      entries.push_back(make_entry(path, name, node));
    }
  }
}

std::string make_variable(const std::string& key) {
  std::string name = "MUSTER_" + key;
  for (char& c : name) {
    if (c == '.') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

}  // namespace

std::expected<std::vector<Entry>, Error> read_file_entries(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return std::unexpected(path + ": there is no such file; write the path of your muster.toml");
  }
  try {
    std::vector<Entry> entries;
    collect(path, {}, toml::parse_file(path), entries);
    // In the order of the file, so that the first mistake is the first reported.
    const auto line = [](const Entry& entry) { return std::stoi(entry.place.substr(entry.place.rfind(':') + 1)); };
    std::ranges::sort(entries, {}, line);
    return entries;
  } catch (const toml::parse_error& mistake) {
    return std::unexpected(make_place(path, mistake.source()) + ": this is not TOML: " + std::string(mistake.description()));
  }
}

std::expected<std::vector<Entry>, Error> read_environment_entries(const Environment& environment) {
  std::vector<Entry> entries;
  const std::vector<std::string> keys = list_keys();
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("MUSTER_") || name == "MUSTER_CONFIG" || name.starts_with("MUSTER_TEST_")) continue;
    const auto key = std::ranges::find(keys, name, make_variable);
    if (key == keys.end()) return std::unexpected(name + ": there is no such setting; remove it or correct its name");
    entries.push_back({.key = *key, .place = name, .is_from_environment = true, .text = value});
  }
  return entries;
}

Environment read_environment() {
  Environment result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (!text.starts_with("MUSTER_")) continue;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) result.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

}  // namespace muster::config
