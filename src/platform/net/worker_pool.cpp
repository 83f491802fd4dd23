#include "platform/net/worker_pool.hpp"

namespace muster::net {

WorkerPool::WorkerPool(int threads, std::size_t queue_length) : queue_length_(queue_length) {
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_enqueue(Task&& task) {
  {
    const std::lock_guard lock(mutex_);
    // An idle worker takes its task at once, so only what exceeds the idle ones really waits.
    if (is_stopped_ || queue_.size() >= queue_length_ + idle_) return false;
    queue_.push_back(std::move(task));
    if (idle_ == 0) return true;  // a busy worker looks again before it sleeps
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

void WorkerPool::work() {
  ThreadScratch scratch;
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    arrived_.wait(lock, [this] { return is_stopped_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    task(scratch);
    task = nullptr;
    lock.lock();
  }
}

}  // namespace muster::net
