// A name server asked on behalf of many checks: each record once, until the time for all of them is over. When it never
// said anything to the first questions, it is asked no more: a machine without a network learns so at once.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "platform/deliverability/spf_check.hpp"

namespace muster::deliverability {

class Lookups {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  Lookups(Lookup ask, Steady end, std::function<Steady()> now = std::chrono::steady_clock::now);
  net::DnsAnswer operator()(const std::string& name, net::DnsType type);
  // It never said anything.
  bool is_away() const { return answered_ == 0 && silent_ > 0; }
  const std::string& last_problem() const { return last_problem_; }

 private:
  Lookup ask_;
  Steady end_;
  std::function<Steady()> now_;
  std::map<std::pair<std::string, net::DnsType>, net::DnsAnswer> known_;
  int answered_ = 0;
  int silent_ = 0;
  std::string last_problem_;
};

}  // namespace muster::deliverability
