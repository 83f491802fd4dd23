// "Who gets what tomorrow": what is foretold is what is sent, on both engines, and looking changes nothing.
#include <algorithm>

#include "features/reports/forecast_store.hpp"
#include "features/reports/remind_world_test.hpp"
#include "features/reports/report_pages.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const Date kFirstCycle = *Date::from_ymd(2027, 1, 1);
const Date kToday = *Date::from_ymd(2026, 12, 1);

using Form = std::vector<std::pair<std::string, std::string>>;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void for_each_world(const std::function<void(RemindWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    RemindWorld world(database, kToday, kFirstCycle);
    test(world);
  });
}

Forecast forecast_of(RemindWorld& world, Date day) {
  return world.db.read([&](db::Read& read) { return get_forecast(read, remind_programme(), world.clock.today(), day); });
}

std::vector<std::string> foretold(const Forecast& forecast) {
  std::vector<std::string> to;
  for (const auto& reminder : forecast.reminders) {
    for (const auto& reader : reminder.readers) to.push_back(reader.address.text());
  }
  std::ranges::sort(to);
  return to;
}

std::vector<std::string> sent_on(RemindWorld& world, Date day) {
  std::vector<std::string> to;
  for (const auto& mail : world.mails()) {
    if (mail.created_at.date() == day) to.push_back(mail.to);
  }
  std::ranges::sort(to);
  return to;
}

http::Response ask(RemindWorld& world, const std::string& path, const Form& query = {}, const std::string& organisation = "", Locale locale = Locale::en) {
  http::Context context{world.db, world.clock, world.random, world.texts, world.log, remind_programme(), {}, {}};
  context.make_shell = [](const http::Request& request, const Message& title) {
    return html::Shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
  };
  http::Request request;
  request.locale = locale;
  request.actor.kind = Actor::Kind::person;
  request.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
  if (!organisation.empty()) request.parameters["organisation"] = organisation;
  for (const auto& [name, value] : query) request.query.add(name, value);
  for (const auto& route : make_forecast_routes()) {
    if (route.pattern == "/{lang}/staff/mail/tomorrow" + path) return std::get<http::PrivateHandler>(route.handler)(request, context);
  }
  FAIL("no such route: " << path);
  return {};
}

MailId add_mail(RemindWorld& world, const std::string& key, mail::Class mail_class, std::optional<Instant> not_before) {
  return world.db.write([&](db::Write& write) {
    return mail::enqueue(write, world.clock, world.random,
                         {.kind = "sample", .key = key, .mail_class = mail_class, .to = *Email::parse(key + "@example.org"), .to_name = "",
                          .content = {"Subject of " + key, "Text", "<p>Text</p>"}, .not_before = not_before});
  });
}

}  // namespace

TEST_CASE("what is foretold for a day is what is sent on it") {
  for_each_world([](RemindWorld& world) {
    for (int slot = 0; slot < 12; ++slot) {
      const std::string name = "u" + std::to_string(slot);
      world.add("Users " + name, "LK", "AP", slot, {{"Amina " + name, name + "@lanka.example", slot % 2 == 0 ? "ar" : "fr"}, {"Bo " + name, "b" + name + "@lanka.example"}});
    }
    const auto nobody = world.add("Silent", "KE", "AF", 0, {});
    std::size_t mails = 0, handed = 0;
    for (int week = 0; week < 16; ++week) {
      std::vector<std::pair<Date, Forecast>> all;
      for (int ahead = 1; ahead <= kForecastDays; ++ahead) all.emplace_back(world.clock.today().plus_days(ahead), forecast_of(world, world.clock.today().plus_days(ahead)));
      for (const auto& [day, forecast] : all) {
        const std::size_t tasks = world.tasks().size();
        world.live_until(day);
        CAPTURE(day.format_iso());
        CHECK(foretold(forecast) == sent_on(world, day));
        const auto without = std::ranges::count_if(forecast.reminders, [](const auto& one) { return one.readers.empty(); });
        CHECK(world.tasks().size() >= tasks);
        handed += forecast.handed.size();
        mails += foretold(forecast).size();
        if (without > 0) CHECK(world.tasks().size() > 0);
      }
    }
    CHECK(mails > 20);
    CHECK(handed > 3);
    CHECK(world.steps(nobody).size() > 0);
  });
}

