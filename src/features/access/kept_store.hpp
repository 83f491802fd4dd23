// Saves whose session had ended, as sealed rows. Whoever holds the browser's token and signs in again as
// the same person gets the form back; nobody reads it in the database.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "features/access/access.hpp"

namespace muster::access {

// A browser without a session may be anybody's after this, or may have been a stranger's from the start.
inline constexpr std::chrono::hours kStrangersFormLives{2};

struct KeptForm {
  AccountId account;   // null: the browser no longer knew whose session it was
  std::string path;    // where the form was sent, with its query
  std::string fields;  // urlencoded, without the forgery token
};
// The token for the browser.
std::string insert_kept_form(db::Write& write, const Clock& clock, Random& random, const Secret& key, const KeptForm& form);
// Empty when there is none for this account.
std::optional<KeptForm> find_kept_form(db::Read& read, const Clock& clock, const Secret& key, std::string_view token, AccountId account);

}  // namespace muster::access
