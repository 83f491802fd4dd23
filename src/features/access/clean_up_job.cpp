#include "features/access/clean_up_job.hpp"

#include <utility>

#include "features/access/kept_store.hpp"
#include "features/access/session.hpp"
#include "platform/mail/mail.hpp"
#include "queries_access.hpp"

namespace muster::access {
namespace {

using std::chrono::hours;

struct Rule {
  const db::Statement& statement;
  hours keeps;
};

jobs::Outcome clean_up(jobs::Context& context, const jobs::Job&) {
  const Rule rules[] = {{sql::delete_old_rates, hours(2)},
                        {sql::delete_old_address_checks, hours(24)},
                        {sql::delete_old_sign_ins, hours(7 * 24)},
                        {sql::delete_old_kept_forms, hours(14 * 24)},
                        {sql::delete_strangers_kept_forms, kStrangersFormLives},
                        {sql::delete_old_sessions, hours(14 * 24)},
                        {sql::delete_old_set_up_links, hours(30 * 24)},
                        {sql::delete_old_invitations, hours(400 * 24)}};
  for (const Rule& rule : rules) {
    context.db.write([&](db::Write& write) { write.execute(rule.statement, {{"before", context.clock.now() - Duration(rule.keeps)}}); }, db::Priority::bulk);
  }
  const std::pair<std::string_view, Duration> mails[] = {{kSignInMail, kSignInLives}, {kAddressMail, kSignInLives}, {kSetUpMail, kSetUpLinkLives}};
  for (const auto& [kind, lives] : mails) {
    context.db.write([&](db::Write& write) { mail::erase_old_contents(write, kind, context.clock.now() - lives); }, db::Priority::bulk);
  }
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_clean_up_job() { return {.name = std::string(kCleanUp), .run = clean_up}; }

}  // namespace muster::access
