// Text inside XML that is written by hand (feeds): the signs that would be read as markup become entities. Never for
// HTML: views escape by themselves.
#pragma once

#include <string>
#include <string_view>

namespace muster {

// For element content and attribute values in double quotes. `text` is clean UTF-8.
std::string escape_xml(std::string_view text);

}  // namespace muster
