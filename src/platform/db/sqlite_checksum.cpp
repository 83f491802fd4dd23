#include "platform/db/sqlite_checksum.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <mutex>
#include <vector>

#include <sqlite3.h>

namespace muster::db {
namespace {

constexpr int kChecksumSize = 8;    // bytes
constexpr int kSmallestPage = 512;  // bytes; what is read and written in smaller pieces are parts of the header
constexpr int kHeaderSize = 24;     // as far as the header is looked at
constexpr int kReservedAt = 20;     // where the header says how many bytes of a page are left free

sqlite3_vfs* system_vfs = nullptr;

// Of a main database file alone; all other files are the system's without a step between.
struct CheckedFile {
  sqlite3_file base;
  int page_size;  // 0: without checksums, as far as known
  sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

CheckedFile& self(sqlite3_file* file) { return *reinterpret_cast<CheckedFile*>(file); }
sqlite3_file* system_of(sqlite3_file* file) { return self(file).system(); }

// 0 when the header is none of a file with checksums.
int find_page_size(const unsigned char* header) {
  if (std::memcmp(header, "SQLite format 3", 16) != 0 || header[kReservedAt] != kChecksumSize) return 0;
  const int size = header[16] * 256 + header[17];
  return size == 1 ? 65536 : size;
}

// Once a file has checksums it keeps them; until then each time anew, as another connection may write them meanwhile.
// An answer other than SQLITE_OK: nobody knows, so nothing may be read or written.
int look_for_page_size(sqlite3_file* file) {
  CheckedFile& checked = self(file);
  if (checked.page_size != 0) return SQLITE_OK;
  std::array<unsigned char, kHeaderSize> header{};
  const int code = system_of(file)->pMethods->xRead(system_of(file), header.data(), kHeaderSize, 0);
  if (code == SQLITE_OK) checked.page_size = find_page_size(header.data());
  return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
}

std::uint64_t read_checksum(const unsigned char* page, int size) {
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, page + size - kChecksumSize, kChecksumSize);
  return checksum;
}

bool has_good_checksum(const unsigned char* page, int size, std::uint64_t number) { return read_checksum(page, size) == make_checksum(page, size, number); }

int close_file(sqlite3_file* file) { return system_of(file)->pMethods->xClose(system_of(file)); }

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  const int code = system_of(file)->pMethods->xRead(system_of(file), bytes, size, offset);
  if (code != SQLITE_OK || size < kSmallestPage) return code;
  if (const int looked = look_for_page_size(file); looked != SQLITE_OK) return looked;
  if (self(file).page_size != size || offset % size != 0) return code;
  const auto number = static_cast<std::uint64_t>(offset / size);
  return has_good_checksum(static_cast<const unsigned char*>(bytes), size, number) ? SQLITE_OK : SQLITE_IOERR_DATA;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const auto* page = static_cast<const unsigned char*>(bytes);
  if (offset == 0 && size >= kSmallestPage) self(file).page_size = find_page_size(page);
  if (const int looked = look_for_page_size(file); looked != SQLITE_OK) return looked;
  if (size < kSmallestPage || self(file).page_size != size || offset % size != 0) {
    return system_of(file)->pMethods->xWrite(system_of(file), bytes, size, offset);
  }
  thread_local std::vector<unsigned char> copy;
  copy.assign(page, page + size);
  const std::uint64_t checksum = make_checksum(page, size, static_cast<std::uint64_t>(offset / size));
  std::memcpy(copy.data() + size - kChecksumSize, &checksum, kChecksumSize);
  return system_of(file)->pMethods->xWrite(system_of(file), copy.data(), size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) { return system_of(file)->pMethods->xTruncate(system_of(file), size); }
int sync_file(sqlite3_file* file, int flags) { return system_of(file)->pMethods->xSync(system_of(file), flags); }
int measure_file(sqlite3_file* file, sqlite3_int64* size) { return system_of(file)->pMethods->xFileSize(system_of(file), size); }
int lock_file(sqlite3_file* file, int level) { return system_of(file)->pMethods->xLock(system_of(file), level); }
int unlock_file(sqlite3_file* file, int level) { return system_of(file)->pMethods->xUnlock(system_of(file), level); }
int check_lock(sqlite3_file* file, int* is_held) { return system_of(file)->pMethods->xCheckReservedLock(system_of(file), is_held); }
int control_file(sqlite3_file* file, int what, void* value) { return system_of(file)->pMethods->xFileControl(system_of(file), what, value); }
int get_sector_size(sqlite3_file* file) { return system_of(file)->pMethods->xSectorSize(system_of(file)); }
int get_traits(sqlite3_file* file) { return system_of(file)->pMethods->xDeviceCharacteristics(system_of(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return system_of(file)->pMethods->xShmMap(system_of(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) { return system_of(file)->pMethods->xShmLock(system_of(file), offset, count, flags); }
void order_shared(sqlite3_file* file) { system_of(file)->pMethods->xShmBarrier(system_of(file)); }
int unmap_shared(sqlite3_file* file, int is_deleted) { return system_of(file)->pMethods->xShmUnmap(system_of(file), is_deleted); }

// Version 2: no pages through a mapping, which nobody could check.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2, .xClose = close_file, .xRead = read_file, .xWrite = write_file, .xTruncate = truncate_file, .xSync = sync_file, .xFileSize = measure_file, .xLock = lock_file, .xUnlock = unlock_file, .xCheckReservedLock = check_lock, .xFileControl = control_file, .xSectorSize = get_sector_size, .xDeviceCharacteristics = get_traits, .xShmMap = map_shared, .xShmLock = lock_shared, .xShmBarrier = order_shared, .xShmUnmap = unmap_shared, .xFetch = nullptr, .xUnfetch = nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return system_vfs->xOpen(system_vfs, path, file, flags, out_flags);
  CheckedFile& checked = self(file);
  checked = {};
  const int code = system_vfs->xOpen(system_vfs, path, checked.system(), flags, out_flags);
  if (code == SQLITE_OK) checked.base.pMethods = &kMethods;
  return code;
}

}  // namespace

// Each step can be undone, so that a change within one word always changes the checksum. The last mixing spreads the
// highest bits, which multiplication moves nowhere.
std::uint64_t make_checksum(const unsigned char* page, int size, std::uint64_t number) {
  std::uint64_t checksum = 0x9E3779B97F4A7C15u + number;
  for (int at = 0; at + 8 <= size - kChecksumSize; at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, page + at, 8);
    checksum = std::rotl((checksum ^ word) * 0xD6E8FEB86659FD93u, 31);
  }
  checksum = (checksum ^ (checksum >> 32)) * 0xD6E8FEB86659FD93u;
  return checksum ^ (checksum >> 29);
}

const char* checked_vfs() {
  static const char* const kName = "muster";
  static std::once_flag once;
  std::call_once(once, [] {
    static sqlite3_vfs vfs;
    system_vfs = sqlite3_vfs_find(nullptr);
    vfs = *system_vfs;
    vfs.pNext = nullptr;
    vfs.zName = kName;
    vfs.szOsFile = static_cast<int>(sizeof(CheckedFile)) + system_vfs->szOsFile;
    vfs.xOpen = open_file;
    sqlite3_vfs_register(&vfs, 0);
  });
  return kName;
}

void ask_for_checksums(sqlite3* connection) {
  int size = kChecksumSize;
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &size);
}

bool reads_checksums(sqlite3* connection) {
  int size = -1;  // only asks
  sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &size);
  return size == kChecksumSize;
}

}  // namespace muster::db
