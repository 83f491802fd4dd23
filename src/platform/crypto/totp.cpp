#include <array>
#include <mutex>
#include <stdexcept>

extern "C" {
#include <oath.h>
}

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::crypto::totp {

namespace {

constexpr int kDigits = 6;
constexpr std::int64_t kStepMicroseconds = 30'000'000;
constexpr std::size_t kSecretBytes = 20;  // as long as SHA-1's digest (RFC 4226 section 4)

void start_oath() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (oath_init() != OATH_OK) throw std::runtime_error("crypto: liboath does not start");
  });
}

std::string make_code_of_step(const Secret& secret, std::int64_t step) {
  start_oath();
  std::array<char, kDigits + 1> code{};
  const int outcome = oath_hotp_generate(secret.reveal().data(), secret.reveal().size(), static_cast<std::uint64_t>(step), kDigits, false,
                                         OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  if (outcome != OATH_OK) throw std::runtime_error(std::string("crypto: liboath: ") + oath_strerror(outcome));
  return code.data();
}

std::int64_t step_of(Instant now) { return now.microseconds() / kStepMicroseconds; }

}  // namespace

Secret make_secret(Random& random) {
  std::string bytes(kSecretBytes, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return Secret(std::move(bytes));
}

std::string make_uri(const Secret& secret, std::string_view issuer, std::string_view account) {
  // The issuer stands twice because apps read either place; the other parameters are the defaults, and
  // some apps refuse to see them.
  return "otpauth://totp/" + percent_encode(issuer) + ":" + percent_encode(account) + "?secret=" + encode_base32(secret.reveal()) +
         "&issuer=" + percent_encode(issuer);
}

std::optional<std::int64_t> verify(const Secret& secret, std::string_view code, Instant now) {
  std::string digits;
  for (const char c : code) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    digits += c;
  }
  if (digits.size() != kDigits) return std::nullopt;
  std::optional<std::int64_t> found;
  const std::int64_t present = step_of(now);
  // All three are computed whatever matches, so that time does not tell which; the latest match wins.
  for (const std::int64_t step : {present - 1, present, present + 1}) {
    if (step >= 0 && equal_constant_time(make_code_of_step(secret, step), digits)) found = step;
  }
  return found;
}

std::string make_code(const Secret& secret, Instant now) { return make_code_of_step(secret, step_of(now)); }

}  // namespace muster::crypto::totp
