// A value read from a data file, with the line where it stands: what programme and form files are read
// into, so that every complaint about them can name file, line and key. Knows no file format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"

namespace muster {

struct Node {
  enum class Kind { text, integer, real, flag, date, list, table };

  Kind kind = Kind::table;
  int line = 0;
  std::string text;
  std::int64_t integer = 0;
  double real = 0;
  bool flag = false;
  Date date;
  std::vector<Node> list;
  struct Field;
  std::vector<Field> fields;  // of a table, in no promised order

  const Node* find(std::string_view key) const;
};

struct Node::Field {
  std::string name;
  Node node;
};

inline const Node* Node::find(std::string_view key) const {
  for (const Field& field : fields) {
    if (field.name == key) return &field.node;
  }
  return nullptr;
}

}  // namespace muster
