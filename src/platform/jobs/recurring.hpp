// Recurring work is a row that enqueues a job, once for each period whatever the number of servers.
// After downtime there is one job, not one for each period missed. Internal to this room.
#pragma once

#include <span>

#include "platform/jobs/jobs.hpp"

namespace muster::jobs {

// The first start of a period after `now`.
Instant next_period(const Recurring& recurring, Instant now);

// When to enqueue next, given what the row says; enqueue_now tells whether a period has begun.
struct RecurringStep {
  bool enqueue_now = false;
  Instant next_at;
};
// A row more than two periods ahead was written by a clock that ran ahead, or for a longer period: it is
// moved back and enqueues nothing. A clock that jumps back by less enqueues nothing twice.
RecurringStep plan_recurring(const Recurring& recurring, Instant next_at, Instant now);

// Enqueues what has become due and remembers it, in one transaction. Returns how many were enqueued.
int enqueue_recurring(Context& context, std::span<const Recurring> recurring);

}  // namespace muster::jobs
