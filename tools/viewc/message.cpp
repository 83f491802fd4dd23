#include "viewc/message.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace viewc {
namespace {

// Names of the {slots} of a text.
std::vector<std::string> list_slots(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') throw std::string("a closing brace without its slot in the message");
    if (text[i] != '{') continue;
    const std::size_t end = text.find('}', i);
    const std::string name = end == std::string::npos ? "" : text.substr(i + 1, end - i - 1);
    if (name.empty() || !is_name_start(name[0]) || !std::all_of(name.begin(), name.end(), is_name_part)) {
      throw std::string("slots in messages are names in braces, for example {date}");
    }
    names.push_back(name);
    i = end;
  }
  return names;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_slot(MessageText& message, std::string name, std::string value, int line) {
  for (const Slot& slot : message.slots) {
    if (slot.name != name) continue;
    if (slot.value != value) throw "the slot {" + name + "} has two values";
    return;
  }
  message.slots.push_back({std::move(name), std::move(value), line});
}

}  // namespace

MessageText read_message(Reader& reader, int line) {
  MessageText message;
  message.one = fold_message(reader.read_quoted());
  read_message_options(reader, message, line);
  check_message(message);
  return message;
}

void read_message_options(Reader& reader, MessageText& message, int line) {
  while (!reader.at_end() && is_name_start(reader.rest()[0])) {
    const std::string name = reader.read_name();
    if (!reader.take('=')) throw "write " + name + "=value";
    if (name == "many") {
      message.many = fold_message(reader.read_quoted());
    } else if (name == "context") {
      message.context = reader.read_quoted();
    } else if (name == "note") {
      message.note = reader.read_quoted();
    } else {
      const std::string value = reader.read_value();
      if (name == "count") message.count = value;
      add_slot(message, name, value, line);
    }
  }
}

std::string read_block_slot(const std::string& inside, MessageText& message, int line) {
  Reader reader(inside);
  if (reader.take_word("t") && reader.peek_quote()) throw std::string("a message cannot stand inside a message");
  Reader value_reader(inside);
  const std::string value = value_reader.read_value();
  std::string name;
  if (value_reader.take_word("as")) {
    name = value_reader.read_name();
  } else {
    std::string path = value;
    if (path.size() > 2 && path.ends_with("()")) path.resize(path.size() - 2);
    const std::size_t last = path.find_last_of(".:");
    name = last == std::string::npos ? path : path.substr(last + 1);
  }
  value_reader.expect_end();
  if (name.empty() || !is_name_start(name[0])) throw "name the value: {" + inside + " as name}";
  add_slot(message, name, value, line);
  return name;
}

void check_message(const MessageText& message) {
  if (message.one.empty()) throw std::string("the message is empty");
  if (!message.many.empty() && message.count.empty()) throw std::string("a plural needs count=");
  const std::vector<std::string> one = list_slots(message.one);
  const std::vector<std::string> many = list_slots(message.many);
  for (const std::vector<std::string>* names : {&one, &many}) {
    for (const std::string& name : *names) {
      const auto given = [&](const Slot& slot) { return slot.name == name; };
      if (std::none_of(message.slots.begin(), message.slots.end(), given)) throw "the slot {" + name + "} is not given";
    }
  }
  for (const Slot& slot : message.slots) {
    const bool counts = slot.name == "count" && !message.many.empty();
    if (!counts && !contains(one, slot.name) && !contains(many, slot.name)) throw "'" + slot.name + "' is given but {" + slot.name + "} does not occur in the text";
  }
}

std::string fold_message(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string decode_entities(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEntities = {
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\xc2\xa0"}}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '}') throw std::string("a closing brace without its mark");
    if (text[i] != '&') {
      out += text[i++];
      continue;
    }
    const auto found = std::find_if(kEntities.begin(), kEntities.end(), [&](const auto& entity) { return text.substr(i).starts_with(entity.first); });
    if (found == kEntities.end()) {
      if (i + 1 < text.size() && (std::isalpha(static_cast<unsigned char>(text[i + 1])) != 0 || text[i + 1] == '#')) {
        throw std::string("in a message write the character itself instead of an entity");
      }
      out += text[i++];
    } else {
      out += found->second;
      i += found->first.size();
    }
  }
  return out;
}

}  // namespace viewc
