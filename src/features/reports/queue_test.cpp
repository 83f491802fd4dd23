// Staff's list of reports, reminders by hand, tasks, wishes for more time, and a region's own list: rules,
// rows and pages, on both engines.
#include <algorithm>

#include <boost/json.hpp>

#include "features/desk/bulk_store.hpp"
#include "features/reports/queue.hpp"
#include "features/reports/queue_job.hpp"
#include "features/reports/queue_remind.hpp"
#include "features/reports/remind_world_test.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/site_test.hpp"
#include "features/reports/task_store.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const Date kFirstCycle = *Date::from_ymd(2027, 1, 1);
const Date kToday = *Date::from_ymd(2027, 3, 3);

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Three organisations: one late, one that has started, one with nobody to write to. Their dates are set by hand.
struct Members {
  explicit Members(RemindWorld& world)
      : late(world.add("Žižkov Users", "KE", "AF", 0, {{"Amina", "amina@late.example", "ar"}, {"Bo", "bo@late.example", "fr"}})),
        started(world.add("=SUM(A1) Society", "LK", "AP", 1, {{"Chandra", "chandra@started.example", "en"}})),
        silent(world.add("مستخدمو الإنترنت", "NG", "AF", 1, {})) {
    world.db.write([&](db::Write& write) {
      const Schedule schedule = get_schedule(write, remind_programme());
      set_exception(write, world.by(), schedule, {.organisation = late, .kind = "moved", .due_on = kToday.plus_days(-9)}).value();
      set_exception(write, world.by(), schedule, {.organisation = started, .kind = "moved", .due_on = kToday.plus_days(20)}).value();
      set_exception(write, world.by(), schedule, {.organisation = silent, .kind = "moved", .due_on = kToday.plus_days(40)}).value();
    });
    world.start(started);
  }
  OrganisationId late, started, silent;
};

void for_each_site(const std::function<void(Site&, const Members&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    RemindWorld world(database, kToday, kFirstCycle);
    const Members members(world);
    Site site(world, make_queue_routes());
    test(site, members);
  });
}

QueueRow make_queue_row(int id, Standing standing, std::optional<Date> due_on, std::optional<Instant> sent_at = {}) {
  QueueRow row;
  row.organisation.id = row.place.organisation = OrganisationId(id);
  row.organisation.name = "Organisation " + std::to_string(id);
  row.organisation.region = id % 2 == 0 ? "AF" : "AP";
  row.place.standing = standing;
  row.place.due_on = due_on;
  row.place.sent_at = sent_at;
  return row;
}

std::vector<std::int64_t> ids_of(const std::vector<QueueRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.organisation.id.value());
  return ids;
}

Date last_due(Site& site, OrganisationId id) { return site.world.due_on(id); }

std::int64_t ask(Site& site, OrganisationId id, const std::string& reason) {
  return site.world.db.write([&](db::Write& write) {
    const PersonId person = organisations::list_recipients(write, id, true, kToday).front();
    Actor actor = Actor::system();
    actor.person = person;
    const By by{site.world.clock, site.world.random, actor};
    ask_for_time(write, by, {.organisation = id, .wished_on = kToday.plus_days(50), .reason = reason, .asked_by = person}, kToday).value();
    return find_time_request(write, id, 1)->id;
  });
}

Form day_form(Date day, Form more) {
  more.insert(more.end(), {{"until-day", std::to_string(day.day())}, {"until-month", std::to_string(day.month())}, {"until-year", std::to_string(day.year())}});
  return more;
}

// Of the run that a form began: each row's state and words.
std::vector<std::string> results(Site& site, const http::Response& response) {
  const std::string location = response.headers.front().second;
  REQUIRE(location.find("/staff/bulk/") != std::string::npos);
  std::vector<std::string> lines;
  const auto translate = [&](const Message& message) { return site.world.texts.translate(Locale::en, message); };
  for (const auto& row : site.world.db.read([&](db::Read& read) { return desk::list_rows(read, std::stoll(location.substr(location.rfind('/') + 1))); })) {
    lines.push_back(row.state + " " + desk::read_message(row.said, translate));
  }
  return lines;
}

}  // namespace

