// The list of promises that a load test keeps outside the program, and what such a test is told to do.
// Each acknowledged save is on disk before the next one is sent.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/save_target.hpp"

namespace muster::bench {

class Ledger {
 public:
  explicit Ledger(const std::string& path) : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (file_ < 0) throw std::runtime_error("cannot write " + path);
  }
  ~Ledger() { ::close(file_); }
  // `is_promise`: on disk before this returns.
  void add(char what, std::size_t target, long sequence, bool is_promise) {
    const auto line = std::string(1, what) + " " + std::to_string(target) + " " + std::to_string(sequence) + "\n";
    std::lock_guard lock(mutex_);
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
    if (is_promise && ::fdatasync(file_) != 0) std::abort();
  }

 private:
  int file_;
  std::mutex mutex_;
};

// What may be found for a target: its last acknowledged value, or anything sent after that whose
// answer never came.
struct Allowed {
  long acknowledged = 0;
  std::vector<long> open;  // sent later, neither acknowledged nor refused
  long sent = 0;
  void acknowledge(long sequence) {
    acknowledged = sequence;
    std::erase_if(open, [&](long s) { return s <= sequence; });
  }
};

std::map<std::size_t, Allowed> read_ledger(const std::string& path);

// An older value than was acknowledged is a loss; one that was never sent is a ghost.
enum class Found { promised, older, unknown };
Found judge(const SaveTarget& target, const Allowed& allowed, const std::string& shown);

struct Task {
  // Whose session a target is written with.
  const std::string& cookie_for(const SaveTarget& target) const {
    return target.page.find("/staff/") == std::string::npos ? cookies.front() : cookies.back();
  }
  Address address;
  std::string ledger;
  std::vector<std::string> cookies, reads;
  std::vector<SaveTarget> targets;
};

}  // namespace muster::bench
