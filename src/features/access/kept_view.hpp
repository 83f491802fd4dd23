// What the page for a kept form shows.
#pragma once

#include <string>
#include <vector>

#include "platform/html/shell.hpp"

namespace muster::access {

struct KeptField {
  std::string name;
  std::string value;
};

struct KeptPage {
  std::string url;
  std::string discard_url;
  std::vector<KeptField> fields;
};

}  // namespace muster::access
