// What the SPF records of a domain say of one address (RFC 7208 section 4), with all its bounds: ten look-ups, two that
// find nothing, ten mail exchangers. Records that refer to each other in circles end at these bounds.
#pragma once

#include <functional>
#include <string>

#include "platform/deliverability/sender_policy.hpp"
#include "platform/net/dns_client.hpp"

namespace muster::deliverability {

using Lookup = std::function<net::DnsAnswer(const std::string& name, net::DnsType type)>;

inline constexpr int kSpfLookupsMax = 10;

struct SpfResult {
  enum class Outcome { pass, fail, softfail, neutral, none, permerror, temperror };
  Outcome outcome = Outcome::none;
  Sentences reason;    // for permerror and temperror
  std::string record;  // of the domain itself
  // Of the whole tree of records, wherever an address is found in it: what a receiver may have to ask. Counted up to 40.
  int lookups = 0;
};
std::string_view spf_word(SpfResult::Outcome outcome);

// `domain` is the envelope sender's, in A-labels.
SpfResult check_spf(const Lookup& lookup, const Address& address, const std::string& domain, const std::string& helo);
// The same without an address: record, reason and look-ups; outcome neutral when it can be read.
SpfResult read_spf(const Lookup& lookup, const std::string& domain);

}  // namespace muster::deliverability
