#include <stdexcept>

#include "features/access/access.hpp"
#include "features/access/roles.hpp"
#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

SeatRow make_seat_row(const db::Row& row) {
  return {.id = row.id<SeatId>("id"),
          .person = row.id<PersonId>("person"),
          .role = parse_role(row.text("role")).value(),
          .region = row.text("region"),
          .organisation = row.id<OrganisationId>("organisation"),
          .is_prime = row.flag("prime"),
          .from = row.date("from_on"),
          .until = row.optional_date("until_on"),
          .capacity = row.text("capacity")};
}

void record_seat(db::Write& write, const By& by, const SeatRow& seat, std::string action, std::vector<audit::Change> changes, std::string_view reason) {
  audit::record(write, by, {.action = std::move(action),
                            .subject_kind = "seat",
                            .subject = seat.id.value(),
                            .organisation = seat.organisation,
                            .about = seat.person,
                            .changes = std::move(changes),
                            .reason = std::string(reason)});
}

std::string describe_seat(const SeatRow& seat) {
  std::string words(role_name(seat.role));
  if (!seat.region.empty()) words += " " + seat.region;
  return words + " " + seat.from.format_iso() + "/" + (seat.until ? seat.until->format_iso() : "");
}

}  // namespace

AccountId ensure_account(db::Write& write, const Clock& clock, PersonId person) {
  const auto existing = write.find(sql::find_account_of_person, {{"person", person}}, [](const db::Row& row) { return row.id<AccountId>("id"); });
  return existing ? *existing : AccountId(write.insert(sql::insert_account, {{"person", person}, {"at", clock.now()}}));
}

SeatId grant_seat(db::Write& write, const By& by, const NewSeat& seat) {
  ensure_account(write, by.clock, seat.person);
  SeatRow row{.person = seat.person,
              .role = seat.role,
              .region = seat.region,
              .organisation = seat.organisation,
              .is_prime = seat.is_prime,
              .from = seat.from,
              .until = seat.until,
              .capacity = seat.capacity};
  row.id = SeatId(write.insert(sql::insert_seat, {{"person", seat.person},
                                                  {"role", role_name(seat.role)},
                                                  {"region", seat.region},
                                                  {"organisation", seat.organisation},
                                                  {"prime", seat.is_prime},
                                                  {"from_on", seat.from},
                                                  {"until_on", seat.until},
                                                  {"capacity", seat.capacity}}));
  record_seat(write, by, row, "access.grant_seat", {{.field = "seat", .after = describe_seat(row)}}, "");
  return row.id;
}

void end_seat(db::Write& write, const By& by, SeatId id, Date last_day, std::string_view reason) {
  const SeatRow before = write.get(sql::find_seat, {{"seat", id}}, make_seat_row);
  write.execute(sql::end_seat, {{"seat", id}, {"last_day", last_day}, {"reason", reason}});
  SeatRow after = before;
  after.until = last_day;
  record_seat(write, by, before, "access.end_seat", {{.field = "seat", .before = describe_seat(before), .after = describe_seat(after)}}, reason);
}

void remove_mistaken_seat(db::Write& write, const By& by, SeatId id, std::string_view reason) {
  const SeatRow before = write.get(sql::find_seat, {{"seat", id}}, make_seat_row);
  write.execute(sql::delete_seat, {{"seat", id}});
  record_seat(write, by, before, "access.remove_mistaken_seat", {{.field = "seat", .before = describe_seat(before)}}, reason);
}

void make_prime(db::Write& write, const By& by, OrganisationId organisation, PersonId person) {
  write.lock("organisation", organisation.value());
  const auto seats = list_seats_of_organisation(write, organisation, by.clock.today());
  PersonId former;
  for (const SeatRow& seat : seats) {
    if (seat.is_prime) former = seat.person;
  }
  if (former == person) return;
  write.execute(sql::clear_prime, {{"organisation", organisation}});
  if (write.execute(sql::set_prime, {{"organisation", organisation}, {"person", person}, {"today", by.clock.today()}}) != 1) {
    throw std::logic_error("access: make_prime for a person who does not represent the organisation today");
  }
  audit::record(write, by, {.action = "access.make_prime",
                            .subject_kind = "organisation",
                            .subject = organisation.value(),
                            .organisation = organisation,
                            .about = person,
                            .changes = {{.field = "prime", .before = former ? former.format() : "", .after = person.format()}}});
}

std::optional<SeatRow> find_seat(db::Read& read, SeatId seat) { return read.find(sql::find_seat, {{"seat", seat}}, make_seat_row); }

std::vector<SeatRow> list_seats_of_organisation(db::Read& read, OrganisationId organisation, Date today) {
  return read.list(sql::list_seats_of_organisation, {{"organisation", organisation}, {"today", today}}, make_seat_row);
}

std::vector<SeatRow> list_seat_history(db::Read& read, OrganisationId organisation) {
  return read.list(sql::list_seat_history, {{"organisation", organisation}}, make_seat_row);
}

std::vector<SeatRow> list_seats_of_person(db::Read& read, PersonId person, Date today) {
  return read.list(sql::list_seats_of_person, {{"person", person}, {"today", today}}, make_seat_row);
}

std::vector<SeatRow> list_seats(db::Read& read, Role role, Date today) {
  return read.list(sql::list_seats_of_role, {{"role", role_name(role)}, {"today", today}}, make_seat_row);
}

std::vector<SeatRow> list_representatives(db::Read& read, Date today) {
  return read.list(sql::list_representatives, {{"today", today}}, make_seat_row);
}

std::vector<SeatRow> list_office_holders(db::Read& read, Date today) {
  return read.list(sql::list_office_holders, {{"today", today}}, make_seat_row);
}

std::vector<SeatRow> list_seat_history_of_person(db::Read& read, PersonId person) {
  return read.list(sql::list_seat_history_of_person, {{"person", person}}, make_seat_row);
}

Actor make_actor(db::Read& read, PersonId person, Date today) {
  const people::Person found = people::get_person(read, person);
  Actor actor;
  actor.kind = Actor::Kind::person;
  actor.person = found.id;
  actor.account = read.find(sql::find_account_of_person, {{"person", found.id}}, [](const db::Row& row) { return row.id<AccountId>("id"); }).value_or(AccountId{});
  actor.name = found.name;
  for (const SeatRow& seat : list_seats_of_person(read, found.id, today)) {
    actor.seats.push_back({seat.id, seat.role, seat.region, seat.organisation, seat.is_prime});
  }
  if (!actor.seats.empty()) actor.working_seat = actor.seats.front().id;
  actor.is_fully_signed_in = true;
  return actor;
}

}  // namespace muster::access
