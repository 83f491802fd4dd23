// A plain TCP client for tests on loopback: sends exactly the bytes it is told and shows exactly what
// came back, also when that is not HTTP.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::test {

struct RawAnswer {
  int status = 0;
  std::string head;
  std::string body;
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept : descriptor_(other.descriptor_), received_(std::move(other.received_)) {
    other.descriptor_ = -1;
  }
  RawClient(const RawClient&) = delete;

  // False when the other side has closed.
  bool send(std::string_view bytes);
  // One whole answer (with Content-Length, or without body); status 0 when none came in time or the
  // connection ended first. Interim 1xx answers are answers.
  RawAnswer receive(bool is_head = false, std::chrono::milliseconds patience = std::chrono::seconds(5));
  // Everything until the other side closes or patience ends.
  std::string receive_rest(std::chrono::milliseconds patience = std::chrono::seconds(5));
  // The other side has closed, without another byte.
  bool is_closed(std::chrono::milliseconds patience = std::chrono::seconds(5));
  void finish_sending();
  int descriptor() const { return descriptor_; }

 private:
  bool receive_more(std::chrono::steady_clock::time_point end);
  int descriptor_ = -1;
  std::string received_;
  bool has_ended_ = false;
};

// Takes one answer off the front of `stream`; false when it is not complete.
inline bool take_answer(std::string& stream, RawAnswer& answer, bool is_head) {
  const auto end = stream.find("\r\n\r\n");
  if (end == std::string::npos || stream.size() < 12) return false;
  answer.head = stream.substr(0, end + 4);
  answer.status = std::stoi(stream.substr(9, 3));
  std::string lower = answer.head;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find("\r\ncontent-length:");
  const bool has_body =
      !is_head && answer.status >= 200 && answer.status != 204 && answer.status != 304 && at != std::string::npos;
  const std::size_t length = has_body ? std::stoul(lower.substr(at + 17)) : 0;
  if (stream.size() < end + 4 + length) return false;
  answer.body = stream.substr(end + 4, length);
  stream.erase(0, end + 4 + length);
  return true;
}

inline RawClient::RawClient(std::uint16_t port) {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    ::close(descriptor_);
    throw std::runtime_error("cannot connect");
  }
}

inline RawClient::~RawClient() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

inline bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

inline bool RawClient::receive_more(std::chrono::steady_clock::time_point end) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
  pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
  if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
  char bytes[16 * 1024];
  const ssize_t got = ::recv(descriptor_, bytes, sizeof bytes, 0);
  if (got <= 0) {
    has_ended_ = true;
    return false;
  }
  received_.append(bytes, static_cast<std::size_t>(got));
  return true;
}

inline RawAnswer RawClient::receive(bool is_head, std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  RawAnswer answer;
  while (!take_answer(received_, answer, is_head)) {
    if (!receive_more(end)) return {};
  }
  return answer;
}

inline std::string RawClient::receive_rest(std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (receive_more(end)) {
  }
  return std::exchange(received_, {});
}

inline bool RawClient::is_closed(std::chrono::milliseconds patience) {
  const std::string rest = receive_rest(patience);
  return rest.empty() && has_ended_;
}

inline void RawClient::finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

// Every answer in a stream of them.
inline std::vector<RawAnswer> parse_answers(std::string_view stream) {
  std::vector<RawAnswer> answers;
  std::string rest(stream);
  RawAnswer answer;
  while (take_answer(rest, answer, false)) answers.push_back(std::exchange(answer, {}));
  return answers;
}

}  // namespace muster::test