TEST_CASE("every standing is in one tab, tabs sum up to all, and filters and orders are as the address says") {
  std::vector<QueueRow> rows;
  for (int i = 0; i < 8; ++i) rows.push_back(make_queue_row(i + 1, static_cast<Standing>(i), i == 7 ? std::nullopt : std::optional(kToday.plus_days(70 - 10 * i))));
  std::int64_t sum = 0;
  for (const auto& tab : queue_tabs()) sum += tab.empty() ? 0 : count_tab(rows, tab);
  CHECK(sum == count_tab(rows, ""));
  CHECK(count_tab(rows, "") == 8);
  CHECK(count_tab(rows, "not_started") == 2);
  auto by_date = rows;
  sort_queue(by_date, {});
  CHECK(ids_of(by_date) == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1, 8});
  sort_queue(by_date, {.is_descending = true});
  CHECK(ids_of(by_date) == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(ids_of(filter_queue(rows, {.status = "late"})) == std::vector<std::int64_t>{7});
  CHECK(ids_of(filter_queue(rows, {.region = "AF"})) == std::vector<std::int64_t>{2, 4, 6, 8});
  CHECK(ids_of(filter_queue(rows, {.status = "late"}, false)).size() == 8);
  CHECK(ids_of(filter_queue(rows, {.month = "2027-05"})) == std::vector<std::int64_t>{1, 2});
  CHECK(ids_of(filter_queue(rows, {.month = std::string(kThisMonth), .this_month = "2027-05"})) == std::vector<std::int64_t>{1, 2});
  CHECK(format_queue_query({.month = std::string(kThisMonth), .this_month = "2027-05"}) == "due=this-month");
  CHECK(format_queue_query({.words = "a b", .status = "late", .sort = "name", .is_descending = true}) == "status=late&q=a%20b&sort=name&down=1");
  CHECK(format_queue_query({}).empty());
}

TEST_CASE("views of the list stand above it: those that come with it, and what the reader saved; the one in force is marked") {
  for_each_site([](Site& site, const Members&) {
    const auto tab = [](const std::string& query, bool is_current) {
      return "<a href=\"/en/staff/reports?" + query + "\"" + (is_current ? " aria-current=\"true\"" : "") + ">";
    };
    const std::string all = site.get("/staff/reports").body;
    for (const auto& view : make_desk_table().views) CHECK(has(all, tab(view.query, false)));
    CHECK_FALSE(has(all, "/staff/views/new"));  // nothing is filtered
    const std::string late = site.get("/staff/reports", {{"status", "late"}}).body;
    CHECK(has(late, tab("status=late", true)));
    CHECK_FALSE(has(late, "/staff/views/new"));  // it is a view already
    CHECK(has(site.get("/staff/reports", {{"status", "started"}, {"region", "AF"}}).body, "/en/staff/views/new?table=reports&amp;query=status%3Dstarted%26region%3DAF"));
    const std::string month = site.get("/staff/reports", {{"due", "this-month"}}).body;
    CHECK(has(month, tab("due=this-month", true)));
    CHECK(has(month, "value=\"this-month\" selected"));
    CHECK(has(month, "SUM(A1)"));
    CHECK_FALSE(has(month, "Žižkov Users"));  // due in the month before
  });
}

TEST_CASE("the list shows each organisation in its state, finds names in any script, and downloads what it shows") {
  for_each_site([](Site& site, const Members& members) {
    const auto all = site.get("/staff/reports");
    REQUIRE(all.status == 200);
    const std::string text = test::visible_text(all.body);
    CHECK(has(text, "All 3"));
    CHECK(has(text, "Late 1"));
    CHECK(has(text, "Started 1"));
    CHECK(has(text, "9 days late"));
    const auto late = site.get("/staff/reports", {{"status", "late"}});
    CHECK(has(late.body, "Žižkov Users"));
    CHECK_FALSE(has(late.body, "SUM(A1)"));
    CHECK(has(site.get("/staff/reports", {{"q", "zizkov"}}).body, "Žižkov Users"));
    const auto arabic = site.get("/staff/reports", {{"q", "مستخدمو"}});
    CHECK(has(arabic.body, "مستخدمو الإنترنت"));
    CHECK_FALSE(has(arabic.body, "Žižkov Users"));
    CHECK(has(site.get("/staff/reports", {{"q", "nobody at all"}}).body, "No report matches"));
    const std::string head = "\xEF\xBB\xBF\"id\",\"name\",\"name_english\",\"country\",\"region\",\"round\",\"due_on\",\"state\",\"sent_on\",\"reminders\"\r\n";
    const auto csv = site.get("/staff/reports.csv", {{"status", "started"}});
    CHECK(csv.body == head + "\"" + members.started.format() + "\",\"'=SUM(A1) Society\",\"\",\"LK\",\"" +
                          remind_programme().countries.at("LK").region + "\",\"1\",\"2027-03-23\",\"started\",\"\",\"0\"\r\n");
    const auto json = boost::json::parse(site.get("/staff/reports.json", {{"status", "started"}}).body).as_array();
    REQUIRE(json.size() == 1);
    CHECK(json.at(0).at("id").as_int64() == members.started.value());
    CHECK(json.at(0).at("name") == "=SUM(A1) Society");
    const auto book = site.get("/staff/reports.xlsx", {{"status", "started"}});
    CHECK(book.status == 200);
    CHECK(book.body.starts_with("PK"));
    CHECK(book.content_type.find("spreadsheetml.sheet") != std::string::npos);
    const auto ticked = site.get("/staff/reports.csv", {{"id", members.silent.format()}, {"sort", "name"}});
    CHECK(has(ticked.body, "مستخدمو الإنترنت"));
    CHECK_FALSE(has(ticked.body, "Society"));
  });
}

