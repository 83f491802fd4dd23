#include "base/programme.hpp"

#include <algorithm>

namespace muster {

const Programme::Region* Programme::find_region(std::string_view region_code) const {
  const auto found = std::ranges::find(regions, region_code, &Region::code);
  return found == regions.end() ? nullptr : &*found;
}

const Programme::Country* Programme::find_country(std::string_view iso2) const {
  const auto found = countries.find(iso2);
  return found == countries.end() ? nullptr : &found->second;
}

}  // namespace muster
