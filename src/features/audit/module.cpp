// Chains the log's entries as they come, and says the newest link in the program's log once a day: whoever
// collects those lines elsewhere can prove that the log was not written anew.
#include "features/audit/module.hpp"

#include "features/audit/audit.hpp"

namespace muster::audit {
namespace {

jobs::Outcome run_seal(jobs::Context& context, const jobs::Job&) {
  seal(context.db);
  return jobs::Outcome::done();
}

jobs::Outcome run_head(jobs::Context& context, const jobs::Job&) {
  const Verdict verdict = context.db.read([](db::Read& read) { return verify(read); });
  if (!verdict.is_sound) {
    context.log.error("audit.broken", {{"entry", std::to_string(verdict.first_bad)}, {"reason", verdict.reason}});
    return jobs::Outcome::failed("The log of changes does not verify: " + verdict.reason);
  }
  context.log.info("audit.head", {{"sealed", std::to_string(verdict.sealed)}, {"head", verdict.head}});
  return jobs::Outcome::done();
}

}  // namespace

http::Routes make_routes() { return {}; }

std::vector<jobs::Kind> make_job_kinds() {
  return {{.name = "audit.seal", .run = run_seal}, {.name = "audit.head", .deadline = std::chrono::minutes(30), .run = run_head}};
}

std::vector<jobs::Recurring> make_recurring() {
  return {{.name = "audit.seal", .every = std::chrono::seconds(5)}, {.name = "audit.head", .offset = std::chrono::hours(3)}};
}

}  // namespace muster::audit
