#include "features/bounces/decision_store.hpp"

#include <algorithm>

#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "platform/mail/mail.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

constexpr std::string_view kind_name(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::stop: return "stop";
    case DecisionKind::put_back: return "put_back";
    case DecisionKind::ask: break;
  }
  return "ask";
}

DecisionKind read_kind(std::string_view name) {
  for (const auto kind : {DecisionKind::stop, DecisionKind::put_back}) {
    if (name == kind_name(kind)) return kind;
  }
  return DecisionKind::ask;
}

Decision make_decision(const db::Row& row) {
  return {.id = row.id<DecisionId>("id"),
          .kind = read_kind(row.text("kind")),
          .reason = row.text("reason"),
          .by = row.id<PersonId>("decided_by"),
          .at = row.instant("decided_at"),
          .is_undone = row.optional_instant("undone_at").has_value(),
          .former = {.address = {},
                     .address_key = {},
                     .state = parse_state(row.text("former_state")).value_or(State::stopped),
                     .cause = parse_cause(row.text("former_cause")).value_or(Cause::hard),
                     .event = row.id<EventId>("former_event"),
                     .since = row.instant("former_since"),
                     .stopped_at = row.instant("former_stopped_at"),
                     .put_back_at = row.optional_instant("former_put_back_at"),
                     .put_back_by = row.id<PersonId>("former_put_back_by"),
                     .counts_from = row.optional_instant("former_counts_from")}};
}

// Sending, and the mark that colleagues see, follow the row. Who calls mail unwanted need not tell colleagues, and what
// staff stop says nothing of the mailbox.
void follow(db::Write& write, const Clock& clock, const StoppedAddress& now) {
  const auto address = Email::parse(now.address);
  if (!address) return;
  if (now.is_stopped()) {
    mail::suppress(write, clock, *address, explain(now.cause));
  } else {
    mail::unsuppress(write, *address);
  }
  people::mark_failing(write, *address, now.is_stopped() && now.cause != Cause::complaint && now.cause != Cause::staff);
}

void record(db::Write& write, const By& by, std::string action, const StoppedAddress& before, const StoppedAddress& now, const std::string& reason) {
  const auto address = Email::parse(now.address);
  const auto words = [](const StoppedAddress& of) { return of.is_stopped() ? std::string(cause_name(of.cause)) : std::string(); };
  audit::record(write, by, {.action = "bounces." + std::move(action), .subject_kind = "address", .subject = now.id.value(),
                            .about = address ? people::find_person_by_address(write, *address).value_or(PersonId{}) : PersonId{},
                            .changes = {{.field = "cause", .before = words(before), .after = words(now)}, {.field = "address", .before = "", .after = now.address, .is_personal = true}},
                            .reason = reason});
}

// At the moment that the row gets too: that is how one finds that nothing happened since.
void keep_decision(db::Write& write, const By& by, AddressId id, DecisionKind kind, const std::string& reason, Instant now) {
  write.execute(sql::insert_decision, {{"id", id}, {"kind", kind_name(kind)}, {"reason", reason}, {"person", by.actor.person}, {"now", now}});
}

bool put_back_as(db::Write& write, const By& by, AddressId id, DecisionKind kind, const std::string& reason) {
  write.lock("bounce_address", id.value());
  const auto before = find_address(write, id);
  if (!before || !before->is_stopped()) return false;
  const Instant at = by.clock.now();
  keep_decision(write, by, id, kind, reason, at);
  const State state = kind == DecisionKind::ask ? State::asked : State::put_back;
  write.execute(sql::put_back, {{"id", id}, {"state", state_name(state)}, {"now", at}, {"person", by.actor.person}});
  const StoppedAddress now = find_address(write, id).value();
  follow(write, by.clock, now);
  record(write, by, kind == DecisionKind::ask ? "ask_owner" : "put_back", *before, now, reason);
  return true;
}

// Nothing else happened since the decision.
bool is_as_left(const StoppedAddress& address, const Decision& decision) {
  if (decision.kind == DecisionKind::stop) return address.is_stopped() && address.cause == Cause::staff && address.stopped_at == decision.at;
  return decision.kind == DecisionKind::put_back && address.state == State::put_back && address.put_back_at == decision.at;
}

}  // namespace

std::vector<Decision> list_decisions(db::Read& read, AddressId address) { return read.list(sql::list_decisions, {{"address", address}}, make_decision); }

std::optional<Decision> find_undoable(db::Read& read, const StoppedAddress& address) {
  auto decisions = list_decisions(read, address.id);
  const bool is_undoable = !decisions.empty() && !decisions.front().is_undone && is_as_left(address, decisions.front());
  return is_undoable ? std::optional(std::move(decisions.front())) : std::nullopt;
}

Result<AddressId> stop_by_hand(db::Write& write, const By& by, const Email& address, const std::string& reason) {
  write.lock("bounce_by_hand", 0);
  auto before = find_address_by_key(write, address.key());
  if (before && before->is_stopped()) return refused(Problem::Kind::conflict, tr("Mail to this address is stopped already."));
  const Instant now = by.clock.now();
  const AddressId id = before ? before->id : AddressId(write.insert(sql::insert_address, {{"key", address.key()}, {"address", address.text()}, {"now", now}}));
  if (!before) before = find_address(write, id);
  write.lock("bounce_address", id.value());
  keep_decision(write, by, id, DecisionKind::stop, reason, now);
  write.execute(sql::stop_by_hand, {{"id", id}, {"now", now}});
  const StoppedAddress after = find_address(write, id).value();
  follow(write, by.clock, after);
  record(write, by, "stop_by_hand", *before, after, reason);
  return id;
}

bool put_back(db::Write& write, const By& by, AddressId id, const std::string& reason) { return put_back_as(write, by, id, DecisionKind::put_back, reason); }

bool put_back_to_ask(db::Write& write, const By& by, AddressId id) { return put_back_as(write, by, id, DecisionKind::ask, {}); }

bool undo_decision(db::Write& write, const By& by, AddressId address, DecisionId decision) {
  write.lock("bounce_address", address.value());
  const auto before = find_address(write, address);
  const auto undone = before ? find_undoable(write, *before) : std::nullopt;
  if (!undone || undone->id != decision) return false;
  const StoppedAddress& former = undone->former;
  write.execute(sql::restore_address, {{"id", address}, {"state", state_name(former.state)}, {"cause", cause_name(former.cause)}, {"event", former.event}, {"since", former.since},
                                       {"stopped_at", former.stopped_at}, {"put_back_at", former.put_back_at}, {"put_back_by", former.put_back_by}, {"counts_from", former.counts_from}});
  write.execute(sql::mark_undone, {{"id", decision}, {"now", by.clock.now()}});
  const StoppedAddress now = find_address(write, address).value();
  follow(write, by.clock, now);
  record(write, by, "undo", *before, now, {});
  return true;
}

}  // namespace muster::bounces
