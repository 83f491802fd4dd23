#include "features/updates/send_job.hpp"

#include "features/updates/issue_store.hpp"

namespace muster::updates {
namespace {

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto id = IssueId::parse(job.value("issue"));
  if (!id) return jobs::Outcome::failed("no issue");
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    begin_sending(write, by, *id);
  });
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_send_job() { return {.name = std::string(kSend), .run = run}; }

}  // namespace muster::updates
