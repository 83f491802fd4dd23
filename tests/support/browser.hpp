// A browser in a test: keeps cookies, takes the forgery token from the page before, and asks the program in
// process. It follows no redirect, so that a test sees each one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "tests/support/test_http.hpp"

namespace muster::test {

struct Page {
  int status = 0;
  std::string body;
  std::string location;
  std::string retry_after;

  bool holds(std::string_view text) const { return body.find(text) != std::string::npos; }
};

class Browser {
 public:
  using Answer = std::function<net::RawResponse(const net::RawRequest&)>;
  explicit Browser(Answer answer) : answer_(std::move(answer)) {}

  Page get(const std::string& target) { return send(make_get(target, headers())); }
  Page head(const std::string& target) { return send(make_request("HEAD", target, headers())); }
  // Opens `form_page` for its token first.
  Page post(const std::string& form_page, const std::string& target, HeaderList fields) {
    keep_token(get(form_page));
    return post_again(target, std::move(fields));
  }
  // With the token that is known already, as from a page left open.
  Page post_again(const std::string& target, HeaderList fields) {
    fields.emplace_back("csrf", token_);
    return send(make_post(target, fields, headers()));
  }
  // For a page that the test has read by itself.
  void use_token(std::string token) { token_ = std::move(token); }
  // The fields as they stand on the wire, for what no browser would send; "csrf=..." is put before them.
  Page post_raw(const std::string& form_page, const std::string& target, const std::string& body) {
    keep_token(get(form_page));
    HeaderList all = headers();
    all.emplace_back("content-type", "application/x-www-form-urlencoded");
    return send(make_request("POST", target, all, encode_form({{"csrf", token_}}) + "&" + body));
  }

  std::map<std::string, std::string> cookies;
  std::string address = "192.0.2.1";  // where it asks from

 private:
  void keep_token(const Page& page) {
    const std::string mark = "name=\"csrf\" value=\"";
    const auto at = page.body.find(mark);
    if (at != std::string::npos) token_ = page.body.substr(at + mark.size(), page.body.find('"', at + mark.size()) - at - mark.size());
  }
  HeaderList headers() const {
    std::string line;
    for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
    HeaderList list{{"sec-fetch-site", "same-origin"}, {"user-agent", "Test"}};
    if (!line.empty()) list.emplace_back("cookie", line);
    return list;
  }
  Page send(net::RawRequest request) {
    request.remote_address = address;
    const net::RawResponse response = answer_(request);
    for (const auto& [name, value] : list_headers(response)) {
      if (name != "set-cookie") continue;
      const auto equals = value.find('=');
      const std::string content = value.substr(equals + 1, value.find(';') - equals - 1);
      if (content.empty()) cookies.erase(value.substr(0, equals));
      else cookies[value.substr(0, equals)] = content;
    }
    return {response.status, std::string(response.content()), find_header(response, "location"), find_header(response, "retry-after")};
  }

  Answer answer_;
  std::string token_;
};

}  // namespace muster::test
