// What is held about a person here, and letting go of it.
#include "base/email.hpp"
#include "base/text.hpp"
#include "features/bounces/bounce_store.hpp"
#include "features/bounces/bounces.hpp"
#include "features/people/people.hpp"
#include "platform/mail/intake.hpp"
#include "queries_bounces.hpp"

namespace muster::bounces {
namespace {

constexpr std::size_t kMonth = 7;  // "2026-11"

void forget_messages(db::Write& write, const db::Statement& statement, const db::Parameters& parameters) {
  for (const auto id : write.list(statement, parameters, [](const db::Row& row) { return row.id<mail::IncomingId>("incoming"); })) mail::erase_incoming(write, id);
}

}  // namespace

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable held{.key = "returned_mail", .title = tr("Mail to you that came back"), .columns = {{"at", tr("When")}, {"address", tr("Address")}, {"kind", tr("What happened")}, {"verdict", tr("Whether it counts")}, {"code", tr("Code")}, {"words", tr("Words of the mail server")}}};
  held.rows = read.list(sql::list_held, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.instant("happened_at").format_rfc3339(), row.text("address"), row.text("kind"), row.text("verdict"), row.text("status"), row.text("words")};
  });
  return {held};
}

void forget_person(db::Write& write, PersonId person) {
  forget_messages(write, sql::list_messages_of_person, {{"person", person}});
  write.execute(sql::forget_decisions_of_person, {{"person", person}});
  write.execute(sql::forget_addresses_of_person, {{"person", person}});
  write.execute(sql::forget_events_of_person, {{"person", person}});
}

void forget_address(db::Write& write, const std::string& address) {
  const auto parsed = Email::parse(address);
  const std::string key = parsed ? parsed->key() : std::string("?");  // no key is that
  const std::string pattern = db::make_like_pattern(address);
  forget_messages(write, sql::list_messages_of_address, {{"key", key}, {"address", address}, {"pattern", pattern}});
  write.execute(sql::forget_decisions_of_address, {{"key", key}});
  write.execute(sql::forget_address, {{"key", key}});
  write.execute(sql::forget_events_of_address, {{"key", key}, {"address", address}, {"pattern", pattern}});
}

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_reason_passages, words);
  for (Passage& passage : passages) passage.label = tr("Why mail to an address was stopped or put back");
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) {
  if (passage.place == "bounce_decision") write.execute(sql::rewrite_reason, {{"row", passage.row}, {"text", passage.text}});
}

std::int64_t count_events_before(db::Read& read, Instant before) { return read.count(sql::count_events_before, {{"before", before}}); }

std::int64_t sum_events_before(db::Write& write, Instant before, int limit) {
  struct Old {
    EventId id;
    std::string month, kind, verdict;
  };
  const auto old = write.list(sql::list_events_before, {{"before", before}, {"limit", limit}}, [](const db::Row& row) {
    return Old{row.id<EventId>("id"), row.instant("happened_at").format_rfc3339().substr(0, kMonth), row.text("kind"), row.text("verdict")};
  });
  for (const Old& each : old) {
    write.execute(sql::add_to_month, {{"month", each.month}, {"kind", each.kind}, {"verdict", each.verdict}});
    write.execute(sql::delete_event, {{"id", each.id}});
  }
  return std::ssize(old);
}

}  // namespace muster::bounces
