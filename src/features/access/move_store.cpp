#include "features/access/move_store.hpp"

#include <array>

#include "features/access/access.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

using db::HandedRow;
using db::Handover;

constexpr std::array kOfOrganisation = {db::Movable{"access.seat", sql::move_seats_of_organisation}};
constexpr std::array kOfPerson = {db::Movable{"access.seat", sql::move_seats_of_person}, db::Movable{"access.account", sql::move_account},
                                  db::Movable{"access.invitation", sql::move_invitations}};
// Rows of one seat or account each.
constexpr std::string_view kEnded = "access.seat_ended";        // the other record has the same seat; was: its last day, and whether it was prime
constexpr std::string_view kYielded = "access.seat_yielded";    // gave the prime mark up
constexpr std::string_view kInherited = "access.seat_prime";    // got the prime mark of a seat that was ended
constexpr std::string_view kClosed = "access.account_closed";
constexpr std::string_view kReason = "Two records became one";

struct SameSeat {
  std::int64_t gone = 0;
  std::int64_t kept = 0;
  bool is_prime = false;
};

bool is_person(const Handover& handover) { return handover.of == Handover::Of::person; }

std::vector<SameSeat> list_same(db::Read& read, const Handover& handover) {
  return read.list(is_person(handover) ? sql::list_same_seats_of_persons : sql::list_same_seats_of_organisations, {{"from", handover.from}, {"into", handover.into}},
                   [](const db::Row& row) { return SameSeat{row.int64("id"), row.int64("kept"), row.flag("prime")}; });
}

std::optional<SeatId> find_prime(db::Read& read, std::int64_t organisation) {
  return read.find(sql::find_prime_seat, {{"organisation", organisation}}, [](const db::Row& row) { return row.id<SeatId>("id"); });
}

struct WayIn {
  std::int64_t account = 0;
  bool has_second_factor = false;
};
std::optional<WayIn> find_way_in(db::Read& read, std::int64_t person) {
  return read.find(sql::find_way_in, {{"person", person}}, [](const db::Row& row) { return WayIn{row.int64("id"), !row.is_null("totp_confirmed_at")}; });
}

Message label(std::string_view place) { return place == "seat" ? tr("Seats, with those that ended") : tr("Links in mails"); }

void plan_way_in(db::Read& read, const Handover& handover, db::HandoverPlan& plan) {
  const auto from = find_way_in(read, handover.from), into = find_way_in(read, handover.into);
  if (!from || !into) return;
  if (from->has_second_factor && !into->has_second_factor) {
    plan.hitches.push_back({.line = tr("Only the other record signs in with a password and a second step. Keep that one instead."), .is_barred = true});
  } else {
    plan.hitches.push_back({.line = tr("Both can sign in. The way in of the kept record stays; the other one is closed.")});
  }
}

db::HandoverPlan plan(db::Read& read, const Programme&, const Handover& handover, Date) {
  const auto& count = is_person(handover) ? sql::count_handed_of_person : sql::count_handed_of_organisation;
  db::HandoverPlan plan{db::count_rows(read, count, handover, label), {}};
  const auto same = list_same(read, handover);
  if (!same.empty()) {
    plan.hitches.push_back({.line = trn("{count} seat stands in both. It ends in one record and stays in the other.",
                                        "{count} seats stand in both. They end in one record and stay in the other.", static_cast<std::int64_t>(same.size()))});
  }
  if (is_person(handover)) {
    plan_way_in(read, handover, plan);
  } else if (find_prime(read, handover.from) && find_prime(read, handover.into)) {
    plan.hitches.push_back({.line = tr("Both have a main contact. The one of the kept record stays.")});
  }
  return plan;
}

void set_prime_mark(db::Write& write, std::int64_t seat, bool prime) { write.execute(sql::set_prime_mark, {{"seat", seat}, {"prime", prime}}); }

// Before the rows move: afterwards two open seats of one person, or two primes, would stand in one place.
void settle_seats(db::Write& write, const By& by, const Handover& handover, std::vector<HandedRow>& rows) {
  const Date last_day = by.clock.today().plus_days(-1);
  for (const SameSeat& same : list_same(write, handover)) {
    write.execute(sql::end_seat, {{"seat", same.gone}, {"last_day", last_day}, {"reason", kReason}});
    rows.push_back({std::string(kEnded), same.gone, last_day.format_iso() + (same.is_prime ? " prime" : "")});
    if (!same.is_prime || (!is_person(handover) && find_prime(write, handover.into))) continue;
    set_prime_mark(write, same.kept, true);
    rows.push_back({std::string(kInherited), same.kept, ""});
  }
  if (is_person(handover)) return;
  const auto prime = find_prime(write, handover.from);
  if (!prime || !find_prime(write, handover.into)) return;
  set_prime_mark(write, prime->value(), false);
  rows.push_back({std::string(kYielded), prime->value(), ""});
}

std::vector<HandedRow> hand_over(db::Write& write, const By& by, const Programme&, const Handover& handover) {
  std::vector<HandedRow> rows;
  settle_seats(write, by, handover, rows);
  const auto moved = is_person(handover) ? db::move_rows(write, kOfPerson, handover) : db::move_rows(write, kOfOrganisation, handover);
  rows.insert(rows.end(), moved.begin(), moved.end());
  if (!is_person(handover)) return rows;
  if (const auto left = find_way_in(write, handover.from)) {
    write.execute(sql::close_account, {{"account", left->account}, {"at", by.clock.now()}});
    write.execute(sql::end_sessions_of_account, {{"account", left->account}, {"but", 0}, {"at", by.clock.now()}});
    rows.push_back({std::string(kClosed), left->account, ""});
  }
  return rows;
}

// False when it was changed since.
bool reopen(db::Write& write, const HandedRow& row) {
  const auto day = row.was.substr(0, row.was.find(' '));
  if (write.execute(sql::reopen_seat, {{"seat", row.row}, {"last_day", day}, {"reason", kReason}}) == 0) return false;
  if (day == row.was) return true;
  const bool is_taken = write.count(sql::is_prime_elsewhere, {{"seat", row.row}}) > 0;
  if (!is_taken) set_prime_mark(write, row.row, true);
  return !is_taken;
}

std::vector<Message> bring_back(db::Write& write, const By&, const Programme&, const Handover& handover, const std::vector<HandedRow>& rows) {
  for (const HandedRow& row : rows) {
    if (row.place == kInherited) set_prime_mark(write, row.row, false);
  }
  std::int64_t missing = is_person(handover) ? db::move_rows_back(write, kOfPerson, handover, rows) : db::move_rows_back(write, kOfOrganisation, handover, rows);
  for (const HandedRow& row : rows) {
    if (row.place == kEnded && !reopen(write, row)) ++missing;
    if (row.place == kYielded && write.count(sql::is_prime_elsewhere, {{"seat", row.row}}) == 0) set_prime_mark(write, row.row, true);
    if (row.place == kClosed) write.execute(sql::open_account, {{"account", row.row}});
  }
  if (missing == 0) return {};
  return {trn("{count} seat or link was changed since and stays as it is.", "{count} seats or links were changed since and stay as they are.", missing)};
}

}  // namespace

db::Mover make_mover() { return {plan, hand_over, bring_back}; }

}  // namespace muster::access
