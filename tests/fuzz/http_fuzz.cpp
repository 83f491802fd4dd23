// Bytes off the wire as the server reads them: head, body in one piece and in many, then what handlers see.
// However the bytes arrive, the same request comes of them; and a request written out again reads the same.
#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "platform/http/request_reader.hpp"
#include "platform/net/head_scan.hpp"
#include "platform/net/request_parser.hpp"
#include "platform/net/target.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

constexpr std::size_t kBodyMost = 512;
const net::Limits kLimits{.target = 256, .header_fields = 1024, .header_count = 12};

net::HeadScan::State scan_in_pieces(net::HeadScan& scan, std::string_view bytes, std::size_t piece) {
  auto state = net::HeadScan::State::more;
  for (std::size_t seen = 0; state == net::HeadScan::State::more && seen < bytes.size();) {
    seen = std::min(seen + piece, bytes.size());
    state = scan.scan(bytes.substr(0, seen));
  }
  return state;
}

struct Body {
  std::string text;
  int status = 0;
  bool is_done = false;
  std::size_t used = 0;
};

// As a connection feeds it: what is not consumed is offered again with what arrived since.
Body read_body(std::string_view head, std::string_view bytes, std::size_t piece) {
  net::RequestParser parser(kLimits);
  require(parser.parse_head(head) == 0, "a head that was accepted is accepted again");
  parser.set_body_limit(kBodyMost);
  Body body;
  for (std::size_t arrived = 0; arrived < bytes.size() && body.status == 0 && !body.is_done;) {
    arrived = std::min(arrived + piece, bytes.size());
    const auto progress = parser.parse_body(bytes.substr(body.used, arrived - body.used));
    require(progress.consumed <= arrived - body.used, "no more is consumed than was given");
    body.used += progress.consumed;
    body.status = progress.status;
    body.is_done = progress.is_done;
  }
  body.text = parser.request().body;
  return body;
}

void check_request(const net::RawRequest& request) {
  require(request.target == "*" || request.target.front() == '/', "a target is a path");
  require(request.target.size() <= kLimits.target + 1, "a target has its limit");
  require(request.target == "*" || net::is_safe_path(http::path_of(request.target)), "a path has no dot segment");
  require(request.headers.size() <= kLimits.header_count, "fields have their limit");
  std::size_t framings = 0;
  for (const auto& [name, value] : request.headers) {
    require(name == to_lower_ascii(name) && is_clean_utf8(value), "fields are clean");
    require(std::ranges::none_of(value, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7f; }), "a value holds no control");
    framings += name == "content-length" || name == "transfer-encoding" ? 1 : 0;
  }
  require(framings <= 1, "a body is announced in one way");
}

void check_read_again(const net::RawRequest& request) {
  std::string text = request.method + " " + request.target + (request.version == 11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (const auto& [name, value] : request.headers) text.append(name).append(": ").append(value).append("\r\n");
  text += "\r\n";
  net::Limits wide = kLimits;
  wide.target += 1;  // "?x" of an absolute form became "/?x"
  net::RequestParser parser(wide);
  require(parser.parse_head(text) == 0, "a request written out is accepted");
  require(parser.request().target == request.target && parser.request().headers == request.headers, "and reads the same");
}

void check_handler_side(const net::RawRequest& raw) {
  static const http::TrustedProxies proxies({"192.0.2.0/24", "2001:db8::/32"});
  http::Request request;
  const int status = http::read_head(raw, {.proxies = proxies, .is_https = raw.version == 10}, request);
  require(status == 0 || status == 400, "a head is read or refused");
  require(is_clean_utf8(request.path) && request.path.front() == '/', "a path is clean");
  for (const auto& [name, value] : request.query.pairs()) {
    require(is_clean_utf8(name) && is_clean_utf8(value) && value.find('\r') == std::string::npos, "a query is clean");
  }
  for (const auto& [name, value] : request.cookies) require(is_clean_utf8(name) && is_clean_utf8(value), "a cookie is clean");
  in6_addr six{};
  in_addr four{};
  const char* address = request.remote_address.c_str();
  require(::inet_pton(AF_INET6, address, &six) == 1 || ::inet_pton(AF_INET, address, &four) == 1, "the client is an address");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte() % 61;
  const std::string_view bytes = input.rest();
  net::HeadScan whole(kLimits.target, kLimits.header_fields);
  net::HeadScan parts(kLimits.target, kLimits.header_fields);
  const auto state = whole.scan(bytes);
  require(scan_in_pieces(parts, bytes, piece) == state, "a head ends at the same place in pieces");
  if (state == net::HeadScan::State::refused) require(whole.status() == parts.status() && whole.status() >= 400, "with the same status");
  if (state != net::HeadScan::State::complete) return 0;
  require(whole.length() == parts.length() && whole.length() <= bytes.size(), "with the same length");

  const std::string_view head = bytes.substr(0, whole.length());
  net::RequestParser parser(kLimits);
  const int status = parser.parse_head(head);
  require(status == 0 || (status >= 400 && status < 600), "a head is accepted or refused");
  if (status != 0) return 0;
  net::RawRequest& request = parser.request();
  request.remote_address = "192.0.2.7";
  check_request(request);
  check_read_again(request);
  check_handler_side(request);
  if (!parser.has_body()) return 0;
  const Body at_once = read_body(head, bytes.substr(head.size()), bytes.size() + 1);
  const Body in_pieces = read_body(head, bytes.substr(head.size()), piece);
  require(at_once.text.size() <= kBodyMost, "a body has its limit");
  require(at_once.is_done == in_pieces.is_done && (at_once.status != 0) == (in_pieces.status != 0), "a body ends alike in pieces");
  if (at_once.is_done) require(at_once.text == in_pieces.text && at_once.used == in_pieces.used, "and holds the same");
  return 0;
}
