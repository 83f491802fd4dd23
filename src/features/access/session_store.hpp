// Ways in as rows: sessions, sign-in mails, links. Tokens go out once and are kept as hashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/access/access.hpp"
#include "features/access/session.hpp"

namespace muster::access {

struct NewSession {
  AccountId account;
  Strength strength = Strength::mail;
  SeatId working_seat;
  std::string browser;  // in few words, for the person's own list
};
// The token for the cookie.
std::string insert_session(db::Write& write, const Clock& clock, Random& random, const NewSession& session);
struct FoundSession {
  SessionId id;
  AccountId account;
  PersonId person;
  SessionTimes times;
  SeatId working_seat;
  bool is_ended = false;
};
std::optional<FoundSession> find_session(db::Read& read, std::string_view token);
// The person behind a living session with the seats held today; nobody otherwise.
Actor find_actor(db::Read& read, const Clock& clock, std::string_view token);
void touch_session(db::Write& write, const Clock& clock, SessionId session);
void end_session(db::Write& write, const Clock& clock, SessionId session);
void end_sessions_of_account(db::Write& write, const Clock& clock, AccountId account, SessionId but);
void set_working_seat(db::Write& write, SessionId session, SeatId seat);

struct SessionRow {
  SessionId id;
  Instant created_at, last_seen_at;
  std::string browser;
};
std::vector<SessionRow> list_sessions(db::Read& read, const Clock& clock, AccountId account);

struct SignInMail {
  std::string code;   // six digits
  std::string token;  // for the link
};
// The words of the mail with this key are erased when the code or link is used.
SignInMail insert_sign_in(db::Write& write, const Clock& clock, Random& random, AccountId account, std::string_view browser_hash, std::string_view return_to,
                          std::string_view mail_key = {});

struct Entered {
  AccountId account;
  PersonId person;
  std::string return_to;
};
// Uses the code that was sent to this browser's request; one success ever, five tries.
Result<Entered> enter_code(db::Write& write, const Clock& clock, std::string_view browser_hash, std::string_view code);
// For a link that was opened in another browser: its mail's code, from any browser.
Result<Entered> enter_code_of_link(db::Write& write, const Clock& clock, std::string_view token, std::string_view code);
// Whom a sign-in link was sent to, also when it is used or too old: a new one goes to the same person.
std::optional<PersonId> find_person_of_link(db::Read& read, std::string_view token);
// What a link is worth in this browser, without using it (GET is safe).
enum class LinkState { usable, other_browser, expired, unknown };
LinkState check_link(db::Read& read, const Clock& clock, std::string_view token, std::string_view browser_hash);
Result<Entered> enter_link(db::Write& write, const Clock& clock, std::string_view token, std::string_view browser_hash);

struct Invitation {
  PersonId person;
  std::string path;
  bool is_expired = false;
};
std::optional<Invitation> find_invitation(db::Read& read, const Clock& clock, std::string_view token);
// The seat behind a demo link.
std::optional<SeatRow> find_demo_seat(db::Read& read, std::string_view token);

struct SetUpLink {
  std::int64_t id = 0;
  AccountId account;
  PersonId person;
  Instant expires_at;
  bool is_used = false;
  std::string password;       // hash; empty before the first page was filled in
  std::string sealed_secret;  // of the authenticator app
};
std::optional<SetUpLink> find_set_up_link(db::Read& read, std::string_view token);

}  // namespace muster::access
