#include "features/access/session_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/people/people.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/mail/mail.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

FoundSession make_session(const db::Row& row) {
  return {.id = row.id<SessionId>("id"),
          .account = row.id<AccountId>("account"),
          .person = row.id<PersonId>("person"),
          .times = {parse_strength(row.text("strength")), row.instant("last_seen_at"), row.instant("expires_at")},
          .working_seat = row.id<SeatId>("working_seat"),
          .is_ended = !row.is_null("ended_at")};
}

struct SignIn {
  std::int64_t id = 0;
  AccountId account;
  PersonId person;
  std::string code_hash;
  std::string browser_hash;
  Instant expires_at;
  std::int64_t tries = 0;
  bool is_used = false;
  std::string return_to;
  std::string mail_key;

  bool is_open(Instant now) const { return !is_used && now < expires_at && tries < kCodeTriesMost; }
};

SignIn make_sign_in(const db::Row& row) {
  return {.id = row.int64("id"),
          .account = row.id<AccountId>("account"),
          .person = row.id<PersonId>("person"),
          .code_hash = row.text("code_hash"),
          .browser_hash = row.text("browser_hash"),
          .expires_at = row.instant("expires_at"),
          .tries = row.int64("tries"),
          .is_used = !row.is_null("used_at"),
          .return_to = row.text("return_to"),
          .mail_key = row.optional_text("mail_key").value_or("")};
}

std::unexpected<Problem> refuse_code() {
  return invalid("code", tr("This code does not fit. Check the newest mail, or ask for a new code."));
}

std::unexpected<Problem> refuse_link() {
  return refused(Problem::Kind::gone, tr("This link was used or is too old. Ask for a new one."));
}

// Marks the mail as used; of many that try at once one alone changes the row.
Result<Entered> use_sign_in(db::Write& write, const Clock& clock, const SignIn& sign_in) {
  if (write.execute(sql::use_sign_in, {{"id", sign_in.id}, {"at", clock.now()}}) != 1) return refuse_link();
  if (!sign_in.mail_key.empty()) mail::erase_content(write, sign_in.mail_key);
  return Entered{sign_in.account, sign_in.person, sign_in.return_to};
}

// Counts the try first, so that guesses sent all at once are not more than those sent one by one.
bool is_code_of(db::Write& write, const Clock& clock, const SignIn& sign_in, std::string_view hash) {
  if (!sign_in.is_open(clock.now())) return false;
  if (write.execute(sql::count_try, {{"id", sign_in.id}, {"most", kCodeTriesMost}}) != 1) return false;
  return equal_constant_time(sign_in.code_hash, hash);
}

}  // namespace

std::string insert_session(db::Write& write, const Clock& clock, Random& random, const NewSession& session) {
  std::string token = random.token();
  const Instant now = clock.now();
  write.execute(sql::insert_session, {{"token_hash", hash_token(token)},
                                      {"account", session.account},
                                      {"at", now},
                                      {"expires_at", session_end(session.strength, now)},
                                      {"strength", strength_name(session.strength)},
                                      {"working_seat", session.working_seat},
                                      {"browser", session.browser}});
  return token;
}

std::optional<FoundSession> find_session(db::Read& read, std::string_view token) {
  if (token.empty() || token.size() > 100) return std::nullopt;
  return read.find(sql::find_session, {{"token_hash", hash_token(token)}}, make_session);
}

Actor find_actor(db::Read& read, const Clock& clock, std::string_view token) {
  const auto session = find_session(read, token);
  if (!session || session->is_ended || !is_alive(session->times, clock.now())) return Actor::nobody();
  Actor actor = make_actor(read, session->person, clock.today());
  actor.session = session->id;
  actor.is_fully_signed_in = session->times.strength != Strength::mail;
  const bool holds_seat = std::any_of(actor.seats.begin(), actor.seats.end(), [&](const Seat& seat) { return seat.id == session->working_seat; });
  if (holds_seat) actor.working_seat = session->working_seat;
  return actor;
}

void touch_session(db::Write& write, const Clock& clock, SessionId session) {
  write.execute(sql::touch_session, {{"id", session}, {"at", clock.now()}});
}

void end_session(db::Write& write, const Clock& clock, SessionId session) {
  write.execute(sql::end_session, {{"id", session}, {"at", clock.now()}});
}

void end_sessions_of_account(db::Write& write, const Clock& clock, AccountId account, SessionId but) {
  write.execute(sql::end_sessions_of_account, {{"account", account}, {"but", but.value()}, {"at", clock.now()}});
}

void set_working_seat(db::Write& write, SessionId session, SeatId seat) {
  write.execute(sql::set_working_seat, {{"id", session}, {"seat", seat}});
}

std::vector<SessionRow> list_sessions(db::Read& read, const Clock& clock, AccountId account) {
  return read.list(sql::list_sessions, {{"account", account}, {"now", clock.now()}}, [](const db::Row& row) {
    return SessionRow{row.id<SessionId>("id"), row.instant("created_at"), row.instant("last_seen_at"), row.text("browser")};
  });
}

