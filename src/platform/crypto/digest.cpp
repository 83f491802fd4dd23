#include <sodium.h>

#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/sodium.hpp"

namespace muster::crypto {

namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

void start_sodium() {
  // sodium_init is safe to call from many threads and cheap when it has been called before.
  if (sodium_init() < 0) throw std::runtime_error("crypto: libsodium does not start");
}

std::string sha256(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes_of(digest), bytes_of(bytes), bytes.size());
  return digest;
}

std::string sha256_hex(std::string_view bytes) { return encode_hex(sha256(bytes)); }

std::string tag_hex(std::string_view bytes) {
  static constexpr unsigned char kKey[crypto_shorthash_siphashx24_KEYBYTES] = {};
  std::string digest(crypto_shorthash_siphashx24_BYTES, '\0');
  crypto_shorthash_siphashx24(bytes_of(digest), bytes_of(bytes), bytes.size(), kKey);
  return encode_hex(digest);
}

std::string hmac_sha256(const Secret& key, std::string_view bytes) {
  std::string code(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key.reveal()), key.reveal().size());
  crypto_auth_hmacsha256_update(&state, bytes_of(bytes), bytes.size());
  crypto_auth_hmacsha256_final(&state, bytes_of(code));
  sodium_memzero(&state, sizeof state);
  return code;
}

Secret derive_key(const Secret& secret, std::string_view purpose) {
  // Without a salt extraction takes as many zeros as the digest is long (RFC 5869 section 2.2). One
  // block of output is all that is needed.
  const Secret zeros(std::string(crypto_hash_sha256_BYTES, '\0'));
  const Secret extracted(hmac_sha256(zeros, secret.reveal()));
  return Secret(hmac_sha256(extracted, std::string(purpose) + '\x01'));
}

}  // namespace muster::crypto
