#include "features/inbox/move_store.hpp"

#include <array>

#include "queries_inbox.hpp"

namespace muster::inbox {
namespace {

using db::Handover;

constexpr std::array kOfOrganisation = {db::Movable{"inbox.conversation", sql::move_conversations}};
constexpr std::array kOfPerson = {db::Movable{"inbox.conversation_of_person", sql::move_conversations_of_person}};

std::span<const db::Movable> tables_of(const Handover& handover) {
  return handover.of == Handover::Of::person ? std::span<const db::Movable>(kOfPerson) : std::span<const db::Movable>(kOfOrganisation);
}

}  // namespace

db::Mover make_mover() {
  return {[](db::Read& read, const Programme&, const Handover& handover, Date) -> db::HandoverPlan {
            const auto& count = handover.of == Handover::Of::person ? sql::count_handed_of_person : sql::count_handed;
            return {db::count_rows(read, count, handover, [](std::string_view) { return tr("Conversations"); }), {}};
          },
          [](db::Write& write, const By&, const Programme&, const Handover& handover) { return db::move_rows(write, tables_of(handover), handover); },
          // A conversation whose words were let go of in between is nobody's loss.
          [](db::Write& write, const By&, const Programme&, const Handover& handover, const std::vector<db::HandedRow>& rows) -> std::vector<Message> {
            db::move_rows_back(write, tables_of(handover), handover, rows);
            return {};
          }};
}

}  // namespace muster::inbox
