#include "features/updates/move_store.hpp"

#include <array>

#include "queries_updates.hpp"

namespace muster::updates {
namespace {

using db::HandedRow;
using db::Handover;

// An address for passing on, with its owner's answer or a waiver, and what was said of an issue: only where the record
// that stays has none. A person's wish for no updates goes with the person.
constexpr std::array kOfOrganisation = {db::Movable{"updates.address", sql::move_address}, db::Movable{"updates.passed_on", sql::move_passed_on}, db::Movable{"updates.leaving", sql::move_leavings_of_organisation}};
constexpr std::array kOfPerson = {db::Movable{"updates.leaving", sql::move_leavings_of_person}};

std::span<const db::Movable> tables_of(const Handover& handover) {
  return handover.of == Handover::Of::person ? std::span<const db::Movable>(kOfPerson) : std::span<const db::Movable>(kOfOrganisation);
}

Message label(std::string_view place) {
  if (place == "address") return tr("Answer of the owner of an address for passing on");
  return place == "leaving" ? tr("Wishes to get no updates") : tr("“We passed this one on”");
}

db::HandoverPlan plan(db::Read& read, const Programme&, const Handover& handover, Date) {
  const bool is_person = handover.of == Handover::Of::person;
  db::HandoverPlan plan{db::count_rows(read, is_person ? sql::count_handed_of_person : sql::count_handed_of_organisation, handover, label), {}};
  if (!is_person && read.count(sql::count_addresses_of_both, {{"from", handover.from}, {"into", handover.into}}) == 2) {
    plan.hitches.push_back({.line = tr("Both have an address for passing on or a waiver. That of the kept record stays.")});
  }
  return plan;
}

std::vector<HandedRow> hand_over(db::Write& write, const By&, const Programme&, const Handover& handover) { return db::move_rows(write, tables_of(handover), handover); }

std::vector<Message> bring_back(db::Write& write, const By&, const Programme&, const Handover& handover, const std::vector<HandedRow>& rows) {
  const std::int64_t missing = db::move_rows_back(write, tables_of(handover), handover, rows);
  if (missing == 0) return {};
  return {trn("{count} answer or wish about updates was changed since and stays.", "{count} answers or wishes about updates were changed since and stay.", missing)};
}

}  // namespace

db::Mover make_mover() { return {plan, hand_over, bring_back}; }

}  // namespace muster::updates
