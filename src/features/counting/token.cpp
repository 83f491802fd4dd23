#include "features/counting/token.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::counting {
namespace {

constexpr std::size_t kCodeBytes = 8;
constexpr std::size_t kTokenMost = 48;  // characters; longer ones are not looked at
// Places of languages in tokens that left in mails: for good, new ones at the end.
constexpr std::array kTokenLocales = {Locale::en, Locale::fr, Locale::es, Locale::ar, Locale::ru, Locale::zh};

std::size_t place_of(Locale locale) {
  for (std::size_t place = 0; place < kTokenLocales.size(); ++place) {
    if (kTokenLocales[place] == locale) return place;
  }
  throw std::invalid_argument("a language without a place in tokens");
}

// Seven bits a byte, the lowest first, the highest bit set while more follow.
void append_number(std::string& bytes, std::int64_t number) {
  auto rest = static_cast<std::uint64_t>(number);
  while (rest >= 0x80) {
    bytes += static_cast<char>(0x80 | (rest & 0x7f));
    rest >>= 7;
  }
  bytes += static_cast<char>(rest);
}

// Takes a number from the front; nothing for one that is not written the shortest way, so that a link has one token.
std::optional<std::int64_t> take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) != 0) continue;
    if (byte == 0 && shift != 0) return std::nullopt;
    return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

std::string make_code(const Secret& key, std::string_view bytes) { return crypto::hmac_sha256(key, bytes).substr(0, kCodeBytes); }

std::string make_bytes(const CountedLink& link) {
  const std::int64_t organisation = link.organisation.value();
  if (link.issue <= 0 || organisation < 0 || link.link < 0 || link.link > kLinkMost) throw std::invalid_argument("a counted link without its numbers");
  std::string bytes(1, static_cast<char>(place_of(link.locale)));
  append_number(bytes, link.issue);
  append_number(bytes, organisation);
  append_number(bytes, link.link);
  return bytes;
}

std::string make_token(const Secret& key, const CountedLink& link) {
  const std::string bytes = make_bytes(link);
  return crypto::encode_base64url(bytes + make_code(key, bytes));
}

std::optional<CountedLink> read_bytes(std::string_view bytes) {
  const auto place = static_cast<std::size_t>(static_cast<unsigned char>(bytes.front()));
  bytes.remove_prefix(1);
  const auto issue = take_number(bytes), organisation = take_number(bytes), link = take_number(bytes);
  if (place >= kTokenLocales.size() || !issue || !organisation || !link || !bytes.empty()) return std::nullopt;
  if (*issue <= 0 || *link > kLinkMost) return std::nullopt;
  return CountedLink{*issue, OrganisationId(*organisation), kTokenLocales[place], *link};
}

std::optional<CountedLink> parse_token(const Secret& key, std::string_view token) {
  if (token.size() > kTokenMost) return std::nullopt;
  const auto all = crypto::decode_base64url(token);
  if (!all || all->size() <= kCodeBytes) return std::nullopt;
  const std::string_view bytes = std::string_view(*all).substr(0, all->size() - kCodeBytes);
  if (!equal_constant_time(make_code(key, bytes), std::string_view(*all).substr(bytes.size()))) return std::nullopt;
  return read_bytes(bytes);
}

CountedLink copy_of(const CountedLink& link) { return {link.issue, link.organisation, link.locale, 0}; }

}  // namespace

Keys make_keys(const Secret& installation) {
  return {crypto::derive_key(installation, "counted links"), crypto::derive_key(installation, "answer links"), crypto::derive_key(installation, "answer marks")};
}

std::string make_link_token(const Keys& keys, const CountedLink& link) { return make_token(keys.links, link); }
std::optional<CountedLink> parse_link_token(const Keys& keys, std::string_view token) { return parse_token(keys.links, token); }

std::string make_question_token(const Keys& keys, const CountedLink& copy) { return make_token(keys.answers, copy_of(copy)); }
std::optional<CountedLink> parse_question_token(const Keys& keys, std::string_view token) { return parse_token(keys.answers, token); }

std::string make_link_url(const Keys& keys, std::string_view public_url, const CountedLink& link) {
  return std::string(public_url) + "/t/" + make_link_token(keys, link);
}

std::string make_preview_url(const Keys& keys, std::string_view public_url, const CountedLink& link) { return make_link_url(keys, public_url, link) + "?preview"; }

std::string make_answer_url(const Keys& keys, std::string_view public_url, const CountedLink& copy, int choice) {
  return std::string(public_url) + "/q/" + make_question_token(keys, copy) + (choice > 0 ? "?choice=" + std::to_string(choice) : "");
}

std::string make_answer_mark(const Keys& keys, const CountedLink& copy, int choice) {
  const std::string text = std::to_string(choice);
  return text + "-" + crypto::encode_base64url(make_code(keys.cookies, make_bytes(copy_of(copy)) + text));
}

std::optional<int> parse_answer_mark(const Keys& keys, const CountedLink& copy, std::string_view mark) {
  if (mark.size() < 2 || mark[0] < '1' || mark[0] > '9' || mark[1] != '-') return std::nullopt;
  const int choice = mark[0] - '0';
  if (!equal_constant_time(make_answer_mark(keys, copy, choice), mark)) return std::nullopt;
  return choice;
}

}  // namespace muster::counting
