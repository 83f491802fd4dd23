// Reads programmes/NAME/glossary.toml. Unknown keys are complaints, so that a typing error drops nothing in silence.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/node.hpp"
#include "features/updates/glossary.hpp"

namespace muster::updates {

// The terms in the file's order, acronyms that everybody knows last; or every complaint as "FILE:LINE: KEY: what to do".
std::expected<std::vector<Term>, std::vector<std::string>> read_glossary(const Node& root, std::string_view file);

}  // namespace muster::updates
