// Organisations with representatives, dates and the real runner of jobs, for tests of reminding.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/remind_job.hpp"
#include "features/reports/reminder_store.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "features/forms/form_file.hpp"
#include "features/forms/forms.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::reports {

inline const auto& remind_programme_files() {
  static const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  return files;
}
inline const Programme& remind_programme() {
  static const Programme made = config::load_programme(remind_programme_files()).value();
  return made;
}

struct RemindWorld {
  struct Reader {
    std::string name;
    std::string address;  // empty: none known
    std::string locale = "en";
  };

  RemindWorld(db::Database& database, Date today, Date first_cycle_on) : db(database), clock(Instant::from_date(today)) {
    db.write([&](db::Write& write) {
      forms::ensure_version(write, clock, *forms::read_form(*config::parse_toml(remind_programme_files().at("forms/report.toml"), "report.toml"), "report.toml", remind_programme()));
      Schedule schedule;
      schedule.first_cycle_on = first_cycle_on;
      save_schedule(write, by(), schedule).value();
    });
    runner.run_due();  // recurring work begins with its next period
  }

  By by() { return {clock, random, system}; }

  OrganisationId add(const std::string& name, const std::string& country, const std::string& region, int slot, const std::vector<Reader>& readers) {
    return db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      const OrganisationId id = organisations::insert_organisation(write, by(), remind_programme(), edit, organisations::Status::accredited).value();
      bool is_prime = true;
      for (const Reader& reader : readers) {
        const PersonId person = people::insert_person(write, by(), people::parse_person(reader.name, "", reader.address, reader.locale).value());
        organisations::add_representative(write, by(), remind_programme(), id, person, is_prime).value();
        is_prime = false;
      }
      set_slot(write, by(), {.organisation = id, .slot = slot, .region = region});
      return id;
    });
  }

  Date due_on(OrganisationId id) {
    return db.read([&](db::Read& read) { return find_remindable(read, remind_programme(), id, clock.today())->turn.due_on; });
  }
  // The given day, at noon, and all that falls due by then.
  void live_until(Date day) {
    while (clock.today() < day) {
      clock.set(Instant::from_date(clock.today().plus_days(1)) + std::chrono::hours(12));
      runner.run_due();
    }
  }
  void start(OrganisationId id) {
    db.write([&](db::Write& write) { start_report(write, by(), remind_programme(), id).value(); });
  }
  Result<int> send_by_hand(OrganisationId id) {
    return db.write([&](db::Write& write) { return send_reminder(write, by(), remind_programme(), id); });
  }
  std::vector<mail::MailRow> mails(OrganisationId id = {}) {
    return db.read([&](db::Read& read) { return mail::list_mails(read, {.organisation = id, .limit = 10000}); });
  }
  std::vector<Task> tasks() {
    return db.read([](db::Read& read) { return list_open_tasks(read, 10000); });
  }
  std::vector<SentStep> steps(OrganisationId id, int round = 1) {
    return db.read([&](db::Read& read) { return list_reminders(read, id, round); });
  }
  jobs::Context context() { return {db, clock, random, texts, log, remind_programme(), "https://muster.example.org"}; }

  db::Database& db;
  FixedClock clock;
  SeededRandom random{11};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  jobs::Runner runner{context(), make_remind_jobs(), make_remind_recurring()};
};

}  // namespace muster::reports