TEST_CASE("a wrong address of the list is harmless") {
  for_each_site([](Site& site, const Members&) {
    const std::string long_words(5000, 'x');
    for (const Form& query : std::vector<Form>{{{"status", "<script>"}}, {{"sort", "'; DROP TABLE report"}}, {{"page", "-7"}}, {{"page", "99999999999999999999"}},
                                               {{"due", "2027-13"}}, {{"due", "../.."}}, {{"q", long_words}}, {{"q", "%"}}, {{"region", "\"><b>"}}}) {
      const auto response = site.get("/staff/reports", query);
      CHECK(response.status == 200);
      CHECK_FALSE(has(response.body, "<script>"));
      CHECK_FALSE(has(response.body, "\"><b>"));
      CHECK(test::check_html(response.body, test::Markup::page).empty());
    }
    CHECK(site.get("/staff/reports/remind").status == 422);
    CHECK(site.get("/staff/reports/remind", {{"id", "abc"}}).status == 422);
    CHECK(site.get("/staff/reports/remind", {{"id", "999999"}}).status == 404);
    CHECK(site.post("/staff/reports/remind", {}, {{"id", "-1"}}).status == 422);
    CHECK(site.world.mails().empty());
  });
}

TEST_CASE("S74: reminding by hand says first who gets what and who is left out, and reminds nobody twice a day") {
  for_each_site([](Site& site, const Members& members) {
    const Form all = {{"id", members.late.format()}, {"id", members.started.format()}, {"id", members.silent.format()}};
    const auto preview = site.get("/staff/reports/remind", all);
    REQUIRE(preview.status == 200);
    const std::string text = test::visible_text(preview.body);
    CHECK(has(text, "1 organisation gets a reminder"));
    CHECK(has(text, "The mail in Arabic"));
    CHECK(has(preview.body, "lang=\"ar\" dir=\"rtl\""));
    CHECK_FALSE(has(text, "The mail in French"));  // the main contact alone
    CHECK(has(text, "2 organisations are left out"));
    CHECK(has(text, "The report is started already."));
    CHECK(has(text, "Nobody has an address that works."));
    CHECK(site.world.mails().empty());  // a preview sends nothing
    CHECK(has(test::visible_text(site.get("/staff/reports/remind", {{"all", "1"}, {"status", "late"}}).body), "1 organisation gets a reminder"));

    const auto sent = site.post("/staff/reports/remind", {}, all);
    CHECK(sent.status == 303);
    CHECK(results(site, sent) == std::vector<std::string>{"done A reminder goes to 1 person.", "left The report is started already. No reminder is needed.",
                                                          "left Nobody of this organisation has an address that works. It is now in the list of tasks."});
    CHECK(has(site.get("/staff/reports/remind/sent").body, "is being written"));
    site.run_jobs();
    REQUIRE(site.world.mails().size() == 1);
    CHECK(site.world.mails().front().to == "amina@late.example");
    CHECK(site.world.mails().front().locale == Locale::ar);
    CHECK(has(site.get("/staff/reports/remind/sent").body, "All mails are written"));

    for (const auto& line : results(site, site.post("/staff/reports/remind", {}, all))) CHECK(line.starts_with("left "));
    site.run_jobs();
    CHECK(site.world.mails().size() == 1);
    const auto again = site.get("/staff/reports/remind", {{"id", members.late.format()}});
    CHECK(has(test::visible_text(again.body), "Nobody can be reminded now"));
    CHECK(has(test::visible_text(again.body), "A reminder was sent today already."));
    CHECK(has(site.get("/staff/reports", {{"status", "late"}}).body, "data-label=\"Reminders\">1<"));
    const auto tasks = site.world.tasks();
    REQUIRE(tasks.size() == 1);  // nobody to write to: a person finds somebody
    CHECK(tasks.front().kind == "nobody_to_remind");
  });
}

