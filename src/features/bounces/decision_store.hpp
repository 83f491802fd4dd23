// What people decide about an address: to stop mail to it, to put it back, to ask its owner anew. Each decision keeps the row
// before it, so that the newest one can be undone as long as nothing happened since; the reason stands beside it and in the log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/bounces/bounce_store.hpp"

namespace muster::bounces {

using DecisionId = Id<struct BounceDecisionTag>;

enum class DecisionKind { stop, put_back, ask };

struct Decision {
  DecisionId id;
  DecisionKind kind = DecisionKind::stop;
  std::string reason;
  PersonId by;
  Instant at;
  bool is_undone = false;
  StoppedAddress former;  // address and key are empty
};
// Newest first.
std::vector<Decision> list_decisions(db::Read& read, AddressId address);
// The newest one, while the address is as it left it; asking an owner is not taken back, as the mail is out.
std::optional<Decision> find_undoable(db::Read& read, const StoppedAddress& address);

// Mail to an address stops, whether anything came back or not. A conflict when it is stopped already.
Result<AddressId> stop_by_hand(db::Write& write, const By& by, const Email& address, const std::string& reason);
// Mail goes there again, and failures of before count no more. False when it is not stopped.
bool put_back(db::Write& write, const By& by, AddressId id, const std::string& reason);
// The same so that its owner can be asked whether it works: the answer decides. False when it is not stopped.
bool put_back_to_ask(db::Write& write, const By& by, AddressId id);
// The address is as it was before. False when something else happened since, or it is undone already.
bool undo_decision(db::Write& write, const By& by, AddressId address, DecisionId decision);

}  // namespace muster::bounces
