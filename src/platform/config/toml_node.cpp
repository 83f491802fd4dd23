#include "platform/config/toml_node.hpp"

#include <fmt/core.h>
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace muster::config {
namespace {

struct Unusable {
  int line;
  std::string what;
};

Node make_node(const toml::node& from);

void fill(Node& node, const toml::table& table) {
  node.kind = Node::Kind::table;
  for (const auto& [key, value] : table) node.fields.emplace_back(std::string(key.str()), make_node(value));
}

Node make_node(const toml::node& from) {
  Node node;
  node.line = static_cast<int>(from.source().begin.line);
  if (const auto* table = from.as_table()) {
    fill(node, *table);
  } else if (const auto* array = from.as_array()) {
    node.kind = Node::Kind::list;
    for (const toml::node& one : *array) node.list.push_back(make_node(one));
  } else if (const auto* text = from.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else if (const auto* integer = from.as_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = integer->get();
  } else if (const auto* real = from.as_floating_point()) {
    node.kind = Node::Kind::real;
    node.real = real->get();
  } else if (const auto* flag = from.as_boolean()) {
    node.kind = Node::Kind::flag;
    node.flag = flag->get();
  } else if (const auto* date = from.as_date()) {
    node.kind = Node::Kind::date;
    const auto parsed = Date::from_ymd(date->get().year, date->get().month, date->get().day);
    if (!parsed) throw Unusable{node.line, "there is no such day"};
    node.date = *parsed;
  } else {
    throw Unusable{node.line, "write a day without a time, like 2027-01-31"};
  }
  return node;
}

}  // namespace

std::expected<Node, std::string> parse_toml(std::string_view text, std::string_view file) {
  try {
    const toml::table table = toml::parse(text, file);
    Node root;
    root.line = 1;
    fill(root, table);
    return root;
  } catch (const toml::parse_error& error) {
    return std::unexpected(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  } catch (const Unusable& unusable) {
    return std::unexpected(fmt::format("{}:{}: {}", file, unusable.line, unusable.what));
  }
}

}  // namespace muster::config
