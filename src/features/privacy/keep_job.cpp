#include "features/privacy/keep_job.hpp"

#include "features/privacy/keep_store.hpp"

namespace muster::privacy {
namespace {

constexpr int kAtOnce = 500;

jobs::Outcome let_go(jobs::Context& context, const jobs::Job&) {
  for (const Kind& kind : list_kinds()) {
    const Instant before = end_of(kind, context.clock.now());
    const auto step = [&](db::Write& write) -> std::int64_t { return is_on(write, kind.code) ? kind.let_go(write, before, kAtOnce) : 0; };
    while (context.db.write(step, db::Priority::bulk) > 0) {
    }
  }
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_let_go_job() { return {.name = std::string(kLetGo), .run = let_go}; }

jobs::Kind make_erased_job(KeepList keep_list) {
  return {.name = std::string(kErased), .run = [keep_list = std::move(keep_list)](jobs::Context& context, const jobs::Job&) {
            // The list first: it is what a backup of before must be told.
            if (keep_list) keep_list(context.db.read([](db::Read& read) { return list_erased(read); }));
            if (!context.db.scrub()) throw std::runtime_error("privacy: the database was too busy to empty its log");
            return jobs::Outcome::done();
          }};
}

}  // namespace muster::privacy
