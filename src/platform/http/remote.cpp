#include "platform/http/remote.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/text.hpp"

namespace muster::http {
namespace {

// 16 bytes, IPv4 mapped; empty when it is no address.
std::string parse_address(std::string_view text) {
  const std::string copy(text);
  std::string bytes(16, '\0');
  if (::inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
  std::string v4(4, '\0');
  if (::inet_pton(AF_INET, copy.c_str(), v4.data()) != 1) return {};
  return std::string("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) + v4;
}

bool has_prefix(std::string_view address, std::string_view network, int bits) {
  for (int i = 0; i < bits; ++i) {
    const auto at = static_cast<std::size_t>(i / 8);
    const unsigned mask = 0x80U >> (i % 8);
    if ((static_cast<unsigned char>(address[at]) & mask) != (static_cast<unsigned char>(network[at]) & mask))
      return false;
  }
  return true;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks) {
    const auto slash = text.find('/');
    const std::string_view host = std::string_view(text).substr(0, slash);
    Network network{.bytes = parse_address(host)};
    const bool is_v4 = host.find(':') == std::string_view::npos;
    int bits = is_v4 ? 32 : 128;
    bool is_valid = !network.bytes.empty();
    if (slash != std::string::npos) {
      const auto [end, error] = std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
      is_valid = is_valid && error == std::errc{} && end == text.data() + text.size() && bits >= 0 &&
                 bits <= (is_v4 ? 32 : 128);
    }
    if (!is_valid) throw std::invalid_argument("not an address or network: " + text);
    network.bits = is_v4 ? bits + 96 : bits;
    networks_.push_back(std::move(network));
  }
}

bool TrustedProxies::contains(std::string_view address) const {
  const std::string bytes = parse_address(address);
  return !bytes.empty() && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return has_prefix(bytes, network.bytes, network.bits);
  });
}

std::string TrustedProxies::find_client(std::string_view peer, std::string_view forwarded_for) const {
  if (networks_.empty() || forwarded_for.empty() || !contains(peer)) return std::string(peer);
  const auto hops = split(forwarded_for, ',');
  std::string client(peer);
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view address = trim(*hop);
    if (parse_address(address).empty()) break;  // what lies further left is not to be believed
    client = std::string(address);
    if (!contains(address)) break;
  }
  return client;
}

std::string network_of(std::string_view address) {
  std::string bytes = parse_address(address);
  if (bytes.empty()) return std::string(address);
  char text[INET6_ADDRSTRLEN] = {};
  const bool is_v4 = has_prefix(bytes, std::string_view("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12), 96);
  if (is_v4) return ::inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  std::fill(bytes.begin() + 8, bytes.end(), '\0');
  return std::string(::inet_ntop(AF_INET6, bytes.data(), text, sizeof text)) + "/64";
}

bool is_loopback(std::string_view address) {
  const std::string bytes = parse_address(address);
  return !bytes.empty() && (has_prefix(bytes, parse_address("127.0.0.0"), 104) || bytes == parse_address("::1"));
}

bool is_local_or_has_token(const Request& request, const Secret& token) {
  const auto passed_proxy = [&](const char* name) { return request.headers.contains(name); };
  if (is_loopback(request.remote_address) && !passed_proxy("x-forwarded-for") && !passed_proxy("forwarded") &&
      !passed_proxy("via"))
    return true;
  const auto given = request.headers.find("authorization");
  if (token.empty() || given == request.headers.end()) return false;
  return equal_constant_time(given->second, "Bearer " + token.reveal());
}

}  // namespace muster::http
