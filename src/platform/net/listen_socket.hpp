// Opens listening sockets. Several threads listen on one address (SO_REUSEPORT), so that the kernel
// spreads connections and none of them has to hand sockets to another.
#pragma once

#include <cstdint>
#include <string>

namespace muster::net {

// "127.0.0.1:8080", "[::1]:8080", port 0 = any. Throws std::runtime_error naming the address.
struct ListenAddress {
  std::string host;
  std::uint16_t port = 0;
  static ListenAddress parse(const std::string& text);
};

// A bound, listening, non-blocking descriptor. Throws std::runtime_error naming the address.
int open_listen_socket(const ListenAddress& address);
std::uint16_t local_port(int descriptor);

}  // namespace muster::net
