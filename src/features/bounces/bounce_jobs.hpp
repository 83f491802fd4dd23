// Names of this room's jobs, for those who enqueue them in the transaction of their cause. No job holds an address: they
// carry the numbers of rows.
#pragma once

#include <string_view>

namespace muster::bounces {

inline constexpr std::string_view kTell = "bounces.tell";                  // values: event
inline constexpr std::string_view kReadRefused = "bounces.read_refused";  // recurring
inline constexpr std::string_view kRoom = "bounces";                       // as mail that came in names it

}  // namespace muster::bounces
