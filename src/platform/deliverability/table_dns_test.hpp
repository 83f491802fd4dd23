// A name server in a table, for rules that look things up: "NAME TYPE" to values; what is not in it does not exist.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "platform/deliverability/spf_check.hpp"

namespace muster::deliverability {

struct TableDns {
  using Values = std::vector<std::string>;
  std::map<std::string, Values> txt, a, aaaa, mx, ptr;
  std::map<std::string, bool> broken;  // names whose server does not answer
  int asked = 0;

  net::DnsAnswer ask(const std::string& name, net::DnsType type) {
    using Outcome = net::DnsAnswer::Outcome;
    ++asked;
    const std::string key = to_lower_ascii(name);
    if (broken.contains(key)) return {Outcome::failed, {}, "no answer in time", true};
    const auto& table = type == net::DnsType::txt ? txt : type == net::DnsType::a ? a : type == net::DnsType::aaaa ? aaaa : type == net::DnsType::mx ? mx : ptr;
    const auto found = table.find(key);
    if (found == table.end()) return {};
    return {Outcome::found, found->second, {}};
  }
  Lookup lookup() {
    return [this](const std::string& name, net::DnsType type) { return ask(name, type); };
  }
};

}  // namespace muster::deliverability
