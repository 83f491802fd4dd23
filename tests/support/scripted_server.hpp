// A server for one connection after the other that says exactly what its script tells it, also
// nonsense, and remembers what it heard. For clients of line protocols, on loopback.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace muster::test {

// One move of the server: waits until what it heard ends in `until` (empty: does not wait), then says
// `answer`. The word kDrop closes the connection, kHang says nothing for as long as the test lasts.
struct ServerMove {
  std::string until;
  std::string answer;
};
inline const std::string kDrop = "\x01 drop";
inline const std::string kHang = "\x01 hang";

class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<ServerMove> script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    socklen_t length = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedServer() { stop(); }
  ScriptedServer(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  // All that the client said; ends the server.
  std::string heard() {
    stop();
    return heard_;
  }

 private:
  void stop() {
    is_stopped_ = true;
    if (thread_.joinable()) thread_.join();
    if (listener_ >= 0) ::close(std::exchange(listener_, -1));
  }
  bool wait(int descriptor) {
    while (!is_stopped_) {
      pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 10) > 0) return true;
    }
    return false;
  }
  bool hear_more(int client) {
    char bytes[4096];
    if (!wait(client)) return false;
    const ssize_t got = ::recv(client, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    heard_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  void serve() {
    if (!wait(listener_)) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    for (const ServerMove& move : script_) {
      bool is_there = true;
      while (is_there && !heard_.ends_with(move.until)) is_there = hear_more(client);
      if (!is_there || move.answer == kDrop) break;
      if (move.answer == kHang) {
        while (hear_more(client)) {
        }
        break;
      }
      (void)!::send(client, move.answer.data(), move.answer.size(), MSG_NOSIGNAL);
    }
    ::close(client);
  }

  std::vector<ServerMove> script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> is_stopped_ = false;
  std::string heard_;
  std::thread thread_;
};

}  // namespace muster::test
