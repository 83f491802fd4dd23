#include "features/imports/move_store.hpp"

#include <array>

#include "queries_imports.hpp"

namespace muster::imports {
namespace {

using db::Handover;

constexpr std::array kTables = {db::Movable{"imports.row", sql::move_rows_of_organisation}};

}  // namespace

db::Mover make_mover() {
  return {[](db::Read& read, const Programme&, const Handover& handover, Date) -> db::HandoverPlan {
            if (handover.of != Handover::Of::organisation) return {};
            return {db::count_rows(read, sql::count_handed_of_organisation, handover, [](std::string_view) { return tr("Lines of imports"); }), {}};
          },
          [](db::Write& write, const By&, const Programme&, const Handover& handover) -> std::vector<db::HandedRow> {
            if (handover.of != Handover::Of::organisation) return {};
            return db::move_rows(write, kTables, handover);
          },
          [](db::Write& write, const By&, const Programme&, const Handover& handover, const std::vector<db::HandedRow>& rows) -> std::vector<Message> {
            if (handover.of == Handover::Of::organisation) db::move_rows_back(write, kTables, handover, rows);
            return {};
          }};
}

}  // namespace muster::imports
