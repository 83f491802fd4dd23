#include <array>
#include <cstdint>

#include "platform/crypto/crypto.hpp"

namespace muster::crypto {

namespace {

// The three codes of RFC 4648 differ in their alphabet and in how many bits a character carries.
struct Code {
  std::string_view alphabet;
  int bits;
};

constexpr Code kHex{"0123456789abcdef", 4};
constexpr Code kBase32{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5};
constexpr Code kBase64Url{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6};

std::string encode(const Code& code, std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + code.bits - 1) / code.bits);
  std::uint32_t pending = 0;
  int pending_bits = 0;
  for (const char c : bytes) {
    pending = (pending << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    pending_bits += 8;
    for (; pending_bits >= code.bits; pending_bits -= code.bits) {
      text += code.alphabet[pending >> (pending_bits - code.bits) & ((1u << code.bits) - 1)];
    }
  }
  if (pending_bits > 0) text += code.alphabet[pending << (code.bits - pending_bits) & ((1u << code.bits) - 1)];
  return text;
}

char change_case(const Code& code, char c) {
  if (code.bits == kHex.bits && c >= 'A' && c <= 'F') return static_cast<char>(c - 'A' + 'a');
  if (code.bits == kBase32.bits && c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  return c;
}

std::optional<std::string> decode(const Code& code, std::string_view text) {
  std::string bytes;
  std::uint32_t pending = 0;
  int pending_bits = 0;
  for (const char c : text) {
    const std::size_t value = code.alphabet.find(change_case(code, c));
    if (value == std::string_view::npos) return std::nullopt;
    pending = (pending << code.bits | static_cast<std::uint32_t>(value)) & 0xFFFF;
    pending_bits += code.bits;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>(pending >> pending_bits & 0xFF);
    }
  }
  // Two spellings of one value would get past a check for reuse: what is left over must be zero, and
  // less than a character.
  const std::uint32_t left_over = pending & ((1u << pending_bits) - 1);
  if (pending_bits >= code.bits || left_over != 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::string encode_hex(std::string_view bytes) { return encode(kHex, bytes); }
std::optional<std::string> decode_hex(std::string_view text) { return decode(kHex, text); }
std::string encode_base64url(std::string_view bytes) { return encode(kBase64Url, bytes); }
std::optional<std::string> decode_base64url(std::string_view text) { return decode(kBase64Url, text); }
std::string encode_base32(std::string_view bytes) { return encode(kBase32, bytes); }
std::optional<std::string> decode_base32(std::string_view text) { return decode(kBase32, text); }

}  // namespace muster::crypto
