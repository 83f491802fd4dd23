#include "platform/mail/prefetch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace muster::mail {

Prefetch::Batch Prefetch::take(int connections, const Claimer& claim) {
  int finished = 0;
  const auto refill = [&](int bulk_most) {
    const Steady now = std::chrono::steady_clock::now();
    Claim claimed = claim(bulk_most);
    finished = claimed.finished;
    add(std::move(claimed.mails), connections, now);
  };
  if (const State state = look(); state.batches < connections && state.is_urgent) {
    refill(state.size);
  } else if (state.batches < connections) {
    std::unique_lock lock(claiming_, std::defer_lock);
    // Whoever has it claims for this connection too; with something left to send there is no need to wait.
    if (state.batches == 0) {
      lock.lock();
    } else {
      lock.try_lock();
    }
    if (lock.owns_lock() && look().batches < connections) refill(std::min(state.size * connections, kMostClaimed));
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

Prefetch::State Prefetch::look() const {
  const std::lock_guard lock(mutex_);
  return {.batches = static_cast<int>(batches_.size()), .size = size_, .is_urgent = is_urgent_};
}

// Bulk behind what waits; what is more urgent goes first, as it is. Neighbours go to different connections, but for those
// of one domain: should it be slow, it is to keep one connection busy and not all.
void Prefetch::add(std::vector<Claimed> mails, int connections, Steady now) {
  const std::lock_guard lock(mutex_);
  is_urgent_ = !mails.empty() && mails.front().mail.mail_class != Class::bulk;
  if (mails.empty()) return;
  if (is_urgent_) {
    batches_.push_front({.mails = std::move(mails), .claimed_at = now});
    return;
  }
  std::vector<Batch> dealt(std::min(mails.size(), static_cast<std::size_t>(connections)), Batch{.mails = {}, .claimed_at = now});
  std::size_t at = dealt.size() - 1;
  for (Claimed& each : mails) {
    const auto& last = dealt[at].mails;
    if (last.empty() || last.back().mail.domain != each.mail.domain || last.size() >= kMostSize) at = (at + 1) % dealt.size();
    dealt[at].mails.push_back(std::move(each));
  }
  std::erase_if(dealt, [](const Batch& batch) { return batch.mails.empty(); });
  std::ranges::move(dealt, std::back_inserter(batches_));
}

}  // namespace muster::mail
