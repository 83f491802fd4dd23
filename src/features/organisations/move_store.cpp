#include "features/organisations/move_store.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/organisations/public_people_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

using db::HandedRow;
using db::Handover;

constexpr std::array kOfOrganisation = {
    db::Movable{"organisations.status", sql::move_statuses},         db::Movable{"organisations.membership", sql::move_memberships},
    db::Movable{"organisations.leader", sql::move_leaders},          db::Movable{"organisations.key_role", sql::move_key_roles},
    db::Movable{"organisations.attention", sql::move_attention},     db::Movable{"organisations.prime_change", sql::move_prime_changes},
    db::Movable{"organisations.message", sql::move_messages},        db::Movable{"organisations.merged", sql::move_merged}};
constexpr std::array kOfPerson = {db::Movable{"organisations.leader", sql::move_leaders_of_person}, db::Movable{"organisations.key_role", sql::move_key_roles_of_person}};
constexpr std::string_view kLeaderEnded = "organisations.leader_ended";
constexpr std::string_view kRoleDropped = "organisations.role_dropped";  // row: the organisation; was: body, a line break, role

bool is_person(const Handover& handover) { return handover.of == Handover::Of::person; }

Message label(std::string_view place) {
  if (place == "status") return tr("Dated states");
  if (place == "leader") return tr("Leaders, with those of before");
  if (place == "membership") return tr("Memberships elsewhere");
  return place == "key_role" ? tr("Roles elsewhere") : tr("Things to put right");
}

// All are held, as real records may have five (S71): staff put it right afterwards.
void plan_representatives(db::Read& read, const Programme& programme, const Handover& handover, Date today, db::HandoverPlan& plan) {
  std::vector<PersonId> persons;
  for (const std::int64_t id : {handover.from, handover.into}) {
    for (const auto& seat : access::list_seats_of_organisation(read, OrganisationId(id), today)) {
      if (std::ranges::find(persons, seat.person) == persons.end()) persons.push_back(seat.person);
    }
  }
  const auto count = static_cast<std::int64_t>(persons.size());
  if (count <= programme.representatives_most) return;
  plan.hitches.push_back({.line = tr("Together they have {count} representatives, and {most} are the most. All stay, for you to put right.",
                                     {{"count", count}, {"most", std::int64_t{programme.representatives_most}}})});
}

db::HandoverPlan plan(db::Read& read, const Programme& programme, const Handover& handover, Date today) {
  const auto& count = is_person(handover) ? sql::count_handed_of_person : sql::count_handed_of_organisation;
  db::HandoverPlan plan{db::count_rows(read, count, handover, label), {}};
  if (!is_person(handover)) plan_representatives(read, programme, handover, today, plan);
  return plan;
}

void tell_status_changed(db::Write& write, const By& by, OrganisationId id) {
  jobs::enqueue(write, by.clock, {.kind = std::string(kStatusChanged), .key = id.format(), .values = {{"organisation", id.format()}}});
}

void renew_both(db::Write& write, const By& by, const Programme& programme, const Handover& handover) {
  const std::array both{handover.from, handover.into};
  for (const std::int64_t id : both) write.execute(sql::delete_aliases, {{"organisation", id}});
  for (const std::int64_t each : both) {
    const OrganisationId id(each);
    write.execute(sql::insert_aliases, {{"organisation", id}});
    renew_projection(write, by, id);
    renew_deadline(write, by, programme, id, false);
    tell_people_changed(write, by, id);
    tell_status_changed(write, by, id);
  }
}

// Where a person with two records led, or had a role, once in each.
void settle_person(db::Write& write, const By& by, const Handover& handover, std::vector<HandedRow>& rows) {
  const auto ended = write.list(sql::end_leaders_of_person, {{"from", handover.from}, {"today", by.clock.today()}}, [](const db::Row& row) { return row.int64("id"); });
  for (const std::int64_t leader : ended) rows.push_back({std::string(kLeaderEnded), leader, ""});
  struct Role {
    std::int64_t id, organisation;
    std::string words;
  };
  const auto left = write.list(sql::list_key_roles_of_person, {{"person", handover.from}},
                               [](const db::Row& row) { return Role{row.int64("id"), row.int64("organisation"), row.text("body") + "\n" + row.text("role")}; });
  for (const Role& role : left) {
    write.execute(sql::delete_key_role, {{"role", role.id}});
    rows.push_back({std::string(kRoleDropped), role.organisation, role.words});
  }
}

void renew_of_person(db::Write& write, const By& by, const Handover& handover) {
  auto organisations = list_organisations_of_person(write, PersonId(handover.into));
  for (const OrganisationId id : list_organisations_of_person(write, PersonId(handover.from))) organisations.push_back(id);
  for (const OrganisationId id : organisations) {
    if (!find_standing_for(write, id)) tell_people_changed(write, by, id);
  }
}

std::vector<HandedRow> hand_over(db::Write& write, const By& by, const Programme& programme, const Handover& handover) {
  if (is_person(handover)) {
    auto rows = db::move_rows(write, kOfPerson, handover);
    settle_person(write, by, handover, rows);
    renew_of_person(write, by, handover);
    return rows;
  }
  const auto rows = db::move_rows(write, kOfOrganisation, handover);
  if (write.execute(sql::mark_merged, {{"from", handover.from}, {"into", handover.into}, {"at", by.clock.now()}}) != 1) {
    throw db::Error(db::Error::Kind::missing, "organisations: the record moved under a lock");
  }
  renew_both(write, by, programme, handover);
  return rows;
}

void bring_person_back(db::Write& write, const Handover& handover, const std::vector<HandedRow>& rows) {
  for (const HandedRow& row : rows) {
    if (row.place == kLeaderEnded) write.execute(sql::reopen_leader, {{"leader", row.row}});
    if (row.place != kRoleDropped) continue;
    const auto end = row.was.find('\n');
    write.execute(sql::insert_key_role, {{"organisation", row.row}, {"person", handover.from}, {"body", row.was.substr(0, end)}, {"role", row.was.substr(end + 1)}});
  }
}

std::vector<Message> bring_back(db::Write& write, const By& by, const Programme& programme, const Handover& handover, const std::vector<HandedRow>& rows) {
  std::int64_t missing = 0;
  if (is_person(handover)) {
    missing = db::move_rows_back(write, kOfPerson, handover, rows);
    bring_person_back(write, handover, rows);
    renew_of_person(write, by, handover);
  } else {
    write.execute(sql::unmark_merged, {{"from", handover.from}, {"into", handover.into}, {"at", by.clock.now()}});
    missing = db::move_rows_back(write, kOfOrganisation, handover, rows);
    renew_both(write, by, programme, handover);
  }
  if (missing == 0) return {};
  return {trn("{count} office, membership or role was changed since and stays.", "{count} offices, memberships or roles were changed since and stay.", missing)};
}

}  // namespace

db::Mover make_mover() { return {plan, hand_over, bring_back}; }

}  // namespace muster::organisations
