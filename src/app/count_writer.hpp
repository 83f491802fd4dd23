// Writes what was counted of opened links each second, in a thread of its own, and once more when the server stops: a
// crash loses the openings of at most a second, an orderly stop loses none. What cannot be written waits.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "features/counting/module.hpp"
#include "platform/log/log.hpp"

namespace muster::app {

class CountWriter {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    log::Log& log;
    counting::Counter& counter;
    counting::WasDelivered was_delivered;
  };
  explicit CountWriter(Parts parts) : parts_(std::move(parts)) {}
  ~CountWriter() { stop(); }
  void start();
  // Writes what still waits. May be called again.
  void stop();
  // Once, now; never throws.
  void write_now();

 private:
  Parts parts_;
  std::int64_t lost_said_ = 0;
  std::mutex writing_;  // one batch at a time
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::app
