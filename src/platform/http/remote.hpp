// Who is really on the other side, when proxies that we trust stand between; and whether a request may
// see what is for operators alone. Addresses are used for limits and are never logged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "platform/http/http.hpp"

namespace muster::http {

class TrustedProxies {
 public:
  // Addresses or networks: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32". Throws std::invalid_argument
  // naming what is neither.
  explicit TrustedProxies(const std::vector<std::string>& networks);
  bool contains(std::string_view address) const;
  // The nearest address that is not a trusted proxy's: the peer, or from the right end of X-Forwarded-For.
  std::string find_client(std::string_view peer, std::string_view forwarded_for) const;

 private:
  struct Network {
    std::string bytes;  // 16, IPv4 as ::ffff:a.b.c.d
    int bits = 128;
  };
  std::vector<Network> networks_;
};

// Who is counted as one: an IPv4 address, or the first 64 bits of an IPv6 address, of which each customer
// has at least 2^64. Text that is no address is its own network.
std::string network_of(std::string_view address);

bool is_loopback(std::string_view address);

// For /metrics and its like: the request comes from this machine without having passed a proxy, or
// carries "Authorization: Bearer TOKEN". An empty token opens nothing.
bool is_local_or_has_token(const Request& request, const Secret& token);

}  // namespace muster::http
