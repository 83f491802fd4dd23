#include "platform/mail/return_path.hpp"

#include <stdexcept>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kTagBytes = 10;
constexpr std::size_t kTagCharacters = 16;
constexpr std::size_t kDigitsMax = 19;  // of a positive int64
constexpr std::size_t kLookedAt = 4096;

char letter_of(ReturnPath::Kind kind) { return kind == ReturnPath::Kind::bounce ? 'b' : 'r'; }

std::string make_tag(const Secret& key, const ReturnPath& path) {
  if (key.empty()) throw std::logic_error("mail: a return path needs a key");
  const std::string_view word = path.kind == ReturnPath::Kind::bounce ? "bounce" : "reply";
  const std::string digest = crypto::hmac_sha256(key, std::string(word) + path.mail.format());
  return to_lower_ascii(crypto::encode_base32(std::string_view(digest).substr(0, kTagBytes)));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One that begins here with its letter, whatever follows behind it; `text` is in lower case.
std::optional<ReturnPath> read_start(const Secret& key, std::string_view text) {
  if (text.size() < 2 || text[1] != '+' || (text[0] != 'b' && text[0] != 'r')) return std::nullopt;
  const auto kind = text[0] == 'b' ? ReturnPath::Kind::bounce : ReturnPath::Kind::reply;
  text.remove_prefix(2);
  std::size_t digits = 0;
  while (digits < text.size() && digits <= kDigitsMax && is_digit(text[digits])) ++digits;
  if (digits == 0 || text.size() < digits + 1 + kTagCharacters || text[digits] != '.') return std::nullopt;
  const auto mail = MailId::parse(text.substr(0, digits));
  if (!mail) return std::nullopt;
  const ReturnPath path{kind, *mail};
  if (!equal_constant_time(make_tag(key, path), text.substr(digits + 1, kTagCharacters))) return std::nullopt;
  return path;
}

bool can_belong_to_word(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

std::optional<ReturnPath> find_within(const Secret& key, std::string_view text) {
  const std::string small = to_lower_ascii(text.substr(0, kLookedAt));
  for (std::size_t at = small.find('+'); at != std::string::npos; at = small.find('+', at + 1)) {
    if (at == 0 || (at > 1 && can_belong_to_word(small[at - 2]))) continue;
    if (const auto found = read_start(key, std::string_view(small).substr(at - 1))) return found;
  }
  return std::nullopt;
}

}  // namespace

std::string make_return_path(const Secret& key, const ReturnPath& path, std::string_view domain) {
  if (!path.mail) throw std::logic_error("mail: a return path needs a mail's number");
  return std::string(1, letter_of(path.kind)) + "+" + path.mail.format() + "." + make_tag(key, path) + "@" + std::string(domain);
}

std::optional<ReturnPath> parse_return_path(const Secret& key, std::string_view address, std::string_view domain) {
  const std::string small = to_lower_ascii(address.substr(0, kLookedAt));
  const std::size_t at = small.rfind('@');
  if (at == std::string::npos || std::string_view(small).substr(at + 1) != to_lower_ascii(domain)) return std::nullopt;
  const auto path = read_start(key, std::string_view(small).substr(0, at));
  // Nothing stands between the tag and the @.
  if (!path || 2 + path->mail.format().size() + 1 + kTagCharacters != at) return std::nullopt;
  return path;
}

std::optional<ReturnPath> find_return_path(const Secret& key, std::span<const std::string> texts) {
  if (key.empty()) return std::nullopt;
  for (const std::string& text : texts) {
    if (const auto found = find_within(key, text)) return found;
  }
  return std::nullopt;
}

}  // namespace muster::mail
