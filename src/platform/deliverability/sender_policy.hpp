// One SPF record (RFC 7208) as terms, and a record that would allow one more address. Pure: nothing is looked up here.
// Whatever a stranger publishes ends as terms or as a reason.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "platform/deliverability/address.hpp"
#include "platform/deliverability/sentences.hpp"

namespace muster::deliverability {

struct SpfTerm {
  enum class Kind { all, include, a, mx, ptr, ip4, ip6, exists };
  Kind kind = Kind::all;
  char qualifier = '+';  // + - ~ ?
  std::string domain;    // with macros; empty: the domain itself
  std::optional<Address> network;
  int bits4 = 32;
  int bits6 = 128;
};

struct SpfRecord {
  std::vector<SpfTerm> terms;
  std::string redirect;  // with macros
};

// Whether a TXT record is one at all.
bool is_spf_record(std::string_view text);
std::expected<SpfRecord, Sentence> parse_spf(std::string_view text);

// What stands in macros (section 7).
struct SpfMacros {
  Address address;
  std::string sender;  // local@domain
  std::string domain;
  std::string helo;
};
// Nothing for a macro that is not one.
std::optional<std::string> expand_spf(std::string_view text, const SpfMacros& macros);

// `record` with the address before what ends it; a new record when it is empty.
std::string propose_spf(std::string_view record, const Address& address);

}  // namespace muster::deliverability
