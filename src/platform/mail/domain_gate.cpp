#include "platform/mail/domain_gate.hpp"

namespace muster::mail {

using namespace std::chrono_literals;

bool DomainGate::is_waiting(const State& state, Steady now) const {
  if (state.busy > 0 && state.slow_until > now) return true;
  return per_minute_ > 0 && state.sent >= per_minute_ && now - state.window < 1min;
}

std::string DomainGate::list(Steady now, bool (*is_wanted)(const DomainGate&, const std::string&, const State&, Steady)) {
  const std::lock_guard lock(mutex_);
  std::string names;
  for (const auto& [domain, state] : states_) {
    if (is_wanted(*this, domain, state, now)) names += (names.empty() ? "|" : "") + domain + "|";
  }
  return names;
}

std::string DomainGate::list_waiting(Steady now) {
  return list(now, [](const DomainGate& gate, const std::string& domain, const State& state, Steady at) { return gate.is_waiting(state, at) || domain == gate.kept_; });
}

std::string DomainGate::list_avoided(Steady now) {
  return list(now, [](const DomainGate& gate, const std::string&, const State& state, Steady at) { return gate.is_waiting(state, at) || state.slow_until > at; });
}

std::string DomainGate::list_slow(Steady now) {
  return list(now, [](const DomainGate& gate, const std::string&, const State& state, Steady at) { return !gate.is_waiting(state, at) && state.slow_until > at; });
}

void DomainGate::keep(const std::string& domain) {
  const std::lock_guard lock(mutex_);
  kept_ = domain;
}

bool DomainGate::is_slow(const std::string& domain, Steady now) {
  const std::lock_guard lock(mutex_);
  const auto found = states_.find(domain);
  return found != states_.end() && found->second.slow_until > now;
}

bool DomainGate::begin(const std::string& domain, Steady now, bool is_bulk) {
  const std::lock_guard lock(mutex_);
  forget_quiet_ones(now);
  State& state = states_[domain];
  if (is_bulk && is_waiting(state, now)) return false;
  ++state.busy;
  if (now - state.window >= 1min) state.window = now, state.sent = 0;
  ++state.sent;
  return true;
}

bool DomainGate::end(const std::string& domain, Steady begun, Steady now) {
  const std::lock_guard lock(mutex_);
  State& state = states_[domain];
  --state.busy;
  if (now - begun < kSlow) return false;
  state.slow_until = now + kRemembered;
  return true;
}

// A million domains of one sending must not stay.
void DomainGate::forget_quiet_ones(Steady now) {
  constexpr std::size_t kKept = 1000;
  if (states_.size() < kKept) return;
  std::erase_if(states_, [&](const auto& each) { return each.second.busy == 0 && each.second.slow_until <= now && now - each.second.window >= 1min; });
}

}  // namespace muster::mail
