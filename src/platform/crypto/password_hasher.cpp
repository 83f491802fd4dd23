#include <sodium.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <new>

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/sodium.hpp"

namespace muster::crypto {

// Lets few in at once and few wait. Without it a burst of sign-ins takes 64 MiB each.
class PasswordHasher::Gate {
 public:
  explicit Gate(Bounds bounds) : bounds_(bounds) {}

  bool enter() {
    std::unique_lock lock(mutex_);
    if (inside_ < bounds_.at_once && waiting_ == 0) {
      ++inside_;
      return true;
    }
    if (waiting_ >= bounds_.waiting) return false;
    ++waiting_;
    freed_.wait(lock, [this] { return inside_ < bounds_.at_once; });
    --waiting_;
    ++inside_;
    return true;
  }

  void leave() {
    {
      const std::lock_guard lock(mutex_);
      --inside_;
    }
    freed_.notify_one();
  }

 private:
  const Bounds bounds_;
  std::mutex mutex_;
  std::condition_variable freed_;
  int inside_ = 0;
  int waiting_ = 0;
};

namespace {

// Inside from its making to its end.
template <class Gate>
class Pass {
 public:
  explicit Pass(Gate& gate) : gate_(gate), is_inside_(gate.enter()) {}
  ~Pass() {
    if (is_inside_) gate_.leave();
  }
  Pass(const Pass&) = delete;
  bool is_inside() const { return is_inside_; }

 private:
  Gate& gate_;
  bool is_inside_;
};

std::unexpected<Problem> too_busy() {
  return refused(Problem::Kind::limited, tr("Many people are signing in now. Wait a minute and try again."));
}

}  // namespace

PasswordHasher::PasswordHasher(Cost cost, Bounds bounds) : cost_(cost), gate_(std::make_unique<Gate>(bounds)) { start_sodium(); }

PasswordHasher::~PasswordHasher() = default;

Result<std::string> PasswordHasher::hash(const Secret& password) {
  const Pass pass(*gate_);
  if (!pass.is_inside()) return too_busy();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  // libsodium's Argon2id has one lane (p=1).
  const int outcome = crypto_pwhash_str_alg(text.data(), password.reveal().data(), password.reveal().size(), cost_.passes,
                                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (outcome != 0) throw std::bad_alloc();
  return std::string(text.data());
}

Result<bool> PasswordHasher::verify(const std::string& hash, const Secret& password) {
  const Pass pass(*gate_);
  if (!pass.is_inside()) return too_busy();
  return crypto_pwhash_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

Result<bool> PasswordHasher::verify_nothing(const Secret& password) {
  const auto hashed = hash(password);
  if (!hashed) return std::unexpected(hashed.error());
  return false;
}

bool PasswordHasher::needs_rehash(const std::string& hash) const {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory_bytes) != 0;
}

}  // namespace muster::crypto
