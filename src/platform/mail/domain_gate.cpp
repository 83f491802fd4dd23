#include "platform/mail/domain_gate.hpp"

namespace muster::mail {

using namespace std::chrono_literals;

bool DomainGate::is_waiting(const State& state, Steady now) const {
  if (state.busy > 0 && state.slow_until > now) return true;
  return per_minute_ > 0 && state.sent >= per_minute_ && now - state.window < 1min;
}

std::string DomainGate::list_waiting(Steady now) {
  const std::lock_guard lock(mutex_);
  std::string waiting;
  for (const auto& [domain, state] : states_) {
    if (is_waiting(state, now)) waiting += (waiting.empty() ? "|" : "") + domain + "|";
  }
  return waiting;
}

void DomainGate::begin(const std::string& domain, Steady now) {
  const std::lock_guard lock(mutex_);
  forget_quiet_ones(now);
  State& state = states_[domain];
  ++state.busy;
  if (now - state.window >= 1min) state.window = now, state.sent = 0;
  ++state.sent;
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
