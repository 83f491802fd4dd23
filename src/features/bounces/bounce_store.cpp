#include "features/bounces/bounce_store.hpp"

#include <algorithm>

#include "base/crash_point.hpp"
#include "features/audit/audit.hpp"
#include "features/bounces/bounce_jobs.hpp"
#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

Event make_event(const db::Row& row) {
  return {.id = row.id<EventId>("id"),
          .happened_at = row.instant("happened_at"),
          .incoming = row.id<mail::IncomingId>("incoming"),
          .mail = row.id<MailId>("mail"),
          .person = row.id<PersonId>("person"),
          .organisation = row.id<OrganisationId>("organisation"),
          .address = row.text("address"),
          .address_key = row.text("address_key"),
          .kind = parse_kind(row.text("kind")).value_or(Kind::soft),
          .is_unknown = row.flag("is_unknown"),
          .verdict = parse_verdict(row.text("verdict")).value_or(Verdict::noted),
          .status = row.text("status"),
          .words = row.text("words"),
          .evidence = row.text("evidence")};
}

StoppedAddress make_address(const db::Row& row) {
  return {.id = row.id<AddressId>("id"),
          .address = row.text("address"),
          .address_key = row.text("address_key"),
          .state = parse_state(row.text("state")).value_or(State::stopped),
          .cause = parse_cause(row.text("cause")).value_or(Cause::hard),
          .event = row.id<EventId>("event"),
          .since = row.instant("since"),
          .stopped_at = row.instant("stopped_at"),
          .put_back_at = row.optional_instant("put_back_at"),
          .put_back_by = row.id<PersonId>("put_back_by"),
          .counts_from = row.optional_instant("counts_from")};
}

// What was before a person put the address back, or before a mail went well, is over.
Instant find_start(db::Read& read, std::string_view key, Instant now) {
  std::optional<Instant> good;
  read.each(sql::find_last_good, {{"key", key}, {"settled", now - Duration(kSettled)}}, [&](const db::Row& row) { good = row.optional_instant("at"); });
  const auto cleared = read.find(sql::find_address_by_key, {{"key", key}}, [](const db::Row& row) { return row.optional_instant("counts_from"); });
  return std::max(good.value_or(Instant{}), cleared ? cleared->value_or(Instant{}) : Instant{});
}

}  // namespace

std::string_view explain(Cause cause) {
  switch (cause) {
    case Cause::unknown: return "Mail came back: there is no such mailbox";
    case Cause::hard: return "Mail came back for good more than once";
    case Cause::soft: return "Mail came back five times in more than two weeks";
    case Cause::complaint: return "The reader reported our mail as unwanted";
    case Cause::staff: break;
  }
  return "Staff stopped mail to this address";
}

std::optional<EventId> insert_event(db::Write& write, const Event& event) {
  write.lock("bounce_mail", event.mail ? event.mail.value() : event.incoming.value());
  if (write.count(sql::count_same, {{"incoming", event.incoming}, {"mail", event.mail}, {"happened_at", event.happened_at}}) > 0) return std::nullopt;
  return EventId(write.insert(sql::insert_event, {{"happened_at", event.happened_at}, {"incoming", event.incoming}, {"mail", event.mail}, {"person", event.person},
                                                  {"organisation", event.organisation}, {"address", event.address}, {"address_key", event.address_key},
                                                  {"kind", kind_name(event.kind)}, {"is_unknown", event.is_unknown}, {"verdict", verdict_name(event.verdict)},
                                                  {"status", event.status}, {"words", event.words}, {"evidence", event.evidence}}));
}

std::optional<Event> find_event(db::Read& read, EventId id) { return read.find(sql::find_event, {{"id", id}}, make_event); }

std::vector<Event> list_events(db::Read& read, const EventFilter& filter) {
  const std::string_view kind = filter.kind ? kind_name(*filter.kind) : "";
  const std::string_view verdict = filter.verdict ? verdict_name(*filter.verdict) : "";
  const std::int64_t before = filter.before.value();
  if (filter.mail) return read.list(sql::list_events_of_mail, {{"mail", filter.mail}, {"before", before}, {"limit", filter.limit}}, make_event);
  if (!filter.address_key.empty()) return read.list(sql::list_events_of_address, {{"address_key", filter.address_key}, {"before", before}, {"limit", filter.limit}}, make_event);
  if (filter.person) {
    return read.list(sql::list_events_of_person, {{"person", filter.person}, {"kind", kind}, {"verdict", verdict}, {"before", before}, {"limit", filter.limit}}, make_event);
  }
  if (filter.organisation) {
    return read.list(sql::list_events_of_organisation, {{"organisation", filter.organisation}, {"kind", kind}, {"verdict", verdict}, {"before", before}, {"limit", filter.limit}},
                     make_event);
  }
  const std::int64_t known = !filter.is_known ? -1 : *filter.is_known ? 1 : 0;
  return read.list(sql::list_events, {{"kind", kind}, {"verdict", verdict}, {"known", known}, {"before", before}, {"limit", filter.limit}}, make_event);
}

std::optional<StoppedAddress> find_address(db::Read& read, AddressId id) { return read.find(sql::find_address, {{"id", id}}, make_address); }

std::optional<StoppedAddress> find_address_by_key(db::Read& read, std::string_view key) { return read.find(sql::find_address_by_key, {{"key", key}}, make_address); }

std::vector<StoppedAddress> list_stopped_elsewhere(db::Read& read, Date today, int limit) {
  return read.list(sql::list_stopped_elsewhere, {{"today", today}, {"limit", limit}}, make_address);
}

std::vector<Failure> list_failures(db::Read& read, std::string_view address_key, Instant now) {
  auto failures = read.list(sql::list_failures, {{"key", address_key}, {"from", find_start(read, address_key, now)}}, [](const db::Row& row) {
    return Failure{row.instant("happened_at"), parse_kind(row.text("kind")).value_or(Kind::soft), row.flag("is_unknown")};
  });
  std::ranges::reverse(failures);
  return failures;
}

bool judge_address(db::Write& write, const By& by, const Event& event) {
  const auto address = Email::parse(event.address);
  if (event.verdict != Verdict::counted || !address) return false;
  const Instant now = by.clock.now();
  const auto known = find_address_by_key(write, event.address_key);
  if (known && known->is_stopped()) return false;
  const auto failures = list_failures(write, event.address_key, now);
  const auto cause = find_cause(failures);
  if (!cause) return false;
  const std::int64_t id = write.insert(sql::stop_address, {{"key", event.address_key}, {"address", event.address}, {"cause", cause_name(*cause)},
                                                           {"event", event.id}, {"since", failures.front().at}, {"now", now}});
  mail::suppress(write, by.clock, *address, explain(*cause));
  // Who calls mail unwanted need not tell colleagues: they see no mark, and get no mail.
  const bool is_told = *cause != Cause::complaint;
  if (is_told) people::mark_failing(write, *address, true);
  audit::record(write, by, {.action = "bounces.stop_address", .subject_kind = "address", .subject = id, .organisation = event.organisation, .about = event.person,
                            .changes = {{.field = "cause", .before = "", .after = std::string(cause_name(*cause))}, {.field = "address", .before = event.address, .after = "", .is_personal = true}}});
  if (is_told) jobs::enqueue(write, by.clock, {.kind = std::string(kTell), .key = event.id.format(), .values = {{"event", event.id.format()}}});
  crash_point("bounces.before_stop");
  return true;
}

}  // namespace muster::bounces
