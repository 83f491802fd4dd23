// Writes down what came of mails, for all connections together: while one transaction is on its way to the disk, what others
// bring waits for the next one, because a transaction for each would wait for the disk as often. It decides nothing, tries
// nothing again, and never says that something is kept before it is. Internal to this room.
#pragma once

#include <array>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/mail/outbox.hpp"

namespace muster::mail {

class Recorder {
 public:
  // A verdict on its way to the disk.
  class Ticket;

  explicit Recorder(jobs::Context& context);
  ~Recorder();  // after what has begun is written
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  std::shared_ptr<Ticket> begin(const Claimed& claimed, const Verdict& verdict);
  bool is_finished(const Ticket& ticket) const;
  // Blocks until the verdict is kept. False when the claim was lost meanwhile and nothing was written. Throws db::Error for
  // each of those that were to be written together.
  bool finish(Ticket& ticket);

 private:
  using Tickets = std::vector<std::shared_ptr<Ticket>>;
  void run_thread();
  Tickets take();
  Tickets write();  // what it has written, or not

  jobs::Context& context_;
  mutable std::mutex mutex_;
  std::condition_variable begun_;
  Tickets waiting_;
  bool is_queued_ = false;  // a transaction that has not begun will take what waits
  bool is_ending_ = false;
  std::array<std::thread, 2> threads_;  // last: they start when everything else is there
};

}  // namespace muster::mail
