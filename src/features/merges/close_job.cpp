#include "features/merges/close_job.hpp"

#include "features/merges/merge_store.hpp"

namespace muster::merges {

jobs::Kind make_close_job() {
  return {.name = std::string(kCloseOld), .run = [](jobs::Context& context, const jobs::Job&) {
            while (context.db.write([&](db::Write& write) { return close_old(write, context.clock); }, db::Priority::bulk) > 0) {
            }
            return jobs::Outcome::done();
          }};
}

}  // namespace muster::merges
