#include "app/count_writer.hpp"

#include <chrono>
#include <exception>

namespace muster::app {
namespace {
constexpr std::chrono::milliseconds kEvery{1000};
}

void CountWriter::start() {
  if (thread_.joinable()) return;
  is_stopping_ = false;
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [this] { return is_stopping_; })) {
      lock.unlock();
      write_now();
      lock.lock();
    }
  });
}

void CountWriter::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  write_now();
}

void CountWriter::write_now() {
  const std::lock_guard lock(writing_);
  try {
    counting::write_counts(parts_.database, parts_.clock, parts_.counter, parts_.was_delivered);
  } catch (const std::exception& error) {
    parts_.log.warning("counting.waits", {{"why", error.what()}});
  }
  const std::int64_t lost = parts_.counter.count_lost();
  if (lost != lost_said_) parts_.log.warning("counting.lost", {{"openings", std::to_string(lost - lost_said_)}});
  lost_said_ = lost;
}

}  // namespace muster::app
