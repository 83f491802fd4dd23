// Leaving the updates (RFC 8058): what a link in a representative's copy proves, and how long it can be taken back. The
// token names a person, the address that the mail went to, and the organisation it went to it for; it lets nobody in and
// can do nothing but end the updates to that address and, for some days, bring them back. It does not expire. Whoever
// holds the mail holds the token: that is why others are told and why there is an undo. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/secret.hpp"

namespace muster::updates {

struct LeaveToken {
  PersonId person;
  OrganisationId organisation;
  Locale locale = Locale::en;  // of the copy
  std::string address_mark;    // see is_address_of
  bool operator==(const LeaveToken&) const = default;
};

Secret make_leave_key(const Secret& installation);
// base64url, 30 to 60 characters. `address_key`: Email::key.
std::string make_leave_token(const Secret& key, PersonId person, OrganisationId organisation, Locale locale, std::string_view address_key);
// Empty for whatever make_leave_token did not make with this key.
std::optional<LeaveToken> parse_leave_token(const Secret& key, std::string_view token);
// Whether the token was made for this address. A keyed mark: the token tells nobody which address that is.
bool is_address_of(const Secret& key, const LeaveToken& token, std::string_view address_key);

inline constexpr std::string_view kLeavePrefix = "/u/";
std::string make_leave_url(std::string_view public_url, std::string_view token);

// The one pair of names that a mail program posts (RFC 8058 section 3.2).
bool is_one_click(std::string_view name, std::string_view value);

// By what an update was left, as it is stored.
enum class LeftBy { one_click,   // by the mail program's own button
                    page,        // on the page that the link in the mail opens
                    own_page };  // signed in
std::string_view left_by_name(LeftBy by);
std::optional<LeftBy> parse_left_by(std::string_view name);
Message describe_left_by(LeftBy by);

inline constexpr int kUndoDays = 7;
// Whether the link in the mail can still take it back. Signed in it always can.
bool can_undo(Instant left_at, Instant now);

}  // namespace muster::updates
