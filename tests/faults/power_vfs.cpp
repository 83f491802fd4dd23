// The VFS through which SQLite meets a PowerDisk. Everything is passed on to the system's VFS, so that reads,
// locks and shared memory are the real ones; what changes a watched file is told to the disk first.
#include <sqlite3.h>

#include "tests/faults/power_disk.hpp"

namespace muster::test {
namespace {

PowerDisk* current_disk = nullptr;
sqlite3_vfs* real_vfs = nullptr;

struct PowerFile {
  sqlite3_file base;
  std::string* path;  // null: not watched
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

PowerFile* self(sqlite3_file* file) { return reinterpret_cast<PowerFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file)->real(); }
PowerDisk* disk_of(sqlite3_file* file) { return self(file)->path != nullptr ? current_disk : nullptr; }

int close_file(sqlite3_file* file) {
  delete self(file)->path;
  return real(file)->pMethods->xClose(real(file));
}
int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) { return real(file)->pMethods->xRead(real(file), bytes, size, offset); }
int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (auto* disk = disk_of(file); disk != nullptr && !disk->write(*self(file)->path, offset, bytes, size)) return SQLITE_IOERR_WRITE;
  return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (auto* disk = disk_of(file); disk != nullptr && !disk->truncate(*self(file)->path, size)) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  if (auto* disk = disk_of(file)) return disk->sync(*self(file)->path) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int size_file(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock_file(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* is_held) { return real(file)->pMethods->xCheckReservedLock(real(file), is_held); }
int control_file(sqlite3_file* file, int what, void* value) {
  // The real file would be grown or cut past the disk.
  if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
  return real(file)->pMethods->xFileControl(real(file), what, value);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int traits(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) { return real(file)->pMethods->xShmLock(real(file), offset, count, flags); }
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int is_deleted) { return real(file)->pMethods->xShmUnmap(real(file), is_deleted); }

const sqlite3_io_methods kMethods = {2, close_file, read_file, write_file, truncate_file, sync_file, size_file, lock_file, unlock_file, check_lock,
                                     control_file, sector_size, traits, map_shared, lock_shared, barrier, unmap_shared, nullptr, nullptr};

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  PowerFile* made = self(file);
  made->base.pMethods = nullptr;
  made->path = nullptr;
  const int code = real_vfs->xOpen(real_vfs, path, made->real(), flags, out_flags);
  if (code != SQLITE_OK) return code;
  made->base.pMethods = &kMethods;
  if (current_disk == nullptr || !current_disk->watches(path)) return code;
  made->path = new std::string(path);
  // As SQLite's own VFS does: the first sync of a new journal syncs its folder too.
  current_disk->add(path, (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0);
  return code;
}

int delete_file(sqlite3_vfs*, const char* path, int syncs_folder) {
  if (current_disk != nullptr && current_disk->watches(path) && !current_disk->remove(path, syncs_folder != 0)) return SQLITE_IOERR_DELETE;
  return real_vfs->xDelete(real_vfs, path, 0);
}

}  // namespace

void use_power_disk(PowerDisk* disk) {
  static sqlite3_vfs vfs;
  if (real_vfs == nullptr) {
    real_vfs = sqlite3_vfs_find(nullptr);
    vfs = *real_vfs;
    vfs.zName = "power";
    vfs.szOsFile = static_cast<int>(sizeof(PowerFile)) + real_vfs->szOsFile;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    sqlite3_vfs_register(&vfs, 1);
  }
  current_disk = disk;
}

}  // namespace muster::test
