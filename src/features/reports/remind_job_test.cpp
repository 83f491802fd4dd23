// Reminders in the database and on their way, on both engines.
#include <algorithm>
#include <thread>

#include "features/reports/remind_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const Date kFirstCycle = *Date::from_ymd(2027, 1, 1);
const Date kToday = *Date::from_ymd(2026, 12, 1);

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void for_each_world(const std::function<void(RemindWorld&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    RemindWorld world(database, kToday, kFirstCycle);
    test(world);
  });
}

std::vector<std::string> receivers(const std::vector<mail::MailRow>& mails) {
  std::vector<std::string> to;
  for (const auto& mail : mails) to.push_back(mail.to);
  std::ranges::sort(to);
  return to;
}

}  // namespace

TEST_CASE("a step of a date is taken once, also when two servers try at the same time") {
  for_each_world([](RemindWorld& world) {
    const SentStep step{OrganisationId(5), 1, kFirstCycle, -30, world.clock.now(), 2};
    std::atomic<int> taken = 0;
    std::vector<std::thread> servers;
    for (int i = 0; i < 4; ++i) {
      servers.emplace_back([&] { taken += world.db.write([&](db::Write& write) { return insert_reminder(write, step); }) ? 1 : 0; });
    }
    for (auto& server : servers) server.join();
    CHECK(taken == 1);
    CHECK(world.steps(OrganisationId(5)).size() == 1);
    world.db.write([&](db::Write& write) {
      SentStep other = step;
      other.due_on = kFirstCycle.plus_days(60);
      CHECK(insert_reminder(write, other));  // more time is a new date
    });
  });
}

TEST_CASE("S74: the main contact is reminded in their language, the last time everybody is") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example", "ar"}, {"Bo", "bo@lanka.example", "fr"}});
    const Date due = world.due_on(id);
    world.live_until(due.plus_days(-31));
    CHECK(world.mails().empty());
    world.live_until(due.plus_days(-30));
    REQUIRE(world.mails().size() == 1);
    const mail::MailRow first = world.mails().at(0);
    CHECK(first.to == "amina@lanka.example");
    CHECK(first.locale == Locale::ar);
    CHECK(first.kind == "reports.remind");
    CHECK(first.organisation == id);
    CHECK(has(first.html, "dir=\"rtl\""));
    CHECK(has(first.html, "Lanka Internet Users"));
    CHECK(has(first.text, "https://muster.example.org/go/"));
    CHECK(has(first.text, "https://muster.example.org/ar/wrong-person/"));
    CHECK(test::check_html(first.html, test::Markup::mail) == std::vector<std::string>{});
    CHECK(first.html.size() < 30'000);
    world.live_until(due.plus_days(13));
    CHECK(receivers(world.mails()) == std::vector<std::string>{"amina@lanka.example", "amina@lanka.example"});
    world.live_until(due.plus_days(14));
    CHECK(receivers(world.mails()) == std::vector<std::string>{"amina@lanka.example", "amina@lanka.example", "amina@lanka.example", "bo@lanka.example"});
    for (const auto& mail : world.mails()) {
      if (mail.to != "bo@lanka.example") continue;
      CHECK(mail.locale == Locale::fr);
      CHECK(has(mail.html, "Amina"));  // who else got it
      CHECK_FALSE(has(mail.html, ">Bo<"));
    }
    world.live_until(due.plus_days(200));
    CHECK(world.mails().size() == 4);
    REQUIRE(world.tasks().size() == 1);
    CHECK(world.tasks().at(0).kind == "no_answer");
  });
}

TEST_CASE("S75: where an organisation asked for it, every representative is reminded each time") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}, {"Bo", "bo@lanka.example"}});
    world.db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.action_mail_to_all = true;
      organisations::apply_edit(write, world.by(), remind_programme(), id, edit).value();
    });
    world.live_until(world.due_on(id).plus_days(-30));
    CHECK(world.mails().size() == 2);
  });
}

TEST_CASE("a reminder says what, by when, who else got it, and how to get out of it") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka <Internet> Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}, {"Bo & Co", "bo@lanka.example"}});
    const Date due = world.due_on(id);
    world.live_until(due.plus_days(14));
    const auto mails = world.mails();
    const auto& before = mails.back();
    const std::string date = world.texts.format_date(Locale::en, due);
    CHECK(before.subject == "Your report: due " + date);
    CHECK(before.subject.size() <= 45);
    CHECK(has(test::visible_text(before.html), "The report of Lanka <Internet> Users is due on " + date));
    for (const std::string_view part : {"Open the report", "I need more time", "I am no longer the representative", "The wrong person got this"}) CHECK(has(before.text, part));
    CHECK_FALSE(has(before.text, "last reminder"));
    for (const auto& mail : mails) {
      if (mail.to != "amina@lanka.example" || mail.id == before.id || !has(mail.text, "last reminder")) continue;
      CHECK(mail.subject == "Your report: was due " + date);
      CHECK(has(mail.text, "This mail also went to: Bo & Co"));
    }
    CHECK(has(mails.front().text, "This is our last reminder. A person will write or call you next."));
  });
}

TEST_CASE("reminders stop when the report is started, and a task that was open is closed") {
  for_each_world([](RemindWorld& world) {
    const auto early = world.add("Early", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}});
    const auto slow = world.add("Slow", "KE", "AF", 3, {{"Bo", "bo@kenya.example"}});
    world.live_until(world.due_on(early).plus_days(-30));
    world.start(early);
    world.live_until(std::max(world.due_on(early), world.due_on(slow)).plus_days(40));
    CHECK(world.mails(early).size() == 1);
    CHECK(world.mails(slow).size() == 3);
    REQUIRE(world.tasks().size() == 1);
    CHECK(world.tasks().at(0).organisation == slow);
    world.start(slow);
    world.live_until(world.clock.today().plus_days(1));
    CHECK(world.tasks().empty());
    CHECK(world.mails(slow).size() == 3);
  });
}

