// Pages of the access room, and what they share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "features/access/access.hpp"
#include "features/access/session.hpp"
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

// The browser's token for a form that was kept when its session had ended.
inline constexpr std::string_view kKeptCookie = "muster-kept";

// Hash of the cookie that ties a sign-in to this browser; empty when the browser has none.
std::string browser_hash(const http::Request& request);
// The first address after signing in, by the actor's role, without language.
std::string home_path(const Actor& actor);
std::string home_path_of(Role role);
Message role_words(Role role);
// A page's address in the request's language.
// The same with ?return_to=.
std::string local_url_and_back(const http::Request& request, std::string_view path, std::string_view return_to);
// Staff and administrators who have given a mail's code and nothing more.
bool owes_second_factor(const Actor& actor);
// The digits of a code as people type and paste it.
std::string keep_digits(std::string_view typed);

struct Beginning {
  AccountId account;
  Strength strength = Strength::mail;
  SeatId working_seat;
};
// Ends the old session and begins a new one: its token changes at every sign-in. To the cookie's response.
http::Cookie begin_session(const http::Request& request, http::Context& context, const Beginning& beginning);
// begin_session, and then to the second factor where it is owed, to what was kept, to `return_to`, or home.
http::Response sign_in(const http::Request& request, http::Context& context, const Beginning& beginning, const std::string& return_to);
// Asks for the mail with code and link for this browser, and goes to the page for the code. The null
// person gets the same answer. `address_key` is what is counted.
http::Response send_code(const http::Request& request, http::Context& context, PersonId person, std::string_view address_key, const std::string& return_to);
// Whether password and code of the app (or a recovery code) are the account's. The code is used up by it,
// in a transaction of its own, even where the answer then gets lost. Counts as a try.
enum class Proof { fits, wrong, too_often };
Proof prove(const http::Request& request, http::Context& context, const Parts& parts, std::string_view password, std::string_view code);
// What a password must not hold.
std::vector<std::string> list_words_about(db::Read& read, PersonId person);

// 429 with what to do.
http::Response too_often(const http::Request& request, http::Context& context);

// One sentence and one button, with representative's frame.
struct ButtonPage;
http::Response render_button(const http::Request& request, http::Context& context, const ButtonPage& page, int status = 200);

// A save whose session had ended (see Gate::keep_and_ask).
http::Response keep_and_ask(const Parts& parts, const http::Request& request);
http::Response ask_to_sign_in(const http::Request& request);

// The page behind a set-up link, by its token.
http::Response show_set_up(const http::Request& request, http::Context& context, const Parts& parts, std::string_view token);
http::Response take_set_up(const http::Request& request, http::Context& context, const Parts& parts, std::string_view token);

http::Routes make_sign_in_routes();
http::Routes make_link_routes(const Parts& parts);
http::Routes make_kept_routes(const Parts& parts);
http::Routes make_second_factor_routes(const Parts& parts);
http::Routes make_password_routes(const Parts& parts);
http::Routes make_account_routes();
http::Routes make_seat_routes();
http::Routes make_log_routes();

}  // namespace muster::access
