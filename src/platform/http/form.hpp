// Reads what browsers send: queries, urlencoded and multipart forms, cookies. Strict and bounded; every
// value comes out as clean UTF-8 with LF line ends, or the whole is refused with a status.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.hpp"

namespace muster::http {

inline constexpr std::size_t kFieldsMax = 2'000;
inline constexpr std::size_t kFilesMax = 50;
inline constexpr std::size_t kCookiesMax = 100;

// The status to refuse with: 400 for what is malformed, 413 for too many, 415 for another type.
template <class T>
using Parsed = std::expected<T, int>;

// "a=1&b=%20+" (WHATWG URL section 5.1, but a % without two hex digits is refused).
Parsed<Fields> parse_urlencoded(std::string_view text);

struct Multipart {
  Fields fields;
  std::vector<UploadedFile> files;  // without the empty ones of inputs left alone
};
// RFC 7578, without preamble and nested parts. `content_type` is the request's header.
Parsed<Multipart> parse_multipart(std::string_view content_type, std::string_view body);

// RFC 6265 section 4.2.1; of a repeated name the first counts.
Parsed<std::map<std::string, std::string, std::less<>>> parse_cookies(std::string_view header);

// "text/html; charset=x" -> "text/html", in lower case.
std::string media_type(std::string_view content_type);

}  // namespace muster::http
