// Ends the process, without any farewell, at a named moment: MUSTER_CRASH_AT=NAME:N at the N-th time that it is
// reached, counted from when the file that MUSTER_CRASH_ARMED names is there, if it names one. Each time is told by
// one byte more in the file that MUSTER_CRASH_COUNTED names. Linked in the place of base/crash_point.cpp into
// muster_crash alone.
#include "base/crash_point.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>

namespace muster {
namespace {

std::string take_variable(const char* name) {
  const char* found = std::getenv(name);
  const std::string text = found != nullptr ? found : "";
  ::unsetenv(name);  // the configuration refuses settings that it does not know
  return text;
}

struct Order {
  Order() {
    const std::string text = take_variable("MUSTER_CRASH_AT");
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return;
    name = text.substr(0, colon);
    hits_left = std::atol(text.c_str() + colon + 1);
    const std::string path = take_variable("MUSTER_CRASH_COUNTED");
    if (path.empty()) return;
    counted = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (counted < 0) ::abort();
  }
  std::string name;
  std::atomic<long> hits_left{0};
  int counted = -1;
  const std::string armed = take_variable("MUSTER_CRASH_ARMED");
};

Order order;  // made before main begins

}  // namespace

void crash_point(const char* name) noexcept {
  if (order.name != name || (!order.armed.empty() && ::access(order.armed.c_str(), F_OK) != 0)) return;
  const long left = --order.hits_left;
  if (order.counted >= 0 && ::write(order.counted, ".", 1) != 1) ::abort();  // a miscounted visit would say too much
  if (left == 0) ::kill(::getpid(), SIGKILL);
}

}  // namespace muster
