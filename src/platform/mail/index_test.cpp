// What senders ask again and again, and what staff look at, reads by an index and never through all mail that was sent.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "queries_mail.hpp"
#include "tests/support/jobs_world.hpp"

using namespace muster;
using namespace muster::mail;
using test::JobsWorld;

namespace {

// How SQLite would find the rows, as it says itself.
std::string explain(JobsWorld& world, const db::Statement& statement) {
  const std::string sql = "EXPLAIN QUERY PLAN " + std::string(statement.sql);
  db::Parameters parameters;
  for (std::size_t at = sql.find(':'); at != std::string::npos; at = sql.find(':', at + 1)) {
    const std::size_t end = sql.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 1);
    const std::string_view name = std::string_view(sql).substr(at + 1, end - at - 1);
    const bool is_known = std::ranges::any_of(parameters, [&](const db::Parameter& each) { return each.name == name; });
    if (!name.empty() && !is_known) parameters.push_back({name, 1});
  }
  const std::string name = "test." + std::string(statement.name);
  std::string plan;
  world.db.write([&](db::Write& write) {
    for (const std::string& line : write.list(db::Statement{name, sql, ""}, parameters, [](const db::Row& row) { return row.text("detail"); })) plan += line + "\n";
  });
  return plan;
}

}  // namespace

TEST_CASE("statements that run often find their mails by an index") {
  test::for_each_jobs_world([](JobsWorld& world) {
    if (world.db.engine() != db::Engine::sqlite) return;
    const std::array statements = {sql::has_work, sql::has_expired, sql::requeue_expired, sql::expire_leases, sql::hold_queued, sql::release_held, sql::pick_due, sql::claim_mail,
                                   sql::finish_mail, sql::requeue_mail, sql::release_claim, sql::extend_lease, sql::park_paused, sql::pause_group, sql::resume_group,
                                   sql::cancel_group, sql::count_group, sql::count_group_waiting, sql::has_untried, sql::list_mails_in_state, sql::count_mails_in_state, sql::list_planned};
    for (const db::Statement& each : statements) {
      const std::string plan = explain(world, each);
      CAPTURE(each.name);
      CAPTURE(plan);
      CHECK_FALSE(plan.empty());
      CHECK(plan.find("SCAN mail\n") == std::string::npos);
    }
    // That is what the check looks for.
    CHECK(explain(world, db::Statement{"test.all", "SELECT id FROM mail WHERE state = :state", ""}).find("SCAN mail\n") != std::string::npos);
  });
}
