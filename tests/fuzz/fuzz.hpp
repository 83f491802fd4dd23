// What the fuzz targets share: an input taken apart from its front, and promises that hold for every input.
// A broken promise ends the process with its words and place, which libFuzzer reports as a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string_view>

namespace muster::fuzz {

inline void require(bool holds, std::string_view promise, std::source_location where = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: broken promise: %.*s\n", where.file_name(), static_cast<unsigned>(where.line()),
               static_cast<int>(promise.size()), promise.data());
  std::abort();
}

class Input {
 public:
  Input(const std::uint8_t* bytes, std::size_t size) : rest_(reinterpret_cast<const char*>(bytes), size) {}
  // 0 when nothing is left.
  unsigned byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  // Up to the next line feed, which is taken too; all that is left when there is none.
  std::string_view line() {
    const std::string_view taken = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(taken.size() < rest_.size() ? taken.size() + 1 : taken.size());
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace muster::fuzz
