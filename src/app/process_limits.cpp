#include "app/process_limits.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>

namespace muster::app {
namespace {

// Databases' files, their readers, mails under way, the log: none of these may fail because strangers connect.
constexpr std::size_t kKeptDescriptors = 256;
// Blocks from this size on are mappings of their own, which go back to the system when they are freed. Left to
// itself, glibc raises this with the first large block that is freed and keeps all later ones.
constexpr int kMappedBlock = 256 * 1024;

std::size_t raise_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  // Not asked for in vain: where the service manager has given them already, it may forbid the call.
  if (limit.rlim_cur < limit.rlim_max && ::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1'000'000));
}

}  // namespace

std::size_t connections_for(std::size_t descriptors) {
  return descriptors >= 2 * kKeptDescriptors ? descriptors - kKeptDescriptors : descriptors / 2;
}

net::Limits take_process_limits() {
  ::mallopt(M_MMAP_THRESHOLD, kMappedBlock);
  net::Limits limits;
  limits.connections = std::min(limits.connections, connections_for(raise_descriptors()));
  return limits;
}

}  // namespace muster::app
