// The target that must fail: `bin/fuzz --bite` runs it three times, each time with another mistake that a
// fuzzer has to find. One that is not found means that the machinery proves nothing.
#include <climits>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const char* named = std::getenv("MUSTER_FUZZ_BITE");
  const std::string_view mistake = named == nullptr ? "" : named;
  const std::string_view text = muster::fuzz::Input(data, size).rest();
  if (mistake == "promise") muster::fuzz::require(muster::normalise_newlines(text) == text, "a false promise: line ends stay as they are");
  if (mistake == "memory" && text.starts_with("mu")) {
    const auto bytes = std::make_unique<char[]>(size);
    volatile char behind = bytes.get()[size];
    (void)behind;
  }
  if (mistake == "undefined" && text.starts_with("mu")) {
    volatile int most = INT_MAX;
    most = most + static_cast<int>(size);
  }
  return 0;
}
