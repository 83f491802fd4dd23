#include "app/process_limits.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <sys/resource.h>

namespace muster::app {

TEST_CASE("F12: strangers' connections never take the last descriptors") {
  CHECK(connections_for(20'000) == 19'744);
  CHECK(connections_for(1'024) == 768);
  CHECK(connections_for(512) == 256);
  CHECK(connections_for(100) == 50);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit low{std::min<rlim_t>(before.rlim_max, 300), before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  const auto limits = take_process_limits();
  rlimit after{};
  getrlimit(RLIMIT_NOFILE, &after);
  CHECK(after.rlim_cur == before.rlim_max);  // as many as the administrator allows
  CHECK(limits.connections <= 12'000);
  CHECK(limits.connections <= connections_for(after.rlim_cur));
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace muster::app
