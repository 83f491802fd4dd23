#include "platform/crypto/public_key.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace muster::crypto {
namespace {

constexpr std::size_t kDerMax = 4096;  // of a key with 16,384 bits there are 2 KB

struct Free {
  void operator()(EVP_PKEY* key) const { ::EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;

}  // namespace

std::optional<int> count_rsa_bits(std::string_view der) {
  if (der.empty() || der.size() > kDerMax) return std::nullopt;
  const auto* begin = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* at = begin;
  Key key(::d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (!key) {
    at = begin;
    key.reset(::d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
  }
  if (!key || at != begin + der.size() || ::EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return std::nullopt;
  return ::EVP_PKEY_get_bits(key.get());
}

}  // namespace muster::crypto
