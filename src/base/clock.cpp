#include "base/clock.hpp"

namespace muster {

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_microseconds(std::chrono::duration_cast<Duration>(since_epoch).count());
}

}  // namespace muster
