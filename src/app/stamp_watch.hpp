// Tells the page cache what changed: reads the stamps of public topics and drops pages of those that
// moved, on this server's change or another's. Looks every quarter of a second, so that no page is
// older than a second.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "platform/db/database.hpp"
#include "platform/http/page_cache.hpp"

namespace muster::app {

class StampWatch {
 public:
  // `moved` is told each topic that moved, and each one the first time; it must not throw.
  StampWatch(db::PublicDatabase& database, http::PageCache& cache, std::function<void(std::string_view topic)> moved)
      : database_(database), cache_(cache), moved_(std::move(moved)) {}
  ~StampWatch() { stop(); }
  void start();
  void stop();
  // Once, now.
  void look();

 private:
  db::PublicDatabase& database_;
  http::PageCache& cache_;
  std::function<void(std::string_view topic)> moved_;
  std::map<std::string, std::int64_t> seen_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::app
