#include "features/organisations/link_store.hpp"

#include "queries_organisations.hpp"

namespace muster::organisations {

std::optional<MailLink> find_mail_link(db::Read& read, std::string_view token) {
  return read.find(sql::find_mail_link, {{"token", token}},
                   [](const db::Row& row) { return MailLink{row.id<PersonId>("person"), row.id<OrganisationId>("organisation")}; });
}

void insert_attention(db::Write& write, const Clock& clock, OrganisationId id, std::string_view kind, PersonId person) {
  write.execute(sql::insert_attention, {{"organisation", id}, {"kind", kind}, {"person", person}, {"words", ""}, {"at", clock.now()}});
}

std::optional<std::pair<OrganisationId, PrimeChange>> find_prime_change_by_id(db::Read& read, std::int64_t change) {
  return read.find(sql::get_prime_change, {{"change", change}}, [](const db::Row& row) {
    return std::pair(row.id<OrganisationId>("organisation"), PrimeChange{.id = row.int64("id"),
                                                                         .former = row.id<PersonId>("former_person"),
                                                                         .person = row.id<PersonId>("person"),
                                                                         .changed_at = row.instant("changed_at"),
                                                                         .contestable_until = row.instant("contestable_until"),
                                                                         .is_contested = !row.is_null("contested_at")});
  });
}

std::vector<Leader> list_untold_leaders(db::Read& read, OrganisationId id) {
  return read.list(sql::list_untold_leaders, {{"organisation", id}},
                   [](const db::Row& row) { return Leader{row.id<PersonId>("person"), row.text("office")}; });
}

void mark_leader_told(db::Write& write, const Clock& clock, OrganisationId id, PersonId person) {
  write.execute(sql::mark_leader_told, {{"organisation", id}, {"person", person}, {"at", clock.now()}});
}

void mark_relayed(db::Write& write, const Clock& clock, std::int64_t message) {
  write.execute(sql::mark_relayed, {{"message", message}, {"at", clock.now()}});
}

}  // namespace muster::organisations
