// Who makes a change, and the clock and the randomness to make it with: what every writing function
// of a room needs besides its transaction. Owns nothing; lives as long as the call.
#pragma once

#include "base/actor.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"

namespace muster {

struct By {
  const Clock& clock;
  Random& random;
  const Actor& actor;
};

}  // namespace muster
