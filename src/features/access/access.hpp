// The door of the access room: who may come in, and what a seat held today permits. Sign-in is by
// mail (code and link in one message, one hour, single use); staff and administrators add a
// password and a second factor. Invitation links carry no right at all: they only open the right
// page. No answer anywhere says whether an address is known.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/clock.hpp"
#include "base/email.hpp"
#include "base/held.hpp"
#include "base/problem.hpp"
#include "base/random.hpp"
#include "platform/db/database.hpp"

namespace muster::access {

// The one policy function: pages, exports, jobs and mails ask it.
bool permits(const Actor& actor, Permission permission);
// May this actor see and change the private side of an organisation: its representative now, staff,
// or the leader of its region (seeing only).
bool may_see_organisation(const Actor& actor, OrganisationId organisation, std::string_view region);

struct SeatRow {
  SeatId id;
  PersonId person;
  Role role = Role::representative;
  std::string region;
  OrganisationId organisation;
  bool is_prime = false;
  Date from;
  std::optional<Date> until;  // last day; empty = open
  std::string capacity;       // free words for the term, e.g. "interim"; may be empty
};

struct NewSeat {
  PersonId person;
  Role role = Role::representative;
  std::string region;
  OrganisationId organisation;
  bool is_prime = false;
  Date from;
  std::optional<Date> until;
  std::string capacity;
};
AccountId ensure_account(db::Write& write, const Clock& clock, PersonId person);
// Makes the person's account when there is none. Rules on how many representatives there may be are
// the organisations room's; the database itself refuses a second prime.
SeatId grant_seat(db::Write& write, const By& by, const NewSeat& seat);
// Ends a seat on `last_day`; sessions lose the right with it at once when the day is past.
void end_seat(db::Write& write, const By& by, SeatId seat, Date last_day, std::string_view reason);
// Takes out a seat that was granted by mistake, as if it had never been held; the log keeps both.
void remove_mistaken_seat(db::Write& write, const By& by, SeatId seat, std::string_view reason);
// Makes this representative the prime one and the former prime an ordinary one, in one step.
void make_prime(db::Write& write, const By& by, OrganisationId organisation, PersonId person);
std::vector<SeatRow> list_seats_of_organisation(db::Read& read, OrganisationId organisation, Date today);
std::vector<SeatRow> list_seats_of_person(db::Read& read, PersonId person, Date today);
std::vector<SeatRow> list_seats(db::Read& read, Role role, Date today);
// Every representative today, by organisation and the prime one first; at most 200,000.
std::vector<SeatRow> list_representatives(db::Read& read, Date today);
// Everybody with a role that is not a representative's, today or later.
std::vector<SeatRow> list_office_holders(db::Read& read, Date today);
// Every past, present and coming seat of a person, newest first.
std::vector<SeatRow> list_seat_history_of_person(db::Read& read, PersonId person);
std::optional<SeatRow> find_seat(db::Read& read, SeatId seat);
// Every past and present seat of an organisation, newest first.
std::vector<SeatRow> list_seat_history(db::Read& read, OrganisationId organisation);
// What is held of a person's ways in: seats, where they are signed in, mails with codes.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// Words about terms of office, where they hold these words.
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
void rewrite_passage(db::Write& write, const Passage& passage);
// Every way in is closed and forgotten; seats of office end today, and those already held stay on record. Seats of
// representatives are the organisations room's to end.
void forget_person(db::Write& write, const By& by, PersonId person);

// The actor that a job acts for: a person with the seats held today, as if signed in.
Actor make_actor(db::Read& read, PersonId person, Date today);

// A link for a mail: https://…/go/TOKEN. It opens `path` (without language) in the person's language;
// an unknown browser asks for a code sent to the address on file. Lives `days`. It gives no right.
std::string make_invitation(db::Write& write, const Clock& clock, Random& random, PersonId person,
                            std::string_view path, int days, const std::string& public_url);
// A one-time link that sets a password and second factor, printed by `muster user add`.
std::string make_set_up_link(db::Write& write, const Clock& clock, Random& random, PersonId person, const std::string& public_url);
// Demo only: a reusable link that signs in with this seat and passes the second factor by.
std::string make_demo_link(db::Write& write, const Clock& clock, Random& random, SeatId seat, const std::string& public_url);

// Counts one try; false when `most` within `window` is used up. Shared by all servers.
bool allow(db::Database& database, const Clock& clock, std::string_view limit, std::string_view who);

}  // namespace muster::access
