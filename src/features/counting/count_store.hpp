// What was counted, on its way into the database. Internal to this room, but for write_counts, which app/ calls each
// second.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "features/counting/counter.hpp"

namespace muster::counting {

// Whether a copy for this organisation in this language was delivered between these moments; the room that sends
// answers. May be empty: then nothing is known of deliveries.
using WasDelivered = std::function<bool(db::Read&, std::int64_t issue, OrganisationId, Locale, Instant from, Instant until)>;

// Opened so soon after its delivery, a copy was opened by a machine.
inline constexpr Duration kMachineAfterDelivery = std::chrono::seconds(5);
inline constexpr std::size_t kBatchMost = 100;  // changes in one transaction

// Writes what waits, each batch in one transaction. Returns how many changes. What could not be written waits on, and
// the error goes on to the caller.
std::int64_t write_counts(db::Database& database, const Clock& clock, Counter& counter, const WasDelivered& was_delivered);

// One answer; `former` is the choice that it replaces, 0 for none.
void add_answer(db::Write& write, const CountedLink& copy, int choice, int former);

}  // namespace muster::counting
