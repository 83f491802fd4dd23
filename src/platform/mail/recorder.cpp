#include "platform/mail/recorder.hpp"

#include <algorithm>
#include <utility>

namespace muster::mail {

class Recorder::Ticket {
 public:
  Ticket(const Claimed& claimed, Verdict words) : id(claimed.mail.id), fence(claimed.fence), verdict(std::move(words)) {}

  const MailId id;
  const std::int64_t fence;
  const Verdict verdict;
  bool is_kept = false;
  bool is_done = false;  // with those below: under the recorder's lock
  bool is_awaited = false;
  std::exception_ptr error;
  std::condition_variable done;
};

Recorder::Recorder(jobs::Context& context) : context_(context) {
  for (std::thread& thread : threads_) thread = std::thread([this] { run_thread(); });
}

Recorder::~Recorder() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  begun_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::shared_ptr<Recorder::Ticket> Recorder::begin(const Claimed& claimed, const Verdict& verdict) {
  auto ticket = std::make_shared<Ticket>(claimed, verdict);
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(ticket);
    if (is_queued_ || waiting_.size() > 1) return ticket;
  }
  begun_.notify_one();
  return ticket;
}

bool Recorder::is_finished(const Ticket& ticket) const {
  const std::lock_guard lock(mutex_);
  return ticket.is_done;
}

bool Recorder::finish(Ticket& ticket) {
  std::unique_lock lock(mutex_);
  ticket.is_awaited = true;
  ticket.done.wait(lock, [&] { return ticket.is_done; });
  if (ticket.error) std::rethrow_exception(ticket.error);
  return ticket.is_kept;
}

// One stands in line for the database while the other's transaction goes to the disk, and takes what has come when it is
// its turn.
void Recorder::run_thread() {
  std::unique_lock lock(mutex_);
  for (;;) {
    begun_.wait(lock, [&] { return is_ending_ || (!waiting_.empty() && !is_queued_); });
    if (waiting_.empty() || is_queued_) return;
    is_queued_ = true;
    lock.unlock();
    Tickets tickets = write();
    lock.lock();
    for (const auto& each : tickets) each->is_done = true;
    std::erase_if(tickets, [](const auto& each) { return !each->is_awaited; });
    lock.unlock();
    for (const auto& each : tickets) each->done.notify_one();
    lock.lock();
  }
}

Recorder::Tickets Recorder::take() {
  Tickets tickets;
  {
    const std::lock_guard lock(mutex_);
    tickets = std::exchange(waiting_, {});
    is_queued_ = false;
  }
  std::ranges::sort(tickets, {}, [](const auto& each) { return each->id; });  // so that two servers never wait for each other's rows
  return tickets;
}

Recorder::Tickets Recorder::write() {
  Tickets tickets;
  try {
    context_.db.write([&](db::Write& write) {
      if (tickets.empty()) tickets = take();  // not when a lost transaction is tried again
      for (const auto& each : tickets) each->is_kept = mail::record(write, context_.clock.now(), each->id, each->fence, each->verdict);
    });
  } catch (...) {
    if (tickets.empty()) tickets = take();
    for (const auto& each : tickets) each->error = std::current_exception();
  }
  return tickets;
}

}  // namespace muster::mail
