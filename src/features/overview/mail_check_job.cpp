#include "features/overview/mail_check_job.hpp"

#include "features/overview/mail_check_store.hpp"

namespace muster::overview {

jobs::Kind make_mail_check_job(LookAtMail look) {
  jobs::Kind kind{.name = std::string(kLookAtMail)};
  kind.deadline = std::chrono::seconds(180);  // the doctor gives up after one minute
  kind.run = [look = std::move(look)](jobs::Context& context, const jobs::Job& job) {
    if (!look) return jobs::Outcome::done();
    const MailLook found = look();  // outside of any transaction
    context.db.write([&](db::Write& write) {
      jobs::check_fence(write, job);
      keep_mail_check(write, context.clock.now(), found.problem, found.findings);
    });
    return jobs::Outcome::done();
  };
  return kind;
}

void enqueue_mail_check(db::Write& write, const Clock& clock) { jobs::enqueue(write, clock, {.kind = std::string(kLookAtMail), .key = "asked"}); }

}  // namespace muster::overview
