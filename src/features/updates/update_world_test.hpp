// A small federation with two of staff, a regional leader and representatives, and the room's handlers called without
// a server.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/leaving.hpp"
#include "features/updates/module.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/log/log.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::updates {

using Form = std::vector<std::pair<std::string, std::string>>;

inline const Programme& update_programme() {
  static const Programme made = config::load_programme(config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv")).value();
  return made;
}

struct UpdateWorld {
  explicit UpdateWorld(db::Database& database)
      : db(database), context{db, clock, random, texts, log, update_programme(), {}, {}}, public_context{db, clock, random, texts, log, update_programme(), {}, {}, {}} {
    context.make_shell = public_context.make_shell = [](const http::Request& request, const Message& title) {
      html::Shell shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
      shell.languages = html::make_language_links("https://muster.example.org", request.path, "", request.locale);
      return shell;
    };
    context.allow = public_context.allow = [](std::string_view, std::string_view) { return true; };
    maria = add_actor("Maria", Role::staff);
    omar = add_actor("Omar", Role::staff);
    leader = add_actor("Leila", Role::regional_leader, "AF");
    kenya = add_organisation("Kenya Users", "KE", {"en"}, {{"Amina", "amina@kenya.example"}, {"Brian", "brian@kenya.example"}});
    egypt = add_organisation("مستخدمو مصر", "EG", {"ar"}, {{"Nour", "nour@egypt.example"}});
    china = add_organisation("网络用户", "CN", {"zh"}, {{"Wei", "wei@china.example"}});
    representative = {.kind = Actor::Kind::person, .person = people_of.at(kenya).front(), .name = "Amina", .seats = {{.id = SeatId(90), .role = Role::representative, .organisation = kenya, .is_prime = true}}};
  }

  By by() { return {clock, random, system}; }
  By by(const Actor& actor) { return {clock, random, actor}; }

  Actor add_actor(const std::string& name, Role role, const std::string& region = "") {
    const PersonId person = db.write([&](db::Write& write) { return people::insert_person(write, by(), people::parse_person(name, "", name + "@office.example", "en").value()); });
    return {.kind = Actor::Kind::person, .person = person, .name = name, .seats = {{.id = SeatId(person.value() + 100), .role = role, .region = region}}, .is_fully_signed_in = true};
  }

  OrganisationId add_organisation(const std::string& name, const std::string& country, const std::vector<std::string>& languages, const std::vector<std::pair<std::string, std::string>>& who) {
    return db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      edit.languages = languages;
      const OrganisationId id = organisations::insert_organisation(write, by(), update_programme(), edit, organisations::Status::accredited).value();
      for (const auto& [person_name, address] : who) {
        const PersonId person = people::insert_person(write, by(), people::parse_person(person_name, "", address, languages.front()).value());
        organisations::add_representative(write, by(), update_programme(), id, person, people_of[id].empty()).value();
        people_of[id].push_back(person);
      }
      return id;
    });
  }

  template <class F>
  auto write(F&& f) {
    return db.write(std::forward<F>(f));
  }
  template <class F>
  auto read(F&& f) {
    return db.read(std::forward<F>(f));
  }

  // A draft with words in English that are marked ready.
  IssueId begin(const std::string& title = "November news") {
    const IssueId id = write([&](db::Write& w) { return insert_issue(w, by(maria), title, Locale::en); });
    put(id, Locale::en, title, "Hello {{organisation}}.\n\nSee [our page](https://example.org/news).");
    mark(id, Locale::en, maria).value();
    return id;
  }
  Result<void> put(IssueId id, Locale locale, const std::string& subject, const std::string& body) {
    return write([&](db::Write& w) {
      const auto before = find_version(w, id, locale);
      return save_version(w, by(maria), id, {.locale = locale, .subject = subject, .body = body, .social = {}}, before ? before->revision : 0);
    });
  }
  Result<void> mark(IssueId id, Locale locale, const Actor& actor) {
    return write([&](db::Write& w) { return mark_version(w, by(actor), id, locale); });
  }
  Issue issue(IssueId id) {
    return read([&](db::Read& r) { return find_issue(r, id).value(); });
  }
  // From draft to sending.
  void send(IssueId id) {
    write([&](db::Write& w) {
      mark_ready(w, by(maria), id).value();
      approve(w, by(omar), update_programme(), id, "A reason").value();
      schedule(w, by(omar), update_programme(), id, {}, "").value();
    });
    run_jobs();
  }
  void run_jobs() {
    jobs::Runner runner({db, clock, random, texts, log, update_programme(), "https://muster.example.org"}, make_job_kinds(), {});
    runner.run_due();
  }

  http::Response call(const Actor& actor, http::Method method, const std::string& path, const Form& query = {}, const Form& form = {}, Locale locale = Locale::en) {
    http::Request request;
    request.method = method;
    request.locale = locale;
    request.path = "/" + std::string(locale_tag(locale)) + path;
    request.actor = actor;
    for (const auto& [name, value] : query) request.query.add(name, value);
    for (const auto& [name, value] : form) request.form.add(name, value);
    const http::Route* best = nullptr;
    for (const auto& route : routes) {
      const auto names = [](const http::Route& one) { return std::ranges::count(one.pattern, '{'); };
      if (route.method == method && match(route.pattern, path, request) && (best == nullptr || names(route) < names(*best))) best = &route;
    }
    if (best == nullptr) FAIL("no such route: " << path);
    match(best->pattern, path, request);
    if (const auto* handler = std::get_if<http::PrivateHandler>(&best->handler)) return (*handler)(request, context);
    return std::get<http::PublicHandler>(best->handler)(request, public_context);
  }
  http::Response get(const Actor& actor, const std::string& path, const Form& query = {}, Locale locale = Locale::en) { return call(actor, http::Method::get, path, query, {}, locale); }
  http::Response post(const Actor& actor, const std::string& path, const Form& form) { return call(actor, http::Method::post, path, {}, form); }

  // As the real router does: the pattern with the fewest names wins.
  static bool match(const std::string& pattern, const std::string& path, http::Request& request) {
    const std::string text = "/{lang}" + path;
    std::size_t p = 0, t = 0;
    std::map<std::string, std::string, std::less<>> found;
    while (p < pattern.size() && t < text.size()) {
      if (pattern.compare(p, 6, "{lang}") != 0 && pattern[p] == '{') {
        const auto close = pattern.find('}', p);
        const auto end = std::min(text.find('/', t), text.size());
        found[pattern.substr(p + 1, close - p - 1)] = text.substr(t, end - t);
        p = close + 1;
        t = end;
      } else if (pattern[p++] != text[t++]) {
        return false;
      }
    }
    if (p != pattern.size() || t != text.size()) return false;
    request.parameters = std::move(found);
    return true;
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  Parts parts{.counting = counting::make_keys(Secret("a secret of this installation")), .leaving = make_leave_key(Secret("a secret of this installation"))};
  http::Routes routes = make_routes(parts);
  http::Context context;
  http::PublicContext public_context;
  std::map<OrganisationId, std::vector<PersonId>> people_of;
  Actor maria, omar, leader, representative;
  OrganisationId kenya, egypt, china;
};

inline void in_update_world(const std::function<void(UpdateWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    UpdateWorld world(database);
    test(world);
  });
}

}  // namespace muster::updates
