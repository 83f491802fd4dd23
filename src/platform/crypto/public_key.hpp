// How strong somebody else's public key is, for the doctor that looks at DKIM records: receivers refuse short ones. Only
// looks: nothing is verified with it, and no key of ours passes here.
#pragma once

#include <optional>
#include <string_view>

namespace muster::crypto {

// Bits of the modulus of an RSA key in DER, as SubjectPublicKeyInfo or bare (RFC 8017 appendix A.1.1; DKIM has both).
// Nothing for any other bytes, or bytes after it.
std::optional<int> count_rsa_bits(std::string_view der);

}  // namespace muster::crypto
