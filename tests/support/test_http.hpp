// Requests as they come over the wire, made by hand, and what to look for in the answers. For tests of
// http::Application in process.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "platform/net/server.hpp"

namespace muster::test {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// Header names in lower case; Host is added.
inline net::RawRequest make_request(std::string method, std::string target, HeaderList headers = {},
                                    std::string body = {}) {
  net::RawRequest request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.headers = {{"host", "muster.example"}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  request.body = std::move(body);
  request.remote_address = "192.0.2.1";
  return request;
}

inline net::RawRequest make_get(std::string target, HeaderList headers = {}) {
  return make_request("GET", std::move(target), std::move(headers));
}

inline std::string encode_form(const HeaderList& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += percent_encode(name) + "=" + percent_encode(value);
  }
  return body;
}

inline net::RawRequest make_post(std::string target, const HeaderList& fields, HeaderList headers = {}) {
  headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  return make_request("POST", std::move(target), std::move(headers), encode_form(fields));
}

// All header lines of an answer with names in lower case, those ready for the wire included.
inline HeaderList list_headers(const net::RawResponse& response) {
  HeaderList headers;
  for (const auto& [name, value] : response.headers) headers.emplace_back(to_lower_ascii(name), value);
  for (const auto line : split(response.shared_head, '\n')) {
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      headers.emplace_back(to_lower_ascii(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  }
  return headers;
}

// First value, or "".
inline std::string find_header(const net::RawResponse& response, std::string_view name) {
  for (const auto& [key, value] : list_headers(response)) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace muster::test
