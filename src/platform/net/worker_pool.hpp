// A fixed number of threads and a queue that cannot grow beyond its length: when it is full, the
// caller is told so and answers 503 instead of making everybody wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/net/connection.hpp"

namespace muster::net {

class WorkerPool {
 public:
  // Gets what its thread reuses.
  using Task = std::move_only_function<void(ThreadScratch&)>;

  WorkerPool(int threads, std::size_t queue_length);
  ~WorkerPool();  // as stop()

  // False when the queue is full or the pool has stopped; the task is then untouched.
  bool try_enqueue(Task&& task);
  // Finishes what is queued, then ends the threads.
  void stop();
  std::size_t waiting() const;

 private:
  void work();
  bool begin_waking();
  // The caller holds the lock. An idle worker takes its task at once, so only what exceeds the idle ones waits.
  void note_room() { is_full_.store(queue_.size() >= queue_length_ + idle_, std::memory_order_relaxed); }

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Task> queue_;
  std::size_t queue_length_;
  std::size_t idle_ = 0;
  // Read without the lock: under a crowd, those who are refused must not stand in line with those who work.
  std::atomic<bool> is_full_ = false;
  bool is_waking_ = false;
  bool is_stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace muster::net
