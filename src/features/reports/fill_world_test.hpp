// An organisation with two representatives whose report is due, another one beside it, and every page of
// filling in as the router finds it; for tests.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "features/access/access.hpp"
#include "features/forms/form_file.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_job.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "platform/http/form.hpp"
#include "platform/http/router.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

namespace muster::reports {

inline Actor make_seat_actor(Role role, OrganisationId organisation, PersonId person = PersonId(1), std::string name = "Amina") {
  Actor actor;
  actor.kind = Actor::Kind::person;
  actor.person = person;
  actor.name = std::move(name);
  actor.is_fully_signed_in = true;
  actor.seats = {{.id = SeatId(1), .role = role, .organisation = organisation}};
  actor.working_seat = SeatId(1);
  return actor;
}

inline const auto& fill_programme_files() {
  static const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  return files;
}

inline const Programme& fill_programme() {
  static const Programme made = config::load_programme(fill_programme_files()).value();
  return made;
}

using Form = std::vector<std::pair<std::string, std::string>>;

struct FillWorld {
  explicit FillWorld(db::Database& database) : db(database), context{database, clock, random, texts, log, fill_programme(), {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      html::Shell shell;
      shell.locale = request.locale;
      shell.title = title;
      shell.brand = "Sample";
      shell.csrf_token = "token";
      return shell;
    };
    db.write([&](db::Write& write) {
      forms::ensure_version(write, clock, *forms::read_form(*config::parse_toml(fill_programme_files().at("forms/report.toml"), "report.toml"), "report.toml", fill_programme()));
      organisation = add_organisation(write, "Lanka Internet Users", "LK", "https://lanka.example");
      amina = add_person(write, "Amina", "amina@lanka.example", "en", true);
      bo = add_person(write, "Bo", "bo@lanka.example", "fr", false);
      other = add_organisation(write, "Other Users", "IN", "https://other.example");
      Schedule schedule;
      schedule.first_cycle_on = *Date::from_ymd(2026, 11, 1);
      save_schedule(write, by(), schedule).value();
      for (const OrganisationId id : {organisation, other}) set_slot(write, by(), {.organisation = id, .slot = 0, .region = "AP"});
    });
  }

  OrganisationId add_organisation(db::Write& write, const std::string& name, const std::string& country, const std::string& website) {
    organisations::Edit edit;
    edit.name = name;
    edit.country = country;
    edit.website = website;
    return organisations::insert_organisation(write, by(), fill_programme(), edit, organisations::Status::accredited).value();
  }
  PersonId add_person(db::Write& write, const std::string& name, const std::string& address, const std::string& language, bool is_prime) {
    const PersonId person = people::insert_person(write, by(), people::parse_person(name, "", address, language).value());
    organisations::add_representative(write, by(), fill_programme(), organisation, person, is_prime).value();
    return person;
  }

  // As the router would have it answered; `path` may have a query.
  http::Response go(const Actor& actor, const std::string& path, bool is_post = false, const Form& form = {}, Locale locale = Locale::en, bool wants_json = false) {
    http::Request request;
    request.actor = actor;
    request.locale = locale;
    request.wants_json = wants_json;
    request.method = is_post ? http::Method::post : http::Method::get;
    const auto mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) request.query = http::parse_urlencoded(path.substr(mark + 1)).value();
    for (const auto& [name, value] : form) request.form.add(name, value);
    const auto match = router.find(request.method, request.path);
    REQUIRE_MESSAGE(match.route != nullptr, path);
    if (!access::permits(actor, match.route->permission)) return http::Response::text("", 403);
    request.parameters = match.parameters;
    return std::get<http::PrivateHandler>(match.route->handler)(request, context);
  }
  http::Response post(const Actor& actor, const std::string& path, const Form& form = {}) { return go(actor, path, true, form); }
  // As the script saves.
  http::Response auto_save(const Actor& actor, const std::string& path, const Form& form) { return go(actor, path, true, form, Locale::en, true); }

