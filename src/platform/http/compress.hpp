// Compresses pages that are the same for everybody. Pages with a secret beside a stranger's words are
// never compressed (BREACH).
#pragma once

#include <string>
#include <string_view>

#include "platform/http/negotiation.hpp"

namespace muster::http {

// Throws std::runtime_error when the library fails; identity gives the text back.
std::string compress(std::string_view text, Encoding encoding);

}  // namespace muster::http
