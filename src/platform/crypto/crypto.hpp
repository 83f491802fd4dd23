// What the product needs of cryptography, in its own words: digests, codes for bytes, keys for purposes,
// sealed values, passwords and one-time codes. libsodium, OpenSSL, liboath and libqrencode stay behind
// this header. It holds no key and makes no randomness of its own: both are passed in (libsodium's salt
// for a password excepted). Raw bytes travel in std::string.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/problem.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace muster::crypto {

// Digests. sha256 and hmac_sha256 give 32 raw bytes (FIPS 180-4, RFC 2104).
std::string sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(const Secret& key, std::string_view bytes);
// 32 hexadecimal digits that stand for these bytes (SipHash-2-4 of 128 bits, no secret): for tags made at every
// answer, where sha256 takes five times as long. Proves nothing about who made the bytes.
std::string tag_hex(std::string_view bytes);

// Codes for bytes (RFC 4648). Without padding; decoding is strict: another alphabet, padding, or bits
// that are left over and not zero give nothing.
std::string encode_hex(std::string_view bytes);
std::optional<std::string> decode_hex(std::string_view text);  // upper case too
std::string encode_base64url(std::string_view bytes);
std::optional<std::string> decode_base64url(std::string_view text);
std::string encode_base32(std::string_view bytes);                // upper case, as authenticator apps want it
std::optional<std::string> decode_base32(std::string_view text);  // lower case too

// 32 bytes for one purpose out of the server's secret (HKDF-SHA256, RFC 5869, purpose as info): a key
// that leaks says nothing about another. Purposes are words like "csrf" and are never reused.
Secret derive_key(const Secret& secret, std::string_view purpose);

// Encrypts and authenticates (XChaCha20-Poly1305, 24 random bytes of nonce in front). `context` is bound
// in: a value sealed for one row does not open in another. `key` is 32 bytes (derive_key).
std::string seal(const Secret& key, std::string_view plain, std::string_view context, Random& random);
// Nothing when the key, the context or any bit is wrong.
std::optional<Secret> open(const Secret& key, std::string_view sealed, std::string_view context);

// A token that stands in compressed pages, made different on every page (BREACH): the mask and the
// masked token in base64url. The token is any text that is not empty.
std::string mask_token(std::string_view token, Random& random);
std::optional<std::string> unmask_token(std::string_view masked);

// 12 to 256 characters, and none of the passwords and patterns that everybody tries first. `known` are
// words about the person (name, email address, organisation) that alone make no password. The problem's
// field is "password".
Result<void> check_password(std::string_view password, const std::vector<std::string>& known = {});

// Argon2id (RFC 9106) as PHC strings. A hash takes 64 MiB and a third of a second, so that few run at
// once and few wait: more are turned away with a Problem of kind limited. Thread-safe; blocks.
class PasswordHasher {
 public:
  struct Cost {
    std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;
    unsigned passes = 3;
  };
  struct Bounds {
    int at_once = 2;
    int waiting = 64;
  };
  // The least that libsodium takes; for tests only.
  static constexpr Cost kCheapCost{8192, 1};

  PasswordHasher() : PasswordHasher(Cost{}, Bounds{}) {}
  explicit PasswordHasher(Cost cost) : PasswordHasher(cost, Bounds{}) {}
  PasswordHasher(Cost cost, Bounds bounds);
  ~PasswordHasher();

  Result<std::string> hash(const Secret& password);
  Result<bool> verify(const std::string& hash, const Secret& password);
  // As much work as verify and always false: for accounts that do not exist, so that time tells nothing.
  Result<bool> verify_nothing(const Secret& password);
  // The hash was made at another cost than today's.
  bool needs_rehash(const std::string& hash) const;

 private:
  class Gate;
  Cost cost_;
  std::unique_ptr<Gate> gate_;
};

// Time-based one-time codes (RFC 6238: SHA-1, six digits, 30 seconds), as every authenticator app has them.
namespace totp {

// 20 random bytes, raw. Store them sealed; show them as base32.
Secret make_secret(Random& random);
// otpauth:// for a QR code; issuer is the programme, account an email address.
std::string make_uri(const Secret& secret, std::string_view issuer, std::string_view account);
// The step (30 s since 1970) whose code this is: the present one, the one before or the one after.
// The caller refuses a step at or before the last one used (RFC 6238 section 5.2) and stores it.
// White space in the code is passed over.
std::optional<std::int64_t> verify(const Secret& secret, std::string_view code, Instant now);
// For tests and tools that play the app.
std::string make_code(const Secret& secret, Instant now);

}  // namespace totp

// An SVG element with one path, with a quiet zone of four modules and role="img"; no style, no script.
// `label` is read out in its place and is escaped here. Throws std::length_error when the text is too long
// for any QR code.
std::string render_qr_svg(std::string_view text, std::string_view label);

}  // namespace muster::crypto
