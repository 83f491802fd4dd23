// From a request off the wire to the Request that handlers see: decoded, merged, with its language and
// cookies, or a status to refuse with. Internal to this room.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/http.hpp"
#include "platform/http/remote.hpp"
#include "platform/net/server.hpp"

namespace muster::http {

struct ReaderRules {
  const TrustedProxies& proxies;
  bool is_https = false;  // cookies carry the prefix __Host-, and others are not ours
};

// Fills everything but parameters, actor and token. 0, or 400: what could be read is filled all the same,
// so that the error page has its language.
int read_head(const net::RawRequest& raw, const ReaderRules& rules, Request& request);
// Fills form and files by the content type. 0, or 400, 413, 415.
int read_body(const net::RawRequest& raw, const Route& route, Request& request);

// The language that the path begins with; empty when it has none.
std::optional<Locale> find_path_locale(std::string_view path);
// Splits "/p?q" without decoding.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);

inline constexpr std::string_view kHostPrefix = "__Host-";
inline constexpr std::string_view kPathPrefix = "__Secure-";  // of cookies with a path
// "muster=x; Path=/; ..." Throws std::logic_error for a value that does not fit (see Cookie).
std::string format_cookie(const Cookie& cookie, bool is_https);

}  // namespace muster::http
