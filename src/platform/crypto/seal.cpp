#include <sodium.h>

#include <stdexcept>

#include "platform/crypto/crypto.hpp"
#include "platform/crypto/sodium.hpp"

namespace muster::crypto {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void check_key(const Secret& key) {
  if (key.reveal().size() != crypto_aead_xchacha20poly1305_ietf_KEYBYTES) throw std::logic_error("crypto: a sealing key has 32 bytes");
}

std::string make_random_bytes(Random& random, std::size_t size) {
  std::string bytes(size, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

}  // namespace

std::string seal(const Secret& key, std::string_view plain, std::string_view context, Random& random) {
  start_sodium();
  check_key(key);
  std::string sealed = make_random_bytes(random, kNonceBytes);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed) + kNonceBytes, nullptr, bytes_of(plain), plain.size(), bytes_of(context),
                                             context.size(), nullptr, bytes_of(sealed), bytes_of(key.reveal()));
  return sealed;
}

std::optional<Secret> open(const Secret& key, std::string_view sealed, std::string_view context) {
  start_sodium();
  check_key(key);
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const int outcome = crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr, bytes_of(sealed) + kNonceBytes,
                                                                 sealed.size() - kNonceBytes, bytes_of(context), context.size(),
                                                                 bytes_of(sealed), bytes_of(key.reveal()));
  if (outcome != 0) return std::nullopt;
  return Secret(std::move(plain));
}

std::string mask_token(std::string_view token, Random& random) {
  if (token.empty()) throw std::logic_error("crypto: an empty token cannot be masked");
  std::string mask = make_random_bytes(random, token.size());
  std::string masked(token);
  for (std::size_t i = 0; i < masked.size(); ++i) masked[i] = static_cast<char>(masked[i] ^ mask[i]);
  return encode_base64url(mask + masked);
}

std::optional<std::string> unmask_token(std::string_view masked) {
  const auto bytes = decode_base64url(masked);
  if (!bytes || bytes->empty() || bytes->size() % 2 != 0) return std::nullopt;
  const std::size_t size = bytes->size() / 2;
  std::string token = bytes->substr(size);
  for (std::size_t i = 0; i < size; ++i) token[i] = static_cast<char>(token[i] ^ (*bytes)[i]);
  return token;
}

}  // namespace muster::crypto
