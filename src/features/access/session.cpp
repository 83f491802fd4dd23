#include "features/access/session.hpp"

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::access {
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

std::string check_return_path(std::string_view path) {
  const bool is_own_path = path.size() > 1 && path.size() <= 2000 && path.front() == '/' && path[1] != '/' && path[1] != '\\';
  if (!is_own_path || !is_clean_utf8(path)) return {};
  for (const char c : path) {
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\') return {};
  }
  return std::string(path);
}

}  // namespace muster::access
