// For tests of this room: the room's routes behind the real gate in process, a browser with cookies, and
// jobs that run when told. People and addresses are invented.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "features/access/module.hpp"
#include "features/people/people.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/application.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

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

struct Page {
  int status = 0;
  std::string body;
  std::string location;
};

// Keeps cookies as a browser does, and takes the forgery token from the page before.
class Browser {
 public:
  explicit Browser(World& world) : world_(world) {}
  Page get(const std::string& target) { return send(muster::test::make_get(target, headers())); }
  Page head(const std::string& target) { return send(muster::test::make_request("HEAD", target, headers())); }
  // Opens `form_page` for its token first.
  Page post(const std::string& form_page, const std::string& target, muster::test::HeaderList fields) {
    const Page page = get(form_page);
    const std::string mark = "name=\"csrf\" value=\"";
    const auto at = page.body.find(mark);
    if (at != std::string::npos) token_ = page.body.substr(at + mark.size(), page.body.find('"', at + mark.size()) - at - mark.size());
    return post_again(target, std::move(fields));
  }
  // With the token that is known already, as from a page left open.
  Page post_again(const std::string& target, muster::test::HeaderList fields) {
    fields.emplace_back("csrf", token_);
    return send(muster::test::make_post(target, fields, headers()));
  }
  std::map<std::string, std::string> cookies;

 private:
  muster::test::HeaderList headers() const {
    std::string line;
    for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
    muster::test::HeaderList list{{"sec-fetch-site", "same-origin"}, {"user-agent", "Test"}};
    if (!line.empty()) list.emplace_back("cookie", line);
    return list;
  }
  Page send(const net::RawRequest& request) {
    const net::RawResponse response = world_.application->answer(request);
    for (const auto& [name, value] : muster::test::list_headers(response)) {
      if (name != "set-cookie") continue;
      const auto equals = value.find('=');
      const std::string content = value.substr(equals + 1, value.find(';') - equals - 1);
      if (content.empty()) cookies.erase(value.substr(0, equals));
      else cookies[value.substr(0, equals)] = content;
    }
    return {response.status, std::string(response.content()), muster::test::find_header(response, "location")};
  }
  World& world_;
  std::string token_;
};

}  // namespace muster::access::test
