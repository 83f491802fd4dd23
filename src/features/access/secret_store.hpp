// Password, second factor and recovery codes of an account as rows. The password is an Argon2id string,
// the authenticator's secret is sealed, recovery codes are hashes. It hashes no password itself: that
// takes a third of a second and must not happen in a transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "features/access/access.hpp"
#include "features/access/session_store.hpp"

namespace muster::access {

struct Secrets {
  std::string password;  // PHC string; empty without one
  std::string sealed_secret;
  bool is_confirmed = false;
  std::int64_t last_step = 0;
  bool is_complete() const { return !password.empty() && is_confirmed; }
};
Secrets find_secrets(db::Read& read, AccountId account);

// The authenticator's secret, for one account or set-up link.
std::string seal_secret(const Secret& key, const Secret& secret, AccountId account, Random& random);
std::optional<Secret> open_secret(const Secret& key, const std::string& sealed, AccountId account);

// What a set-up link's first page chose. Nothing changes for the account yet.
void keep_set_up(db::Write& write, const SetUpLink& link, const std::string& password_hash, const std::string& sealed_secret);
// Uses the link: password, second factor and ten new recovery codes, given in clear this once. `step` is
// the code's that proved the app. Empty when the link was used meanwhile. Ends all sessions.
std::optional<std::vector<std::string>> finish_set_up(db::Write& write, const By& by, const SetUpLink& link, std::int64_t step);

// One code of the app, once: false for a step at or before the last one used (RFC 6238 section 5.2).
bool use_step(db::Write& write, AccountId account, std::int64_t step);
// Once. Case, blanks and dashes in what people type do not matter.
bool use_recovery_code(db::Write& write, const By& by, AccountId account, PersonId person, std::string_view typed);
std::int64_t count_recovery_codes(db::Read& read, AccountId account);
// Ten new ones; the old ones end.
std::vector<std::string> renew_recovery_codes(db::Write& write, const By& by, AccountId account, PersonId person);

void set_password(db::Write& write, const By& by, AccountId account, PersonId person, const std::string& password_hash);
// After a lost phone: ends password, second factor, recovery codes and sessions.
void clear_secrets(db::Write& write, const By& by, AccountId account, PersonId person);

}  // namespace muster::access
