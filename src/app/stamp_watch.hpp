// Tells the page cache what changed: reads the stamps of public topics and drops pages of those that
// moved, on this server's change or another's. Looks every quarter of a second, so that no page is
// older than a second.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "platform/db/database.hpp"
#include "platform/http/page_cache.hpp"

namespace muster::app {

class StampWatch {
 public:
  StampWatch(db::PublicDatabase& database, http::PageCache& cache) : database_(database), cache_(cache) {}
  ~StampWatch() { stop(); }
  void start();
  void stop();
  // Once, now.
  void look();

 private:
  db::PublicDatabase& database_;
  http::PageCache& cache_;
  std::map<std::string, std::int64_t> seen_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace muster::app
