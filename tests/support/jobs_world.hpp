// What jobs and mail need around them in a test: a database of each engine with their tables, a clock
// that stands still, randomness from a seed, and a log to read.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/log/log.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::test {

struct JobsWorld {
  explicit JobsWorld(db::Database& database) : db(database) {}

  jobs::Context context() { return jobs::Context{db, clock, random, texts, log, programme, "https://muster.example.org"}; }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::parse("2026-11-23"))};
  SeededRandom random{20261123};
  i18n::Texts texts;
  log::MemoryLog log;
  Programme programme;
};

inline void for_each_jobs_world(const std::function<void(JobsWorld&)>& test) {
  for_each_engine(migrations_of({"jobs", "mail", "mail_list", "mail_group", "mail_thread", "mail_message_domain", "mail_index"}), [&](db::Database& db) {
    JobsWorld world(db);
    test(world);
  });
}

}  // namespace muster::test
