// Words brought to a form in which they can be compared: small letters, without the endings and prefixes that the
// six languages put on them. A rough cut for finding words of a glossary, no grammar. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/locale.hpp"

namespace muster::updates {

// Latin and Cyrillic capitals as small letters; accents stay.
std::string lower_letters(std::string_view word);
// Without the article and the small words that Arabic writes as one with the next.
std::string_view strip_arabic(std::string_view word);
// Two forms of one word mostly have the same stem: "registries" and "registry", "l’usage" and "usages".
std::string make_stem(std::string_view word, Locale locale);
// The words of a name, at blanks and hyphens, without punctuation around them.
std::vector<std::string> split_name(std::string_view name);

// What stands for words by their first letters: two capitals or more, and not fewer than small letters: "DNS", "gTLD",
// "ccNSO"; no Roman numbers. A plural's or genitive's ending is cut off. Empty when it is none.
std::string read_acronym(std::string_view word);

}  // namespace muster::updates
