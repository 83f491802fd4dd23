#include "app/disk_reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

namespace muster::app {
namespace {

constexpr std::chrono::seconds kEvery{1};
constexpr std::int64_t kMiB = 1024 * 1024;
constexpr std::int64_t kReserve = 16 * kMiB;  // some ten thousand sign-ins
constexpr std::int64_t kShort = 8 * kMiB;     // below: nothing is saved but what lets people in
constexpr std::int64_t kEmpty = 2 * kMiB;     // below: the reserve is given up
constexpr std::string_view kSqlite = "sqlite:";

}  // namespace

std::string database_folder(const std::string& database_url) {
  if (!database_url.starts_with(kSqlite)) return {};
  const auto folder = std::filesystem::path(database_url.substr(kSqlite.size())).parent_path().string();
  return folder.empty() ? "." : folder;
}

void DiskReserve::start() {
  if (folder_.empty() || thread_.joinable()) return;
  is_stopping_ = false;
  struct stat found{};
  holds_reserve_ = ::stat(path().c_str(), &found) == 0 && found.st_blocks * 512 >= kReserve;  // of an earlier run
  look();
  thread_ = std::thread([this] {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kEvery, [this] { return is_stopping_; })) look();
  });
}

void DiskReserve::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DiskReserve::look() {
  struct statvfs disk{};
  if (::statvfs(folder_.c_str(), &disk) != 0) return;
  judge(static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize));
}

void DiskReserve::judge(std::int64_t free) {
  if (holds_reserve_ && free < kEmpty) {
    give_up();
    free += kReserve;
  } else if (!holds_reserve_ && free >= kReserve + kShort + kEmpty) {
    take();
    if (holds_reserve_) free -= kReserve;
  }
  // What the reserve has become is not for ordinary writes.
  const bool is_short = free < (holds_reserve_ ? kShort : kShort + kReserve);
  if (is_short_.exchange(is_short) == is_short) return;
  if (is_short) {
    log_.error("disk.short", {{"free_mib", std::to_string(free / kMiB)}});
  } else {
    log_.info("disk.enough", {{"free_mib", std::to_string(free / kMiB)}});
  }
}

void DiskReserve::take() {
  const int file = ::open(path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return;
  holds_reserve_ = ::posix_fallocate(file, 0, kReserve) == 0;
  ::close(file);
  if (!holds_reserve_) ::unlink(path().c_str());
}

void DiskReserve::give_up() {
  ::unlink(path().c_str());
  holds_reserve_ = false;
}

}  // namespace muster::app
