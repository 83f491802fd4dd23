// Randomness is injected, so that a failing test replays from its seed. Never use anything else for
// tokens: the system source is the operating system's (getrandom).
#pragma once

#include <cstdint>
#include <mutex>
#include <random>
#include <span>
#include <string>

namespace muster {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  // Uniform in [0, bound), bound > 0.
  std::uint64_t below(std::uint64_t bound);
  // 256 random bits as 43 characters of base64url without padding.
  std::string token();
  // `digits` decimal digits, uniform, with leading zeros.
  std::string code(int digits);
};

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;  // throws std::system_error when the kernel refuses
};

// The same sequence for the same seed; for tests and simulations only.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace muster
