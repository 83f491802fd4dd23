#include "platform/db/file_sync.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/crash_point.hpp"
#include "platform/db/database.hpp"

namespace muster::db {
namespace {

[[noreturn]] void fail(const std::string& path, const char* deed) {
  const int reason = errno;
  const bool is_full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  throw Error(is_full ? Error::Kind::full : Error::Kind::other,
              fmt::format("cannot {} {}: {}", deed, path, std::strerror(reason)));
}

void sync_path(const std::string& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) fail(path, "open");
  const int result = ::fsync(file);
  const int reason = errno;
  ::close(file);
  errno = reason;
  if (result != 0) fail(path, "write");
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

void create_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail(path, "create");
  ::close(file);
}

void publish_file(const std::string& temporary, const std::string& target) {
  sync_path(temporary, O_RDWR);
  crash_point("file.before_rename");
  if (std::rename(temporary.c_str(), target.c_str()) != 0) fail(target, "create");
  crash_point("file.after_rename");
  sync_path(folder_of(target), O_RDONLY | O_DIRECTORY);
}

void remove_file(const std::string& path) noexcept { ::unlink(path.c_str()); }

std::string temporary_name(const std::string& target) { return fmt::format("{}.partial-{}", target, ::getpid()); }

}  // namespace muster::db
