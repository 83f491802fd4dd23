// TOML text as a tree of nodes with line numbers. The only meeting point of data files and toml++.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/node.hpp"

namespace muster::config {

// The root table, or one line "FILE:LINE: what is wrong". Times of day are not used and are refused.
std::expected<Node, std::string> parse_toml(std::string_view text, std::string_view file);

}  // namespace muster::config