TEST_CASE("a task is noted, done once, and opened again") {
  for_each_site([](Site& site, const Members& members) {
    site.world.db.write([&](db::Write& write) { open_task(write, site.world.clock, members.silent, 1, "no_answer"); });
    const std::string id = std::to_string(site.world.tasks().front().id);
    CHECK(has(test::visible_text(site.get("/staff/reports/tasks").body), "The reminders had no answer."));
    CHECK(site.world.db.read([](db::Read& read) { return count_tasks(read); }) == 1);
    const auto too_long = site.post("/staff/reports/tasks/{task}", {{"task", id}}, {{"act", "note"}, {"note", std::string(601, 'n')}});
    CHECK(too_long.status == 422);
    CHECK(has(too_long.body, std::string(601, 'n')));
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", id}}, {{"act", "note"}, {"note", "  "}}).status == 422);
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", "999"}}, {{"act", "close"}}).status == 404);
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", "x"}}, {{"act", "close"}}).status == 404);
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", id}}, {{"act", "note"}, {"note", "Called <b>twice</b>"}}).status == 303);
    CHECK(has(site.get("/staff/reports/tasks").body, "Called &lt;b&gt;twice&lt;/b&gt;"));
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", id}}, {{"act", "close"}, {"note", ""}}).status == 303);
    CHECK(site.world.tasks().empty());
    CHECK(site.post("/staff/reports/tasks/{task}", {{"task", id}}, {{"act", "close"}}).status == 409);
    CHECK(has(site.get("/staff/reports/tasks").body, "Done lately"));
    CHECK(site.post("/staff/reports/tasks/{task}/reopen", {{"task", id}}, {}).status == 303);
    CHECK(site.post("/staff/reports/tasks/{task}/reopen", {{"task", id}}, {}).status == 409);
    REQUIRE(site.world.tasks().size() == 1);
    CHECK(has(site.world.tasks().front().note, "Called"));
  });
}

TEST_CASE("a wish for more time is granted once, the date follows, and whoever asked is told in their language") {
  for_each_site([](Site& site, const Members& members) {
    const std::int64_t wish = ask(site, members.late, "We meet in April.");
    const std::map<std::string, std::string> at = {{"wish", std::to_string(wish)}};
    const auto page = site.get("/staff/reports/tasks");
    CHECK(has(page.body, "We meet in April."));
    CHECK(has(test::visible_text(page.body), "Amina asked on"));
    const Date before = last_due(site, members.late);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, day_form(kToday, {{"act", "grant"}})).status == 422);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, day_form(kToday.plus_months(30), {{"act", "grant"}})).status == 422);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, {{"act", "grant"}, {"until-day", "31"}, {"until-month", "2"}, {"until-year", "2027"}}).status == 422);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, {{"act", "explode"}}).status == 422);
    const auto kept = site.post("/staff/reports/wishes/{wish}", at, {{"act", "grant"}, {"until-day", "x"}, {"answer", "Kept words"}});
    CHECK(kept.status == 422);
    CHECK(has(kept.body, "Kept words"));
    CHECK(site.post("/staff/reports/wishes/{wish}", {{"wish", "777"}}, {{"act", "refuse"}}).status == 404);
    CHECK(last_due(site, members.late) == before);

    CHECK(site.post("/staff/reports/wishes/{wish}", at, day_form(kToday.plus_days(45), {{"act", "grant"}, {"answer", "Gladly."}})).status == 303);
    CHECK(last_due(site, members.late) == kToday.plus_days(45));
    const auto twice = site.post("/staff/reports/wishes/{wish}", at, {{"act", "refuse"}, {"answer", "No."}});
    CHECK(twice.status == 409);
    CHECK(last_due(site, members.late) == kToday.plus_days(45));
    site.run_jobs();
    site.run_jobs();
    REQUIRE(site.world.mails().size() == 1);
    const auto mail = site.world.mails().front();
    CHECK(mail.to == "amina@late.example");
    CHECK(mail.locale == Locale::ar);
    CHECK(has(mail.text, "Gladly."));
    CHECK(test::check_html(mail.html, test::Markup::mail).empty());
    const auto told = site.world.db.read([&](db::Read& read) { return find_time_wish(read, members.late, 1); });
    REQUIRE(told.has_value());
    CHECK(told->decision == TimeWish::Decision::granted);
    CHECK(told->answer == "Gladly.");
  });
}

