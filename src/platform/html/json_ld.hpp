// What a public page says to machines in the words of schema.org: a block of JSON-LD in the page's head. It holds only
// what the page shows to people anyway. The block is data and never runs; it is the one <script> with content on this
// site and is made here alone (docs/adr/0011).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/html.hpp"

namespace muster::html {

class LinkedData {
 public:
  // `type` is a name of schema.org: "Organization".
  explicit LinkedData(std::string_view type) { add("@type", std::string(type)); }
  // Empty values are left out.
  LinkedData& add(std::string_view name, std::string value);
  LinkedData& add(std::string_view name, std::vector<std::string> values);
  LinkedData& add(std::string_view name, LinkedData value);
  // JSON in which no "<", ">" or "&" stands, so that nothing in it can end the block.
  std::string format() const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;  // name, JSON
};

// The whole block, with its @context.
Html make_linked_data(const LinkedData& data);

}  // namespace muster::html
