// What views may not hold, and which names have a meaning of their own. Tables, mostly.
#pragma once

#include <string>
#include <string_view>

namespace viewc {

// Position of the first letter that a reader would see untranslated; npos when there is none. Digits,
// punctuation, symbols and entities pass.
std::size_t find_literal_word(std::string_view text);
// The word that begins there, for the error.
std::string word_at(std::string_view text, std::size_t position);

bool is_void_element(std::string_view name);
bool is_message_element(std::string_view name);     // may stand inside {#t}
bool is_address_attribute(std::string_view name);   // href, src, ...
bool is_spoken_attribute(std::string_view name);    // alt, title, ...: read to or by people
// The literal start of an address: no scheme, or one of http, https, mailto, tel.
bool is_harmless_address(std::string_view text);

}  // namespace viewc
