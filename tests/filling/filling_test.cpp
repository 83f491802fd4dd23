// A save on its way through the whole program: the session ends in the middle, the server is started anew,
// the same post comes twice. Sockets aside, everything is real.
#include <doctest/doctest.h>

#include <memory>

#include "app/app.hpp"
#include "app/installation.hpp"
#include "features/access/access.hpp"
#include "features/access/session_store.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"
#include "tests/support/test_http.hpp"

namespace muster {
namespace {

class Site {
 public:
  explicit Site(const test::TestEngine& engine) : engine_(engine), programme_(app::load_embedded_programme()) {
    config_.data = folder_.path().string();
    start();
    database_->write([&](db::Write& write) {
      const By by{clock_, random_, system_};
      for (const forms::Form& form : app::load_embedded_forms(programme_)) forms::ensure_version(write, clock_, form);
      organisations::Edit edit;
      edit.name = "Lanka Internet Users";
      edit.country = "LK";
      organisation = organisations::insert_organisation(write, by, programme_, edit, organisations::Status::accredited).value();
      const PersonId person = people::insert_person(write, by, people::parse_person("Amina", "", "amina@lanka.example", "en").value());
      organisations::add_representative(write, by, programme_, organisation, person, true).value();
      account_ = access::ensure_account(write, clock_, person);
      reports::Schedule schedule;
      schedule.first_cycle_on = clock_.today().plus_months(-1);
      reports::save_schedule(write, by, schedule).value();
      reports::set_slot(write, by, {.organisation = organisation, .slot = 2, .region = "AP"});
    });
  }

  // Another process would see no more than this does: the same database and the same secret.
  void start() {
    app_.reset();
    database_ = engine_.open();
    database_->migrate(test::all_migrations());
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = *database_, .clock = clock_, .random = random_, .log = log_,
                                                    .programme = programme_, .secret = secret_, .demo_clock = &clock_, .has_cheap_passwords = true});
  }

  void sign_in() {
    session_ = database_->write([&](db::Write& write) {
      return access::insert_session(write, clock_, random_, {.account = account_, .strength = access::Strength::full});
    });
  }
  void end_sessions() {
    database_->write([&](db::Write& write) { access::end_sessions_of_account(write, clock_, account_, {}); });
  }

  net::RawResponse get(const std::string& path) { return keep(app_->answer(test::make_get(path, headers()))); }
  net::RawResponse post(const std::string& path, test::HeaderList form, bool by_script = false) {
    const http::CsrfTokens tokens(crypto::derive_key(secret_, "csrf"), random_);
    form.emplace_back("csrf", tokens.make("session:" + session_));
    test::HeaderList all = headers();
    all.emplace_back("origin", config_.public_url);
    all.emplace_back("sec-fetch-site", "same-origin");
    if (by_script) all.emplace_back("accept", "application/json");
    return keep(app_->answer(test::make_post(path, form, all)));
  }

  std::string text_of(std::string_view question) {
    return database_->read([&](db::Read& read) {
      const auto fill = reports::find_fill(read, programme_, organisation, clock_.today());
      const auto* answer = fill ? forms::find_answer(fill->answers, question) : nullptr;
      return answer == nullptr ? std::string() : answer->answer.text();
    });
  }

  OrganisationId organisation;

 private:
  test::HeaderList headers() {
    std::string cookies = std::string(http::kSessionCookie) + "=" + session_;
    if (!kept_.empty()) cookies += "; " + kept_;
    return {{"cookie", cookies}};
  }
  net::RawResponse keep(net::RawResponse answer) {
    for (const auto& [name, value] : test::list_headers(answer)) {
      if (name == "set-cookie" && value.starts_with("muster-kept=")) kept_ = value.substr(0, value.find(';'));
    }
    return answer;
  }

  const test::TestEngine& engine_;
  test::ScratchFolder folder_;
  ShiftedClock clock_;
  SeededRandom random_{11};
  Actor system_ = Actor::system();
  config::Config config_;
  log::MemoryLog log_;
  Secret secret_{std::string(32, 'k')};
  Programme programme_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<app::App> app_;
  AccountId account_;
  std::string session_, kept_;
};

std::string find_hidden(const std::string& html, const std::string& name) {
  const auto at = html.find("name=\"" + name + "\" value=\"");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 15;
  return html.substr(start, html.find('"', start) - start);
}

void for_each_site(const std::function<void(Site&)>& run) {
  test::for_each_engine([&](const test::TestEngine& engine) {
    Site site(engine);
    run(site);
  });
}

const test::HeaderList kWords = {{"why", "Words that must not be lost"}, {"why-version", "0"}, {"topics-version", "0"}};

}  // namespace

TEST_CASE("a save after the session ended is kept, also over a new start, and applied after signing in again") {
  for_each_site([](Site& site) {
    site.sign_in();
    REQUIRE(site.get("/en/me/report/why").status == 200);
    site.end_sessions();
    const auto by_script = site.post("/en/me/report/why", kWords, true);
    CHECK(by_script.status == 401);
    CHECK(by_script.content().find("\"saved\":false") != std::string::npos);
    const auto refused = site.post("/en/me/report/why", kWords);
    REQUIRE(refused.status == 303);
    CHECK(test::find_header(refused, "location").find("/en/sign-in") != std::string::npos);
    CHECK(site.text_of("why").empty());
    site.start();
    site.sign_in();
    const auto page = site.get("/en/kept");
    REQUIRE(page.status == 200);
    const std::string html(page.content());
    CHECK(find_hidden(html, "why") == "Words that must not be lost");
    CHECK(site.text_of("why").empty());
    test::HeaderList again;
    for (const std::string name : {"why", "why-version", "topics-version"}) again.emplace_back(name, find_hidden(html, name));
    const auto applied = site.post("/en/kept", again);
    REQUIRE(applied.status == 307);
    CHECK(test::find_header(applied, "location") == "/en/me/report/why");
    CHECK(site.post(test::find_header(applied, "location"), again).status == 303);
    CHECK(site.text_of("why") == "Words that must not be lost");
  });
}

TEST_CASE("what was called saved is there after a new start, and a page from before it can still be saved") {
  for_each_site([](Site& site) {
    site.sign_in();
    const auto saved = site.post("/en/me/report/why", kWords, true);
    REQUIRE(saved.status == 200);
    CHECK(saved.content().find("\"saved\":true") != std::string::npos);
    site.start();
    CHECK(site.text_of("why") == "Words that must not be lost");
    CHECK(site.post("/en/me/report/why", {{"why", "More words"}, {"why-version", "1"}}).status == 303);
    CHECK(site.text_of("why") == "More words");
  });
}

TEST_CASE("the same save sent twice, or replayed later, changes nothing more") {
  for_each_site([](Site& site) {
    site.sign_in();
    CHECK(site.post("/en/me/report/why", kWords, true).status == 200);
    CHECK(site.post("/en/me/report/why", kWords, true).status == 200);
    CHECK(site.post("/en/me/report/why", {{"why", "Newer"}, {"why-version", "1"}}, true).status == 200);
    CHECK(site.post("/en/me/report/why", kWords, true).status == 409);
    CHECK(site.text_of("why") == "Newer");
  });
}

TEST_CASE("bytes that are no text are refused before anybody reads them") {
  for_each_site([](Site& site) {
    site.sign_in();
    for (const std::string& bad : {std::string("\xff"), std::string("\xc3\x28")}) {
      CHECK(site.post("/en/me/report/why", {{"why", bad}}).status == 400);
    }
    CHECK(site.text_of("why").empty());
  });
}

}  // namespace muster
