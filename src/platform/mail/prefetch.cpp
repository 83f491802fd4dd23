#include "platform/mail/prefetch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster::mail {

Prefetch::Batch Prefetch::take(int connections, const Claimer& claim) {
  int finished = 0;
  if (const int left = count(); left < connections) {
    std::unique_lock lock(claiming_, std::defer_lock);
    // Whoever has it claims for this connection too; with something left to send there is no need to wait.
    if (left == 0) {
      lock.lock();
    } else {
      lock.try_lock();
    }
    if (lock.owns_lock() && count() < connections) {
      const Steady now = std::chrono::steady_clock::now();
      Claim claimed = claim(count_wanted(connections));
      finished = claimed.finished;
      add(std::move(claimed.mails), connections, now);
    }
  }
  const std::lock_guard lock(mutex_);
  Batch batch;
  if (!batches_.empty()) {
    batch = std::move(batches_.front());
    batches_.pop_front();
  }
  batch.finished = finished;
  return batch;
}

void Prefetch::learn(std::size_t mails, Steady::duration took) {
  const std::lock_guard lock(mutex_);
  if (took <= kBatchTime) {
    size_ = std::min(kMostSize, size_ * 2);
  } else if (mails > 1) {
    size_ = std::max(1, size_ / 2);
  }
}

std::vector<Claimed> Prefetch::take_all() {
  const std::lock_guard lock(mutex_);
  std::vector<Claimed> all;
  for (Batch& batch : batches_) std::ranges::move(batch.mails, std::back_inserter(all));
  batches_.clear();
  return all;
}

int Prefetch::count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(batches_.size());
}

int Prefetch::count_wanted(int connections) const {
  const std::lock_guard lock(mutex_);
  return size_ * connections;
}

// Bulk behind what waits; what is more urgent goes first, as it is.
void Prefetch::add(std::vector<Claimed> mails, int connections, Steady now) {
  if (mails.empty()) return;
  const std::lock_guard lock(mutex_);
  if (mails.front().mail.mail_class != Class::bulk) {
    batches_.push_front({.mails = std::move(mails), .claimed_at = now});
    return;
  }
  std::vector<Batch> dealt(std::min(mails.size(), static_cast<std::size_t>(connections)), Batch{.mails = {}, .claimed_at = now});
  for (std::size_t i = 0; i < mails.size(); ++i) dealt[i % dealt.size()].mails.push_back(std::move(mails[i]));
  std::ranges::move(dealt, std::back_inserter(batches_));
}

}  // namespace muster::mail
