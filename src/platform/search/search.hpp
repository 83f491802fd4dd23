// Text as it is searched: a folded copy stands beside the original, so that Abierta, العربية and 互联网
// are found by what people type, in their script or in Latin letters. Stored text and queries are folded
// alike. Pure text, thread-safe; the statements stay in the rooms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::search {

// Latin letters without marks, lower case, words parted by one space, no punctuation:
// "Société – Internet" is "societe internet", "Москва" is "moskva", "互联网" is "hu lian wang". Letters of
// scripts that ICU cannot transliterate stay as they are. Empty when nothing is left.
// Broken UTF-8 becomes nothing; the result is clean.
std::string fold(std::string_view text);

// The folded words of a query; a text is found when every one of them occurs in its folded copy. At most
// ten, each at most 60 characters; empty for a query without letters or digits.
std::vector<std::string> split_terms(std::string_view query);

}  // namespace muster::search