TEST_CASE("a wish is refused with a message alone, and the date stays") {
  for_each_site([](Site& site, const Members& members) {
    const std::map<std::string, std::string> at = {{"wish", std::to_string(ask(site, members.late, ""))}};
    const Date before = last_due(site, members.late);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, {{"act", "refuse"}, {"answer", " "}}).status == 422);
    CHECK(site.post("/staff/reports/wishes/{wish}", at, {{"act", "refuse"}, {"answer", "The committee meets in March."}}).status == 303);
    CHECK(last_due(site, members.late) == before);
    site.run_jobs();
    REQUIRE(site.world.mails().size() == 1);
    CHECK(has(site.world.mails().front().text, "The committee meets in March."));
    CHECK(site.world.db.read([&](db::Read& read) { return find_time_wish(read, members.late, 1); })->decision == TimeWish::Decision::refused);
    CHECK(site.world.db.read([](db::Read& read) { return count_open_time_requests(read); }) == 0);
  });
}

TEST_CASE("a report is deferred with a reason, and then nobody is reminded") {
  for_each_site([](Site& site, const Members& members) {
    const std::map<std::string, std::string> at = {{"organisation", members.late.format()}};
    CHECK(site.get("/staff/reports/{organisation}/defer", {}, at).status == 200);
    CHECK(site.get("/staff/reports/{organisation}/defer", {}, {{"organisation", "999999"}}).status == 404);
    const Date until = kToday.plus_days(60);
    CHECK(site.post("/staff/reports/{organisation}/defer", at, day_form(until, {{"reason", ""}})).status == 422);
    CHECK(site.post("/staff/reports/{organisation}/defer", at, day_form(kToday.plus_days(-1), {{"reason", "A flood."}})).status == 422);
    CHECK(site.post("/staff/reports/{organisation}/defer", at, day_form(until, {{"reason", std::string(700, 'w')}})).status == 422);
    CHECK(site.post("/staff/reports/{organisation}/defer", at, day_form(until, {{"reason", "A flood."}})).status == 303);
    CHECK(last_due(site, members.late) == until);
    CHECK(has(test::visible_text(site.get("/staff/reports").body), "Deferred 1"));
    // It is told once the change had time to be taken back, and the reason is staff's alone.
    site.run_jobs();
    CHECK(site.world.mails().empty());
    site.world.clock.advance(kTimeToTakeBack);
    site.run_jobs();
    site.run_jobs();
    REQUIRE(site.world.mails().size() == 1);
    const auto mail = site.world.mails().front();
    CHECK(mail.kind == "reports.tell_new_date");
    CHECK(mail.to == "amina@late.example");
    CHECK_FALSE(has(mail.text, "flood"));
    CHECK(test::check_html(mail.html, test::Markup::mail).empty());
    CHECK(has(test::visible_text(site.get("/staff/reports/remind", {{"id", members.late.format()}}).body), "The report is deferred."));
  });
}

