#include "features/privacy/move_store.hpp"

#include "features/privacy/erase_store.hpp"

namespace muster::privacy {
namespace {

db::HandoverPlan plan(db::Read& read, const Programme&, const db::Handover& handover, Date) {
  if (handover.of != db::Handover::Of::person) return {};
  const bool has_wish = find_wish(read, PersonId(handover.from)) || find_wish(read, PersonId(handover.into));
  if (!has_wish) return {};
  return {{}, {{.line = tr("One of the two asked to be forgotten. Deal with that first."), .path = "", .is_barred = true}}};
}

}  // namespace

db::Mover make_mover() { return {plan, {}, {}}; }

}  // namespace muster::privacy
