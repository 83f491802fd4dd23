// What the register holds about a person, and how it is forgotten.
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable offices{.key = "offices", .title = tr("Offices held"), .columns = {{"organisation", tr("Organisation")}, {"office", tr("Office")}, {"until", tr("Until")}}};
  offices.rows = read.list(sql::list_held_offices, {{"person", person}}, [](const db::Row& row) {
    const auto until = row.optional_date("until_on");
    return std::vector<std::string>{row.text("name"), row.text("office"), until ? until->format_iso() : ""};
  });
  HeldTable roles{.key = "roles_elsewhere", .title = tr("Roles elsewhere"), .columns = {{"organisation", tr("Organisation")}, {"body", tr("Body")}, {"role", tr("Role")}}};
  roles.rows = read.list(sql::list_held_roles, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("name"), row.text("body"), row.text("role")};
  });
  return {std::move(offices), std::move(roles)};
}

void forget_person(db::Write& write, const By& by, const Programme& programme, PersonId person) {
  for (const auto& seat : access::list_seats_of_person(write, person, by.clock.today())) {
    if (seat.role == Role::representative) remove_representative(write, by, programme, seat.organisation, person, "");
  }
  write.execute(sql::forget_mail_links, {{"person", person}});
  write.execute(sql::forget_attention_words, {{"person", person}});
}

std::vector<Mention> list_mentions(db::Read& read, OrganisationId id, const std::vector<std::string>& words) {
  const Organisation of = get_organisation(read, id);
  const PrivateSide side = get_private_side(read, id);
  std::vector<Mention> mentions;
  const auto look = [&](std::string part, Message label, const std::string& text) {
    if (people::has_words(text, words)) mentions.push_back({"organisation", id.value(), std::move(part), std::move(label), people::make_excerpt(text, words)});
  };
  look("name", tr("Name of the organisation"), of.name);
  look("summary", tr("What the organisation does"), of.summary);
  look("contact", tr("Public contact"), of.contact);
  look("website", tr("Website"), of.website);
  look("place", tr("Place"), of.place);
  look("redistribution_address", tr("Address for updates"), side.redistribution_address ? side.redistribution_address->text() : "");
  look("relay_address", tr("Address for messages"), side.relay_address);
  look("waiver_wish", tr("Wish for a waiver"), side.waiver_wish);
  for (const Leader& leader : list_leaders(read, id)) look("leaders", tr("Words for an office"), leader.office);
  return mentions;
}

std::int64_t count_messages_before(db::Read& read, Instant before) { return read.count(sql::count_messages_before, {{"before", before}}); }

std::int64_t delete_messages_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::delete_messages_before, {{"before", before}, {"limit", limit}});
}

}  // namespace muster::organisations
