// A strict HTTP/1.1 server for use behind a proxy or on loopback: requests come whole and checked,
// answers go out as values. Sockets live on one thread per core; handlers run on a bounded pool of
// workers, so a slow one never stops the sockets, and a full queue is answered 503 at once.
// It rejects what is ambiguous instead of repairing it (RFC 9112), and never speaks TLS or HTTP/2.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::net {

// One request as it came over the wire. The path is known to be well-formed percent-encoded UTF-8
// without dot segments or encoded slashes; header values are clean UTF-8 without controls.
struct RawRequest {
  std::string method;  // "GET"
  std::string target;  // origin-form "/en/organisations?q=x"; "*" only for OPTIONS
  int version = 11;    // 10 or 11
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, in order of arrival
  std::string body;
  std::string remote_address;  // of the peer, without port
  int refused = 0;             // 413: the body was too large for the route and has not been read

  // First value, or nullptr.
  const std::string* find_header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
      if (name == lower_case_name) return &value;
    }
    return nullptr;
  }
};

// One answer. Content-Length, Date and Connection are the server's; a header with CR, LF, NUL or a
// name that is not a token is left out rather than written.
struct RawResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // For bytes that live elsewhere (cached page, embedded asset): used instead of `body` when its data
  // pointer is set. `owner` keeps them alive until they are sent.
  std::string_view shared_body;
  // Header lines ready for the wire, each ending in CRLF, kept alive by `owner`; written as they are.
  std::string_view shared_head;
  std::shared_ptr<const void> owner;
  bool must_close = false;

  std::string_view content() const { return shared_body.data() != nullptr ? shared_body : std::string_view(body); }
};

struct Handlers {
  // The answer; runs on a worker and may wait. An exception is a bare 500 (the caller should have caught it).
  std::function<RawResponse(const RawRequest&)> answer;
  // Optional: an answer that is ready, such as a cached page. Runs on a socket thread and must not wait.
  std::function<std::optional<RawResponse>(const RawRequest&)> find_ready;
  // Optional: bytes of body that this head may bring (asked before the body is read).
  std::function<std::size_t(const RawRequest& head)> body_limit;
  // Optional: the words of a 503 for a full queue. Runs on a socket thread and must not wait.
  std::function<RawResponse(const RawRequest&)> answer_overloaded;
};

struct Limits {
  std::size_t target = 8 * 1024;                   // bytes; 414
  std::size_t header_fields = 16 * 1024;           // bytes after the request line; 431
  std::size_t header_count = 100;                  // 431
  std::size_t body = 256 * 1024;                   // where body_limit is absent; 413
  std::size_t bodies = 32 * 1024 * 1024;           // memory of all bodies together; above, only small ones are taken, 503
  std::size_t connections = 12'000;                // above: 503 and close
  std::chrono::milliseconds header_time{10'000};   // from the first byte to the empty line; 408
  std::chrono::milliseconds idle_time{60'000};     // between requests
  std::chrono::milliseconds slow_grace{10'000};    // before the lowest rate of a body counts
  std::chrono::milliseconds write_grace{20'000};   // before the lowest rate of a reader counts
  std::size_t bytes_per_second = 1024;             // lowest rate, both ways
  std::chrono::milliseconds linger_time{2'000};    // how long a refused sender is listened to
  std::chrono::milliseconds drain_idle_time{500};  // how long idle connections outlive the order to stop
};

struct Options {
  std::vector<std::string> listen = {"127.0.0.1:8080"};  // "ADDRESS:PORT", "[V6]:PORT"; port 0 = any
  int socket_threads = 0;                                // 0 = one per core
  int worker_threads = 16;
  std::size_t queue_length = 256;  // requests that wait for a worker
  Limits limits;
};

// Running totals since the start.
struct Counts {
  std::uint64_t connections = 0;  // accepted
  std::uint64_t open = 0;         // now
  std::uint64_t requests = 0;     // answered or being answered
  std::uint64_t refused = 0;      // 4xx and 5xx by this room alone
  std::uint64_t overloaded = 0;   // 503 because the queue was full
  std::uint64_t waiting = 0;      // in the queue now
};

class Server {
 public:
  Server(Options options, Handlers handlers);
  ~Server();  // stops without waiting for idle connections
  Server(const Server&) = delete;

  // Binds and serves. Throws std::runtime_error naming the address that cannot be used.
  void start();
  // Port of the first address, once started.
  std::uint16_t port() const;
  // Stops accepting, finishes every request whose first byte has arrived (with Connection: close) and
  // ends. False when the deadline came first and connections were cut.
  bool drain_and_stop(std::chrono::milliseconds deadline);
  Counts counts() const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
