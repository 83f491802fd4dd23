#include "viewc/marks.hpp"

#include <algorithm>
#include <string_view>

#include "viewc/expression.hpp"
#include "viewc/message.hpp"

namespace viewc {
namespace {

std::string read_format(Reader& reader) {
  const std::string format = reader.read_name();
  for (const std::string_view known : {"full", "medium", "compact", "month", "time", "country", "language", "own", "percent", "plain"}) {
    if (format == known) return format;
  }
  throw "'" + format + "' is no format; there are full, medium, compact, month, time, country, language, own, percent, plain";
}

Argument read_call_argument(Reader& reader, int line) {
  Argument argument;
  Reader probe(reader.rest());
  if (probe.take_word("t") && probe.peek_quote()) {
    reader.take_word("t");
    argument.message = read_message(reader, line);
  } else {
    argument.value = reader.read_argument();
  }
  return argument;
}

}  // namespace

void read_written(const std::string& inside, Place place, Node& node) {
  Reader reader(inside);
  if (reader.take('?')) {
    if (place != Place::tag) throw std::string("{?attribute value} stands between attributes of a tag");
    const std::size_t blank = inside.find_first_of(" \t\n", 1);
    if (blank == std::string::npos) throw std::string("write {?attribute value}");
    node.kind = Node::Kind::flag;
    node.name = inside.substr(1, blank - 1);
    if (node.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != std::string::npos) throw std::string("write {?attribute value}");
    Reader condition(std::string_view(inside).substr(blank));
    node.text = condition.read_condition();
    condition.expect_end();
    return;
  }
  if (place == Place::tag) throw std::string("a value between attributes is not possible; put it in double quotes after name=");
  if (Reader probe(inside); probe.take_word("t") && probe.peek_quote()) {
    if (place == Place::address || place == Place::address_part) throw std::string("an address cannot be translated");
    reader.take_word("t");
    node.kind = Node::Kind::message;
    node.message = read_message(reader, node.line);
    reader.expect_end();
    return;
  }
  node.kind = Node::Kind::value;
  node.text = reader.read_value();
  if (reader.take('|')) node.name = read_format(reader);
  reader.expect_end();
}

void read_call(const std::string& inside, Node& node, std::vector<std::string>& rooms) {
  Reader reader(inside);
  node.kind = Node::Kind::call;
  std::string name = reader.read_name();
  if (reader.rest().substr(0, 2) == "::") {
    reader.take(':');
    reader.take(':');
    if (std::find(rooms.begin(), rooms.end(), name) == rooms.end()) rooms.push_back(name);
    name = "::muster::" + name + "::views::" + reader.read_name();
  }
  node.text = name;
  if (!reader.take('(')) throw std::string("a call needs its arguments in brackets: {> room::view(page.part)}");
  if (!reader.take(')')) {
    do {
      node.arguments.push_back(read_call_argument(reader, node.line));
    } while (reader.take(','));
    if (!reader.take(')')) throw std::string("the call's closing bracket is missing before '" + std::string(reader.rest()) + "'");
  }
  reader.expect_end();
}

void read_continuation(const std::string& inside, Node& node, const std::string& closing) {
  Reader reader(inside);
  const bool has_else = node.kind == Node::Kind::branch ? node.conditions.back().empty() : node.parts.size() > 1;
  if (reader.take_word("elif") && node.kind == Node::Kind::branch && !has_else) {
    node.conditions.push_back(reader.read_condition());
  } else if (reader.take_word("else") && node.kind != Node::Kind::call && !has_else) {
    node.conditions.emplace_back();
  } else {
    throw "{:" + inside + "} cannot stand in {#" + closing + "} here";
  }
  reader.expect_end();
}

}  // namespace viewc
