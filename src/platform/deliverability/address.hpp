// An IP address as DNS and SPF need it. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is IPv4.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace muster::deliverability {

class Address {
 public:
  // In digits, without brackets, port or zone.
  static std::optional<Address> parse(std::string_view text);

  bool is_v6() const { return is_v6_; }
  bool is_in(const Address& network, int bits) const;  // never of the other kind
  // Reachable from everywhere: not of this machine, a private network, or shared address space (RFC 6890).
  bool is_public() const;
  std::string format() const;
  std::string dotted() const;        // 192.0.2.1, or 32 nibbles with dots: what SPF calls %{i}
  std::string reverse_name() const;  // 1.2.0.192.in-addr.arpa
  bool operator==(const Address&) const = default;

 private:
  bool is_v6_ = false;
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 in the first four
};

}  // namespace muster::deliverability
