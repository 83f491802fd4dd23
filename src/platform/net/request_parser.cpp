#include "platform/net/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "platform/net/target.hpp"

namespace muster::net {
namespace {

namespace beast_http = boost::beast::http;
using Error = boost::beast::error_code;
using boost::beast::string_view;

std::string_view view(string_view text) { return {text.data(), text.size()}; }

// A chunk's size line is a few hex digits; extensions and trailers are refused, so more than this
// without a line end is nonsense.
constexpr std::size_t kChunkLineMax = 64;
// Until it has ended, what is to come of a chunked body is never shorter than "0\r\n\r\n". Boost.Beast ends the program
// when it is asked again about a last chunk with less: one stranger's byte would be enough.
constexpr std::size_t kChunkedLeast = 5;
// Most forms, and no more: who announces much has sent nothing yet.
constexpr std::size_t kBodyReserved = 4 * 1024;

// Fields whose repetition makes a message ambiguous.
bool is_singleton(std::string_view name) {
  static constexpr std::string_view kNames[] = {
      "host",           "content-length", "transfer-encoding", "content-type",       "origin", "authorization",
      "sec-fetch-site", "expect",         "content-encoding",  "content-disposition"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  if (text.empty() || text.size() > 18 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return std::nullopt;
  }
  return std::stoull(std::string(text));
}

// "HTTP/" digit "." digit: another version, not garbage.
bool names_other_version(std::string_view head) {
  const auto line = head.substr(0, head.find('\r'));
  const auto space = line.rfind(' ');
  if (space == std::string_view::npos || std::count(line.begin(), line.end(), ' ') != 2) return false;
  const auto version = line.substr(space + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
         is_digit(version[7]);
}

}  // namespace

struct RequestParser::Implementation final : beast_http::basic_parser<true> {
  explicit Implementation(const Limits& limits_given) : limits(limits_given) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // HeadScan has counted already
    body_limit(boost::none);                                  // counted below, by route
  }

  void refuse(int with, Error& error) {
    if (status == 0) status = with;
    error = beast_http::error::bad_field;
  }

  void on_request_impl(beast_http::verb, string_view method, string_view target, int version, Error& error) override {
    if (method.size() > 32) return refuse(501, error);
    if (target.size() > limits.target) return refuse(414, error);
    request.method = view(method);
    request.target = view(target);
    request.version = version;
  }

  void on_field_impl(beast_http::field, string_view name, string_view value, Error& error) override {
    if (has_head) return refuse(400, error);  // a trailer field
    if (request.headers.size() >= limits.header_count) return refuse(431, error);
    std::string lower = to_lower_ascii(view(name));
    if (!is_clean_utf8(view(value))) return refuse(400, error);
    if (is_singleton(lower) && request.find_header(lower) != nullptr) return refuse(400, error);
    if (lower == "content-length") {
      length = parse_length(view(value));
      if (!length || is_chunked) return refuse(400, error);
    } else if (lower == "transfer-encoding") {
      // RFC 9112 section 6.1: exactly chunked, in HTTP/1.1, and never beside Content-Length.
      is_chunked = to_lower_ascii(view(value)) == "chunked";
      if (!is_chunked || length || request.version == 10) return refuse(400, error);
    } else if (lower == "expect") {
      if (to_lower_ascii(view(value)) != "100-continue") return refuse(417, error);
      expects_continue = request.version == 11;
    }
    request.headers.emplace_back(std::move(lower), view(value));
  }

  void on_header_impl(Error& error) override {
    has_head = true;
    const std::string* host = request.find_header("host");
    if (host != nullptr ? !is_host(*host) : request.version == 11) return refuse(400, error);
    auto reduced =
        reduce_target(request.method, request.target, host != nullptr ? std::string_view(*host) : std::string_view{});
    if (!reduced) return refuse(request.method == "CONNECT" ? 405 : 400, error);
    request.target = std::move(*reduced);
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {
    if (length) request.body.reserve(std::min<std::uint64_t>(*length, kBodyReserved));
  }
  std::size_t on_body_impl(string_view bytes, Error& error) override { return append(bytes, error); }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, Error& error) override {
    return append(bytes, error);
  }
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, Error& error) override {
    if (!extensions.empty()) return refuse(400, error);
    has_chunk_line = true;
    if (size > body_max - std::min(body_max, request.body.size())) refuse(413, error);
  }
  void on_response_impl(int, string_view, int, Error&) override {}
  void on_finish_impl(Error&) override {}

  std::size_t append(string_view bytes, Error& error) {
    if (bytes.size() > body_max - std::min(body_max, request.body.size())) {
      refuse(413, error);
      return 0;
    }
    grow(request.body.size() + bytes.size());
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  // By doubling, but never beyond what may still come: a body costs its own size and no more.
  void grow(std::size_t needed) {
    std::string& body = request.body;
    if (needed <= body.capacity()) return;
    const std::size_t most = length ? std::min<std::uint64_t>(*length, body_max) : body_max;
    body.reserve(std::max(needed, std::min(most, 2 * body.capacity())));
  }

  const Limits& limits;
  RawRequest request;
  std::size_t body_max = 0;
  std::optional<std::uint64_t> length;
  int status = 0;
  bool is_chunked = false;
  bool expects_continue = false;
  bool has_head = false;
  bool has_chunk_line = false;  // the last call to put read one
};

RequestParser::RequestParser(const Limits& limits) : implementation_(std::make_unique<Implementation>(limits)) {}
RequestParser::~RequestParser() = default;

int RequestParser::parse_head(std::string_view head) {
  Error error;
  const std::size_t consumed = implementation_->put(boost::asio::const_buffer(head.data(), head.size()), error);
  if (error == beast_http::error::bad_version) return names_other_version(head) ? 505 : 400;
  if (error) return implementation_->status != 0 ? implementation_->status : 400;
  return consumed == head.size() && implementation_->is_header_done() ? 0 : 400;
}

bool RequestParser::has_body() const { return !implementation_->is_done(); }
bool RequestParser::announces_more_than(std::size_t limit) const {
  return implementation_->length && *implementation_->length > limit;
}
bool RequestParser::expects_continue() const { return implementation_->expects_continue; }
bool RequestParser::keeps_alive() const { return implementation_->keep_alive(); }
void RequestParser::set_body_limit(std::size_t limit) { implementation_->body_max = limit; }
RawRequest& RequestParser::request() { return implementation_->request; }

RequestParser::Progress RequestParser::parse_body(std::string_view bytes) {
  Progress progress;
  while (!implementation_->is_done() && progress.consumed < bytes.size()) {
    Error error;
    const std::string_view rest = bytes.substr(progress.consumed);
    if (implementation_->chunked() && rest.size() < kChunkedLeast) return progress;
    implementation_->has_chunk_line = false;
    const std::size_t used = implementation_->put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    progress.consumed += used;
    if (implementation_->has_chunk_line && used > kChunkLineMax) {
      progress.status = 400;
      return progress;
    }
    if (error == beast_http::error::need_more) {
      if (rest.size() - used > kChunkLineMax) progress.status = 400;
      return progress;
    }
    if (error) {
      progress.status = implementation_->status != 0 ? implementation_->status : 400;
      return progress;
    }
    if (used == 0 && !implementation_->is_done()) return progress;
  }
  progress.is_done = implementation_->is_done();
  return progress;
}

}  // namespace muster::net
