// What a parsed view is: a tree of nodes, each knowing its line and the place where it stands, because
// the place decides how a value is escaped. The parser makes it, emit.cpp writes C++ from it, and
// extract.cpp lists its messages. The grammar is docs/views.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace viewc {

// Thrown for every mistake in a view; main prints "file:line: text" and ends with exit status 1.
struct ViewError {
  std::string file;
  int line = 0;
  std::string text;
};

enum class Place {
  content,    // between tags
  inner,      // inside title, textarea and option, where no markup can stand
  attribute,  // inside a quoted attribute value
  address,    // at the start of href, src, ...: the value is a whole address
  address_part,  // later in such an attribute: one part of a path or query
  tag,        // between attributes; only marks that write whole attributes
  plain,      // the subject and text of a mail
};

struct Node;
using Nodes = std::vector<Node>;

struct Slot {
  std::string name;
  std::string value;  // C++
  int line = 0;
};

// An inline element inside a {#t} message; its number in the catalogue is its index + 1.
struct Element {
  std::string name;
  bool is_void = false;
  Nodes open;  // the start tag with its attributes
};

struct MessageText {
  std::string one;
  std::string many;
  std::string context;
  std::string note;   // for translators
  std::string count;  // C++; empty when there is no plural
  std::vector<Slot> slots;
  std::vector<Element> elements;
};

struct Argument {
  std::string value;                   // C++
  std::optional<MessageText> message;  // instead: a message passed on
};

struct Node {
  enum class Kind { raw, value, flag, branch, each, with, call, message, body, icons };
  Kind kind = Kind::raw;
  int line = 0;
  Place place = Place::content;
  std::string text;   // raw: markup · value, flag, each, with, icons: C++ · call: qualified name
  std::string name;   // flag: attribute · each, with: the new name · value: its format
  bool has_body = false;                  // call
  std::vector<Argument> arguments;        // call
  MessageText message;
  std::vector<std::string> conditions;    // branch: one per part, the last may be "" for else
  std::vector<Nodes> parts;               // branch: as conditions · each, with: main and else · call: body
};

// One file.
struct View {
  std::string file;  // as written into #line and the catalogue
  std::string name;
  std::string parameters;
  int line = 0;
  std::vector<std::string> includes;
  std::vector<std::string> rooms;  // whose views are called
  bool is_mail = false;            // has a subject: makes a mail::Content
  bool has_text = false;
  bool has_body = false;           // takes a body
  Nodes subject;
  Nodes text;
  Nodes html;
};

// Parses one view. `file` ends in .html or .mail, which decides what is allowed. Throws ViewError.
View parse_view(const std::string& file, const std::string& source);

// C++ of a room's views.
struct Generated {
  std::string header;
  std::string source;
};
Generated generate(const std::string& room, const std::vector<View>& views);

// A gettext template of every message. Throws ViewError when one text has two plural forms.
std::string extract(const std::vector<View>& views);

// A C++ string literal.
std::string quote(const std::string& text);

}  // namespace viewc
