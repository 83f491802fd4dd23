// Which recipients' domains have to wait, so that a slow one delays nobody else: a domain whose mails take long
// keeps one connection busy and no more, and none is asked more often than the settings allow. In memory, for one
// process: what it forgets when it ends is only that a domain was slow. Internal to this room.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace muster::mail {

class DomainGate {
 public:
  using Steady = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kSlow{1000};  // for one mail
  static constexpr std::chrono::seconds kRemembered{60};

  // `per_minute`: mails to one domain; 0 is no limit.
  explicit DomainGate(int per_minute) : per_minute_(per_minute) {}

  // Domains that get nothing now, as "|a.example|b.example|"; empty when there are none.
  std::string list_waiting(Steady now);
  // Before and after one mail. end() says whether the domain has turned out to be slow.
  void begin(const std::string& domain, Steady now);
  bool end(const std::string& domain, Steady begun, Steady now);

 private:
  struct State {
    int busy = 0;          // connections that hold a mail to it
    Steady slow_until{};
    Steady window{};       // of the count below
    int sent = 0;
  };
  bool is_waiting(const State& state, Steady now) const;
  void forget_quiet_ones(Steady now);

  const int per_minute_;
  std::mutex mutex_;
  std::map<std::string, State, std::less<>> states_;
};

}  // namespace muster::mail
