// An organisation whose reports go all the way to the public, with the real routes and jobs of the room, for tests of
// review and publication. Every answer that is not public carries the word of kHidden.
#pragma once

#include <algorithm>
#include <doctest/doctest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/forms/form_file.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_store.hpp"
#include "features/reports/module.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "platform/html/shell.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

namespace muster::reports {

inline constexpr std::string_view kHidden = "zqhidden";

inline const auto& publication_programme_files() {
  static const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  return files;
}
inline const Programme& publication_programme() {
  static const Programme made = config::load_programme(publication_programme_files()).value();
  return made;
}

struct PublicationWorld {
  using Form = std::vector<std::pair<std::string, std::string>>;

  explicit PublicationWorld(db::Database& database) : db(database) {
    routes = make_routes();
    db.write([&](db::Write& write) {
      forms::ensure_version(write, clock, *forms::read_form(*config::parse_toml(publication_programme_files().at("forms/report.toml"), "report.toml"), "report.toml", publication_programme()));
      Schedule schedule;
      schedule.first_cycle_on = *Date::from_ymd(2026, 1, 1);
      save_schedule(write, by(), schedule).value();
      staff_person = people::insert_person(write, by(), people::parse_person("Sasha Staff", "", "staff@programme.example", "en").value());
    });
    organisation = add("Lanka Internet Users", "LK", "Amina Yusuf", "amina@lanka.example", "fr");
    other = add("Another Society", "KE", "Otieno Kamau", "otieno@another.example", "en");
  }

