// Lists the messages of views as a gettext template: where they stand, what their slots and numbered
// elements are, and their plural.
#include <map>
#include <sstream>
#include <utility>

#include "viewc/view.hpp"

namespace viewc {
namespace {

struct Entry {
  MessageText message;
  std::string references;
  std::string comments;
};

class Collector {
 public:
  void add_view(const View& view) {
    file_ = view.file;
    add(view.subject);
    add(view.text);
    add(view.html);
  }

  std::string write() const {
    std::ostringstream out;
    out << "msgid \"\"\nmsgstr \"\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n";
    for (const Key& key : order_) {
      const Entry& entry = entries_.at(key);
      out << '\n' << entry.comments << "#:" << entry.references << '\n';
      if (!key.first.empty()) out << "msgctxt " << quote(key.first) << '\n';
      out << "msgid " << quote(key.second) << '\n';
      if (entry.message.many.empty()) {
        out << "msgstr \"\"\n";
      } else {
        out << "msgid_plural " << quote(entry.message.many) << "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n";
      }
    }
    return out.str();
  }

 private:
  using Key = std::pair<std::string, std::string>;  // context, text

  void add(const Nodes& nodes) {
    for (const Node& node : nodes) {
      if (node.kind == Node::Kind::message) add(node.message, node.line);
      for (const Argument& argument : node.arguments) {
        if (argument.message) add(*argument.message, node.line);
      }
      for (const Nodes& part : node.parts) add(part);
      for (const Element& element : node.message.elements) add(element.open);
    }
  }

  void add(const MessageText& message, int line) {
    const Key key{message.context, message.one};
    auto [found, is_new] = entries_.try_emplace(key, Entry{message, "", ""});
    Entry& entry = found->second;
    if (is_new) {
      order_.push_back(key);
      entry.comments = describe(message);
    } else if (!message.many.empty()) {
      if (!entry.message.many.empty() && entry.message.many != message.many) {
        throw ViewError{file_, line, "\"" + message.one + "\" has another plural elsewhere: \"" + entry.message.many + "\"; give one of them a context"};
      }
      entry.message.many = message.many;
    }
    entry.references += " " + file_ + ":" + std::to_string(line);
  }

  static std::string describe(const MessageText& message) {
    std::string out;
    if (!message.note.empty()) out += "#. " + message.note + "\n";
    for (const Slot& slot : message.slots) {
      if (message.one.find("{" + slot.name + "}") != std::string::npos || message.many.find("{" + slot.name + "}") != std::string::npos) {
        out += "#. {" + slot.name + "} is " + slot.value + "\n";
      }
    }
    for (std::size_t i = 0; i < message.elements.size(); ++i) {
      const Element& element = message.elements[i];
      out += "#. <" + std::to_string(i + 1) + (element.is_void ? "/>" : ">") + " is " + (element.name == "a" ? "a link" : "<" + element.name + ">") + "\n";
    }
    return out;
  }

  std::string file_;
  std::map<Key, Entry> entries_;
  std::vector<Key> order_;
};

}  // namespace

std::string extract(const std::vector<View>& views) {
  Collector collector;
  for (const View& view : views) collector.add_view(view);
  return collector.write();
}

}  // namespace viewc
