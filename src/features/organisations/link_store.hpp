// What the jobs of this room read and mark.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "features/organisations/organisations.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

// Whom a mail with this "wrong person" link was for.
struct MailLink {
  PersonId person;
  OrganisationId organisation;
};
std::optional<MailLink> find_mail_link(db::Read& read, std::string_view token);
void insert_attention(db::Write& write, const Clock& clock, OrganisationId id, std::string_view kind, PersonId person);

std::optional<std::pair<OrganisationId, PrimeChange>> find_prime_change_by_id(db::Read& read, std::int64_t change);
std::vector<Leader> list_untold_leaders(db::Read& read, OrganisationId id);
void mark_leader_told(db::Write& write, const Clock& clock, OrganisationId id, PersonId person);
void mark_relayed(db::Write& write, const Clock& clock, std::int64_t message);

}  // namespace muster::organisations
