// What the register holds about a person, and how it is forgotten.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

struct Place {
  std::string_view place;
  std::string_view part;
  const db::Statement* rewrite;
  SourceText label;
};
const Place kPlaces[] = {
    {"attention", "words", &sql::rewrite_attention_words, SourceText("Words about something that needs staff")},
    {"status", "reason", &sql::rewrite_status_reason, SourceText("Why a status changed")},
    {"register", "source_note", &sql::rewrite_register_source_note, SourceText("A note on where data came from")},
    {"register", "region_reason", &sql::rewrite_register_region_reason, SourceText("Why an organisation has another region")},
    {"message", "words", &sql::rewrite_message_words, SourceText("A message from the public")}};

const Place& get_place(const Passage& passage) {
  return *std::ranges::find_if(kPlaces, [&](const Place& each) { return each.place == passage.place && each.part == passage.part; });
}

std::string format_optional(const db::Row& row, std::string_view column) {
  const auto at = row.optional_instant(column);
  return at ? at->format_rfc3339() : std::string();
}
std::string format_organisation(const db::Row& row) {
  const auto organisation = row.id<OrganisationId>("organisation");
  return organisation ? organisation.format() : std::string();
}

HeldTable list_held_attention(db::Read& read, PersonId person) {
  HeldTable reported{.key = "reported", .title = tr("What was reported about you, or dealt with by you"), .columns = {{"organisation", tr("Organisation")}, {"kind", tr("What")}, {"words", tr("Words")}, {"opened_at", tr("When")}, {"closed_at", tr("Ended")}}};
  reported.rows = read.list(sql::list_held_attention, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{format_organisation(row), row.text("kind"), row.text("words"), format_optional(row, "opened_at"), format_optional(row, "closed_at")};
  });
  return reported;
}

HeldTable list_held_prime_changes(db::Read& read, PersonId person) {
  HeldTable changes{.key = "main_contact_changes", .title = tr("Changes of the main contact that you had part in"), .columns = {{"organisation", tr("Organisation")}, {"part", tr("Your part")}, {"changed_at", tr("When")}, {"contested_at", tr("Objected")}}};
  changes.rows = read.list(sql::list_held_prime_changes, {{"person", person}}, [&](const db::Row& row) {
    const std::string part = row.id<PersonId>("person") == person ? "became" : row.id<PersonId>("former_person") == person ? "was" : "objected";
    return std::vector<std::string>{format_organisation(row), part, format_optional(row, "changed_at"), format_optional(row, "contested_at")};
  });
  return changes;
}

HeldTable list_held_messages(db::Read& read, PersonId person) {
  HeldTable messages{.key = "messages", .title = tr("Messages that you wrote to organisations"), .columns = {{"organisation", tr("Organisation")}, {"words", tr("Words")}, {"written_at", tr("When")}, {"delivered_at", tr("Passed on")}}};
  const auto known = people::find_person(read, person);
  for (const auto& address : known ? known->addresses : std::vector<people::Address>()) {
    for (auto& row : read.list(sql::list_held_messages, {{"address", address.email.text()}, {"small", to_lower_ascii(address.email.text())}}, [](const db::Row& found) {
           return std::vector<std::string>{format_organisation(found), found.text("words"), format_optional(found, "written_at"), format_optional(found, "delivered_at")};
         })) {
      messages.rows.push_back(std::move(row));
    }
  }
  return messages;
}

HeldTable list_held_mail_links(db::Read& read, PersonId person) {
  HeldTable links{.key = "mail_links", .title = tr("Links in mails to you"), .columns = {{"organisation", tr("Organisation")}, {"made_at", tr("Made")}}};
  links.rows = read.list(sql::list_held_mail_links, {{"person", person}}, [](const db::Row& row) { return std::vector<std::string>{format_organisation(row), format_optional(row, "made_at")}; });
  return links;
}

}  // namespace

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_passages, words);
  for (Passage& passage : passages) passage.label = tr(get_place(passage).label);
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) { write.execute(*get_place(passage).rewrite, {{"number", passage.row}, {"text", passage.text}}); }

void forget_writer(db::Write& write, const std::string& address) {
  write.execute(sql::forget_writer, {{"address", address}, {"small", to_lower_ascii(address)}});
}

std::vector<PersonId> list_former_people(db::Read& read, Instant before, int limit) {
  return read.list(sql::list_former_people, {{"before", before}, {"before_on", before.date()}, {"limit", limit}}, [](const db::Row& row) { return row.id<PersonId>("id"); });
}

std::vector<OrganisationId> list_named_organisations(db::Read& read, const std::vector<std::string>& words) {
  std::vector<OrganisationId> named;
  for (const std::string& each : words) {
    for (const OrganisationId id : read.list(sql::list_named_organisations, {{"pattern", db::make_like_pattern(each)}, {"small", db::make_like_pattern(to_lower_ascii(each))}},
                                             [](const db::Row& row) { return row.id<OrganisationId>("id"); })) {
      if (std::ranges::find(named, id) == named.end()) named.push_back(id);
    }
  }
  return named;
}

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
  return {std::move(offices), std::move(roles), list_held_attention(read, person), list_held_prime_changes(read, person), list_held_messages(read, person),
          list_held_mail_links(read, person)};
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
  look("name_english", tr("Name in English"), of.name_english);
  look("website", tr("Website"), of.website);
  look("reference_url", tr("Page that names ICANN and At-Large"), of.reference_url);
  look("place", tr("Place"), of.place);
  look("redistribution_address", tr("Address for updates"), side.redistribution_address ? side.redistribution_address->text() : "");
  look("relay_address", tr("Address for messages"), side.relay_address);
  look("waiver_wish", tr("Wish not to pass updates on"), side.waiver_wish);
  for (const Leader& leader : list_leaders(read, id)) look("leaders", tr("Words for an office"), leader.office);
  return mentions;
}

std::int64_t count_messages_before(db::Read& read, Instant before) { return read.count(sql::count_messages_before, {{"before", before}}); }

std::int64_t delete_messages_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::delete_messages_before, {{"before", before}, {"limit", limit}});
}

}  // namespace muster::organisations
