// Where in a mail the words of others begin, in the forms that the common programs write, in the six languages and a
// few more. Finds a place and takes nothing away. Internal to this room.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::mail {

// Byte offsets at the beginning of a line; the text's size when there is none. `text` is clean, with LF.
std::size_t find_quotation(std::string_view text);
std::size_t find_signature(std::string_view text);  // the line "-- " (RFC 3676 section 4.3); the last one

}  // namespace muster::mail
