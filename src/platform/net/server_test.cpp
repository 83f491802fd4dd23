#include "platform/net/server.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <atomic>
#include <semaphore>
#include <thread>

#include "platform/net/response_writer.hpp"
#include "tests/support/raw_client.hpp"

namespace muster::net {
namespace {

using namespace std::chrono_literals;
using test::RawClient;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

Options make_options() {
  Options options;
  options.listen = {"127.0.0.1:0"};
  options.socket_threads = 1;
  options.worker_threads = 2;
  return options;
}

RawResponse echo(const RawRequest& request) {
  RawResponse response;
  response.status = request.refused != 0 ? request.refused : 200;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = request.target + " " + request.body;
  return response;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("an answer has a date and a length, and a connection serves many requests") {
  Server server(make_options(), {.answer = echo});
  server.start();
  RawClient client(server.port());
  for (int i = 0; i < 100; ++i) {
    client.send(fmt::format("GET /{} HTTP/1.1\r\nHost: a.example\r\n\r\n", i));
    const auto answer = client.receive();
    REQUIRE(answer.status == 200);
    CHECK(answer.body == fmt::format("/{} ", i));
    CHECK(has(answer.head, "\r\nDate: "));
    CHECK(has(answer.head, " GMT\r\n"));
    CHECK(!has(answer.head, "Connection:"));
  }
  CHECK(server.counts().requests == 100);
  CHECK(server.counts().connections == 1);
}

TEST_CASE("pipelined requests are answered in order") {
  Server server(make_options(), {.answer = [](const RawRequest& request) {
                  if (request.target == "/0") std::this_thread::sleep_for(30ms);  // the first is the slowest
                  return echo(request);
                }});
  server.start();
  RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 200; ++i) {
    all += i % 3 == 0 ? fmt::format("GET /{} HTTP/1.1\r\nHost: a.example\r\n\r\n", i)
                      : fmt::format("POST /{} HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody", i);
  }
  client.send(all);
  for (int i = 0; i < 200; ++i) CHECK(client.receive().body == fmt::format("/{} {}", i, i % 3 == 0 ? "" : "body"));
}

TEST_CASE("a request is handed to a handler once, however long it takes") {
  Options options = make_options();
  options.limits.linger_time = 40ms;  // ticks every 10 ms
  std::atomic<int> calls = 0;
  Server server(options, {.answer = [&](const RawRequest& request) {
                  ++calls;
                  std::this_thread::sleep_for(150ms);
                  return echo(request);
                }});
  server.start();
  RawClient client(server.port());
  client.send("GET /first HTTP/1.1\r\nHost: a.example\r\n\r\nGET /second HTTP/1.1\r\nHost: a.example\r\n\r\n");
  CHECK(client.receive().body == "/first ");
  CHECK(client.receive().body == "/second ");
  std::this_thread::sleep_for(200ms);
  CHECK(calls == 2);
}

TEST_CASE("HEAD is answered like GET without the body") {
  Server server(make_options(), {.answer = echo});
  server.start();
  RawClient client(server.port());
  client.send("HEAD /abc HTTP/1.1\r\nHost: a.example\r\n\r\n");
  const auto answer = client.receive(true);
  CHECK(answer.status == 200);
  CHECK(has(answer.head, "Content-Length: 5\r\n"));
  client.send(kGet);
  CHECK(client.receive().body == "/ ");
}

TEST_CASE("204 and 304 carry neither body nor length") {
  Server server(make_options(), {.answer = [](const RawRequest& request) {
                  return RawResponse{.status = request.target == "/a" ? 204 : 304, .body = "not sent"};
                }});
  server.start();
  RawClient client(server.port());
  for (const auto* target : {"/a", "/b"}) {
    client.send(fmt::format("GET {} HTTP/1.1\r\nHost: a.example\r\n\r\n", target));
    const auto answer = client.receive();
    CHECK(answer.status >= 204);
    CHECK(!has(answer.head, "Content-Length"));
  }
}

TEST_CASE("Expect: 100-continue is answered before the body is sent") {
  Server server(make_options(), {.answer = echo});
  server.start();
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  CHECK(client.receive().status == 100);
  client.send("hello");
  CHECK(client.receive().body == "/ hello");
}

TEST_CASE("a body above the route's limit is refused before it is read") {
  Handlers handlers{.answer = echo};
  handlers.body_limit = [](const RawRequest& head) {
    return head.target == "/upload" ? std::size_t{100'000} : std::size_t{10};
  };
  Server server(make_options(), handlers);
  server.start();
  {
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
    CHECK(client.receive().status == 413);
    CHECK(client.is_closed());
  }
  {
    RawClient client(server.port());
    client.send("POST /upload HTTP/1.1\r\nHost: a.example\r\nContent-Length: 100000\r\n\r\n" +
                std::string(100'000, 'x'));
    CHECK(client.receive().body.size() == 100'008);
  }
  RawClient client(server.port());  // chunked: nothing is announced
  client.send(
      "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: "
      "chunked\r\n\r\n6\r\nabcdef\r\n6\r\nabcdef\r\n0\r\n\r\n");
  CHECK(client.receive().status == 413);
  CHECK(client.is_closed());
}

TEST_CASE("bodies together have a limit; small ones are taken all the same") {
  Options options = make_options();
  options.limits.body = 1'000'000;
  options.limits.bodies = 4'000'000;
  Server server(options, {.answer = echo});
  server.start();
  const auto begin_upload = [](RawClient& client) {
    client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 900000\r\n\r\n" + std::string(800'000, 'x'));
    std::this_thread::sleep_for(30ms);
  };
  const auto end_upload = [](RawClient& client) {
    client.send(std::string(100'000, 'x'));
    return client.receive();
  };
  std::vector<RawClient> hoarders;  // each holds 0.8 to 1.6 MB, as its buffer grew
  for (int i = 0; i < 6; ++i) begin_upload(hoarders.emplace_back(server.port()));
  RawClient small(server.port());
  small.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(small.receive().body == "/ hello");
  CHECK(end_upload(hoarders[0]).body.size() == 900'002);
  CHECK(end_upload(hoarders[1]).body.size() == 900'002);
  const auto refusal = hoarders.back().receive();
  CHECK(refusal.status == 503);
  CHECK(has(refusal.head, "Retry-After: 2"));
  CHECK(hoarders.back().is_closed());

  hoarders.clear();
  std::this_thread::sleep_for(100ms);
  for (int i = 0; i < 2; ++i) begin_upload(hoarders.emplace_back(server.port()));  // what was held is given back
  CHECK(end_upload(hoarders[0]).status == 200);
  CHECK(end_upload(hoarders[1]).status == 200);
}

TEST_CASE("an answer that the client reads slowly arrives whole") {
  const std::string large(20'000'000, 'x');
  Server server(make_options(), {.answer = [&](const RawRequest&) { return RawResponse{.body = large}; }});
  server.start();
  RawClient client(server.port());
  client.send(kGet);
  std::this_thread::sleep_for(100ms);
  CHECK((client.receive(false, 20s).body == large));
  client.send(kGet);
  CHECK(client.receive(false, 20s).body.size() == large.size());
}

TEST_CASE("shared bytes are sent as they are") {
  const auto text = std::make_shared<const std::string>("kept elsewhere");
  Server server(make_options(), {.answer = [&](const RawRequest&) {
                  return RawResponse{.body = "no", .shared_body = *text, .shared_head = "X-Kept: 1\r\n", .owner = text};
                }});
  server.start();
  RawClient client(server.port());
  client.send(kGet);
  const auto answer = client.receive();
  CHECK(answer.body == "kept elsewhere");
  CHECK(has(answer.head, "\r\nX-Kept: 1\r\n"));
}

TEST_CASE("a ready answer is given without a worker") {
  Handlers handlers{.answer = echo};
  handlers.find_ready = [](const RawRequest& request) -> std::optional<RawResponse> {
    if (request.target != "/ready") return std::nullopt;
    return RawResponse{.body = "ready"};
  };
  Server server(make_options(), handlers);
  server.start();
  RawClient client(server.port());
  client.send(
      "GET /ready HTTP/1.1\r\nHost: a.example\r\n\r\nGET /not HTTP/1.1\r\nHost: a.example\r\n\r\nGET /ready "
      "HTTP/1.1\r\nHost: a.example\r\n\r\n");
  CHECK(client.receive().body == "ready");
  CHECK(client.receive().body == "/not ");
  CHECK(client.receive().body == "ready");
}

TEST_CASE("no header can be injected through an answer") {
  Server server(make_options(), {.answer = [](const RawRequest&) {
                  RawResponse response;
                  response.headers = {{"X-A", "1\r\nSet-Cookie: evil=1"},
                                      {"X-B\r\nX-C", "1"},
                                      {"X-D", "a\nb"},
                                      {"X-E", std::string("a\0b", 3)},
                                      {"X F", "1"},
                                      {"", "1"},
                                      {"Content-Length", "0"},
                                      {"Connection", "upgrade"},
                                      {"transfer-encoding", "chunked"},
                                      {"X-Good", "\xd8\xb9"}};
                  response.body = "body";
                  return response;
                }});
  server.start();
  RawClient client(server.port());
  client.send(kGet);
  const auto answer = client.receive();
  CHECK(answer.body == "body");
  for (const auto* part : {"evil", "X-B", "X-C", "X-D", "X-E", "X F", "upgrade", "chunked"})
    CHECK(!has(answer.head, part));
  CHECK(has(answer.head, "X-Good: \xd8\xb9\r\n"));
}

TEST_CASE("an exception in the handler is a 500 and the connection lives on") {
  Server server(make_options(), {.answer = [](const RawRequest& request) -> RawResponse {
                  if (request.target == "/bad") throw std::runtime_error("secret");
                  return echo(request);
                }});
  server.start();
  RawClient client(server.port());
  client.send("GET /bad HTTP/1.1\r\nHost: a.example\r\n\r\n");
  const auto answer = client.receive();
  CHECK(answer.status == 500);
  CHECK(!has(answer.body, "secret"));
  client.send(kGet);
  CHECK(client.receive().status == 200);
}

TEST_CASE("a full queue is answered 503 with Retry-After at once") {
  Options options = make_options();
  options.worker_threads = 1;
  options.queue_length = 2;
  std::binary_semaphore gate(0);
  std::atomic<int> entered = 0;
  Server server(options, {.answer = [&](const RawRequest& request) {
                  ++entered;
                  if (request.target == "/wait") {
                    gate.acquire();
                    gate.release();
                  }
                  return echo(request);
                }});
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().send("GET /wait HTTP/1.1\r\nHost: a.example\r\n\r\n");
    while (i == 0 && entered == 0) std::this_thread::sleep_for(1ms);
  }
  while (server.counts().waiting < 2) std::this_thread::sleep_for(1ms);
  RawClient late(server.port());
  const auto start = std::chrono::steady_clock::now();
  late.send(kGet);
  const auto answer = late.receive();
  CHECK(answer.status == 503);
  CHECK(has(answer.head, "Retry-After: "));
  CHECK(std::chrono::steady_clock::now() - start < 500ms);
  CHECK(server.counts().overloaded == 1);
  gate.release();
  for (auto& client : clients) CHECK(client.receive().status == 200);
  late.send(kGet);
  CHECK(late.receive().status == 200);
}

TEST_CASE("too many connections are told so") {
  Options options = make_options();
  options.limits.connections = 3;
  Server server(options, {.answer = echo});
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(kGet);
    CHECK(clients.back().receive().status == 200);
  }
  RawClient late(server.port());
  CHECK(late.receive().status == 503);
  CHECK(late.is_closed());
}

TEST_CASE("slow clients are cut: heads, bodies, idle connections and readers") {
  Options options = make_options();
  options.limits.header_time = 200ms;
  options.limits.idle_time = 400ms;
  options.limits.slow_grace = 200ms;
  options.limits.write_grace = 300ms;
  options.limits.linger_time = 200ms;
  options.limits.bytes_per_second = 10'000;
  const std::string large(50'000'000, 'x');
  Server server(options, {.answer = [&](const RawRequest& request) {
                  return request.target == "/large" ? RawResponse{.shared_body = large} : echo(request);
                }});
  server.start();
  SUBCASE("head") {
    RawClient client(server.port());
    const auto start = std::chrono::steady_clock::now();
    while (client.send("X") && std::chrono::steady_clock::now() - start < 150ms) std::this_thread::sleep_for(20ms);
    CHECK(client.receive().status == 408);
    CHECK(client.is_closed());
  }
  SUBCASE("body") {
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1000\r\n\r\nabc");
    CHECK(client.receive().status == 408);
    CHECK(client.is_closed());
  }
  SUBCASE("idle") {
    RawClient client(server.port());
    client.send(kGet);
    CHECK(client.receive().status == 200);
    CHECK(client.is_closed());
  }
  SUBCASE("reader") {
    RawClient client(server.port());
    client.send("GET /large HTTP/1.1\r\nHost: a.example\r\n\r\n");
    std::this_thread::sleep_for(1500ms);
    CHECK(server.counts().open == 0);
  }
  SUBCASE("a steady body is not cut") {
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 20000\r\n\r\n");
    for (int i = 0; i < 20; ++i) {
      client.send(std::string(1000, 'x'));
      std::this_thread::sleep_for(30ms);
    }
    CHECK(client.receive().body.size() == 20'002);
  }
}

TEST_CASE("a graceful stop finishes every request whose first byte has arrived") {
  for (int round = 0; round < 3; ++round) {
    Options options = make_options();
    options.socket_threads = 2;
    options.worker_threads = 4;
    Server server(options, {.answer = [](const RawRequest& request) {
                    std::this_thread::sleep_for(2ms);
                    return echo(request);
                  }});
    server.start();
    std::atomic<int> answered = 0;
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&, port = server.port()] {
        RawClient client(port);
        for (;;) {
          if (!client.send(kGet)) {
            ++failed;
            return;
          }
          const auto answer = client.receive();
          if (answer.status != 200) {
            ++failed;
            return;
          }
          ++answered;
          if (has(answer.head, "Connection: close")) return;
        }
      });
    }
    std::this_thread::sleep_for(150ms);
    CHECK(server.drain_and_stop(10s));
    for (auto& thread : threads) thread.join();
    CHECK(failed == 0);
    CHECK(answered > 100);
  }
}

TEST_CASE("a request that began before the stop is finished, and idle connections end") {
  Server server(make_options(), {.answer = echo});
  server.start();
  RawClient begun(server.port());
  begun.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Le");
  RawClient idle(server.port());
  idle.send(kGet);
  CHECK(idle.receive().status == 200);
  std::this_thread::sleep_for(50ms);
  bool is_clean = false;
  std::thread stopping([&] { is_clean = server.drain_and_stop(10s); });
  std::this_thread::sleep_for(100ms);
  CHECK_THROWS(RawClient(server.port()));
  begun.send("ngth: 5\r\n\r\nhello");
  const auto answer = begun.receive();
  CHECK(answer.status == 200);
  CHECK(has(answer.head, "Connection: close"));
  CHECK(begun.is_closed());
  CHECK(idle.is_closed());
  stopping.join();
  CHECK(is_clean);
}

TEST_CASE("a stop with a deadline cuts what does not end") {
  Server server(make_options(), {.answer = echo});
  server.start();
  RawClient begun(server.port());
  begun.send("GET / HTT");
  std::this_thread::sleep_for(50ms);
  CHECK_FALSE(server.drain_and_stop(200ms));
  CHECK(begun.is_closed());
}

TEST_CASE("an address that cannot be used is named") {
  Server server(make_options(), {.answer = echo});
  server.start();
  for (const auto* bad : {"127.0.0.1", "example.org:80", "127.0.0.1:99999", "127.0.0.1:", "203.0.113.9:0"}) {
    Options options = make_options();
    options.listen = {bad};
    CHECK_THROWS_WITH_AS(Server(options, {.answer = echo}).start(), doctest::Contains("cannot listen on"),
                         std::runtime_error);
  }
}

TEST_CASE("the date is in the form of RFC 9110") {
  CHECK(format_http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace muster::net