TEST_CASE("many get more time at once: those that can, from the date that was seen, and each is told once") {
  for_each_site([](Site& site, const Members& members) {
    CHECK(site.get("/staff/reports/defer").status == 422);
    const Form all = {{"id", members.late.format()}, {"id", members.started.format()}, {"id", members.silent.format()}, {"id", "999999"}};
    const auto preview = site.get("/staff/reports/defer", all);
    REQUIRE(preview.status == 200);
    CHECK(test::check_html(preview.body, test::Markup::page).empty());
    const std::string text = test::visible_text(preview.body);
    CHECK(has(text, "3 organisations get more time"));
    CHECK(has(text, "Arabic: 1 person gets the mail"));
    CHECK(site.world.mails().empty());
    const Date until = kToday.plus_days(60), late_due = last_due(site, members.late), started_due = last_due(site, members.started);
    const Form rows = {{"row", members.late.format() + "-" + late_due.format_iso()}, {"row", members.started.format() + "-2020-01-01"}, {"row", "x"}, {"mark", "one"}};
    const auto form = [&](Form more) {
      more.insert(more.end(), rows.begin(), rows.end());
      return day_form(until, more);
    };
    const auto refused = site.post("/staff/reports/defer", {}, form({{"reason", " "}}));
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Write why the report is deferred."));
    CHECK(has(refused.body, "name=\"mark\" value=\"one\""));
    CHECK(site.post("/staff/reports/defer", {}, {{"row", members.late.format()}, {"reason", "A flood."}}).status == 422);
    CHECK(last_due(site, members.late) == late_due);

    const auto done = site.post("/staff/reports/defer", {}, form({{"reason", "A flood."}}));
    CHECK(results(site, done) == std::vector<std::string>{"done Deferred until 2 May 2027.", "left Its date is another one since the preview."});
    CHECK(last_due(site, members.late) == until);
    CHECK(last_due(site, members.started) == started_due);
    // The same form again is the same run; another one from the old preview finds another date.
    CHECK(site.post("/staff/reports/defer", {}, form({{"reason", "A flood."}})).headers.front().second == done.headers.front().second);
    Form other = form({{"reason", "A flood."}});
    for (auto& [name, value] : other) value = name == "mark" ? "two" : value;
    for (const auto& line : results(site, site.post("/staff/reports/defer", {}, other))) CHECK(line == "left Its date is another one since the preview.");
    site.world.clock.advance(kTimeToTakeBack);
    site.run_jobs();
    site.run_jobs();
    REQUIRE(site.world.mails().size() == 1);
    CHECK(site.world.mails().front().to == "amina@late.example");
  });
}

TEST_CASE("S109, S116: a regional leader sees the own region by name, no order by lateness, and no other region") {
  for_each_site([](Site& site, const Members& members) {
    const std::string own = remind_programme().countries.at("KE").region;
    site.be_leader_of(own);
    const auto list = site.get("/region/reports", {{"sort", "due"}, {"region", "AP"}, {"status", "late"}});
    REQUIRE(list.status == 200);
    CHECK(has(list.body, "Žižkov Users"));
    CHECK(has(list.body, "مستخدمو الإنترنت"));
    CHECK_FALSE(has(list.body, "SUM(A1)"));
    CHECK(list.body.find("Žižkov Users") < list.body.find("مستخدمو الإنترنت"));  // Latin before Arabic, late or not
    CHECK_FALSE(has(list.body, "sort="));
    CHECK(site.get("/region/reports/{organisation}", {}, {{"organisation", members.late.format()}}).status == 200);
    CHECK(site.get("/region/reports/{organisation}", {}, {{"organisation", members.started.format()}}).status == 404);
    CHECK(site.get("/region/reports/{organisation}", {}, {{"organisation", "nonsense"}}).status == 404);
    for (const std::string& column : queue_columns()) {
      for (const std::string_view word : {"score", "particip", "vote", "attend", "click", "rank"}) CHECK_FALSE(has(column, word));
    }
  });
}

TEST_CASE("pages of staff's list are sound in every language") {
  for_each_site([](Site& site, const Members& members) {
    ask(site, members.late, "We meet in April.");
    site.world.db.write([&](db::Write& write) {
      for (const char* kind : {"no_answer", "nobody_to_remind", "confirm_on_behalf", "wrong_person", "waiver_wish"}) open_task(write, site.world.clock, members.silent, 1, kind, "Note");
    });
    const std::map<std::string, std::string> at = {{"organisation", members.late.format()}};
    const Form chosen = {{"id", members.late.format()}, {"id", members.started.format()}};
    const auto check = [&](const std::string& pattern, const Form& query, Locale locale) {
      const auto response = site.call(http::Method::get, pattern, at, query, {}, locale);
      CHECK(response.status == 200);
      for (const auto& problem : test::check_html(response.body, test::Markup::page)) FAIL_CHECK(pattern << " " << locale_tag(locale) << ": " << problem);
    };
    for (const Locale locale : kLocales) {
      site.actor.reset();
      for (const char* pattern : {"/staff/reports", "/staff/reports/tasks", "/staff/reports/remind", "/staff/reports/remind/sent", "/staff/reports/defer", "/staff/reports/{organisation}/defer"}) check(pattern, chosen, locale);
      site.be_leader_of(remind_programme().countries.at("KE").region);
      check("/region/reports", {}, locale);
      check("/region/reports/{organisation}", {}, locale);
    }
  });
}
