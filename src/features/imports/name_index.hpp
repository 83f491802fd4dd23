// English names of the register, folded, in memory while a file is looked at or applied: a line finds an organisation
// by them without reading all names. Own names have an index of the database. Learns what is added while it lives.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"

namespace muster::imports {

class NameIndex {
 public:
  void add(OrganisationId id, const std::string& folded_english);
  std::vector<OrganisationId> find(std::string_view folded) const;
  // Numbers above this one are not known yet.
  std::int64_t newest() const { return newest_; }

 private:
  std::multimap<std::string, OrganisationId, std::less<>> ids_;
  std::int64_t newest_ = 0;
};

}  // namespace muster::imports
