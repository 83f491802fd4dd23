// Rules for the request target and the Host field (RFC 9112 section 3.2, RFC 3986): what is refused
// here can not be read in two ways by a proxy and by us. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::net {

// Percent-decoding of a path or value; empty when a % is not followed by two hex digits. A plus stays a plus.
std::optional<std::string> percent_decode(std::string_view text);
// A host with optional port: name, IPv4 or [IPv6]; no user, no empty host, port at most 65535.
bool is_host(std::string_view text);
// A path "/...": well-formed percent-encoding of clean UTF-8 without controls, encoded slash or
// backslash, and without dot segments.
bool is_safe_path(std::string_view path);

// The target in origin-form, as the rest of the program sees it; empty when it is refused. Absolute
// form is accepted for http and https when its authority equals `host`.
std::optional<std::string> reduce_target(std::string_view method, std::string_view target, std::string_view host);

}  // namespace muster::net
