// Addresses for passing on (S36): an organisation gives one, and its owner confirms it before anything goes there. A
// waiver ends that (S38); mail to representatives goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

struct AskedAddress {
  OrganisationId organisation;
  std::string address_key;  // the one that was asked about; empty: none was
  std::optional<Instant> asked_at, confirmed_at, refused_at, waived_at;
  std::string waived_reason;
};
std::vector<AskedAddress> list_addresses(db::Read& read);

// A new link for the owner; earlier links and answers of this organisation no longer count. The token, which is stored
// as a hash alone.
std::string ask_address(db::Write& write, const By& by, OrganisationId organisation, const std::string& address_key);
// By whoever holds the link. False when it is none, or of an address that was asked about anew.
bool answer_address(db::Write& write, const By& by, std::string_view token, bool is_confirmed);
// A waiver for this organisation, and its end.
void waive(db::Write& write, const By& by, OrganisationId organisation, const std::string& reason);
void end_waiver(db::Write& write, const By& by, OrganisationId organisation);

// Job that writes to owners: of one organisation (value organisation), or without it of all that were never asked.
inline constexpr std::string_view kAskAddresses = "updates.ask_addresses";

}  // namespace muster::updates
