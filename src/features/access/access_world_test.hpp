// For tests of this room: the room's routes behind the real gate in process, a browser with cookies, and
// jobs that run when told. People and addresses are invented.
#pragma once

#include <memory>
#include <string>

#include "features/access/module.hpp"
#include "features/people/people.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/application.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::access::test {

struct World {
  explicit World(db::Database& database) : db(database) {
    for (Locale locale : kLocales) programme.brand.texts[static_cast<std::size_t>(locale)] = "Sample programme";
    programme.staff_email = "staff@example.org";
    http::Routes routes = make_routes(parts);
    routes.push_back({http::Method::post, "/{lang}/save", Permission::signed_in, http::PrivateHandler([this](const http::Request& request, http::Context&) {
                        saved = request.form.get("answer");
                        return http::Response::text("saved");
                      }), {}});
    http::Gate gate = make_gate(parts);
    gate.error_page = [](const http::Request&, int status, const std::string&) { return http::Response::text("error", status); };
    const auto shell = [](const http::Request& request, const Message& title) {
      html::Shell made;
      made.locale = request.locale;
      made.title = title;
      made.brand = "Sample programme";
      made.home_url = "/";
      made.csrf_token = request.csrf_token;
      return made;
    };
    const auto allows = [this](std::string_view limit, std::string_view who) { return allow(db, clock, limit, who); };
    http::Context context{db, clock, random, texts, log, programme, shell, allows};
    http::PublicContext open{db, clock, random, texts, log, programme, shell, [](auto, auto, const auto&) {}, allows};
    application = std::make_unique<http::Application>(std::move(routes), std::move(gate), context, open,
                                                      http::ApplicationOptions{.public_url = "https://muster.example", .csrf_secret = Secret("test"), .logs_requests = false}, nullptr);
  }

  PersonId add_person(const std::string& name, const std::string& address) {
    return db.write([&](db::Write& write) { return people::insert_person(write, by, people::parse_person(name, "", address, "en").value()); });
  }
  PersonId add_office(const std::string& name, const std::string& address, Role role) {
    const PersonId person = add_person(name, address);
    db.write([&](db::Write& write) { grant_seat(write, by, {.person = person, .role = role, .from = clock.today()}); });
    return person;
  }
  void run_jobs() {
    jobs::Runner runner({db, clock, random, texts, log, programme, "https://muster.example"}, make_job_kinds(), {});
    runner.run_due();
  }
  std::vector<mail::MailRow> mails() {
    return db.read([](db::Read& read) { return mail::list_mails(read, {}); });
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor actor = Actor::system();
  By by{clock, random, actor};
  Programme programme;
  i18n::Texts texts;
  log::MemoryLog log;
  crypto::PasswordHasher hasher{crypto::PasswordHasher::kCheapCost};
  Parts parts{db, clock, random, Secret(std::string(32, 'k')), "https://muster.example", true, hasher};
  std::string saved;
  std::unique_ptr<http::Application> application;
};

using muster::test::Page;

struct Browser : muster::test::Browser {
  explicit Browser(World& world) : muster::test::Browser([&world](const net::RawRequest& request) { return world.application->answer(request); }) {}
};

}  // namespace muster::access::test
