#include "app/stamp_watch.hpp"

#include <chrono>
#include <exception>

#include "features/organisations/organisations.hpp"

namespace muster::app {
namespace {
constexpr std::chrono::milliseconds kEvery{250};
}

void StampWatch::start() {
  if (thread_.joinable()) return;
  is_stopping_ = false;
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [this] { return is_stopping_; })) {
      lock.unlock();
      try {
        look();
      } catch (const std::exception&) {
        // The database is away: nothing can be known to be fresh until it answers again.
        cache_.invalidate("");
      }
      lock.lock();
    }
  });
}

void StampWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StampWatch::look() {
  const auto stamps = database_.read([](db::PublicRead& read) { return organisations::list_stamps(read); });
  const std::lock_guard lock(mutex_);
  for (const auto& [topic, stamp] : stamps) {
    std::int64_t& seen = seen_[topic];
    if (seen == stamp) continue;
    cache_.invalidate(topic);
    moved_(topic);
    seen = stamp;
  }
  // A server that has not got this far for a second, because it is cut off from the database, gives nothing
  // from its cache: another server may have withdrawn it.
  cache_.observe(0);
}

}  // namespace muster::app