TEST_CASE("an organisation without an address that works is a task for a person, once") {
  for_each_world([](RemindWorld& world) {
    const auto nobody = world.add("Nobody", "LK", "AP", 3, {});
    const auto silent = world.add("No mail", "KE", "AF", 3, {{"Bo", ""}});
    const auto second = world.add("Second has mail", "BR", "LAC", 3, {{"Cy", ""}, {"Di", "di@brazil.example"}});
    world.live_until(kFirstCycle.plus_months(7));
    CHECK(world.mails(nobody).empty());
    CHECK(world.mails(silent).empty());
    CHECK(receivers(world.mails(second)) == std::vector<std::string>(3, "di@brazil.example"));
    std::vector<std::pair<OrganisationId, std::string>> tasks;
    for (const Task& task : world.tasks()) tasks.emplace_back(task.organisation, task.kind);
    std::ranges::sort(tasks);
    CHECK(tasks == std::vector<std::pair<OrganisationId, std::string>>{{nobody, "nobody_to_remind"}, {silent, "nobody_to_remind"}, {second, "no_answer"}});
    CHECK(world.steps(nobody).size() == 3);
    CHECK(world.steps(nobody).at(0).recipients == 0);
  });
}

TEST_CASE("two servers run the daily job at the same time: each mail is there once") {
  for_each_world([](RemindWorld& world) {
    for (int i = 0; i < 12; ++i) world.add("Organisation " + std::to_string(i), "LK", "AP", 2, {{"Reader", "reader" + std::to_string(i) + "@example.org"}});
    jobs::Runner other(world.context(), make_remind_jobs(), make_remind_recurring());
    for (Date day = world.clock.today(); day < kFirstCycle.plus_months(5); day = day.plus_days(1)) {
      world.clock.set(Instant::from_date(day) + std::chrono::hours(12));
      // Both find the same organisations due: the job is enqueued twice by hand.
      for (int copy = 0; copy < 2; ++copy) world.db.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kRemind)}); });
      std::thread beside([&] { other.run_due(); });
      world.runner.run_due();
      beside.join();
    }
    CHECK(world.mails().size() == 36);
    CHECK(world.tasks().size() == 12);
  });
}

TEST_CASE("a reminder by hand goes out at once, once a day, in the place of the step of that day") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}, {"Bo", "bo@lanka.example"}});
    const auto empty = world.add("Nobody", "KE", "AF", 3, {});
    CHECK(world.send_by_hand(id).error().kind == Problem::Kind::conflict);  // S131: before the first cycle
    CHECK(world.send_by_hand(OrganisationId(999)).error().kind == Problem::Kind::not_found);
    world.live_until(kFirstCycle);
    const auto sent = world.send_by_hand(id);
    REQUIRE(sent);
    CHECK(*sent == 1);
    CHECK(world.send_by_hand(id).error().message == tr("A reminder was sent today already."));
    world.runner.run_due();
    CHECK(receivers(world.mails()) == std::vector<std::string>{"amina@lanka.example"});
    CHECK_FALSE(world.send_by_hand(empty));
    REQUIRE(world.tasks().size() == 1);
    CHECK(world.tasks().at(0).kind == "nobody_to_remind");
    const Date due = world.due_on(id);
    world.live_until(due.plus_days(-8));
    world.clock.set(Instant::from_date(due.plus_days(-7)) + std::chrono::hours(1));  // before the daily job
    CHECK(world.send_by_hand(id));
    world.live_until(due);
    CHECK(world.mails(id).size() == 3);  // by hand, 30 days before, by hand in the place of 7 days before
    world.start(id);
    CHECK(world.send_by_hand(id).error().message == tr("The report is started already. No reminder is needed."));
  });
}

TEST_CASE("the link of a reminder opens the report's page and carries no right") {
  for_each_world([](RemindWorld& world) {
    const auto id = world.add("Lanka Internet Users", "LK", "AP", 3, {{"Amina", "amina@lanka.example"}});
    world.live_until(world.due_on(id).plus_days(-30));
    const std::string text = world.mails().at(0).text;
    CHECK_FALSE(has(text, "/me/report"));
    CHECK_FALSE(has(text, "token="));
  });
}

TEST_CASE("S98: no reminder speaks of a consequence, in any language") {
  const i18n::Texts texts;
  for (const Locale locale : kLocales) {
    for (const bool is_last : {false, true}) {
      const html::MailFrame frame{.locale = locale, .brand = "Sample", .home_url = "https://muster.example.org/"};
      const auto mail = make_reminder_mail(texts, locale, frame, {.organisation = "Lanka", .due_on = kToday, .is_past = is_last, .is_last = is_last, .others = "Bo", .url = "https://muster.example.org/a",
                                                                  .more_time_url = "https://muster.example.org/b", .leave_url = "https://muster.example.org/c", .wrong_person_url = "https://muster.example.org/d"});
      CHECK(test::check_html(mail.html, test::Markup::mail) == std::vector<std::string>{});
      CHECK_FALSE(mail.subject.empty());
      CHECK(has(mail.text, "https://muster.example.org/a"));
      if (locale == Locale::en) {
        for (const std::string_view word : {"lose", "sanction", "withdraw", "status", "penalty"}) CHECK_FALSE(has(mail.text, word));
      }
    }
  }
}
