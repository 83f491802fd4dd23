// Whether every file includes the standard headers that it uses, itself or through headers of the project. The compiler
// would not notice: cmake/precompiled.cmake gives it those headers before it reads the file, and elsewhere (another
// compiler, -DMUSTER_PRECOMPILED=OFF) the same file would not compile. Knows only the words of its table, not C++.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/source_text.hpp"

namespace muster::checks {

class StandardHeaders {
 public:
  // Word after std:: or std::ranges:: -> the header that declares it.
  explicit StandardHeaders(std::map<std::string, std::string, std::less<>> words) : words_(std::move(words)) {}
  // One finding for each header that a file lacks, and one for each precompiled header that the table does not know.
  std::vector<Finding> check(const Tree& tree) const;

 private:
  std::map<std::string, std::string, std::less<>> words_;
};

// What a file includes, by its own lines. A header whose text is not in the tree (a generated one) counts for nothing.
struct Includes {
  std::set<std::string, std::less<>> standard;
  std::vector<std::string> own;
};
Includes read_includes(std::string_view source);

}  // namespace muster::checks
