// What one room holds about a person, in a shape that can be shown as a table and written as JSON: the
// person's own copy (S31, S33; right of access). Rooms fill it; nothing here reads or writes rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/message.hpp"

namespace muster {

struct HeldTable {
  struct Column {
    std::string key;  // of the JSON
    Message label;
  };
  std::string key;  // of the JSON: "addresses"
  Message title;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // a cell for each column; times as ISO 8601 in UTC
};

// Where words of or about a person stand in free text that people wrote.
struct Mention {
  std::string place;     // of the room's own: "organisation.summary", "answer"
  std::int64_t row = 0;  // which of them
  std::string part;      // a field, a question
  Message label;         // where that is, in words
  std::string excerpt;   // some words around the first one
};

// A piece of free text that people wrote, found because it names somebody.
struct Passage {
  std::string place;        // of the room's own: "question", "task"
  std::int64_t row = 0;
  std::string part;         // a field, a question
  Message label;            // where that is, in words
  std::string text;
};

}  // namespace muster
