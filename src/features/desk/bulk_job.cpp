#include "features/desk/bulk_job.hpp"

#include <algorithm>

#include "features/access/access.hpp"
#include "features/desk/bulk_store.hpp"

namespace muster::desk {
namespace {

constexpr int kRowsPerRun = 100;  // well within the lease, and other jobs have their turn
constexpr std::chrono::seconds kLease{120};

void enqueue_rest(db::Write& write, const Clock& clock, std::int64_t run) {
  const std::string number = std::to_string(run);
  jobs::enqueue(write, clock, {.kind = std::string(kBulkJob), .key = number, .values = {{"run", number}}});
}

jobs::Outcome run_bulk(jobs::Context& context, const jobs::Job& job, const std::vector<BulkKind>& kinds) {
  const auto id = Id<struct BulkRunTag>::parse(job.value("run"));
  Actor actor;
  const auto run = context.db.read([&](db::Read& read) {
    auto found = id ? find_run(read, id->value()) : std::nullopt;
    if (found) actor = access::make_actor(read, found->made_by, context.clock.today());
    return found;
  });
  if (!run) return jobs::Outcome::failed("no such run");
  const auto kind = std::ranges::find(kinds, run->kind, &BulkKind::name);
  if (kind == kinds.end()) return jobs::Outcome::failed("no such kind of act");
  const auto guard = [&](db::Write& write) { jobs::check_fence(write, job); };
  if (!access::permits(actor, Permission::run_programme)) {
    context.db.write([&](db::Write& write) {
      guard(write);
      stop_run(write, context.clock, run->id, tr("Whoever started this is no longer staff."));
    });
    return jobs::Outcome::done();
  }
  const By by{context.clock, context.random, actor};
  if (work_on_run(context.db, by, context.programme, *kind, run->id, kRowsPerRun, guard)) {
    context.db.write([&](db::Write& write) { enqueue_rest(write, context.clock, run->id); });
  }
  return jobs::Outcome::done();
}

}  // namespace

std::vector<jobs::Kind> make_bulk_jobs(std::vector<BulkKind> kinds) {
  return {{.name = std::string(kBulkJob), .deadline = kLease, .run = [kinds = std::move(kinds)](jobs::Context& context, const jobs::Job& job) {
             return run_bulk(context, job, kinds);
           }}};
}

}  // namespace muster::desk
