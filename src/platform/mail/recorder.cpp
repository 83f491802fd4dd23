#include "platform/mail/recorder.hpp"

#include <algorithm>
#include <utility>

namespace muster::mail {

bool Recorder::record(const Claimed& claimed, const Verdict& verdict) {
  const auto entry = std::make_shared<Entry>(claimed, verdict);
  std::unique_lock lock(mutex_);
  waiting_.push_back(entry);
  entry->changed.wait(lock, [&] { return entry->is_done || !is_writing_; });
  if (!entry->is_done) lead(lock);
  if (entry->error) std::rethrow_exception(entry->error);
  return entry->is_kept;
}

// The first that finds nobody writing does so for all who wait.
void Recorder::lead(std::unique_lock<std::mutex>& lock) {
  is_writing_ = true;
  const Entries entries = std::exchange(waiting_, {});
  lock.unlock();
  write(entries);
  lock.lock();
  is_writing_ = false;
  for (const auto& each : entries) each->is_done = true;
  const auto next = waiting_.empty() ? nullptr : waiting_.front();
  lock.unlock();
  if (next) next->changed.notify_one();
  for (const auto& each : entries) each->changed.notify_one();
}

void Recorder::write(Entries entries) {
  std::ranges::sort(entries, {}, [](const auto& each) { return each->claimed.mail.id; });  // so that two servers never wait for each other's rows
  try {
    context_.db.write([&](db::Write& write) {
      for (const auto& each : entries) each->is_kept = mail::record(write, context_.clock.now(), each->claimed, each->verdict);
    });
  } catch (...) {
    for (const auto& each : entries) each->error = std::current_exception();
  }
}

}  // namespace muster::mail
