// A host name that people typed, brought to the one form in which names are compared (RFC 5890
// A-labels, lower case). Shared by Email and Url, so that both accept the same names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster {

// At least two labels of letters, digits and inner hyphens, at most 253 bytes (RFC 1035 section 2.3.4).
// Empty for anything else: bare addresses (192.0.2.1, 0x7f.1), names that only this machine or network
// knows (localhost, .local, .internal), and labels that IDNA refuses.
std::optional<std::string> make_a_label_host(std::string_view typed);

}  // namespace muster
