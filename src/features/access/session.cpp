#include "features/access/session.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::access {
namespace {

bool is_https(std::string_view public_url) { return public_url.starts_with("https://"); }

std::string format_cookie(std::string_view public_url, std::string_view name, std::string_view token, std::chrono::seconds max_age) {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}", name, token, token.empty() ? 0 : max_age.count(),
                     is_https(public_url) ? "; Secure" : "");
}

}  // namespace

bool is_alive(const SessionTimes& session, Instant now) {
  if (now >= session.expires_at) return false;
  return session.strength != Strength::full || now - session.last_seen_at <= kFullSessionIdle;
}

Instant session_end(Strength strength, Instant now) {
  switch (strength) {
    case Strength::full: return now + kFullSessionMost;
    case Strength::demo: return now + kDemoSessionMost;
    case Strength::mail: break;
  }
  return now + kMailSessionMost;
}

std::string_view strength_name(Strength strength) {
  switch (strength) {
    case Strength::full: return "full";
    case Strength::demo: return "demo";
    case Strength::mail: break;
  }
  return "mail";
}

Strength parse_strength(std::string_view name) {
  if (name == "full") return Strength::full;
  return name == "demo" ? Strength::demo : Strength::mail;
}

std::string hash_token(std::string_view token) { return crypto::sha256_hex(token); }

std::string session_cookie_name(std::string_view public_url) { return is_https(public_url) ? "__Host-muster" : "muster"; }
std::string browser_cookie_name(std::string_view public_url) { return is_https(public_url) ? "__Host-muster-browser" : "muster-browser"; }

std::string format_session_cookie(std::string_view public_url, std::string_view token, std::chrono::seconds max_age) {
  return format_cookie(public_url, session_cookie_name(public_url), token, max_age);
}

std::string format_browser_cookie(std::string_view public_url, std::string_view token) {
  return format_cookie(public_url, browser_cookie_name(public_url), token, std::chrono::hours(365 * 24));
}

std::string check_return_path(std::string_view path) {
  const bool is_own_path = path.size() > 1 && path.size() <= 2000 && path.front() == '/' && path[1] != '/' && path[1] != '\\';
  if (!is_own_path || !is_clean_utf8(path)) return {};
  for (const char c : path) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\') return {};
  }
  return std::string(path);
}

}  // namespace muster::access
