// Text as people and protocols send it: bytes that claim to be UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates), and no NUL.
bool is_clean_utf8(std::string_view text);
// Number of code points; `text` must be clean.
std::size_t count_code_points(std::string_view text);
// The first `limit` code points.
std::string_view take_code_points(std::string_view text, std::size_t limit);
// Without ASCII and Unicode white space, and zero-width marks, at both ends.
std::string_view trim(std::string_view text);
// Holds a control that can reorder what people see (U+202A..U+202E, U+2066..U+2069) or any other
// C0/C1 control but tab and line feed.
bool has_hidden_controls(std::string_view text);
// CRLF and lone CR become LF.
std::string normalise_newlines(std::string_view text);
std::string to_lower_ascii(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string percent_encode(std::string_view text);  // RFC 3986 unreserved stay as they are
// Compares in time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace muster
