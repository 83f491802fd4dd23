// The named limits and their sizes, in one table. A window is a fixed piece of time, so that counting is
// one row and one statement; who is counted is kept as a hash.
#pragma once

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster::access {

struct RateLimit {
  std::string_view name;
  int most = 0;
  std::chrono::seconds window{0};
};

inline constexpr std::array kRateLimits = {
    RateLimit{"sign_in_address", 3, std::chrono::minutes(15)},   // mails to one address
    RateLimit{"sign_in_network", 10, std::chrono::hours(1)},     // mails asked for from one network address
    RateLimit{"sign_in_code", 30, std::chrono::minutes(15)},     // codes from one network address; each code has five tries
    RateLimit{"second_factor", 5, std::chrono::minutes(15)},     // passwords and codes of one account
    RateLimit{"set_up", 10, std::chrono::minutes(15)},           // codes of one set-up link
    RateLimit{"add_address", 5, std::chrono::hours(1)},          // mails to an address that is being added
    RateLimit{"kept_form", 60, std::chrono::hours(1)},           // saves kept for one network address
    RateLimit{"relay", 5, std::chrono::hours(1)},                // messages to organisations
    RateLimit{"wrong_person", 5, std::chrono::hours(1)},         // "the wrong person got this"
    RateLimit{"updates_leave", 10, std::chrono::hours(24)},      // times that one person leaves the updates by a link
    RateLimit{"updates_ask", 3, std::chrono::hours(24)},         // mails to the owner of an organisation's address for passing on
    RateLimit{"mail_check", 6, std::chrono::hours(1)},           // looks whether others take our mail, by each of staff
    RateLimit{"updates_address", 20, std::chrono::hours(1)},     // answers about an address that updates go to
};

constexpr RateLimit find_rate_limit(std::string_view name) {
  for (const RateLimit& limit : kRateLimits) {
    if (limit.name == name) return limit;
  }
  throw std::logic_error("access: no such limit: " + std::string(name));
}

}  // namespace muster::access