  // Every page of the report, saved by the button.
  void fill_all(const Actor& actor, const std::string& base = "/en/me/report") {
    for (const auto& [page, form] : whole_report()) {
      const auto saved = post(actor, base + "/" + page, form);
      REQUIRE_MESSAGE(saved.status == 303, page << ": " << test::visible_text(saved.body));
    }
  }
  void send(const Actor& actor, const std::string& base = "/en/me/report") {
    REQUIRE(post(actor, base + "/check", {{"declare", "1"}, {"version", std::to_string(fill()->version())}}).status == 303);
    REQUIRE(fill()->report->state == State::sent);
  }
  // Staff ask about one answer; the number of the question.
  std::int64_t ask(std::string_view question, std::string_view words) {
    return db.write([&](db::Write& write) {
      const Actor asker = staff();
      const auto now = find_fill(write, fill_programme(), organisation, clock.today());
      return ask_question(write, By{clock, random, asker}, now->report->id, 0, question, words).value();
    });
  }

  std::optional<Fill> fill() {
    return db.read([&](db::Read& read) { return find_fill(read, fill_programme(), organisation, clock.today()); });
  }
  std::string text_of(std::string_view question) {
    const auto now = fill();
    const auto* answer = forms::find_answer(now->answers, question);
    return answer == nullptr ? "" : answer->answer.text();
  }
  organisations::Organisation register_row() {
    return db.read([&](db::Read& read) { return organisations::get_organisation(read, organisation); });
  }
  std::vector<Task> tasks(std::string_view kind) {
    auto all = db.read([](db::Read& read) { return list_open_tasks(read, 1000); });
    std::erase_if(all, [&](const Task& task) { return task.kind != kind; });
    return all;
  }
  // Runs what waits and returns every mail of this kind, newest first.
  std::vector<mail::MailRow> mails(std::string_view kind) {
    runner.run_due();
    auto all = db.read([](db::Read& read) { return mail::list_mails(read, {.limit = 1000}); });
    std::erase_if(all, [&](const mail::MailRow& row) { return row.kind != kind; });
    return all;
  }

  By by() { return {clock, random, system}; }
  Actor representative() { return make_seat_actor(Role::representative, organisation, amina); }
  Actor second() { return make_seat_actor(Role::representative, organisation, bo, "Bo"); }
  Actor stranger() { return make_seat_actor(Role::representative, other, PersonId(999), "Stranger"); }
  Actor staff() { return make_seat_actor(Role::staff, {}, amina, "Sam"); }

  // Answers of a whole report, as a page without script sends them.
  static const std::vector<std::pair<std::string, Form>>& whole_report() {
    static const std::vector<std::pair<std::string, Form>> pages = {
        {"leaders", {{"leaders-0-name", "Chandra"}, {"leaders-0-office", "Chair"}, {"leaders_know", "1"}}},
        {"people", {{"representatives_right", "1"}}},
        {"members", {{"members", "420"}}},
        {"why", {{"why", "Affordable access."}}},
        {"activities", {}},
        {"other-groups", {{"other_any", "no"}}},
        {"updates", {{"updates_way", "pass_on"}, {"pass_on_by", "email"}, {"pass_on_certified", "1"}}},
        {"website", {{"web_kind", "yes"}, {"website", "https://new.example"}, {"website-version", "1"}, {"web_kind-version", "1"}, {"mentions_icann", "yes"}}},
        {"contact", {{"contact_kind", "email"}, {"contact_email", "hello@lanka.example"}}}};
    return pages;
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  http::Context context;
  http::Routes routes = make_fill_routes();
  http::Router router{routes};
  jobs::Runner runner{jobs::Context{db, clock, random, texts, log, fill_programme(), "https://muster.example.org"}, make_fill_jobs(), {}};
  OrganisationId organisation, other;
  PersonId amina, bo;
};

inline void for_each_fill_world(const std::function<void(FillWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    FillWorld world(database);
    test(world);
  });
}

}  // namespace muster::reports
