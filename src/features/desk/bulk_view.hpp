// What the page of an act on many rows shows.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::desk {

struct BulkPage {
  std::string url, back_url;
  Message line;  // who and when
  std::int64_t waiting = 0, done = 0, left = 0;
  struct Row {
    std::string name, url;
    html::Tag tag;
    std::string said;  // in the reader's language already
  };
  std::vector<Row> rows;
};

}  // namespace muster::desk
