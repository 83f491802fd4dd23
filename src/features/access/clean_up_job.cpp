#include "features/access/clean_up_job.hpp"

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
                        {sql::delete_old_sessions, hours(14 * 24)},
                        {sql::delete_old_set_up_links, hours(30 * 24)},
                        {sql::delete_old_invitations, hours(400 * 24)}};
  for (const Rule& rule : rules) {
    context.db.write([&](db::Write& write) { write.execute(rule.statement, {{"before", context.clock.now() - Duration(rule.keeps)}}); }, db::Priority::bulk);
  }
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_clean_up_job() { return {.name = std::string(kCleanUp), .run = clean_up}; }

}  // namespace muster::access
