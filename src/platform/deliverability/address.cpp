#include "platform/deliverability/address.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace muster::deliverability {
namespace {

struct Network {
  const char* text;
  int bits;
};
constexpr Network kNotPublic[] = {{"0.0.0.0", 8}, {"10.0.0.0", 8}, {"100.64.0.0", 10}, {"127.0.0.0", 8}, {"169.254.0.0", 16}, {"172.16.0.0", 12}, {"192.168.0.0", 16}, {"224.0.0.0", 3}, {"::", 127}, {"fc00::", 7}, {"fe80::", 10}, {"ff00::", 8}};

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  Address made;
  const std::string copy(text);
  if (copy.size() != text.size() || copy.find('\0') != std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET, copy.c_str(), made.bytes_.data()) == 1) return made;
  if (::inet_pton(AF_INET6, copy.c_str(), made.bytes_.data()) != 1) return std::nullopt;
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  made.is_v6_ = !std::equal(kMapped.begin(), kMapped.end(), made.bytes_.begin());
  if (!made.is_v6_) {
    std::copy_n(made.bytes_.begin() + 12, 4, made.bytes_.begin());
    std::fill(made.bytes_.begin() + 4, made.bytes_.end(), std::uint8_t{0});
  }
  return made;
}

bool Address::is_in(const Address& network, int bits) const {
  if (is_v6_ != network.is_v6_) return false;
  for (std::size_t at = 0; bits > 0; ++at, bits -= 8) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
    if ((bytes_[at] & mask) != (network.bytes_[at] & mask)) return false;
  }
  return true;
}

bool Address::is_public() const {
  return std::ranges::none_of(kNotPublic, [&](const Network& network) { return is_in(*parse(network.text), network.bits); });
}

std::string Address::format() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(is_v6_ ? AF_INET6 : AF_INET, bytes_.data(), text.data(), text.size());
  return text.data();
}

std::string Address::dotted() const {
  if (!is_v6_) return format();
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes_) {
    for (const int nibble : {byte >> 4, byte & 15}) {
      if (!out.empty()) out += '.';
      out += digits[static_cast<std::size_t>(nibble)];
    }
  }
  return out;
}

std::string Address::reverse_name() const {
  const std::string forward = dotted();
  std::string out;
  for (std::size_t end = forward.size();;) {
    const std::size_t dot = forward.rfind('.', end - 1);
    const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
    out.append(forward, begin, end - begin) += '.';
    if (dot == std::string::npos) break;
    end = dot;
  }
  return out + (is_v6_ ? "ip6.arpa" : "in-addr.arpa");
}

}  // namespace muster::deliverability
