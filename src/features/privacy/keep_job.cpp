#include "features/privacy/keep_job.hpp"

#include "features/privacy/keep_store.hpp"

namespace muster::privacy {
namespace {

jobs::Outcome let_go(jobs::Context& context, const jobs::Job&) {
  const Actor system = Actor::system();
  let_go_now(context.db, By{context.clock, context.random, system}, context.programme);
  return jobs::Outcome::done();
}

}  // namespace

std::int64_t let_go_now(db::Database& database, const By& by, const Programme& programme) {
  const std::int64_t gone = let_go_of_all(database, by, programme);
  if (gone > 0) database.scrub();
  return gone;
}

std::vector<Kept> list_kept(db::Database& database, Instant now) {
  std::vector<Kept> kept;
  database.read([&](db::Read& read) {
    for (const Kind& kind : list_kinds()) kept.push_back({std::string(kind.code), kind.days, kind.count(read, end_of(kind, now)), is_on(read, kind.code)});
  });
  return kept;
}

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
