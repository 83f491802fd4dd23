#include "features/people/move_store.hpp"

#include <array>

#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_people.hpp"

namespace muster::people {
namespace {

using db::HandedRow;
using db::Handover;

constexpr std::array kTables = {db::Movable{"people.address", sql::move_addresses}, db::Movable{"people.consent", sql::move_consents},
                                db::Movable{"people.merged", sql::move_merged}};
constexpr std::string_view kPreferred = "people.preferred";  // row: the address that gave the mark up

// The public name follows the newest word of whoever holds the agreements now.
void renew_published(db::Write& write, const By& by, PersonId person) {
  write.execute(sql::delete_published_name, {{"person", person}});
  if (has_consent(write, person, Consent::publish_name)) {
    const Person found = get_person(write, person);
    write.execute(sql::insert_published_name, {{"person", person}, {"name", found.name}, {"name_latin", found.name_latin}});
  }
  write.execute(sql::bump_stamp, {{"topic", kPublishedNames}});
  jobs::enqueue(write, by.clock, {.kind = std::string(kPersonChanged), .key = person.format(), .values = {{"person", person.format()}}});
}

Message label(std::string_view place) { return place == "address" ? tr("E-mail addresses") : tr("Agreements and their dates"); }

db::HandoverPlan plan(db::Read& read, const Programme&, const Handover& handover, Date) {
  if (handover.of != Handover::Of::person) return {};
  return {db::count_rows(read, sql::count_handed, handover, label), {}};
}

std::vector<HandedRow> hand_over(db::Write& write, const By& by, const Programme&, const Handover& handover) {
  if (handover.of != Handover::Of::person) return {};
  const db::Parameters pair{{"from", handover.from}, {"into", handover.into}};
  const auto yielded = write.list(sql::yield_preferred, pair, [](const db::Row& row) { return row.int64("id"); });
  auto rows = db::move_rows(write, kTables, handover);
  for (const std::int64_t address : yielded) rows.push_back({std::string(kPreferred), address, ""});
  if (write.execute(sql::mark_merged, pair) != 1) throw db::Error(db::Error::Kind::missing, "people: the record moved under a lock");
  renew_published(write, by, PersonId(handover.into));
  write.execute(sql::delete_published_name, {{"person", handover.from}});
  return rows;
}

std::vector<Message> bring_back(db::Write& write, const By& by, const Programme&, const Handover& handover, const std::vector<HandedRow>& rows) {
  if (handover.of != Handover::Of::person) return {};
  write.execute(sql::unmark_merged, {{"from", handover.from}, {"into", handover.into}});
  const std::int64_t missing = db::move_rows_back(write, kTables, handover, rows);
  for (const HandedRow& row : rows) {
    if (row.place == kPreferred) write.execute(sql::prefer_again, {{"address", row.row}, {"person", handover.from}});
  }
  renew_published(write, by, PersonId(handover.into));
  renew_published(write, by, PersonId(handover.from));
  if (missing == 0) return {};
  return {trn("{count} address was taken out since.", "{count} addresses were taken out since.", missing)};
}

}  // namespace

db::Mover make_mover() { return {plan, hand_over, bring_back}; }

}  // namespace muster::people