TEST_CASE("reading who gets what tomorrow writes nothing, and names recipient, language and reason") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka <Internet> Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example", "ar"}, {"Bo", "bo@lanka.example", "fr"}});
    const Date due = world.due_on(id);
    world.live_until(due.plus_days(-31));
    const std::string page = test::visible_text(ask(world, "").body);
    for (const std::string_view part : {"Lanka <Internet> Users", "Amina", "Arabic", "The report is due in 30 days.", "Reminders before the date", "1 mail"}) CHECK_MESSAGE(has(page, part), part);
    CHECK_FALSE(has(page, "Bo"));
    const std::string later = due.plus_days(-7).format_iso();
    world.live_until(due.plus_days(-20));
    CHECK(has(test::visible_text(ask(world, "", {{"day", later}}).body), "The report is due in 7 days."));
    CHECK(has(test::visible_text(ask(world, "").body), "No mail on this day"));
    const std::size_t before = world.mails().size();
    const auto mail = ask(world, "/{organisation}", {{"day", later}}, id.format());
    CHECK(has(mail.body, "amina@lanka.example"));
    CHECK(has(mail.body, "lang=\"ar\" dir=\"rtl\""));
    CHECK_FALSE(has(mail.body, "bo@lanka.example"));
    CHECK(world.mails().size() == before);
    CHECK(world.steps(id).size() == 1);
    world.live_until(due.plus_days(13));
    const std::string last = test::visible_text(ask(world, "/{organisation}", {}, id.format()).body);
    for (const std::string_view part : {"amina@lanka.example", "bo@lanka.example"}) CHECK_MESSAGE(has(last, part), part);
    CHECK(has(test::visible_text(ask(world, "").body), "Last reminders"));
  });
}

TEST_CASE("a preview is the mail that is sent, but for its personal links") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}, {"Bo", "bo@lanka.example", "fr"}});
    world.live_until(world.due_on(id).plus_days(13));
    const std::string preview = ask(world, "/{organisation}", {}, id.format()).body;
    world.live_until(world.due_on(id).plus_days(14));
    int compared = 0;
    for (const auto& mail : world.mails()) {
      if (mail.created_at.date() != world.clock.today()) continue;
      CHECK(has(test::visible_text(preview), mail.subject));
      for (std::size_t at = 0; at < mail.text.size();) {
        const std::size_t end = std::min(mail.text.find('\n', at), mail.text.size());
        const std::string line = mail.text.substr(at, end - at);
        at = end + 1;
        if (line.empty() || has(line, "http")) continue;
        CHECK_MESSAGE(has(test::visible_text(preview), line), line);
        ++compared;
      }
    }
    CHECK(compared > 8);
  });
}

TEST_CASE("mail that waits stands on its day, held mail on every day, and no sign-in mail shows its subject") {
  for_each_world([](RemindWorld& world) {
    const Instant day_after = Instant::from_date(kToday.plus_days(2)) + std::chrono::hours(3);
    add_mail(world, "later", mail::Class::notice, day_after);
    add_mail(world, "secret", mail::Class::sign_in, day_after);
    CHECK_FALSE(has(ask(world, "").body, "Subject of later"));
    const std::string body = ask(world, "", {{"day", kToday.plus_days(2).format_iso()}}).body;
    CHECK(has(body, "Subject of later"));
    CHECK_FALSE(has(body, "Subject of secret"));
    CHECK(has(body, "2 mails"));
    world.db.write([&](db::Write& write) { mail::hold(write, world.clock, true); });
    add_mail(world, "held", mail::Class::notice, {});
    const std::string held = ask(world, "").body;
    CHECK(has(held, "All mail is on hold"));
    CHECK(has(held, "Subject of held"));
  });
}

TEST_CASE("odd days show tomorrow, and an organisation without mail on the day has no page") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}});
    const std::string tomorrow = "value=\"" + kToday.plus_days(1).format_iso() + "\" selected";
    for (const std::string day : {"", "x", "2026-12-01", "2026-11-30", "2026-12-16", "9999-12-31", "2026-02-31"}) {
      const auto page = ask(world, "", {{"day", day}});
      CHECK(page.status == 200);
      CHECK_MESSAGE(has(page.body, tomorrow), day);
    }
    for (const std::string& odd : {id.format(), std::string("0"), std::string("-1"), std::string("999999"), std::string("x")}) CHECK(ask(world, "/{organisation}", {}, odd).status == 404);
  });
}

TEST_CASE("the pages of who gets what are sound in every language") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka <Internet> Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example", "ar"}});
    world.add("Silent", "KE", "AF", 3, {});
    world.live_until(world.due_on(id).plus_days(-31));
    add_mail(world, "later", mail::Class::notice, world.clock.now() + std::chrono::hours(24));
    world.db.write([&](db::Write& write) { mail::hold(write, world.clock, true); });
    const auto check = [&](const std::string& path, const Form& query, const std::string& organisation, Locale locale) {
      const auto response = ask(world, path, query, organisation, locale);
      CHECK(response.status == 200);
      for (const auto& problem : test::check_html(response.body, test::Markup::page)) FAIL_CHECK(path << " " << locale_tag(locale) << ": " << problem);
    };
    for (const Locale locale : kLocales) {
      check("", {}, "", locale);
      check("", {{"day", world.clock.today().plus_days(9).format_iso()}}, "", locale);
      check("/{organisation}", {}, id.format(), locale);
    }
  });
}