  By by() { return {clock, random, system}; }
  OrganisationId add(const std::string& name, const std::string& country, const std::string& person, const std::string& address, const std::string& locale) {
    return db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      const auto id = organisations::insert_organisation(write, by(), publication_programme(), edit, organisations::Status::accredited).value();
      representatives[id] = people::insert_person(write, by(), people::parse_person(person, "", address, locale).value());
      organisations::add_representative(write, by(), publication_programme(), id, representatives[id], true).value();
      const PersonId second = people::insert_person(write, by(), people::parse_person("Kofi Mensah", "", "second-" + id.format() + "@lanka.example", "en").value());
      organisations::add_representative(write, by(), publication_programme(), id, second, false).value();
      set_slot(write, by(), {.organisation = id, .slot = 0, .region = "AP"});
      return id;
    });
  }

  Actor make(Role role, OrganisationId of = {}, PersonId person = {}) {
    Actor actor;
    actor.kind = Actor::Kind::person;
    actor.person = person ? person : staff_person;
    actor.name = "Somebody";
    actor.is_fully_signed_in = true;
    actor.seats = {{.id = SeatId(1), .role = role, .organisation = of}};
    actor.working_seat = SeatId(1);
    return actor;
  }
  Actor staff() { return make(Role::staff); }
  Actor committee() { return make(Role::committee_member); }
  Actor representative(OrganisationId of) { return make(Role::representative, of, representatives.at(of)); }

  static html::Shell make_shell(const http::Request& request, const Message& title) {
    html::Shell shell;
    shell.locale = request.locale;
    shell.title = title;
    shell.brand = "Sample";
    shell.csrf_token = "token";
    shell.languages.push_back({.url = request.path, .absolute_url = "https://muster.example.org" + request.path});
    return shell;
  }

  // As the web server would find and ask the route; 403 where the actor has no right to it.
  http::Response go(const Actor& actor, std::string path, const Form* form = nullptr) {
    http::Request request;
    request.actor = actor;
    request.method = form == nullptr ? http::Method::get : http::Method::post;
    if (const auto mark = path.find('?'); mark != std::string::npos) {
      for (const auto pair : split(std::string_view(path).substr(mark + 1), '&')) {
        const auto equals = std::min(pair.find('='), pair.size());
        request.query.add(std::string(pair.substr(0, equals)), std::string(pair.substr(std::min(equals + 1, pair.size()))));
      }
      path.resize(mark);
    }
    request.path = path;
    request.locale = parse_locale(path.substr(1, 2)).value();
    if (form != nullptr) {
      for (const auto& [name, value] : *form) request.form.add(name, value);
    }
    const http::Route* best = nullptr;
    for (const auto& route : routes) {
      std::map<std::string, std::string, std::less<>> parameters;
      if (route.method != request.method || !matches(route.pattern, path, parameters)) continue;
      if (best != nullptr && parameters.size() >= request.parameters.size()) continue;
      best = &route;
      request.parameters = std::move(parameters);
    }
    REQUIRE_MESSAGE(best != nullptr, path);
    if (!access::permits(actor, best->permission)) return http::Response::page({}, 403);
    if (const auto* open = std::get_if<http::PublicHandler>(&best->handler)) {
      http::PublicContext context{db, clock, random, texts, log, publication_programme(), make_shell, {}, {}};
      return (*open)(request, context);
    }
    http::Context context{db, clock, random, texts, log, publication_programme(), make_shell, {}};
    return std::get<http::PrivateHandler>(best->handler)(request, context);
  }
  http::Response post(const Actor& actor, const std::string& path, const Form& form = {}) { return go(actor, path, &form); }
  http::Response read(const std::string& path) { return go(Actor::nobody(), path); }

  // A whole report, sent by the representative.
  ReportId send(OrganisationId of, const std::string& why = "Affordable access.", const std::string& members = "420",
                const forms::RawFields& activities = {{"activities_any", "none"}}) {
    const std::string hidden(kHidden);
    const std::vector<std::pair<std::string, forms::RawFields>> pages = {
        {"leaders", {{"leaders-0-name", "Chandra " + hidden}, {"leaders-0-office", "Chair " + hidden}, {"leaders_know", "yes"}}},
        {"people", {{"representatives_right", "yes"}}},
        {"members", {{"members", members}}},
        {"why", {{"why", why}}},
        {"activities", activities},
        {"other-groups", {{"other_any", "no"}}},
        {"updates", {{"updates_way", "direct"}, {"direct_address", "updates@" + hidden + ".example"}}},
        {"website", {{"web_kind", "yes"}, {"website", "https://lanka.example"}, {"mentions_icann", "yes"}}},
        {"contact", {{"contact_kind", "form"}, {"relay_email", "relay@" + hidden + ".example"}}}};
    const Actor actor = representative(of);
    const By by_person{clock, random, actor};
    for (auto [page, fields] : pages) {
      const auto shown = db.read([&](db::Read& read) { return find_fill(read, publication_programme(), of, clock.today()); });
      REQUIRE(shown.has_value());
      for (const auto& answer : shown->answers) fields.emplace_back(answer.question + "-version", std::to_string(answer.version));
      db.write([&](db::Write& write) {
        const auto saved = save_part(write, by_person, publication_programme(), of, {.page = page, .fields = fields, .written_in = Locale::en});
        REQUIRE_MESSAGE(saved.has_value(), page);
        REQUIRE_MESSAGE(saved->is_saved(), page);
      });
    }
    db.write([&](db::Write& write) { send_fill(write, by_person, publication_programme(), of, 0).value(); });
    return db.read([&](db::Read& read) { return find_current_report(read, publication_programme(), of, clock.today())->id; });
  }
  Report report(ReportId id) {
    return db.read([&](db::Read& read) { return get_report(read, id); });
  }
  void accept(ReportId id) {
    const auto done = post(staff(), url(id) + "/accept", {{"version", std::to_string(report(id).version)}});
    REQUIRE(done.status == 303);
  }
  ReportId publish(OrganisationId of, const std::string& why = "Affordable access.") {
    const ReportId id = send(of, why);
    accept(id);
    runner.run_due();
    return id;
  }
  static std::string url(ReportId id) { return "/en/staff/reports/" + id.format(); }
  // As a public handler reads.
  template <class F>
  auto open(F&& f) {
    return static_cast<db::PublicDatabase&>(db).read(std::forward<F>(f));
  }
  std::optional<PublicationPage> published(ReportId id) {
    return open([&](db::PublicRead& read) { return find_publication(read, id); });
  }
  std::vector<mail::MailRow> mails(std::string_view kind) {
    auto all = db.read([&](db::Read& read) { return mail::list_mails(read, {.limit = 1000}); });
    std::erase_if(all, [&](const auto& row) { return row.kind != kind; });
    return all;
  }
  std::int64_t stamp() {
    for (const auto& [topic, value] : open([](db::PublicRead& read) { return organisations::list_stamps(read); })) {
      if (topic == "reports") return value;
    }
    return 0;
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 1, 20))};
  SeededRandom random{7};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  jobs::Runner runner{{db, clock, random, texts, log, publication_programme(), "https://muster.example.org"}, make_job_kinds(), {}};
  http::Routes routes;
  OrganisationId organisation, other;
  PersonId staff_person;
  std::map<OrganisationId, PersonId> representatives;

 private:
  static bool matches(std::string_view pattern, std::string_view path, std::map<std::string, std::string, std::less<>>& parameters) {
    const auto parts = split(pattern, '/'), given = split(path, '/');
    if (parts.size() != given.size()) return false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].starts_with('{') && parts[i].ends_with('}')) {
        if (given[i].empty()) return false;
        parameters.emplace(parts[i].substr(1, parts[i].size() - 2), given[i]);
      } else if (parts[i] != given[i]) {
        return false;
      }
    }
    return true;
  }
};

inline void for_each_publication_world(const std::function<void(PublicationWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    PublicationWorld world(database);
    test(world);
  });
}

}  // namespace muster::reports