SignInMail insert_sign_in(db::Write& write, const Clock& clock, Random& random, AccountId account, std::string_view browser_hash, std::string_view return_to,
                          std::string_view mail_key) {
  SignInMail mail{random.code(kCodeDigits), random.token()};
  write.execute(sql::insert_sign_in, {{"account", account},
                                      {"code_hash", hash_token(mail.code + std::string(browser_hash))},
                                      {"link_hash", hash_token(mail.token)},
                                      {"browser_hash", browser_hash},
                                      {"at", clock.now()},
                                      {"expires_at", clock.now() + kSignInLives},
                                      {"return_to", return_to},
                                      {"mail_key", mail_key}});
  return mail;
}

Result<Entered> enter_code(db::Write& write, const Clock& clock, std::string_view browser_hash, std::string_view code) {
  const auto open = write.list(sql::list_sign_ins_of_browser, {{"browser_hash", browser_hash}, {"now", clock.now()}}, make_sign_in);
  const std::string hash = hash_token(std::string(code) + std::string(browser_hash));
  for (const SignIn& sign_in : open) {
    if (is_code_of(write, clock, sign_in, hash)) return use_sign_in(write, clock, sign_in);
  }
  return refuse_code();
}

Result<Entered> enter_code_of_link(db::Write& write, const Clock& clock, std::string_view token, std::string_view code) {
  const auto sign_in = write.find(sql::find_sign_in_by_link, {{"link_hash", hash_token(token)}}, make_sign_in);
  if (!sign_in || !sign_in->is_open(clock.now())) return refuse_link();
  if (!is_code_of(write, clock, *sign_in, hash_token(std::string(code) + sign_in->browser_hash))) return refuse_code();
  return use_sign_in(write, clock, *sign_in);
}

std::optional<PersonId> find_person_of_link(db::Read& read, std::string_view token) {
  const auto sign_in = read.find(sql::find_sign_in_by_link, {{"link_hash", hash_token(token)}}, make_sign_in);
  return sign_in ? std::optional(sign_in->person) : std::nullopt;
}

LinkState check_link(db::Read& read, const Clock& clock, std::string_view token, std::string_view browser_hash) {
  const auto sign_in = read.find(sql::find_sign_in_by_link, {{"link_hash", hash_token(token)}}, make_sign_in);
  if (!sign_in) return LinkState::unknown;
  if (!sign_in->is_open(clock.now())) return LinkState::expired;
  return equal_constant_time(sign_in->browser_hash, browser_hash) ? LinkState::usable : LinkState::other_browser;
}

Result<Entered> enter_link(db::Write& write, const Clock& clock, std::string_view token, std::string_view browser_hash) {
  const auto sign_in = write.find(sql::find_sign_in_by_link, {{"link_hash", hash_token(token)}}, make_sign_in);
  if (!sign_in || !sign_in->is_open(clock.now()) || !equal_constant_time(sign_in->browser_hash, browser_hash)) return refuse_link();
  return use_sign_in(write, clock, *sign_in);
}

std::string make_invitation(db::Write& write, const Clock& clock, Random& random, PersonId person, std::string_view path, int days, const std::string& public_url) {
  const std::string token = random.token();
  write.execute(sql::insert_invitation, {{"token_hash", hash_token(token)},
                                         {"person", person},
                                         {"path", path},
                                         {"at", clock.now()},
                                         {"expires_at", clock.now() + std::chrono::days(days)}});
  return public_url + "/go/" + token;
}

std::optional<Invitation> find_invitation(db::Read& read, const Clock& clock, std::string_view token) {
  return read.find(sql::find_invitation, {{"token_hash", hash_token(token)}}, [&](const db::Row& row) {
    return Invitation{row.id<PersonId>("person"), row.text("path"), clock.now() >= row.instant("expires_at")};
  });
}

std::string make_set_up_link(db::Write& write, const Clock& clock, Random& random, PersonId person, const std::string& public_url) {
  const AccountId account = ensure_account(write, clock, person);
  const std::string token = random.token();
  write.execute(sql::use_set_up_links_of_account, {{"account", account}, {"at", clock.now()}});
  write.execute(sql::insert_set_up_link,
                {{"token_hash", hash_token(token)}, {"account", account}, {"at", clock.now()}, {"expires_at", clock.now() + kSetUpLinkLives}});
  return public_url + "/go/" + token;
}

std::string make_demo_link(db::Write& write, const Clock&, Random& random, SeatId seat, const std::string& public_url) {
  const std::string token = random.token();
  write.execute(sql::insert_demo_link, {{"token_hash", hash_token(token)}, {"seat", seat}});
  return public_url + "/go/" + token;
}

std::optional<SeatRow> find_demo_seat(db::Read& read, std::string_view token) {
  const auto seat = read.find(sql::find_demo_seat, {{"token_hash", hash_token(token)}}, [](const db::Row& row) { return row.id<SeatId>("seat"); });
  return seat ? find_seat(read, *seat) : std::nullopt;
}

std::optional<SetUpLink> find_set_up_link(db::Read& read, std::string_view token) {
  return read.find(sql::find_set_up_link, {{"token_hash", hash_token(token)}}, [](const db::Row& row) {
    return SetUpLink{.id = row.int64("id"),
                     .account = row.id<AccountId>("account"),
                     .person = row.id<PersonId>("person"),
                     .expires_at = row.instant("expires_at"),
                     .is_used = !row.is_null("used_at"),
                     .password = row.optional_text("password").value_or(""),
                     .sealed_secret = row.optional_text("totp_secret").value_or("")};
  });
}

}  // namespace muster::access
