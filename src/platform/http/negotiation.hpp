// What a client says it would like: encodings and types, by the q-values of RFC 9110 section 12.
#pragma once

#include <string_view>

namespace muster::http {

enum class Encoding { identity, gzip, brotli };
std::string_view encoding_name(Encoding encoding);  // "br"; empty for identity

// The best that the header allows; brotli before gzip where both are as welcome.
Encoding choose_encoding(std::string_view accept_encoding);
// application/json is named and at least as welcome as text/html.
bool prefers_json(std::string_view accept);
// Whether If-None-Match names the entity tag (weak comparison, RFC 9110 section 13.1.2).
bool matches_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace muster::http
