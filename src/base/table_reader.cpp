#include "base/table_reader.hpp"

#include <fmt/core.h>

#include "base/text.hpp"

namespace muster {

void Complaints::add(int line, std::string_view key, std::string_view what) {
  lines.push_back(fmt::format("{}:{}: {}: {}", file, line, key, what));
}

TableReader::TableReader(const Node& table, std::string path, Complaints& complaints)
    : table_(table), path_(std::move(path)), complaints_(complaints) {}

std::string TableReader::path_of(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : path_ + "." + std::string(key);
}

void TableReader::complain(std::string_view key, std::string_view what) {
  const Node* node = table_.find(key);
  complaints_.add(node == nullptr ? table_.line : node->line, path_of(key), what);
}

const Node* TableReader::find(std::string_view key, Node::Kind kind, std::string_view wanted) {
  read_.emplace(key);
  const Node* node = table_.find(key);
  if (node == nullptr || node->kind == kind) return node;
  complain(key, fmt::format("write {}", wanted));
  return nullptr;
}

std::string TableReader::optional_text(std::string_view key) {
  const Node* node = find(key, Node::Kind::text, "text in quotes");
  if (node == nullptr) return {};
  if (!is_clean_utf8(node->text) || has_hidden_controls(node->text)) complain(key, "take out the hidden control characters");
  return node->text;
}

std::string TableReader::text(std::string_view key) {
  const bool is_there = table_.find(key) != nullptr;
  std::string value = optional_text(key);
  if (!is_there || (value.empty() && table_.find(key)->kind == Node::Kind::text)) complain(key, "is missing; add it");
  return value;
}

std::optional<std::int64_t> TableReader::optional_integer(std::string_view key) {
  const Node* node = find(key, Node::Kind::integer, "a whole number");
  return node == nullptr ? std::nullopt : std::optional(node->integer);
}

std::int64_t TableReader::integer(std::string_view key) {
  if (table_.find(key) == nullptr) complain(key, "is missing; add it");
  return optional_integer(key).value_or(0);
}

bool TableReader::flag(std::string_view key, bool otherwise) {
  const Node* node = find(key, Node::Kind::flag, "true or false");
  return node == nullptr ? otherwise : node->flag;
}

std::optional<Date> TableReader::optional_date(std::string_view key) {
  const Node* node = find(key, Node::Kind::date, "a date like 2027-01-31, without quotes");
  return node == nullptr ? std::nullopt : std::optional(node->date);
}

std::vector<std::string> TableReader::texts(std::string_view key) {
  std::vector<std::string> list;
  const Node* node = find(key, Node::Kind::list, "a list of texts in square brackets");
  if (node == nullptr) return list;
  for (const Node& one : node->list) {
    if (one.kind != Node::Kind::text) complain(key, "write a list of texts in square brackets");
    list.push_back(one.text);
  }
  return list;
}

LocalText TableReader::optional_local(std::string_view key) {
  LocalText value;
  const Node* node = find(key, Node::Kind::table, "a text in each of the six languages, like NAME.en = \"...\"");
  if (node == nullptr) return value;
  TableReader languages(*node, path_of(key), complaints_);
  for (const Locale locale : kLocales) {
    value.texts[static_cast<std::size_t>(locale)] = languages.text(locale_tag(locale));
  }
  languages.finish();
  return value;
}

LocalText TableReader::local(std::string_view key) {
  if (table_.find(key) == nullptr) complain(key, "is missing; write it in ar, en, es, fr, ru and zh");
  return optional_local(key);
}

const std::vector<Node>& TableReader::tables(std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* node = find(key, Node::Kind::list, "one or more [[tables]] of this name");
  if (node == nullptr) return kNone;
  for (const Node& one : node->list) {
    if (one.kind != Node::Kind::table) {
      complain(key, "write one or more [[tables]] of this name");
      return kNone;
    }
  }
  return node->list;
}

const Node* TableReader::table(std::string_view key) { return find(key, Node::Kind::table, "a [table] of this name"); }

void TableReader::finish() {
  for (const auto& [key, node] : table_.fields) {
    if (!read_.contains(key)) complaints_.add(node.line, path_of(key), "is not known here; correct or remove it");
  }
}

}  // namespace muster
