// What the program holds of a person's ways in, and how it is forgotten.
#include "features/access/access.hpp"
#include "features/people/people.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

HeldTable list_held_account(db::Read& read, PersonId person) {
  HeldTable account{.key = "account", .title = tr("Your way in"), .columns = {{"created_at", tr("Made")}, {"password_set_at", tr("Password set")}, {"second_factor_since", tr("Second step of sign-in since")}, {"recovery_codes", tr("Recovery codes left")}, {"address_to_confirm", tr("Address to be confirmed")}, {"kept_forms", tr("Forms kept for you")}, {"disabled_at", tr("Closed")}}};
  account.rows = read.list(sql::list_held_account, {{"person", person}}, [](const db::Row& row) {
    const auto at = [&](std::string_view column) {
      const auto time = row.optional_instant(column);
      return time ? time->format_rfc3339() : std::string();
    };
    return std::vector<std::string>{at("created_at"), at("password_set_at"), at("totp_confirmed_at"), std::to_string(row.int64("codes")), row.optional_text("checked_address").value_or(""),
                                    std::to_string(row.int64("kept_forms")), at("disabled_at")};
  });
  return account;
}

}  // namespace

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable seats{.key = "roles", .title = tr("Roles held"), .columns = {{"role", tr("Role")}, {"region", tr("Region")}, {"organisation", tr("Organisation")}, {"main_contact", tr("Main contact")}, {"from", tr("From")}, {"until", tr("Until")}, {"term", tr("Term")}, {"ended_reason", tr("Why it ended")}}};
  seats.rows = read.list(sql::list_held_seats, {{"person", person}}, [](const db::Row& row) {
    const auto organisation = row.id<OrganisationId>("organisation");
    const auto until = row.optional_date("until_on");
    return std::vector<std::string>{row.text("role"), row.text("region"), organisation ? organisation.format() : "", row.flag("prime") ? "yes" : "no", row.date("from_on").format_iso(),
                                    until ? until->format_iso() : "", row.text("capacity"), row.text("ended_reason")};
  });
  HeldTable sessions{.key = "sessions", .title = tr("Where you signed in"), .columns = {{"browser", tr("Browser")}, {"created_at", tr("Signed in")}, {"last_seen_at", tr("Last seen")}, {"ended_at", tr("Ended")}}};
  sessions.rows = read.list(sql::list_held_sessions, {{"person", person}}, [](const db::Row& row) {
    const auto ended = row.optional_instant("ended_at");
    return std::vector<std::string>{row.text("browser"), row.instant("created_at").format_rfc3339(), row.instant("last_seen_at").format_rfc3339(), ended ? ended->format_rfc3339() : ""};
  });
  HeldTable invitations{.key = "links", .title = tr("Links sent to you"), .columns = {{"path", tr("Page")}, {"created_at", tr("Made")}, {"expires_at", tr("Works until")}}};
  invitations.rows = read.list(sql::list_held_invitations, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("path"), row.instant("created_at").format_rfc3339(), row.instant("expires_at").format_rfc3339()};
  });
  return {std::move(seats), list_held_account(read, person), std::move(sessions), std::move(invitations)};
}

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_passages, words);
  for (Passage& passage : passages) passage.label = passage.part == "capacity" ? tr("Words about a term of office") : tr("Why a term of office ended");
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) {
  write.execute(passage.part == "capacity" ? sql::rewrite_seat_capacity : sql::rewrite_seat_ended_reason, {{"number", passage.row}, {"text", passage.text}});
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
