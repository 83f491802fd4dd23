// Writes down what came of mails, for all connections together: while one transaction is on its way to the disk, what others
// bring waits for the next one. Whoever asks goes on when theirs is kept. Internal to this room.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/mail/outbox.hpp"

namespace muster::mail {

class Recorder {
 public:
  explicit Recorder(jobs::Context& context) : context_(context) {}

  // Blocks until the verdict is kept. False when the claim was lost meanwhile and nothing was written. Throws db::Error for
  // each of those that were to be written together.
  bool record(const Claimed& claimed, const Verdict& verdict);

 private:
  struct Entry {
    Entry(const Claimed& given, const Verdict& words) : claimed(given), verdict(words) {}
    const Claimed& claimed;
    const Verdict& verdict;
    bool is_kept = false;
    bool is_done = false;
    std::exception_ptr error;
    std::condition_variable changed;
  };
  using Entries = std::vector<std::shared_ptr<Entry>>;  // woken by whoever has let go of the lock: each lives until then
  void lead(std::unique_lock<std::mutex>& lock);
  void write(Entries entries);

  jobs::Context& context_;
  std::mutex mutex_;
  Entries waiting_;
  bool is_writing_ = false;
};

}  // namespace muster::mail
