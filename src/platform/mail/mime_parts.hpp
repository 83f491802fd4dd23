// The tree of a message's parts, found in one pass for each level and bounded in levels and parts, so that no nesting
// costs more than its bytes. Views into the bytes, nothing decoded. Internal to this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/decoding.hpp"

namespace muster::mail {

struct Field {
  std::string name;        // in lower case
  std::string_view value;  // as written, maybe folded
};

struct Part {
  std::vector<Field> fields;
  std::string_view body;
  Parameters type;  // "text/plain" when nothing is said
  Parameters disposition;
  std::vector<Part> children;  // of a multipart

  bool is_multipart() const { return type.word.starts_with("multipart/"); }
  std::string_view find(std::string_view name) const;  // the first field's value, or empty
};

struct Tree {
  Part root;
  bool is_cut = false;  // too deep, too many parts or fields
};

Tree split_parts(std::string_view message);

}  // namespace muster::mail
