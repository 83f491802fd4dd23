#include "platform/mail/header.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kLineMax = 76;         // RFC 2047 section 2
constexpr std::size_t kEncodedBytesMax = 39;  // 52 characters of base64; fits beside "Reply-To: "
constexpr std::size_t kQuotedBytesMax = 17;   // three characters each

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
};

// `text` is clean UTF-8, or the caller has looked at the first byte only.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  if (first < 0xE0) return {char32_t(first & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (first < 0xF0) return {char32_t(first & 0x0F) << 12 | char32_t(byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {char32_t(first & 0x07) << 18 | char32_t(byte(1) & 0x3F) << 12 | char32_t(byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
}

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x2028 || c == 0x2029; }

bool is_dropped(char32_t c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF; }

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string replace_unclean(std::string_view text) {
  std::string kept(text);
  std::ranges::replace(kept, '\0', ' ');
  if (is_clean_utf8(kept)) return kept;
  std::ranges::replace_if(kept, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return kept;
}

std::string encode_base64(std::string_view bytes) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < here ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j) out += j <= here ? kAlphabet[group >> (18 - 6 * j) & 0x3F] : '=';
  }
  return out;
}

std::string encode_quoted(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'=', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

// The longest beginning of whole characters with at most so many bytes, and of whole groups of bytes if asked; may be 0.
std::size_t find_cut(std::string_view text, std::size_t most, std::size_t group) {
  std::size_t cut = 0;
  for (std::size_t length = 0; length < text.size();) {
    length += decode(text.substr(length)).length;
    if (length > most) break;
    if (length % group == 0) cut = length;
  }
  return cut;
}

// GMime, and the readers built on it, decode neighbouring words as one and stop at padding in between: only the
// last base64 word may have some. Where characters never end with a group of three bytes, a quoted word comes first.
std::string encode_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const bool is_last = text.size() <= kEncodedBytesMax;
    std::size_t length = is_last ? text.size() : find_cut(text, kEncodedBytesMax, 3);
    const bool is_base64 = length > 0;
    if (!is_base64) length = find_cut(text, kQuotedBytesMax, 1);
    const std::string_view word = text.substr(0, length);
    if (!out.empty()) out += "\r\n ";
    out += is_base64 ? "=?utf-8?B?" + encode_base64(word) + "?=" : "=?utf-8?Q?" + encode_quoted(word) + "?=";
    text.remove_prefix(length);
  }
  return out;
}

// False where a word is too long for a line, or could be taken for an encoded word by a reader.
bool can_stay_plain(std::string_view text, std::size_t name_length) {
  if (!is_printable_ascii(text) || text.find("=?") != std::string_view::npos) return false;
  const auto words = split(text, ' ');
  return std::ranges::all_of(words, [&](std::string_view word) { return word.size() + name_length + 2 <= kLineMax; });
}

std::string fold(std::string_view text, std::size_t name_length) {
  std::string out;
  std::size_t column = name_length + 2;
  for (const std::string_view word : split(text, ' ')) {
    if (out.empty()) {
      out = word;
      column += word.size();
    } else if (column + 1 + word.size() > kLineMax) {
      out += "\r\n " + std::string(word);
      column = 1 + word.size();
    } else {
      out += " " + std::string(word);
      column += 1 + word.size();
    }
  }
  return out;
}

bool is_atom_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string format_phrase(std::string_view name) {
  constexpr std::size_t kPlainMax = 60;
  if (name.size() > kPlainMax || !is_printable_ascii(name) || name.find("=?") != std::string_view::npos) return encode_words(name);
  if (std::ranges::all_of(name, [](char c) { return c == ' ' || is_atom_character(c); })) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::string clean_header_text(std::string_view text) {
  const std::string kept = replace_unclean(text);
  std::string out;
  for (std::string_view rest = kept; !rest.empty();) {
    const CodePoint c = decode(rest);
    if (is_control(c.value) || c.value == ' ') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (!is_dropped(c.value)) {
      out += rest.substr(0, c.length);
    }
    rest.remove_prefix(c.length);
  }
  return std::string(trim(out));
}

std::string format_text_value(std::string_view text, std::size_t name_length) {
  const std::string clean = clean_header_text(text);
  return can_stay_plain(clean, name_length) ? fold(clean, name_length) : encode_words(clean);
}

std::string format_mailbox(std::string_view name, const Email& address) {
  const std::string wire = wire_address(address);
  const bool is_token = std::ranges::none_of(wire, [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || std::string_view("<>()[],;:\\\"").find(c) != std::string_view::npos;
  });
  if (!is_token || clean_header_text(wire) != wire) throw std::logic_error("mail: an address holds a character that it cannot");
  const std::string clean = clean_header_text(name);
  if (clean.empty()) return wire;
  const std::string phrase = format_phrase(clean);
  const bool fits = phrase.find('\n') == std::string::npos && phrase.size() + wire.size() + 13 <= kLineMax;
  return phrase + (fits ? " <" : "\r\n <") + wire + ">";
}

std::string format_list_id(std::string_view words, std::string_view id) {
  const std::string clean = clean_header_text(words);
  const std::string bracketed = "<" + std::string(id) + ">";
  if (clean.empty()) return bracketed;
  const std::string phrase = format_phrase(clean);
  const bool fits = phrase.find('\n') == std::string::npos && phrase.size() + bracketed.size() + 10 <= kLineMax;
  return phrase + (fits ? " " : "\r\n ") + bracketed;
}

std::string wire_address(const Email& address) { return address.needs_smtputf8() ? address.text() : address.transport(); }

}  // namespace muster::mail
