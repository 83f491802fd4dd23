// Pages of the access room, and what they share.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"

namespace muster::access {

// What the pages need beyond a request's context. Lives as long as the routes.
struct Parts {
  db::Database& db;
  const Clock& clock;
  Random& random;
  Secret key;              // for sealed values: derive_key(secret, "access")
  std::string public_url;
  bool is_demo = false;
  crypto::PasswordHasher& hasher;
};

// Hash of the cookie that ties a sign-in to this browser; empty when the browser has none.
std::string browser_hash(const http::Request& request);
// The first address after signing in, by the actor's role, without language.
std::string home_path(const Actor& actor);
// A page's address in the request's language.
std::string local_url(const http::Request& request, std::string_view path);

// Ends the old session, begins a new one (its token changes at every sign-in) and goes to `return_to`,
// or to what was kept, or home.
http::Response begin_session(const http::Request& request, http::Context& context, AccountId account, bool is_full, const std::string& return_to);

http::Routes make_sign_in_routes();
http::Routes make_link_routes(const Parts& parts);

}  // namespace muster::access
