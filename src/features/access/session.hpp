// How long a way in lasts, and what its token is worth. Pure: rows and clocks come from elsewhere.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/random.hpp"

namespace muster::access {

enum class Strength {
  mail,  // code or link from a mail: enough for representatives
  full,  // password and second factor as well
  demo,  // a demo link; passes the second factor by
};

inline constexpr std::chrono::hours kMailSessionMost{30 * 24};   // a known browser of a representative
inline constexpr std::chrono::minutes kFullSessionIdle{30};
inline constexpr std::chrono::hours kFullSessionMost{12};
inline constexpr std::chrono::hours kDemoSessionMost{30 * 24};
inline constexpr std::chrono::minutes kSignInLives{60};          // greylisting delays mail
inline constexpr int kCodeTriesMost = 5;
inline constexpr int kCodeDigits = 6;
inline constexpr std::chrono::hours kSetUpLinkLives{7 * 24};

struct SessionTimes {
  Strength strength = Strength::mail;
  Instant last_seen_at;
  Instant expires_at;
};
bool is_alive(const SessionTimes& session, Instant now);
Instant session_end(Strength strength, Instant now);

std::string_view strength_name(Strength strength);
Strength parse_strength(std::string_view name);  // anything unknown counts as mail

// Kinds of the mails that carry a code or a link that signs in.
inline constexpr std::string_view kSignInMail = "access.sign_in";
inline constexpr std::string_view kSetUpMail = "access.set_up";
inline constexpr std::string_view kAddressMail = "access.confirm_address";

// Stored instead of a token or code.
std::string hash_token(std::string_view token);

// The cookie that ties a sign-in to the browser that asked for it; it gives no right.
inline constexpr std::string_view kBrowserCookie = "muster-browser";

// A path of this site to come back to; anything else becomes "".
std::string check_return_path(std::string_view path);

}  // namespace muster::access
