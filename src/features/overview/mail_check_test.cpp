// What the doctor found: kept by the job, shown by the page, told where it became worse. No page looks anything up.
#include <doctest/doctest.h>

#include "features/overview/mail_check_job.hpp"
#include "features/overview/mail_check_store.hpp"
#include "features/overview/overview_pages.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "platform/log/log.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

namespace muster::overview {
namespace {

using Days = std::chrono::days;

MailFinding find(std::string check, MailLevel level, std::string publish = {}) { return {.check = std::move(check), .level = level, .sentences = {}, .words = "Words of the doctor", .publish = std::move(publish), .worse_since = {}}; }

struct MailWorld {
  explicit MailWorld(db::Database& database) : db(database) {}

  // As the job does it, with this result.
  void look(MailLook found) {
    db.write([&](db::Write& write) { enqueue_mail_check(write, clock); });
    jobs::Runner runner({db, clock, random, texts, *log, programme, "https://muster.example.org"}, {make_mail_check_job([&] {
                           ++looks;
                           return found;
                         })},
                        {});
    runner.run_due();
    CHECK(db.read([](db::Read& r) { return jobs::count_jobs(r, "failed"); }) == 0);
  }
  http::Response call(http::Method method, const http::Routes& routes, const std::string& pattern, Locale locale = Locale::en, std::string_view said = {}) {
    http::Request request;
    if (!said.empty()) request.query.add("said", std::string(said));
    request.method = method;
    request.locale = locale;
    request.actor.kind = Actor::Kind::person;
    request.actor.person = PersonId(7);
    request.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
    http::Context context{db, clock, random, texts, *log, programme,
                          [](const http::Request& of, const Message& title) { return html::Shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"}; },
                          [](std::string_view, std::string_view) { return true; }};
    for (const auto& route : routes) {
      if (route.method == method && route.pattern == pattern) return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route");
    return {};
  }
  http::Response page(Locale locale = Locale::en) { return call(http::Method::get, make_mail_check_routes(), "/{lang}/staff/settings/mail/check", locale); }
  std::string text() {
    const auto response = page();
    CHECK(response.status == 200);
    return test::visible_text(response.body);
  }
  std::string overview() { return test::visible_text(call(http::Method::get, make_staff_routes(), "/{lang}/staff").body); }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::parse("2026-11-23"))};
  SeededRandom random{5};
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
  Programme programme;
  int looks = 0;
};

void in_world(const std::function<void(MailWorld&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    MailWorld world(database);
    check(world);
  });
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::string kWorse = "others may not take our mail";
constexpr db::Statement kKeepSentences{"test.keep_sentences", "UPDATE mail_check_finding SET sentences = :sentences", ""};

}  // namespace

TEST_CASE("what became worse: in order before and to mend now, as long as it stays so") {
  const Instant first = Instant::from_date(*Date::parse("2026-11-23")), second = first + Days(1), third = first + Days(2);
  std::vector<MailFinding> one = {find("spf", MailLevel::fine), find("dkim", MailLevel::fix), find("mx", MailLevel::advice)};
  mark_worse({}, one, first);
  for (const MailFinding& each : one) CHECK_FALSE(each.worse_since.has_value());  // the first look compares with nothing
  std::vector<MailFinding> two = {find("spf", MailLevel::fine), find("spf", MailLevel::fix), find("dkim", MailLevel::fix), find("mx", MailLevel::unknown)};
  mark_worse(one, two, second);
  CHECK(two[0].worse_since == second);  // of the whole check
  CHECK(two[1].worse_since == second);
  CHECK_FALSE(two[2].worse_since.has_value());  // it was so before
  CHECK_FALSE(two[3].worse_since.has_value());
  CHECK(two[3].known_level == MailLevel::advice);
  std::vector<MailFinding> three = {find("spf", MailLevel::unknown), find("dkim", MailLevel::fine), find("mx", MailLevel::fix)};
  mark_worse(two, three, third);
  CHECK(three[0].worse_since == second);  // nobody could look: it stays
  CHECK(three[2].worse_since == third);   // what was known before the look that failed
  std::vector<MailFinding> four = {find("spf", MailLevel::advice), find("dkim", MailLevel::fine), find("mx", MailLevel::fix)};
  mark_worse(three, four, third + Days(1));
  CHECK_FALSE(four[0].worse_since.has_value());
  CHECK(four[2].worse_since == third);
}

TEST_CASE("the page shows the last result with the record to publish, in six languages, and looks nothing up") {
  in_world([](MailWorld& world) {
    for (const Locale locale : kLocales) CHECK(test::check_html(world.page(locale).body, test::Markup::page).empty());
    CHECK(has(world.text(), "Not looked at yet"));
    world.look({.problem = {}, .findings = {find("dkim", MailLevel::fine), find("spf", MailLevel::fix, "example.org. IN TXT \"v=spf1 -all\""), find("mta-sts", MailLevel::advice), find("other", MailLevel::unknown)}});
    CHECK(world.looks == 1);
    for (const Locale locale : kLocales) CHECK(test::check_html(world.page(locale).body, test::Markup::page).empty());
    const std::string text = world.text();
    CHECK(has(text, "Who may send for our domain (SPF)"));
    CHECK(has(text, "example.org. IN TXT \"v=spf1 -all\""));
    CHECK(has(text, "1 thing to mend"));
    CHECK(has(text, "23 November 2026"));
    CHECK(text.find("(SPF)") < text.find("(DKIM)"));  // what is to be mended first
    CHECK(world.looks == 1);
    // The button asks for a look by the job, once however often it is pressed.
    CHECK(world.call(http::Method::post, make_mail_check_routes(), "/{lang}/staff/settings/mail/check").status == 303);
    CHECK(world.call(http::Method::post, make_mail_check_routes(), "/{lang}/staff/settings/mail/check").status == 303);
    CHECK(world.looks == 1);
    CHECK(world.db.read([](db::Read& read) { return jobs::count_jobs(read, "waiting"); }) == 1);
    // Whoever asked has a way to the answer.
    for (const Locale locale : kLocales) {
      const std::string asked = world.call(http::Method::get, make_mail_check_routes(), "/{lang}/staff/settings/mail/check", locale, "asked").body;
      CHECK(test::check_html(asked, test::Markup::page).empty());
      CHECK(has(asked, "/staff/settings/mail/check\">"));
    }
  });
}

TEST_CASE("findings are kept as codes and read in the reader's language, with names and records from left to right") {
  in_world([](MailWorld& world) {
    MailFinding refused = find("spf", MailLevel::fix);
    refused.sentences = {{.code = "spf_refuses", .values = {{"domain", "example.org"}, {"address", "2001:db8::5"}, {"result", "fail"}, {"record", "v=spf1 <b>{domain} -all"}}}, {.code = "try_later", .values = {}}};
    world.look({.problem = {}, .findings = {refused}});
    CHECK(world.db.read([](db::Read& read) { return find_mail_check(read); })->findings.front().sentences.front().code == "spf_refuses");
    CHECK(has(world.text(), "The SPF record of example.org does not let 2001:db8::5 send for it (fail): v=spf1 <b>{domain} -all"));
    CHECK(has(test::visible_text(world.page(Locale::fr).body), "ne laisse pas 2001:db8::5 envoyer pour lui"));
    for (const Locale locale : kLocales) {
      const std::string page = world.page(locale).body;
      CHECK(test::check_html(page, test::Markup::page).empty());
      CHECK(has(page, "<bdi dir=\"ltr\" translate=\"no\">2001:db8::5</bdi>"));
      CHECK(has(page, "<bdi dir=\"ltr\" translate=\"no\">v=spf1 &lt;b&gt;{domain} -all</bdi>"));
      CHECK(has(page, "Try again later.") == (locale == Locale::en));
      CHECK_FALSE(has(page, "Words of the doctor"));
    }
  });
}

TEST_CASE("what another version kept is shown in its own words") {
  in_world([](MailWorld& world) {
    MailFinding of_tomorrow = find("spf", MailLevel::fix), without_value = of_tomorrow;
    of_tomorrow.sentences = {{.code = "try_later", .values = {}}, {.code = "of_tomorrow", .values = {}}};
    without_value.sentences = {{.code = "spf_missing", .values = {}}};
    for (const MailFinding& each : {of_tomorrow, without_value}) {
      world.look({.problem = {}, .findings = {each}});
      CHECK(has(world.page(Locale::ar).body, "<bdi lang=\"en\" dir=\"ltr\" translate=\"no\">Words of the doctor</bdi>"));
    }
    // As before the column was there, and in other forms.
    for (const char* kept : {"", "{}", "[1]", "[{\"code\": 1}]", "[{\"code\": \"try_later\"}]", "not JSON"}) {
      CAPTURE(kept);
      world.db.write([&](db::Write& write) { write.execute(kKeepSentences, {{"sentences", kept}}); });
      CHECK(has(world.page(Locale::ar).body, "<bdi lang=\"en\" dir=\"ltr\" translate=\"no\">Words of the doctor</bdi>"));
      CHECK_FALSE(world.overview().empty());
    }
  });
}

TEST_CASE("no name server: said in the reader's language, with what the system says of it") {
  in_world([](MailWorld& world) {
    world.look({.problem = std::string(kNoNameServer) + "Could not contact DNS servers", .findings = {}});
    CHECK(has(world.text(), "No name server answers. Is this machine online?"));
    CHECK(has(world.text(), "Could not contact DNS servers"));
    CHECK_FALSE(has(world.page(Locale::ru).body, "No name server"));
    for (const Locale locale : kLocales) CHECK(test::check_html(world.page(locale).body, test::Markup::page).empty());
  });
}

TEST_CASE("the overview says so when a check becomes worse, and no more when it is mended") {
  in_world([](MailWorld& world) {
    world.look({.problem = {}, .findings = {find("spf", MailLevel::fine), find("dkim", MailLevel::fix)}});
    CHECK_FALSE(has(world.overview(), kWorse));
    world.clock.set(world.clock.now() + Days(1));
    world.look({.problem = {}, .findings = {find("spf", MailLevel::fix), find("dkim", MailLevel::fix)}});
    CHECK(has(world.overview(), kWorse));
    CHECK(has(world.overview(), "24 Nov"));
    CHECK(has(world.text(), "Worse since"));
    // A day without a name server changes nothing, and the page says so.
    world.clock.set(world.clock.now() + Days(1));
    world.look({.problem = "No name server answers", .findings = {}});
    CHECK(has(world.overview(), kWorse));
    CHECK(has(world.text(), "This time nothing could be looked at"));
    CHECK(has(world.text(), "(SPF)"));
    world.look({.problem = {}, .findings = {find("spf", MailLevel::fine), find("dkim", MailLevel::fix)}});
    CHECK_FALSE(has(world.overview(), kWorse));
  });
}

TEST_CASE("where mail does not leave, the page says that there is nothing to look at") {
  in_world([](MailWorld& world) {
    world.look({.problem = "log", .findings = {}});
    CHECK(has(world.text(), "sent to nobody"));
    for (const Locale locale : kLocales) CHECK(test::check_html(world.page(locale).body, test::Markup::page).empty());
  });
}

}  // namespace muster::overview
