#include "features/updates/leaving.hpp"

#include <array>
#include <stdexcept>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::updates {
namespace {

constexpr std::size_t kMarkBytes = 6;
constexpr std::size_t kCodeBytes = 10;
constexpr std::size_t kTokenMost = 96;  // characters; longer ones are not looked at
constexpr std::array kLeftBy = {LeftBy::one_click, LeftBy::page, LeftBy::own_page};

std::string make_mark(const Secret& key, std::string_view address_key) { return crypto::hmac_sha256(key, "address " + std::string(address_key)).substr(0, kMarkBytes); }

std::string make_code(const Secret& key, std::string_view bytes) { return crypto::hmac_sha256(key, "leave " + std::string(bytes)).substr(0, kCodeBytes); }

// "en 17 142", behind the mark.
std::optional<LeaveToken> read_words(std::string_view words) {
  const auto parts = split(words, ' ');
  if (parts.size() != 3) return std::nullopt;
  const auto locale = parse_locale(parts[0]);
  const auto person = PersonId::parse(parts[1]);
  const auto organisation = OrganisationId::parse(parts[2]);
  if (!locale || !person || !organisation) return std::nullopt;
  return LeaveToken{*person, *organisation, *locale, {}};
}

}  // namespace

Secret make_leave_key(const Secret& installation) { return crypto::derive_key(installation, "leaving updates"); }

std::string make_leave_token(const Secret& key, PersonId person, OrganisationId organisation, Locale locale, std::string_view address_key) {
  if (key.empty() || !person || !organisation || address_key.empty()) throw std::invalid_argument("updates: a link to leave needs a key, a person, an organisation and an address");
  const std::string bytes = make_mark(key, address_key) + std::string(locale_tag(locale)) + " " + person.format() + " " + organisation.format();
  return crypto::encode_base64url(make_code(key, bytes) + bytes);
}

std::optional<LeaveToken> parse_leave_token(const Secret& key, std::string_view token) {
  if (key.empty() || token.size() > kTokenMost) return std::nullopt;
  const auto all = crypto::decode_base64url(token);
  if (!all || all->size() <= kCodeBytes + kMarkBytes) return std::nullopt;
  const std::string_view bytes = std::string_view(*all).substr(kCodeBytes);
  if (!equal_constant_time(make_code(key, bytes), std::string_view(*all).substr(0, kCodeBytes))) return std::nullopt;
  auto read = read_words(bytes.substr(kMarkBytes));
  if (read) read->address_mark = std::string(bytes.substr(0, kMarkBytes));
  return read;
}

bool is_address_of(const Secret& key, const LeaveToken& token, std::string_view address_key) { return equal_constant_time(make_mark(key, address_key), token.address_mark); }

std::string make_leave_url(std::string_view public_url, std::string_view token) { return std::string(public_url) + std::string(kLeavePrefix) + std::string(token); }

bool is_one_click(std::string_view name, std::string_view value) { return to_lower_ascii(trim(name)) == "list-unsubscribe" && to_lower_ascii(trim(value)) == "one-click"; }

std::string_view left_by_name(LeftBy by) {
  switch (by) {
    case LeftBy::one_click:
      return "one_click";
    case LeftBy::page:
      return "page";
    case LeftBy::own_page:
      break;
  }
  return "own_page";
}

std::optional<LeftBy> parse_left_by(std::string_view name) {
  for (const LeftBy by : kLeftBy) {
    if (left_by_name(by) == name) return by;
  }
  return std::nullopt;
}

Message describe_left_by(LeftBy by) {
  switch (by) {
    case LeftBy::one_click:
      return tr("By the button of a mail program");
    case LeftBy::page:
      return tr("By the link in an update");
    case LeftBy::own_page:
      break;
  }
  return tr("Signed in, on the own page");
}

bool can_undo(Instant left_at, Instant now) { return now - left_at <= Duration(std::chrono::hours(24) * kUndoDays); }

}  // namespace muster::updates
