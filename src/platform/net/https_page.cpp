#include "platform/net/https_page.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/net/smtp_link.hpp"

namespace muster::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kBodyMax = 64 * 1024;
constexpr std::size_t kHeadMax = 16 * 1024;

using Parser = http::response_parser<http::string_body>;

// Reads until the answer is whole; words of what went wrong.
std::string read_answer(SmtpLink& link, Parser& parser, std::chrono::steady_clock::time_point end) {
  std::string received;
  while (!parser.is_done()) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return "no answer in time";
    const std::string problem = link.read(received, left);
    boost::system::error_code error;
    if (!problem.empty()) {
      if (parser.got_some()) parser.put_eof(error);  // an answer without a length ends with the connection
      return parser.is_done() ? std::string() : problem;
    }
    const std::size_t used = parser.put(boost::asio::buffer(received), error);
    received.erase(0, used);
    if (error && error != http::error::need_more) return "the answer is not HTTP, or too long";
    if (received.size() > kHeadMax) return "the answer is not HTTP, or too long";
  }
  return {};
}

}  // namespace

HttpsPage fetch_https(const std::string& host, const std::string& address, std::uint16_t port, const std::string& path, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  SmtpLink link;
  std::string problem = link.connect(address, port, time);
  if (problem.empty()) problem = link.encrypt(host, "", time);
  if (problem.empty()) problem = link.certificate_problem();
  if (problem.empty()) problem = link.write("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\nAccept: text/plain\r\n\r\n", time);
  Parser parser;
  parser.eager(true);
  parser.body_limit(kBodyMax);
  parser.header_limit(kHeadMax);
  if (problem.empty()) problem = read_answer(link, parser, end);
  HttpsPage page;
  page.problem = problem;
  if (!problem.empty()) return page;
  page.status = static_cast<int>(parser.get().result_int());
  page.content_type = std::string(parser.get()[http::field::content_type]);
  page.body = parser.get().body();
  return page;
}

}  // namespace muster::net
