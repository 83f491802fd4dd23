#include "platform/jobs/recurring.hpp"

#include <map>
#include <stdexcept>

#include "base/crash_point.hpp"
#include "queries_jobs.hpp"

namespace muster::jobs {

namespace {

std::map<std::string, Instant> list_next(db::Read& read) {
  std::map<std::string, Instant> next;
  read.each(sql::list_recurring, {}, [&](const db::Row& row) { next.emplace(row.text("name"), row.instant("next_at")); });
  return next;
}

bool is_settled(const std::map<std::string, Instant>& next, std::span<const Recurring> recurring, Instant now) {
  for (const Recurring& each : recurring) {
    const auto found = next.find(each.name);
    if (found == next.end()) return false;
    const RecurringStep step = plan_recurring(each, found->second, now);
    if (step.enqueue_now || step.next_at != found->second) return false;
  }
  return true;
}

int enqueue_one(db::Write& write, const Clock& clock, const Recurring& recurring, std::optional<Instant> next_at, Instant now) {
  if (!next_at) {
    // A new one begins with its next period, not with an odd run at the moment of installation.
    write.execute(sql::insert_recurring, {{"name", recurring.name}, {"next_at", next_period(recurring, now)}});
    return 0;
  }
  const RecurringStep step = plan_recurring(recurring, *next_at, now);
  if (step.next_at == *next_at) return 0;
  const std::int64_t moved =
      write.execute(sql::move_recurring, {{"name", recurring.name}, {"next_at", step.next_at}, {"seen", *next_at}});
  if (moved != 1 || !step.enqueue_now) return 0;
  // The name as key: while one waits for another try, the next period's run is the same work.
  crash_point("job.before_recurring");
  enqueue(write, clock, NewJob{recurring.name, recurring.name, {}, now});
  return 1;
}

}  // namespace

Instant next_period(const Recurring& recurring, Instant now) {
  const std::int64_t every = std::chrono::duration_cast<Duration>(recurring.every).count();
  const std::int64_t offset = std::chrono::duration_cast<Duration>(recurring.offset).count();
  if (every <= 0) throw std::logic_error("jobs: a recurring job needs a period");
  const std::int64_t since = now.microseconds() - offset;
  const std::int64_t periods = since >= 0 ? since / every : -((-since + every - 1) / every);
  return Instant::from_microseconds((periods + 1) * every + offset);
}

RecurringStep plan_recurring(const Recurring& recurring, Instant next_at, Instant now) {
  if (next_at <= now) return {true, next_period(recurring, now)};
  if (next_at - now > 2 * Duration(recurring.every)) return {false, next_period(recurring, now)};
  return {false, next_at};
}

int enqueue_recurring(Context& context, std::span<const Recurring> recurring) {
  const Instant now = context.clock.now();
  if (is_settled(context.db.read([](db::Read& read) { return list_next(read); }), recurring, now)) return 0;
  return context.db.write([&](db::Write& write) {
    const auto next = list_next(write);
    int enqueued = 0;
    for (const Recurring& each : recurring) {
      const auto found = next.find(each.name);
      enqueued += enqueue_one(write, context.clock, each, found == next.end() ? std::nullopt : std::optional(found->second), now);
    }
    return enqueued;
  });
}

}  // namespace muster::jobs
