// Which recipients' domains have to wait, so that a slow one delays nobody else: a domain whose mails take long keeps
// one connection busy and no more, best one that the others do not miss, and none is asked more often than the settings
// allow. In memory, for one process: what it forgets when it ends is only that a domain was slow. Internal to this room.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace muster::mail {

class DomainGate {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kSlow{1000};  // for one mail
  static constexpr std::chrono::seconds kRemembered{60};

  // `per_minute`: mails to one domain; 0 is no limit.
  explicit DomainGate(int per_minute) : per_minute_(per_minute) {}

  // Domains as "|a.example|b.example|"; empty when there are none. Those that get nothing now:
  std::string list_waiting(Steady now);
  // Those, and all that are slow: what a connection does not begin with.
  std::string list_avoided(Steady now);
  // Slow ones that may get a mail: for the connection that has them.
  std::string list_slow(Steady now);
  // That connection has them; others leave the last one alone, also between two of its mails. Empty: none any more.
  void keep(const std::string& domain);
  bool is_slow(const std::string& domain, Steady now);  // it was, lately
  // Before and after one mail. begin() says no to bulk for a domain that gets nothing now: others may have claimed for it
  // at the same moment. end() says whether the domain has turned out to be slow.
  bool begin(const std::string& domain, Steady now, bool is_bulk = true);
  bool end(const std::string& domain, Steady begun, Steady now);

 private:
  struct State {
    int busy = 0;          // connections that hold a mail to it
    Steady slow_until{};
    Steady window{};       // of the count below
    int sent = 0;
  };
  bool is_waiting(const State& state, Steady now) const;
  std::string list(Steady now, bool (*is_wanted)(const DomainGate&, const std::string&, const State&, Steady));
  void forget_quiet_ones(Steady now);

  const int per_minute_;
  std::mutex mutex_;
  std::map<std::string, State, std::less<>> states_;
  std::string kept_;
};

// One mail's turn at a domain that begin() has let: it ends, whatever happens.
class DomainTurn {
 public:
  DomainTurn(DomainGate& gate, std::string domain) : gate_(&gate), domain_(std::move(domain)) {}
  DomainTurn(DomainTurn&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), domain_(std::move(other.domain_)) {}
  DomainTurn& operator=(DomainTurn&& other) noexcept {
    std::swap(gate_, other.gate_);
    std::swap(domain_, other.domain_);
    return *this;
  }
  ~DomainTurn() {
    const auto now = std::chrono::steady_clock::now();
    if (gate_) gate_->end(domain_, now, now);
  }
  // As DomainGate::end.
  bool end(DomainGate::Steady begun) { return std::exchange(gate_, nullptr)->end(domain_, begun, std::chrono::steady_clock::now()); }

 private:
  DomainGate* gate_;  // null: it has ended
  std::string domain_;
};

}  // namespace muster::mail
