// Puts an answer's status line and header fields into one reused buffer. The last place before the
// wire: a field that could end its line early is left out here, whoever made it.
#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "platform/net/server.hpp"

namespace muster::net {

std::string_view reason_phrase(int status);
// A name that is a token and a value without controls (RFC 9110 section 5).
bool is_header_safe(std::string_view name, std::string_view value);
// IMF-fixdate, RFC 9110 section 5.6.7.
std::string format_http_date(std::time_t time);

struct HeadOptions {
  std::string_view date;
  bool is_closing = false;
  bool is_http_10 = false;
};

// Appends to `out`, which the caller keeps and clears.
void write_head(std::string& out, const RawResponse& response, const HeadOptions& options);
// 1xx, 204 and 304 never carry a body.
bool may_have_body(int status);

}  // namespace muster::net
