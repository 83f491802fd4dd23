// Keeps some room beside the database for the day on which the disk is full: people can then still sign in,
// read and see to it. Looks at the disk each second. While room is short, what people want to save is refused
// (507); when others have taken the last of it, the file that kept the room free is given up. It never deletes
// anything else, and takes its room back by itself when there is enough again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "platform/log/log.hpp"

namespace muster::app {

class DiskReserve {
 public:
  // `folder` is where the database is; empty where it is on another machine: then room is never short.
  DiskReserve(std::string folder, log::Log& log) : folder_(std::move(folder)), log_(log) {}
  ~DiskReserve() { stop(); }
  DiskReserve(const DiskReserve&) = delete;

  void start();
  void stop();
  // Only what lets people in may be written now.
  bool is_short() const { return is_short_.load(std::memory_order_relaxed); }
  // Once, now.
  void look();
  // The same with `free` bytes on the disk, for tests of the rules.
  void judge(std::int64_t free);
  bool holds_reserve() const { return holds_reserve_; }

 private:
  std::string path() const { return folder_ + "/muster.reserve"; }
  void take();
  void give_up();

  std::string folder_;
  log::Log& log_;
  std::atomic<bool> is_short_ = false;
  bool holds_reserve_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

// The folder of an SQLite database's file; empty for another engine.
std::string database_folder(const std::string& database_url);

}  // namespace muster::app
