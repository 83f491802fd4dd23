#include "features/imports/name_index.hpp"

#include <algorithm>

namespace muster::imports {

void NameIndex::add(OrganisationId id, const std::string& folded_english) {
  newest_ = std::max(newest_, id.value());
  if (!folded_english.empty()) ids_.emplace(folded_english, id);
}

std::vector<OrganisationId> NameIndex::find(std::string_view folded) const {
  std::vector<OrganisationId> found;
  const auto [first, last] = ids_.equal_range(folded);
  for (auto at = first; at != last; ++at) found.push_back(at->second);
  return found;
}

}  // namespace muster::imports
