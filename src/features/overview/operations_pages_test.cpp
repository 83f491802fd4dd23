#include <doctest/doctest.h>

#include "features/audit/audit.hpp"
#include "features/overview/module.hpp"
#include "features/overview/overview_pages.hpp"
#include "features/overview/test_mail_job.hpp"
#include "features/people/people.hpp"
#include "platform/html/shell.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"
#include "tests/support/jobs_world.hpp"

namespace muster::overview {
namespace {

const Instant kNow = Instant::from_date(Date::from_ymd(2026, 11, 24).value());

// The two pages' handlers, called without a server.
struct Site {
  explicit Site(db::Database& with) : db(with) {
    person = db.write([&](db::Write& write) {
      return people::insert_person(write, By{clock, random, system}, people::parse_person("Sample Person", "", "sample@example.org", "en").value());
    });
  }

  http::Response call(http::Method method, std::string_view pattern, http::Request request) {
    request.method = method;
    request.path = "/en/staff/settings";
    request.actor.kind = Actor::Kind::person;
    request.actor.person = person;
    http::Context context{db, clock, random, texts, *log, programme,
                          [](const http::Request& of, const Message& title) { return html::Shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"}; },
                          [](std::string_view, std::string_view) { return true; }};
    for (const auto& routes : {make_mail_queue_routes(), make_jobs_routes()}) {
      for (const auto& route : routes) {
        if (route.method == method && route.pattern == pattern) return std::get<http::PrivateHandler>(route.handler)(request, context);
      }
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response get(std::string_view pattern, http::Request request = {}) { return call(http::Method::get, pattern, std::move(request)); }
  http::Response post(std::string_view pattern, http::Request request = {}) { return call(http::Method::post, pattern, std::move(request)); }

  MailId add_mail(std::string key, mail::Class mail_class) {
    return db.write([&](db::Write& write) {
      return mail::enqueue(write, clock, random,
                           {.kind = "sample.mail", .key = std::move(key), .mail_class = mail_class, .to = Email::parse("to@example.org").value(),
                            .content = {"Subject 482913", "Code 482913", "<p>Code 482913</p>"}});
    });
  }

  db::Database& db;
  FixedClock clock{kNow};
  SeededRandom random{3};
  Actor system = Actor::system();
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
  Programme programme;
  PersonId person;
};

http::Request with_id(std::string id) {
  http::Request request;
  request.parameters["id"] = std::move(id);
  return request;
}

void in_site(const std::function<void(Site&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    Site site(database);
    check(site);
  });
}

}  // namespace

TEST_CASE("mail and background work are sound pages in six languages") {
  in_site([](Site& site) {
    const MailId mail = site.add_mail("a", mail::Class::notice);
    site.db.write([&](db::Write& write) { enqueue_test_mail(write, site.clock, site.person, Locale::en); });
    for (const Locale locale : kLocales) {
      for (const std::string_view pattern : {"/{lang}/staff/settings/mail", "/{lang}/staff/settings/mail/{id}", "/{lang}/staff/settings/jobs"}) {
        http::Request request = with_id(mail.format());
        request.locale = locale;
        const auto response = site.get(pattern, request);
        CAPTURE(pattern);
        CHECK(response.status == 200);
        const auto problems = test::check_html(response.body, test::Markup::page);
        if (!problems.empty()) MESSAGE(problems.front());
        CHECK(problems.empty());
      }
    }
    CHECK(site.get("/{lang}/staff/settings/mail").body.find("to@example.org") != std::string::npos);
    CHECK(site.get("/{lang}/staff/settings/jobs").body.find("overview.test_mail") != std::string::npos);
  });
}

TEST_CASE("what lets a person sign in is shown to nobody else, in the list or on its page") {
  in_site([](Site& site) {
    const MailId secret = site.add_mail("secret", mail::Class::sign_in);
    CHECK(site.get("/{lang}/staff/settings/mail").body.find("482913") == std::string::npos);
    CHECK(site.get("/{lang}/staff/settings/mail/{id}", with_id(secret.format())).body.find("482913") == std::string::npos);
    const MailId open = site.add_mail("open", mail::Class::notice);
    CHECK(site.get("/{lang}/staff/settings/mail/{id}", with_id(open.format())).body.find("Code 482913") != std::string::npos);
    for (const char* odd : {"0", "999999", "x", "-1", "99999999999999999999"}) CHECK(site.get("/{lang}/staff/settings/mail/{id}", with_id(odd)).status == 404);
  });
}

TEST_CASE("holding and releasing mail is one change each in the log, however often it is pressed") {
  in_site([](Site& site) {
    http::Request hold;
    hold.form.add("hold", "1");
    for (int i = 0; i < 2; ++i) CHECK(site.post("/{lang}/staff/settings/mail/hold", hold).status == 303);
    CHECK(site.db.read([](db::Read& read) { return mail::is_held(read); }));
    CHECK(site.get("/{lang}/staff/settings/mail").body.find("All mail is on hold") != std::string::npos);
    CHECK(site.post("/{lang}/staff/settings/mail/hold").status == 303);
    CHECK_FALSE(site.db.read([](db::Read& read) { return mail::is_held(read); }));
    const auto entries = site.db.read([](db::Read& read) { return audit::list_entries(read, {.action = "mail."}); });
    REQUIRE(entries.size() == 2);
    CHECK(entries.front().action == "mail.release");
  });
}

TEST_CASE("a test mail goes once to the one who asked") {
  in_site([](Site& site) {
    for (int i = 0; i < 2; ++i) CHECK(site.post("/{lang}/staff/settings/mail/test").status == 303);
    jobs::Runner runner({site.db, site.clock, site.random, site.texts, *site.log, site.programme, "https://muster.example"}, {make_test_mail_job()}, {});
    runner.run_due();
    const auto mails = site.db.read([](db::Read& read) { return mail::list_mails(read, {}); });
    REQUIRE(mails.size() == 1);
    CHECK(mails.front().to == "sample@example.org");
    CHECK(mails.front().person == site.person);
  });
}

TEST_CASE("a job that failed waits again after the button, and only that one") {
  in_site([](Site& site) {
    const JobId failed = site.db.write([&](db::Write& write) { return jobs::enqueue(write, site.clock, {.kind = "sample.fail"}); });
    jobs::Kind kind{.name = "sample.fail", .run = [](jobs::Context&, const jobs::Job&) { return jobs::Outcome::failed("the disk is full"); }};
    jobs::Runner runner({site.db, site.clock, site.random, site.texts, *site.log, site.programme, "https://muster.example"}, {kind}, {});
    runner.run_due();
    http::Request request;
    request.query.add("state", "failed");
    const auto page = site.get("/{lang}/staff/settings/jobs", request);
    CHECK(page.body.find("the disk is full") != std::string::npos);
    CHECK(page.body.find("/" + failed.format() + "/retry") != std::string::npos);
    CHECK(site.post("/{lang}/staff/settings/jobs/{id}/retry", with_id(failed.format())).status == 303);
    CHECK(site.db.read([](db::Read& read) { return jobs::count_jobs(read, "waiting"); }) == 1);
    CHECK(site.post("/{lang}/staff/settings/jobs/{id}/retry", with_id("77")).status == 303);
  });
}

}  // namespace muster::overview
