// A disk that can lose its power: a SQLite VFS over the system's own that remembers what was written and not
// synced. At the cut each unsynced write survives, is torn into sectors or is gone, each by chance; so are the
// names of files that were made or removed since their folder was synced. Later writes of the dead machine fail.
// Files of one name ("muster.db" with its journals) are watched, all others are passed on. It never syncs the
// real disk: what counts as synced is kept in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace muster::test {

class PowerDisk {
 public:
  // Watches `path`, its "-wal" and its "-journal"; all that is there now counts as synced.
  PowerDisk(std::string path, std::uint64_t seed);
  ~PowerDisk();
  PowerDisk(const PowerDisk&) = delete;

  // The power goes at the `operations`-th write, sync, truncation or removal from now.
  void cut_after(std::int64_t operations);
  bool is_cut() const;
  std::int64_t operations() const;  // since the disk was made
  // After every connection is closed: the files become what the dead disk holds, and the power is back.
  void power_on();

  // For the VFS: what SQLite does to a watched file. False when the power is gone.
  bool write(const std::string& path, std::int64_t offset, const void* bytes, int size);
  bool truncate(const std::string& path, std::int64_t size);
  bool sync(const std::string& path);
  bool remove(const std::string& path, bool is_folder_synced);
  void add(const std::string& path, bool syncs_folder);  // opened
  bool watches(const char* path) const;

 private:
  struct Change {
    std::int64_t offset = 0;
    std::vector<unsigned char> bytes;
    bool is_truncation = false;  // to `offset`
  };
  struct File {
    std::vector<unsigned char> synced;
    std::vector<Change> unsynced;
    bool is_name_synced = false;
    bool is_removed = false;  // and the folder not synced since
    bool syncs_folder = false;
  };
  bool count_operation();
  void lose_power();
  void keep_names();
  std::vector<unsigned char> lose(const File& file);
  void apply(std::vector<unsigned char>& image, const Change& change) const;

  const std::string path_;
  mutable std::mutex mutex_;
  std::mt19937_64 chance_;
  std::map<std::string, File> files_;
  std::int64_t operations_ = 0;
  std::int64_t cut_at_ = -1;
  bool is_cut_ = false;
  std::map<std::string, std::vector<unsigned char>> survivors_;
};

// Makes this disk (or none) the one under the VFS "power", which is SQLite's default once it was called.
void use_power_disk(PowerDisk* disk);

}  // namespace muster::test
