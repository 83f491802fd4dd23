// What the program holds of a person's ways in, and how it is forgotten.
#include "features/access/access.hpp"
#include "features/access/roles.hpp"
#include "queries_access.hpp"

namespace muster::access {

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable seats{.key = "roles", .title = tr("Roles held"), .columns = {{"role", tr("Role")}, {"region", tr("Region")}, {"organisation", tr("Organisation")}, {"main_contact", tr("Main contact")}, {"from", tr("From")}, {"until", tr("Until")}, {"term", tr("Term")}}};
  for (const SeatRow& seat : list_seat_history_of_person(read, person)) {
    seats.rows.push_back({std::string(role_name(seat.role)), seat.region, seat.organisation ? seat.organisation.format() : "", seat.is_prime ? "yes" : "no", seat.from.format_iso(),
                          seat.until ? seat.until->format_iso() : "", seat.capacity});
  }
  HeldTable sessions{.key = "sessions", .title = tr("Where you signed in"), .columns = {{"browser", tr("Browser")}, {"created_at", tr("Signed in")}, {"last_seen_at", tr("Last seen")}, {"ended_at", tr("Ended")}}};
  sessions.rows = read.list(sql::list_held_sessions, {{"person", person}}, [](const db::Row& row) {
    const auto ended = row.optional_instant("ended_at");
    return std::vector<std::string>{row.text("browser"), row.instant("created_at").format_rfc3339(), row.instant("last_seen_at").format_rfc3339(), ended ? ended->format_rfc3339() : ""};
  });
  HeldTable invitations{.key = "links", .title = tr("Links sent to you"), .columns = {{"path", tr("Page")}, {"created_at", tr("Made")}, {"expires_at", tr("Works until")}}};
  invitations.rows = read.list(sql::list_held_invitations, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("path"), row.instant("created_at").format_rfc3339(), row.instant("expires_at").format_rfc3339()};
  });
  return {std::move(seats), std::move(sessions), std::move(invitations)};
}

void forget_person(db::Write& write, const By& by, PersonId person) {
  for (const SeatRow& seat : list_seats_of_person(write, person, by.clock.today())) {
    if (seat.role != Role::representative) end_seat(write, by, seat.id, by.clock.today().plus_days(-1), "");
  }
  const auto account = write.find(sql::find_account_of_person, {{"person", person}}, [](const db::Row& row) { return row.id<AccountId>("id"); });
  write.execute(sql::forget_invitations, {{"person", person}});
  if (!account) return;
  for (const db::Statement* statement : {&sql::forget_sessions, &sql::forget_sign_ins, &sql::forget_set_up_links, &sql::delete_recovery_codes, &sql::forget_address_checks,
                                         &sql::forget_kept_forms}) {
    write.execute(*statement, {{"account", *account}});
  }
  write.execute(sql::forget_account, {{"account", *account}, {"at", by.clock.now()}});
}

}  // namespace muster::access
