// Addresses, telephone numbers and handles by their shape, for leak_guard alone. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/reports/leak_guard.hpp"
#include "features/reports/leak_text.hpp"

namespace muster::reports {

struct PatternSpan {
  LeakKind kind = LeakKind::address;
  std::size_t first = 0;  // code points
  std::size_t last = 0;
};
// `signs` and `words` of one text; what contains one of `allowed` (lower case) is no finding.
std::vector<PatternSpan> find_patterns(std::string_view signs, const std::vector<Word>& words, const std::vector<std::string>& allowed);

}  // namespace muster::reports
