#include "platform/db/sqlite_log.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <vector>

#include <fmt/core.h>

namespace muster::db {
namespace {

// https://www.sqlite.org/walformat.html
constexpr std::size_t kHeaderSize = 32;
constexpr std::size_t kFrameHeaderSize = 24;
constexpr std::uint32_t kMagic = 0x377F0682;  // its lowest bit says that checksums are of big-endian words
constexpr std::size_t kIndexHeaderSize = 48;
constexpr int kLooks = 5;  // a server that is writing may begin the log anew while we read

using Salt = std::array<unsigned char, 8>;

struct Sum {
  std::uint32_t a = 0, b = 0;
  bool operator==(const Sum&) const = default;
};

std::uint32_t read_big(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}
std::uint32_t read_little(const unsigned char* bytes) {
  return std::uint32_t{bytes[3]} << 24 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[1]} << 8 | bytes[0];
}
std::uint32_t read_native(const unsigned char* bytes) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class ReadWord>
Sum add(Sum sum, const unsigned char* bytes, std::size_t size, ReadWord read) {
  for (std::size_t at = 0; at < size; at += 8) {
    sum.a += read(bytes + at) + sum.b;
    sum.b += read(bytes + at + 4) + sum.a;
  }
  return sum;
}

Salt read_salt(const unsigned char* bytes) {
  Salt salt;
  std::memcpy(salt.data(), bytes, salt.size());
  return salt;
}

// What the shared memory of the last server says of the log: how many frames were written and synced.
struct Index {
  std::uint32_t frames = 0;
  std::uint32_t folded = 0;  // of them are in the database file
  Salt salt{};
};

std::optional<Index> read_index(const std::string& path) {
  std::array<unsigned char, 2 * kIndexHeaderSize + 4> bytes{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), bytes.size())) return std::nullopt;
  const unsigned char* header = bytes.data();
  const Sum sum = add({}, header, kIndexHeaderSize - 8, read_native);
  const bool is_whole = std::memcmp(header, header + kIndexHeaderSize, kIndexHeaderSize) == 0 && sum == Sum{read_native(header + 40), read_native(header + 44)};
  if (!is_whole) return std::nullopt;  // its server died while it was writing it, or there was a power cut
  return Index{read_native(header + 16), read_native(header + 2 * kIndexHeaderSize), read_salt(header + 32)};
}

// The log as far as it is whole, and whether more stands after that.
struct Log {
  bool has_header = false;
  Salt salt{};
  std::uint32_t frames = 0;
  int commits_after = 0;  // ends of transactions of the same log after the first frame that is not whole
};

class LogReader {
 public:
  explicit LogReader(const std::string& path) : file_(path, std::ios::binary) {}

  Log read() {
    std::array<unsigned char, kHeaderSize> header{};
    if (!file_.read(reinterpret_cast<char*>(header.data()), kHeaderSize)) return log_;
    const std::uint32_t magic = read_big(header.data());
    is_big_ = (magic & 1) != 0;
    const std::uint32_t page_size = read_big(header.data() + 8);
    Sum sum = add_words({}, header.data(), kHeaderSize - 8);
    log_.has_header = (magic & ~1u) == kMagic && page_size >= 512 && page_size <= 65536 && sum == Sum{read_big(header.data() + 24), read_big(header.data() + 28)};
    if (!log_.has_header) return log_;
    log_.salt = read_salt(header.data() + 16);
    std::vector<unsigned char> frame(kFrameHeaderSize + page_size);
    for (bool is_whole = true; file_.read(reinterpret_cast<char*>(frame.data()), static_cast<std::streamsize>(frame.size()));) {
      const bool is_of_this_log = read_salt(frame.data() + 8) == log_.salt;
      if (is_whole) {
        sum = add_words(add_words(sum, frame.data(), 8), frame.data() + kFrameHeaderSize, page_size);
        is_whole = is_of_this_log && sum == Sum{read_big(frame.data() + 16), read_big(frame.data() + 20)};
        log_.frames += is_whole;
      }
      if (!is_whole && is_of_this_log) log_.commits_after += read_big(frame.data() + 4) != 0;
    }
    return log_;
  }

 private:
  Sum add_words(Sum sum, const unsigned char* bytes, std::size_t size) const { return is_big_ ? add(sum, bytes, size, read_big) : add(sum, bytes, size, read_little); }

  std::ifstream file_;
  bool is_big_ = false;
  Log log_;
};

bool is_missing(const std::string& path) { return !std::ifstream(path).is_open(); }

std::string judge(const std::string& path, const std::optional<Index>& index, const Log& log) {
  const bool has_unfolded = index && index->frames > index->folded;
  if (is_missing(path)) return has_unfolded ? fmt::format("the write-ahead log {} is missing, and what it held is not in the database file", path) : std::string();
  if (!log.has_header) return has_unfolded ? fmt::format("the write-ahead log {} is damaged", path) : std::string();
  // A frame is counted in the index after it was synced, so no power cut can take it away again.
  if (has_unfolded && index->salt == log.salt && log.frames < index->frames) {
    return fmt::format("the write-ahead log {} is damaged: {} of {} frames can be read", path, log.frames, index->frames);
  }
  // Each transaction is synced before the next begins, so a power cut tears the last one and no other.
  if (log.commits_after > 1) return fmt::format("the write-ahead log {} is damaged after frame {}", path, log.frames);
  return {};
}

}  // namespace

std::string find_log_damage(const std::string& database) {
  std::string damage;
  for (int look = 0; look < kLooks; ++look) {
    const auto index = read_index(database + "-shm");
    const Log log = LogReader(database + "-wal").read();
    damage = judge(database + "-wal", index, log);
    const auto after = read_index(database + "-shm");
    const bool was_still = index.has_value() == after.has_value() && (!index || (index->salt == after->salt && index->frames <= after->frames));
    if (damage.empty() || was_still) return damage;
  }
  return {};  // somebody is writing all the time, and so has read it
}

}  // namespace muster::db
