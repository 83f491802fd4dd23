#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "platform/net/request_parser.hpp"
#include "platform/net/server.hpp"
#include "tests/support/raw_client.hpp"

// What goes over the wire, byte by byte, and how many requests the server saw in it. After each case
// a second request follows on the same connection: a refused first one must never let it through,
// or a proxy and this server would disagree on where requests end.
namespace muster::net {
namespace {

struct Case {
  const char* name;
  std::string bytes;
  int status;  // of the first answer; 200 means that the request after it is answered as well
};

std::string get(const std::string& target, const std::string& fields = "") {
  return fmt::format("GET {} HTTP/1.1\r\nHost: a.example\r\n{}\r\n", target, fields);
}
std::string post(const std::string& fields, const std::string& body) {
  return fmt::format("POST /p HTTP/1.1\r\nHost: a.example\r\n{}\r\n{}", fields, body);
}
std::string line(const std::string& request_line) { return request_line + "\r\nHost: a.example\r\n\r\n"; }
std::string chunked(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }
std::string with_nul(const std::string& text) {
  std::string out = text;
  out[out.find('@')] = '\0';
  return out;
}

std::vector<Case> list_start_line_cases() {
  return {
      {"plain", get("/"), 200},
      {"query", get("/x?a=1&b=%41"), 200},
      {"percent-encoded UTF-8", get("/%D8%B9"), 200},
      {"unknown method", line("FROB / HTTP/1.1"), 200},  // the application says 501
      {"lower-case method", line("get / HTTP/1.1"), 200},
      {"options star", line("OPTIONS * HTTP/1.1"), 200},
      {"absolute form, same host", line("GET http://a.example/x HTTP/1.1"), 200},
      {"absolute form, other case", line("GET HTTP://A.example/x HTTP/1.1"), 200},
      {"absolute form without path", line("GET http://a.example HTTP/1.1"), 200},
      {"absolute form, query only", line("GET http://a.example?q HTTP/1.1"), 200},
      {"absolute form, different host", line("GET http://b.example/x HTTP/1.1"), 400},
      {"absolute form, different port", line("GET http://a.example:81/x HTTP/1.1"), 400},
      {"absolute form with user", line("GET http://u@a.example/x HTTP/1.1"), 400},
      {"absolute form, other scheme", line("GET ftp://a.example/x HTTP/1.1"), 400},
      {"get star", line("GET * HTTP/1.1"), 400},
      {"connect", line("CONNECT a.example:443 HTTP/1.1"), 405},
      {"connect with a path", line("CONNECT /x HTTP/1.1"), 405},
      {"no slash", line("GET x HTTP/1.1"), 400},
      {"backslash", line("GET /a\\b HTTP/1.1"), 400},
      {"fragment", line("GET /a#b HTTP/1.1"), 400},
      {"two spaces before target", line("GET  / HTTP/1.1"), 400},
      {"two spaces after target", line("GET /  HTTP/1.1"), 400},
      {"space in target", line("GET /a b HTTP/1.1"), 400},
      {"tab between", line("GET\t/\tHTTP/1.1"), 400},
      {"trailing space", line("GET / HTTP/1.1 "), 400},
      {"leading space", line(" GET / HTTP/1.1"), 400},
      {"leading empty line", "\r\n" + get("/"), 400},
      {"leading line feed", "\n" + get("/"), 400},
      {"no version", line("GET /"), 400},
      {"HTTP/0.9", "GET /\r\n", 400},
      {"HTTP/1.2", line("GET / HTTP/1.2"), 505},
      {"HTTP/2.0", line("GET / HTTP/2.0"), 505},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"lower-case version", line("GET / http/1.1"), 400},
      {"version with spaces", line("GET / HTTP/ 1.1"), 400},
      {"version of three digits", line("GET / HTTP/1.10"), 400},
      {"other protocol", line("GET / ICE/1.0"), 400},
      {"TLS hello", "\x16\x03\x01\x02\x05\x01\xfc\x03\x03", 400},
      {"empty method", line(" / HTTP/1.1"), 400},
      {"method with colon", line("GE:T / HTTP/1.1"), 400},
      {"method with NUL", with_nul(line("GE@T / HTTP/1.1")), 400},
      {"long method", line(std::string(40, 'A') + " / HTTP/1.1"), 501},
      {"bad percent", get("/%zz"), 400},
      {"cut percent", get("/%4"), 400},
      {"bare percent", get("/100%"), 400},
      {"encoded NUL", get("/a%00b"), 400},
      {"encoded line end", get("/a%0d%0ab"), 400},
      {"encoded delete", get("/a%7f"), 400},
      {"encoded slash", get("/a%2Fb"), 400},
      {"encoded backslash", get("/a%5cb"), 400},
      {"overlong slash", get("/%c0%af"), 400},
      {"surrogate", get("/%ed%a0%80"), 400},
      {"lone continuation byte", get("/%80"), 400},
      {"beyond U+10FFFF", get("/%f4%90%80%80"), 400},
      {"raw bytes above 127", get("/\xd8\xb9"), 400},
      {"dot segment", get("/a/../b"), 400},
      {"encoded dot segment", get("/a/%2e%2E/b"), 400},
      {"single dot segment", get("/./b"), 400},
      {"dots in a name", get("/a..b"), 200},
      {"bare line feed after request line", "GET / HTTP/1.1\nHost: a.example\r\n\r\n", 400},
      {"bare carriage return in target", "GET /\ra HTTP/1.1\r\nHost: a.example\r\n\r\n", 400},
      {"URL just within the limit", get("/" + std::string(8'000, 'a')), 200},
      {"URL too long", get("/" + std::string(9'000, 'a')), 414},
      {"URL of 1 MB", "GET /" + std::string(1'000'000, 'a'), 414},
  };
}

std::vector<Case> list_field_cases() {
  return {
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get("/", "Host: a.example\r\n"), 400},
      {"two different Hosts", get("/", "Host: b.example\r\n"), 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with user", "GET / HTTP/1.1\r\nHost: u@a.example\r\n\r\n", 400},
      {"Host with path", "GET / HTTP/1.1\r\nHost: a.example/x\r\n\r\n", 400},
      {"Host list", "GET / HTTP/1.1\r\nHost: a.example, b.example\r\n\r\n", 400},
      {"Host with bad port", "GET / HTTP/1.1\r\nHost: a.example:99999\r\n\r\n", 400},
      {"Host with empty port", "GET / HTTP/1.1\r\nHost: a.example:\r\n\r\n", 400},
      {"Host with port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", 200},
      {"Host is IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200},
      {"Host is broken IPv6", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
      {"no space after colon", "GET / HTTP/1.1\r\nHost:a.example\r\n\r\n", 200},
      {"tabs around value", "GET / HTTP/1.1\r\nHost:\ta.example\t\r\n\r\n", 200},
      {"space before colon", get("/", "X-A : 1\r\n"), 400},
      {"tab before colon", get("/", "X-A\t: 1\r\n"), 400},
      {"no colon", get("/", "X-A\r\n"), 400},
      {"empty name", get("/", ": 1\r\n"), 400},
      {"name with space", get("/", "X A: 1\r\n"), 400},
      {"name with slash", get("/", "X/A: 1\r\n"), 400},
      {"name with bytes above 127", get("/", "X-\xc3\xa9: 1\r\n"), 400},
      {"name with NUL", with_nul(get("/", "X-@: 1\r\n")), 400},
      {"empty value", get("/", "X-A:\r\n"), 200},
      {"folded value", get("/", "X-A: 1\r\n 2\r\n"), 400},
      {"folded with tab", get("/", "X-A: 1\r\n\t2\r\n"), 400},
      {"folded empty line", get("/", "X-A: 1\r\n \r\n"), 400},
      {"first field folded", "GET / HTTP/1.1\r\n Host: a.example\r\n\r\n", 400},
      {"bare line feed between fields", "GET / HTTP/1.1\r\nHost: a.example\nX: 1\r\n\r\n", 400},
      {"bare line feeds at the end", "GET / HTTP/1.1\r\nHost: a.example\n\n", 400},
      {"bare carriage return in value", get("/", "X-A: 1\r2\r\n"), 400},
      {"two carriage returns", get("/", "X-A: 1\r\r\n"), 400},
      {"NUL in value", with_nul(get("/", "X-A: 1@2\r\n")), 400},
      {"escape in value", get("/", "X-A: \x1b[0m\r\n"), 400},
      {"delete in value", get("/", "X-A: a\x7f\r\n"), 400},
      {"UTF-8 in value", get("/", "X-A: \xd8\xb9\r\n"), 200},
      {"latin-1 in value", get("/", "X-A: caf\xe9\r\n"), 400},
      {"overlong UTF-8 in value", get("/", "Cookie: a=\xc0\x80\r\n"), 400},
      {"two Origins", get("/", "Origin: http://a.example\r\nOrigin: http://b.example\r\n"), 400},
      {"two Cookies", get("/", "Cookie: a=1\r\nCookie: b=2\r\n"), 200},
      {"two Content-Types", post("Content-Type: text/plain\r\nContent-Type: text/html\r\nContent-Length: 0\r\n", ""),
       400},
      {"expect nonsense", post("Expect: 200-ok\r\nContent-Length: 0\r\n", ""), 417},
      {"upgrade is not taken", get("/", "Connection: Upgrade\r\nUpgrade: h2c\r\n"), 200},
      {"connection nonsense", get("/", "Connection: ;;,\r\n"), 400},
      {"100 fields",
       [] {
         std::string s;
         for (int i = 0; i < 99; ++i) s += fmt::format("X-{}: 1\r\n", i);
         return get("/", s);
       }(),
       200},
      {"101 fields",
       [] {
         std::string s;
         for (int i = 0; i < 100; ++i) s += fmt::format("X-{}: 1\r\n", i);
         return get("/", s);
       }(),
       431},
      {"fields within the limit", get("/", "X-A: " + std::string(15'000, 'a') + "\r\n"), 200},
      {"fields too large", get("/", "X-A: " + std::string(17'000, 'a') + "\r\n"), 431},
      {"fields without end", "GET / HTTP/1.1\r\nX: " + std::string(1'000'000, 'a'), 431},
  };
}

std::vector<Case> list_body_cases() {
  return {
      {"length", post("Content-Length: 5\r\n", "hello"), 200},
      {"length zero", post("Content-Length: 0\r\n", ""), 200},
      {"neither length nor coding", post("", ""), 200},
      {"get with length", get("/", "Content-Length: 3\r\n") + "abc", 200},
      {"same length twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"), 400},
      {"length list", post("Content-Length: 5, 5\r\n", "hello"), 400},
      {"length with plus", post("Content-Length: +5\r\n", "hello"), 400},
      {"length with minus", post("Content-Length: -5\r\n", "hello"), 400},
      {"length in hex", post("Content-Length: 0x5\r\n", "hello"), 400},
      {"length with blank inside", post("Content-Length: 1 1\r\n", "hello hello"), 400},
      {"length with point", post("Content-Length: 5.0\r\n", "hello"), 400},
      {"length empty", post("Content-Length:\r\n", "hello"), 400},
      {"length with letters", post("Content-Length: 5a\r\n", "hello"), 400},
      {"length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n", "hello"), 400},
      {"length quoted", post("Content-Length: \"5\"\r\n", "hello"), 400},
      {"length above the limit", post("Content-Length: 300000\r\n", "hello"), 413},
      {"length of 1 GB", post("Content-Length: 1073741824\r\n", "hello"), 413},
      {"length with leading zero", post("Content-Length: 005\r\n", "hello"), 200},
      {"chunks", chunked("5\r\nhello\r\n0\r\n\r\n"), 200},
      {"chunks in hex", chunked("A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n"), 200},
      {"several zeros end the chunks", chunked("5\r\nhello\r\n000\r\n\r\n"), 200},
      {"coding in capitals", post("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 200},
      {"length then coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"coding then length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
      {"coding and length zero", post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"), 400},
      {"coding twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"coding chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
      {"coding gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
      {"coding chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 400},
      {"coding identity", post("Transfer-Encoding: identity\r\n", ""), 400},
      {"coding xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
      {"coding with quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 400},
      {"coding with semicolon", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 400},
      {"coding with comma", post("Transfer-Encoding: ,chunked\r\n", "0\r\n\r\n"), 400},
      {"coding empty", post("Transfer-Encoding:\r\n", "0\r\n\r\n"), 400},
      {"coding with vertical tab",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n",
            "0\r\n\r\n"),
       400},
      {"coding with space before colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
      {"coding folded", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
      {"coding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunk extension", chunked("5;a=b\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk extension at the end", chunked("5\r\nhello\r\n0;a\r\n\r\n"), 400},
      {"chunk size with blank", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with leading blank", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size with plus", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size negative", chunked("-1\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size empty", chunked("\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size not hex", chunked("g\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size overflows", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk size above the limit", chunked("fffffff\r\nhello"), 413},
      {"chunk size of endless zeros", chunked(std::string(200, '0') + "5\r\nhello\r\n0\r\n\r\n"), 400},
      {"chunk with bare line feed", chunked("5\nhello\n0\n\n" + std::string(100, 'a')), 400},
      {"chunk size ends in line feed", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"chunk longer than said", chunked("5\r\nhello!\r\n0\r\n\r\n"), 400},
      {"chunk data ends in line feed", chunked("5\r\nhello\n0\r\n\r\n" + std::string(100, 'a')), 400},
      {"trailer field", chunked("0\r\nX-A: 1\r\n\r\n"), 400},
      {"trailer with length", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"trailer with Host", chunked("5\r\nhello\r\n0\r\nHost: b.example\r\n\r\n"), 400},
      {"HTTP/1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200},
      {"HTTP/1.1 close", get("/", "Connection: close\r\n"), 201},
      {"HTTP/1.0 without keep-alive", "GET / HTTP/1.0\r\n\r\n", 201},
  };
}

void check_cases(const std::vector<Case>& cases) {
  Options options;
  options.listen = {"127.0.0.1:0"};
  options.socket_threads = 1;
  options.worker_threads = 2;
  Handlers handlers;
  handlers.answer = [](const RawRequest& request) {
    RawResponse response;
    response.status = request.refused != 0 ? request.refused : 200;
    response.body = request.method + " " + request.target + " " + request.body;
    return response;
  };
  Server server(options, handlers);
  server.start();
  for (const Case& each : cases) {
    CAPTURE(std::string(each.name));
    test::RawClient client(server.port());
    client.send(each.bytes + "GET /after HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
    const std::string all = client.receive_rest(std::chrono::seconds(3));
    const auto answers = test::parse_answers(all);
    // 201 in the table: a good request after which the server closes by rule.
    const std::size_t expected = each.status == 200 ? 2 : 1;
    REQUIRE(answers.size() == expected);
    CHECK(answers[0].status == (each.status == 201 ? 200 : each.status));
    if (each.status != 200) CHECK(answers[0].head.find("Connection: close\r\n") != std::string::npos);
    if (each.status == 200) CHECK(answers[1].body == "GET /after ");
  }
  CHECK(server.drain_and_stop(std::chrono::seconds(5)));
}

}  // namespace

TEST_CASE("the grid of odd requests is large enough") {
  CHECK(list_start_line_cases().size() + list_field_cases().size() + list_body_cases().size() >= 120);
}
TEST_CASE("odd request lines and targets are refused") { check_cases(list_start_line_cases()); }
TEST_CASE("odd header fields are refused") { check_cases(list_field_cases()); }
TEST_CASE("ambiguous bodies are refused") { check_cases(list_body_cases()); }

TEST_CASE("one byte at a time gives the same answers as all at once") {
  Options options;
  options.listen = {"127.0.0.1:0"};
  options.socket_threads = 1;
  options.worker_threads = 1;
  Handlers handlers;
  handlers.answer = [](const RawRequest& request) { return RawResponse{.status = 200, .body = request.body}; };
  Server server(options, handlers);
  server.start();
  for (const auto& bytes : {get("/x?y", "X-A: 1\r\n"), post("Content-Length: 5\r\n", "hello"),
                            chunked("5\r\nhello\r\nB\r\n world, all\r\n0\r\n\r\n")}) {
    test::RawClient client(server.port());
    for (const char c : bytes) client.send(std::string_view(&c, 1));
    CHECK(client.receive().status == 200);
  }
  test::RawClient client(server.port());
  for (const char c : chunked("5\r\nhello\r\n0\r\nX: 1\r\n\r\n")) client.send(std::string_view(&c, 1));
  CHECK(client.receive().status == 400);
}

// As a connection feeds it: what was not consumed is offered again with what arrived since.
TEST_CASE("a chunked body may arrive in pieces of any size; a last chunk with a byte behind it ends no program") {
  for (const std::string body : {"0\r\n\r\n", "5\r\nhello\r\n0\r\n\r\n", "0\r\nhello\r\n2a\r\n", "1\r\nx\r\n000\r\n\r\n", "0\r\nx: y\r\n\r\n"}) {
    for (std::size_t piece = 1; piece <= body.size(); ++piece) {
      CAPTURE(body);
      CAPTURE(piece);
      RequestParser whole({}), parts({});
      for (RequestParser* parser : {&whole, &parts}) REQUIRE(parser->parse_head(chunked("")) == 0);
      const auto wanted = whole.parse_body(body);
      RequestParser::Progress progress;
      std::size_t used = 0;
      for (std::size_t arrived = 0; arrived < body.size() && progress.status == 0 && !progress.is_done;) {
        arrived = std::min(arrived + piece, body.size());
        progress = parts.parse_body(std::string_view(body).substr(used, arrived - used));
        used += progress.consumed;
      }
      CHECK(progress.is_done == wanted.is_done);
      CHECK((progress.status != 0) == (wanted.status != 0));
      CHECK(parts.request().body == whole.request().body);
    }
  }
}

}  // namespace muster::net
