#include "base/random.hpp"

#include <string_view>
#include <sys/random.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace muster {

namespace {

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::uint64_t draw(Random& random) {
  std::uint64_t value = 0;
  random.fill(std::as_writable_bytes(std::span(&value, 1)));
  return value;
}

}  // namespace

std::uint64_t Random::below(std::uint64_t bound) {
  if (bound == 0) throw std::logic_error("Random::below needs a positive bound");
  // The values above the last whole multiple of the bound would favour the small results: draw again.
  const std::uint64_t excess = (UINT64_MAX % bound + 1) % bound;
  std::uint64_t value = draw(*this);
  while (value > UINT64_MAX - excess) value = draw(*this);
  return value % bound;
}

std::string Random::token() {
  std::array<std::byte, 33> bytes{};  // the last one stays zero and pads the final group
  fill(std::span(bytes).first(32));
  std::string text;
  text.reserve(44);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const unsigned group = std::to_integer<unsigned>(bytes[i]) << 16 | std::to_integer<unsigned>(bytes[i + 1]) << 8 |
                           std::to_integer<unsigned>(bytes[i + 2]);
    for (int shift = 18; shift >= 0; shift -= 6) text += kBase64Url[group >> shift & 63];
  }
  text.resize(43);
  return text;
}

std::string Random::code(int digits) {
  std::string text;
  for (int i = 0; i < digits; ++i) text += static_cast<char>('0' + below(10));
  return text;
}

void SystemRandom::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

void SeededRandom::fill(std::span<std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  while (!bytes.empty()) {
    std::uint64_t value = engine_();
    for (int i = 0; i < 8 && !bytes.empty(); ++i, value >>= 8) {
      bytes.front() = static_cast<std::byte>(value & 0xff);
      bytes = bytes.subspan(1);
    }
  }
}

}  // namespace muster
