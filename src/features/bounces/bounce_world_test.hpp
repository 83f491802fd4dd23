// A small federation whose mail comes back: bounces are made as mail servers make them, to the return paths of mails that
// were sent, and go the whole way in.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/access/access.hpp"
#include "features/bounces/bounce_store.hpp"
#include "features/bounces/bounces.hpp"
#include "features/bounces/decision_store.hpp"
#include "features/bounces/module.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/return_path.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::bounces {

using Form = std::vector<std::pair<std::string, std::string>>;

inline const Programme& bounce_programme() {
  static const Programme made = config::load_programme(config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv")).value();
  return made;
}

inline const Secret kReturnKey("return paths of a test");

struct BounceWorld {
  explicit BounceWorld(db::Database& database) : db(database), context{db, clock, random, texts, log, bounce_programme(), {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      html::Shell shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
      shell.languages = html::make_language_links("https://muster.example.org", request.path, "", request.locale);
      return shell;
    };
    context.allow = [](std::string_view, std::string_view) { return true; };
    staff = {.kind = Actor::Kind::person, .person = add_person("Maria", "maria@office.example"), .name = "Maria", .seats = {{.id = SeatId(900), .role = Role::staff}}, .is_fully_signed_in = true};
    kenya = add_organisation("Kenya Users", "KE", {{"Amina", "amina@kenya.example"}, {"Brian", "brian@kenya.example"}});
    egypt = add_organisation("مستخدمو مصر", "EG", {{"Nour", "nour@egypt.example"}});
    amina = people_of.at(kenya).front();
    brian = people_of.at(kenya).back();
  }

  By by() { return {clock, random, system}; }
  jobs::Context job_context() { return {db, clock, random, texts, log, bounce_programme(), "https://muster.example.org"}; }

  PersonId add_person(const std::string& name, const std::string& address) {
    return db.write([&](db::Write& write) { return people::insert_person(write, by(), people::parse_person(name, "", address, "en").value()); });
  }
  OrganisationId add_organisation(const std::string& name, const std::string& country, const std::vector<std::pair<std::string, std::string>>& who) {
    const OrganisationId id = db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      return organisations::insert_organisation(write, by(), bounce_programme(), edit, organisations::Status::accredited).value();
    });
    for (const auto& [person_name, address] : who) {
      const PersonId person = add_person(person_name, address);
      db.write([&](db::Write& write) { organisations::add_representative(write, by(), bounce_programme(), id, person, people_of[id].empty()).value(); });
      people_of[id].push_back(person);
    }
    return id;
  }

  template <class F>
  auto read(F&& f) {
    return db.read(std::forward<F>(f));
  }
  template <class F>
  auto write(F&& f) {
    return db.write(std::forward<F>(f));
  }

  // A mail to the person's address that the smarthost took, or `state`, with these words.
  MailId send(PersonId person, const std::string& state = "sent", const std::string& reason = "250 2.0.0 ok") {
    const people::Person to = read([&](db::Read& r) { return people::get_person(r, person); });
    return send_to(to.preferred_address()->text(), person, state, reason);
  }
  MailId send_to(const std::string& address, PersonId person, const std::string& state = "sent", const std::string& reason = "250 2.0.0 ok") {
    static const db::Statement kFinish{"test.finish", "UPDATE mail SET state = :state, reason = :reason, finished_at = :now WHERE id = :id", ""};
    return write([&](db::Write& w) {
      const MailId id = mail::enqueue(w, clock, random, {.kind = "sample.mail", .key = "sample/" + std::to_string(++sent), .to = Email::parse(address).value(), .person = person,
                                                         .organisation = kenya, .content = {"Your report", "Hello\n", "<p>Hello</p>\n"}});
      w.execute(kFinish, {{"id", id}, {"state", state}, {"reason", reason}, {"now", clock.now()}});
      return id;
    });
  }
  std::string path_of(MailId id, mail::ReturnPath::Kind kind = mail::ReturnPath::Kind::bounce) { return mail::make_return_path(kReturnKey, {kind, id}, "example.org"); }

  // As Postfix writes it.
  static std::string make_report(const std::string& to, const std::string& failed, const std::string& status, const std::string& action = "failed", const std::string& words = "550 5.1.1 User unknown") {
    return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: " + to +
           "\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\n\n--b1\nContent-Type: text/plain\n\nI am sorry.\n\n--b1\nContent-Type: message/delivery-status\n\n"
           "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; " + failed + "\nAction: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; " + words + "\n\n--b1--\n";
  }
  static std::string make_complaint(const std::string& from_path) {
    return "From: feedback@isp.example\nTo: office@example.org\nSubject: complaint\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; boundary=\"b1\"\n\n"
           "--b1\nContent-Type: text/plain\n\nThis is an abuse report.\n\n--b1\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: Sample/1\nVersion: 1\n\n"
           "--b1\nContent-Type: message/rfc822\n\nReturn-Path: <" + from_path + ">\nFrom: programme@example.org\nSubject: Your report\n\nHello\n\n--b1--\n";
  }
  // In through the intake and its job.
  mail::IncomingId receive(const std::string& message, const std::string& arrived_for = "") {
    const auto id = write([&](db::Write& w) { return mail::keep_incoming(w, clock, message, arrived_for); });
    run_jobs();
    return id;
  }
  // A bounce of a new mail to the person.
  MailId bounce(PersonId person, const std::string& status = "5.1.1", const std::string& words = "550 5.1.1 User unknown", const std::string& action = "failed") {
    const MailId id = send(person);
    const std::string address = read([&](db::Read& r) { return mail::find_mail(r, id)->to; });
    receive(make_report(path_of(id), address, status, action, words), path_of(id));
    return id;
  }
  void run_jobs() {
    auto kinds = make_job_kinds();
    kinds.push_back(mail::make_take_in_job({{std::string(kRoom), take}}, kReturnKey));
    jobs::Runner runner(job_context(), std::move(kinds), {});
    runner.run_due();
    CHECK(read([](db::Read& r) { return jobs::count_jobs(r, "failed"); }) == 0);
  }
  void read_refused() {
    write([&](db::Write& w) { jobs::enqueue(w, clock, {.kind = std::string(kReadRefused), .key = std::string(kReadRefused)}); });
    run_jobs();
  }
  void wait(std::chrono::days days) { clock.set(clock.now() + days); }

  bool is_stopped(const std::string& address) {
    return read([&](db::Read& r) { return mail::find_suppression(r, Email::parse(address).value()).has_value(); });
  }
  std::vector<Event> events() {
    return read([](db::Read& r) { return list_events(r, {}); });
  }
  std::vector<mail::MailRow> told() {
    auto mails = read([](db::Read& r) { return mail::list_mails(r, {.limit = 200}); });
    std::erase_if(mails, [](const mail::MailRow& row) { return row.kind != kTell; });
    return mails;
  }
  AddressId address_id(const std::string& address) {
    return read([&](db::Read& r) { return find_address_by_key(r, Email::parse(address)->key()).value().id; });
  }

  http::Response call(http::Method method, const std::string& path, const Form& query = {}, const Form& form = {}, Locale locale = Locale::en) {
    http::Request request;
    request.method = method;
    request.locale = locale;
    request.path = "/" + std::string(locale_tag(locale)) + path;
    request.actor = staff;
    for (const auto& [name, value] : query) request.query.add(name, value);
    for (const auto& [name, value] : form) request.form.add(name, value);
    for (const auto& route : routes) {
      if (route.method == method && match(route.pattern.substr(std::string_view("/{lang}").size()), path, request)) return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << path);
    return {};
  }
  http::Response get(const std::string& path, const Form& query = {}, Locale locale = Locale::en) { return call(http::Method::get, path, query, {}, locale); }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::parse("2026-11-23"))};
  SeededRandom random{20261123};
  i18n::Texts texts;
  log::MemoryLog log;
  Actor system = Actor::system();
  http::Context context;
  http::Routes routes = make_routes();
  Actor staff;
  OrganisationId kenya, egypt;
  PersonId amina, brian;
  std::map<OrganisationId, std::vector<PersonId>> people_of;
  int sent = 0;

 private:
  static bool match(std::string_view pattern, std::string_view path, http::Request& request) {
    while (!pattern.empty() && !path.empty()) {
      const auto wanted = pattern.substr(1, pattern.find('/', 1) - 1), given = path.substr(1, path.find('/', 1) - 1);
      if (wanted.starts_with('{')) {
        request.parameters.insert_or_assign(std::string(wanted.substr(1, wanted.size() - 2)), std::string(given));
      } else if (wanted != given) {
        return false;
      }
      const auto next = [](std::string_view text) { return text.find('/', 1) == std::string_view::npos ? std::string_view() : text.substr(text.find('/', 1)); };
      pattern = next(pattern);
      path = next(path);
    }
    return pattern.empty() && path.empty();
  }
};

inline void for_each_bounce_world(const std::function<void(BounceWorld&)>& test) {
  static const auto migrations = test::all_migrations();
  test::for_each_engine(migrations, [&](db::Database& database) {
    BounceWorld world(database);
    test(world);
  });
}

}  // namespace muster::bounces
