#include "platform/net/worker_pool.hpp"

namespace muster::net {

WorkerPool::WorkerPool(int threads, std::size_t queue_length) : queue_length_(queue_length) {
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_enqueue(Task&& task) {
  if (is_full_.load(std::memory_order_relaxed)) return false;
  {
    const std::lock_guard lock(mutex_);
    if (is_stopped_ || queue_.size() >= queue_length_ + idle_) return false;
    queue_.push_back(std::move(task));
    note_room();
    if (!begin_waking()) return true;
  }
  arrived_.notify_one();
  return true;
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  arrived_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

// Waking is dear, so one sleeper at a time is woken; it wakes the next when it leaves tasks behind.
// A worker that is busy looks again before it sleeps.
bool WorkerPool::begin_waking() {
  if (is_waking_ || idle_ == 0) return false;
  is_waking_ = true;
  return true;
}

void WorkerPool::work() {
  ThreadScratch scratch;
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !is_stopped_) {
      ++idle_;
      note_room();
      arrived_.wait(lock);
      --idle_;
      note_room();
      is_waking_ = false;
    }
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    note_room();
    const bool leaves_tasks = !queue_.empty() && begin_waking();
    lock.unlock();
    if (leaves_tasks) arrived_.notify_one();
    task(scratch);
    task = nullptr;
    lock.lock();
  }
}

}  // namespace muster::net
