#include "platform/deliverability/lookups.hpp"

#include "base/text.hpp"

namespace muster::deliverability {

namespace {

using Outcome = net::DnsAnswer::Outcome;
constexpr int kSilentMax = 3;
constexpr std::size_t kAskedMax = 400;  // more than honest records need

}  // namespace

Lookups::Lookups(Lookup ask, Steady end, std::function<Steady()> now) : ask_(std::move(ask)), end_(end), now_(std::move(now)) {}

net::DnsAnswer Lookups::operator()(const std::string& name, net::DnsType type) {
  const std::pair key{to_lower_ascii(name), type};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  if (is_away() && silent_ >= kSilentMax) return {Outcome::failed, {}, last_problem_, true};
  if (known_.size() >= kAskedMax) return {Outcome::failed, {}, "too many look-ups"};
  if (now_() >= end_) return {Outcome::failed, {}, "the time for all checks is over"};
  net::DnsAnswer answer = ask_(key.first, type);
  if (answer.is_silent) {
    ++silent_;
    last_problem_ = answer.problem;
  } else {
    ++answered_;
  }
  known_.emplace(key, answer);
  return answer;
}

}  // namespace muster::deliverability
