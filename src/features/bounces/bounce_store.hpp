// Rows of this room: what came back, and the addresses that were stopped because of it. The rules stand in bounce.hpp; here
// they are asked in the transaction that keeps the event, so that two events at once count both. Only judge_address stops
// an address, and a row never holds the message: that is kept by the intake, for as long as its own rule says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/email.hpp"
#include "base/id.hpp"
#include "features/bounces/bounce.hpp"
#include "platform/db/database.hpp"
#include "platform/mail/intake.hpp"

namespace muster::bounces {

using EventId = Id<struct BounceEventTag>;
using AddressId = Id<struct BounceAddressTag>;

struct Event {
  EventId id;
  Instant happened_at;
  mail::IncomingId incoming;  // null: refused while it was sent
  MailId mail;                // null: none is proved
  PersonId person;
  OrganisationId organisation;
  std::string address;      // as our mail or the message says
  std::string address_key;  // empty: not proved
  Kind kind = Kind::soft;
  bool is_unknown = false;
  Verdict verdict = Verdict::noted;
  std::string status;
  std::string words;
  std::string evidence;
};

// Nothing when the message, or this refusal of the mail, is there already.
std::optional<EventId> insert_event(db::Write& write, const Event& event);
std::optional<Event> find_event(db::Read& read, EventId id);

struct EventFilter {
  std::optional<Kind> kind;
  std::optional<bool> is_known;  // whether the address is of somebody in the register
  std::optional<Verdict> verdict;
  OrganisationId organisation;
  PersonId person;
  MailId mail;
  std::string address_key;
  EventId before;
  int limit = 50;
};
// Newest first.
std::vector<Event> list_events(db::Read& read, const EventFilter& filter);

struct StoppedAddress {
  AddressId id;
  std::string address;
  std::string address_key;
  State state = State::stopped;
  Cause cause = Cause::hard;
  EventId event;  // that stopped it; null: it is gone, or staff stopped it
  Instant since;
  Instant stopped_at;
  std::optional<Instant> put_back_at;
  PersonId put_back_by;
  std::optional<Instant> counts_from;

  bool is_stopped() const { return state == State::stopped; }
};
std::optional<StoppedAddress> find_address(db::Read& read, AddressId id);
std::optional<StoppedAddress> find_address_by_key(db::Read& read, std::string_view key);
// Those that are stopped and belong to nobody who represents an organisation now; newest first.
std::vector<StoppedAddress> list_stopped_elsewhere(db::Read& read, Date today, int limit);

// Failures of an address since the last mail to it that went well, oldest first. A mail went well when the other server
// took it and nothing that counts came back for five days.
std::vector<Failure> list_failures(db::Read& read, std::string_view address_key, Instant now);

// Stops mail to the address of an event when the rules say so; true when it was not stopped before.
bool judge_address(db::Write& write, const By& by, const Event& event);
// Stands beside each mail that is not sent because of it.
std::string_view explain(Cause cause);

}  // namespace muster::bounces
