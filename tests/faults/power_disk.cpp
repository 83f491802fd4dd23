#include "tests/faults/power_disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace muster::test {
namespace {

namespace fs = std::filesystem;

std::vector<unsigned char> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

PowerDisk::PowerDisk(std::string path, std::uint64_t seed) : path_(std::move(path)), chance_(seed) { use_power_disk(this); }
PowerDisk::~PowerDisk() { use_power_disk(nullptr); }

bool PowerDisk::watches(const char* path) const {
  if (path == nullptr) return false;
  const std::string_view name(path);
  return name == path_ || name == path_ + "-wal" || name == path_ + "-journal";
}

void PowerDisk::cut_after(std::int64_t operations) {
  std::lock_guard lock(mutex_);
  cut_at_ = operations_ + operations;
}

bool PowerDisk::is_cut() const {
  std::lock_guard lock(mutex_);
  return is_cut_;
}

std::int64_t PowerDisk::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}

bool PowerDisk::count_operation() {
  if (is_cut_) return false;
  ++operations_;
  return true;
}

void PowerDisk::add(const std::string& path, bool syncs_folder) {
  std::lock_guard lock(mutex_);
  if (is_cut_) return;
  auto [place, is_new] = files_.try_emplace(path);
  File& file = place->second;
  if (file.is_removed) {  // made anew under the name of a file whose removal may not be on disk yet
    file.is_removed = false;
    file.syncs_folder = syncs_folder;
    file.unsynced.push_back({0, {}, true});
  }
  if (is_new) {
    file.synced = read_file(path);
    file.is_name_synced = !file.synced.empty();
    file.syncs_folder = syncs_folder && !file.is_name_synced;
  }
}

bool PowerDisk::write(const std::string& path, std::int64_t offset, const void* bytes, int size) {
  std::lock_guard lock(mutex_);
  if (!count_operation()) return false;
  const auto* begin = static_cast<const unsigned char*>(bytes);
  files_[path].unsynced.push_back({offset, {begin, begin + size}, false});
  if (operations_ != cut_at_) return true;
  lose_power();  // in the middle of this very write
  return false;
}

bool PowerDisk::truncate(const std::string& path, std::int64_t size) {
  std::lock_guard lock(mutex_);
  if (!count_operation()) return false;
  files_[path].unsynced.push_back({size, {}, true});
  if (operations_ != cut_at_) return true;
  lose_power();
  return false;
}

bool PowerDisk::sync(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (!count_operation()) return false;
  if (operations_ == cut_at_) {  // before it is done
    lose_power();
    return false;
  }
  File& file = files_[path];
  for (const Change& change : file.unsynced) apply(file.synced, change);
  file.unsynced.clear();
  if (file.syncs_folder) keep_names();
  file.syncs_folder = false;
  return true;
}

bool PowerDisk::remove(const std::string& path, bool is_folder_synced) {
  std::lock_guard lock(mutex_);
  if (!count_operation()) return false;
  files_[path].is_removed = true;
  if (operations_ == cut_at_) {
    lose_power();
    return false;
  }
  if (is_folder_synced) keep_names();
  return true;
}

// The folder is synced: names that were made are there, names that were removed are gone.
void PowerDisk::keep_names() {
  std::erase_if(files_, [](const auto& entry) { return entry.second.is_removed; });
  for (auto& [path, file] : files_) file.is_name_synced = true;
}

void PowerDisk::apply(std::vector<unsigned char>& image, const Change& change) const {
  const auto end = static_cast<std::size_t>(change.offset) + change.bytes.size();
  if (change.is_truncation) {
    image.resize(std::min(end, image.size()));
    return;
  }
  if (image.size() < end) image.resize(end);
  std::copy(change.bytes.begin(), change.bytes.end(), image.begin() + change.offset);
}

// What the disk holds of a file: all that was synced, and of the rest a random part, sector by sector. An older
// write to a sector may be there where a newer one is not, and a later sector where an earlier one is not.
std::vector<unsigned char> PowerDisk::lose(const File& file) {
  std::vector<unsigned char> image = file.synced;
  const std::int64_t sector = chance_() % 2 == 0 ? 512 : 4096;
  const auto share = static_cast<double>(chance_() % 5) / 4;  // from nothing to everything
  const auto survives = [&] { return static_cast<double>(chance_() % 1000) < share * 1000; };
  for (const Change& change : file.unsynced) {
    if (change.is_truncation) {
      if (survives()) apply(image, change);
      continue;
    }
    const auto end = change.offset + static_cast<std::int64_t>(change.bytes.size());
    for (std::int64_t from = change.offset; from < end;) {
      const std::int64_t to = std::min(end, (from / sector + 1) * sector);
      const auto begin = change.bytes.begin() + (from - change.offset);
      if (survives()) apply(image, {from, {begin, begin + (to - from)}, false});
      from = to;
    }
  }
  return image;
}

void PowerDisk::lose_power() {
  is_cut_ = true;
  survivors_.clear();
  for (const auto& [path, file] : files_) {
    const bool has_name = (file.is_name_synced || chance_() % 2 == 0) && !(file.is_removed && chance_() % 2 == 0);
    if (has_name) survivors_.emplace(path, lose(file));
  }
  // Shared memory is a file too; nobody syncs it, but it may have come to the disk as it is now.
  if (const auto shared = path_ + "-shm"; chance_() % 2 == 0 && fs::exists(shared)) survivors_.emplace(shared, read_file(shared));
}

void PowerDisk::power_on() {
  std::lock_guard lock(mutex_);
  if (!is_cut_) lose_power();
  for (const char* suffix : {"", "-wal", "-journal", "-shm"}) fs::remove(path_ + suffix);
  files_.clear();
  for (const auto& [path, bytes] : survivors_) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!path.ends_with("-shm")) files_[path] = {bytes, {}, true, false, false};
  }
  survivors_.clear();
  is_cut_ = false;
  cut_at_ = -1;
}

}  // namespace muster::test
