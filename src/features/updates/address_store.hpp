// Addresses for passing on (S36): an organisation gives one, and its owner confirms it before anything goes there. A
// waiver ends that (S38); mail to representatives goes on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "features/updates/address.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

struct AskedAddress {
  OrganisationId organisation;
  std::string address_key;  // the one that was asked about; empty: none was
  std::optional<Instant> asked_at, ends_at, confirmed_at, refused_at, waived_at;  // ends_at: of the link
  std::string waived_reason;
};
std::vector<AskedAddress> list_addresses(db::Read& read);
std::optional<AskedAddress> find_address(db::Read& read, OrganisationId organisation);

// A new link for the owner; earlier links and answers of this organisation no longer count. It works once, for
// kAnswerDays: where the address is a list, every member holds it. The token, which is stored as a hash alone.
std::string ask_address(db::Write& write, const By& by, OrganisationId organisation, const std::string& address_key);
LinkState find_link_state(db::Read& read, std::string_view token, Instant now);
// By whoever holds the link, once. What became of it; open stands for: this answer counts.
LinkState answer_address(db::Write& write, const By& by, std::string_view token, bool is_confirmed);
// A waiver for this organisation, and its end.
void waive(db::Write& write, const By& by, OrganisationId organisation, const std::string& reason);
void end_waiver(db::Write& write, const By& by, OrganisationId organisation);

// Job that writes to owners: of one organisation (value organisation), or without it of all that were never asked.
inline constexpr std::string_view kAskAddresses = "updates.ask_addresses";

}  // namespace muster::updates
