// Staff's pages of report dates: settings, weeks off, the plan, one organisation's dates; on both engines.
#include "features/reports/report_pages.hpp"
#include "features/reports/site_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const Date kFirst = *Date::from_ymd(2027, 1, 1);
const Date kNow = *Date::from_ymd(2027, 3, 3);
const std::string kPath = "/staff/schedule";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string find_value(const std::string& page, const std::string& name) {
  const std::string before = "name=\"" + name + "\" value=\"";
  const auto at = page.find(before);
  REQUIRE(at != std::string::npos);
  return page.substr(at + before.size(), page.find('"', at + before.size()) - at - before.size());
}

struct Fixture {
  explicit Fixture(RemindWorld& with) : world(with), site(with, make_schedule_routes()) {
    for (int number = 0; number < 4; ++number) {
      ids.push_back(world.add("Society " + std::to_string(number), "KE", "AF", 8, {{"Amina", "amina" + std::to_string(number) + "@society.example"}}));
    }
  }
  std::vector<Slot> slots() {
    return world.db.read([](db::Read& read) { return list_slots(read); });
  }
  Schedule schedule() {
    return world.db.read([](db::Read& read) { return get_schedule(read, remind_programme()); });
  }
  Form milestones(const std::string& year, const std::string& version) {
    return {{"version", version}, {"implementation_months", "9"}, {"first_cycle_on-day", "1"}, {"first_cycle_on-month", "1"}, {"first_cycle_on-year", year}};
  }
  std::map<std::string, std::string> of(std::size_t at) { return {{"organisation", ids[at].format()}}; }
  RemindWorld& world;
  Site site;
  std::vector<OrganisationId> ids;
};

void for_each_fixture(const std::function<void(Fixture&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    RemindWorld world(database, kNow, kFirst);
    Fixture fixture(world);
    test(fixture);
  });
}

}  // namespace

TEST_CASE("S18: a plan is shown before it counts, applied once as shown, and undone") {
  for_each_fixture([](Fixture& at) {
    const auto before = at.slots();
    const auto page = at.site.get(kPath + "/plan");
    CHECK(page.status == 200);
    CHECK(at.slots() == before);
    const std::string mark = find_value(page.body, "mark");
    CHECK(at.site.post(kPath + "/plan", {}, {{"mark", "another"}}).status == 409);
    CHECK(at.slots() == before);
    CHECK(at.site.post(kPath + "/plan", {}, {{"mark", mark}}).status == 303);
    const auto after = at.slots();
    CHECK(after != before);
    std::set<int> months;
    for (const Slot& slot : after) months.insert(slot.slot);
    CHECK(months.size() == 4);
    // Sent twice: nothing more happens.
    CHECK(at.site.post(kPath + "/plan", {}, {{"mark", mark}}).status == 303);
    CHECK(at.slots() == after);
    CHECK(at.site.post(kPath + "/undo", {}, {}).status == 303);
    CHECK(at.slots() == before);
    CHECK(at.site.post(kPath + "/undo", {}, {}).status == 409);
  });
}

TEST_CASE("S18: who has begun keeps the date, and the plan names the month of the report after it") {
  for_each_fixture([](Fixture& at) {
    const Date due = at.world.due_on(at.ids[0]);
    at.world.clock.set(Instant::from_date(due.plus_days(-10)));
    for (const OrganisationId id : at.ids) at.world.start(id);
    const std::string body = at.site.get(kPath + "/plan").body;
    const std::string cell = "data-label=\"Month then\"><div>";
    int rows = 0;
    for (auto from = body.find(cell); from != std::string::npos; from = body.find(cell, from + 1)) {
      const std::string text = body.substr(from + cell.size(), body.find("</div>", from) - from - cell.size());
      const std::string month = text.substr(0, text.find('<'));
      CHECK(has(text, "This report keeps its date"));
      CHECK(std::stoi(month.substr(month.find_last_not_of("0123456789") + 1)) > due.year());
      ++rows;
    }
    CHECK(rows == 3);
  });
}

TEST_CASE("a plan that was overtaken by a move is not applied") {
  for_each_fixture([](Fixture& at) {
    const std::string mark = find_value(at.site.get(kPath + "/plan").body, "mark");
    CHECK(at.site.post(kPath + "/{organisation}/month", at.of(0), {{"month", "20"}, {"was", "8"}}).status == 303);
    const auto moved = at.slots();
    const auto stale = at.site.post(kPath + "/plan", {}, {{"mark", mark}});
    CHECK(stale.status == 409);
    CHECK(has(stale.body, "Nothing was applied"));
    CHECK(find_value(stale.body, "mark") != mark);
    CHECK(at.slots() == moved);
  });
}

TEST_CASE("S131: another first cycle moves every date and is asked about first") {
  for_each_fixture([](Fixture& at) {
    const std::string version = std::to_string(at.schedule().version);
    const auto asked = at.site.post(kPath, {}, at.milestones("2028", version));
    CHECK(asked.status == 422);
    CHECK(has(asked.body, "Tick the box"));
    CHECK(at.schedule().first_cycle_on == kFirst);
    Form form = at.milestones("2028", version);
    form.emplace_back("moves", "1");
    CHECK(at.site.post(kPath, {}, form).status == 303);
    CHECK(at.schedule().first_cycle_on == Date::from_ymd(2028, 1, 1));
    // A second editor who began before is shown what stands, and keeps what was typed.
    const auto overtaken = at.site.post(kPath, {}, at.milestones("2027", version));
    CHECK(overtaken.status == 409);
    CHECK(has(overtaken.body, "<mark>2028</mark>"));
    CHECK(has(overtaken.body, "value=\"2027\""));
    CHECK(find_value(overtaken.body, "version") == std::to_string(at.schedule().version));
  });
}

TEST_CASE("settings and weeks refuse what cannot be, with a message and the input kept") {
  for_each_fixture([](Fixture& at) {
    const std::string version = std::to_string(at.schedule().version);
    for (const auto& [name, value] : Form{{"first_cycle_on-day", "31<b>"}, {"first_cycle_on-month", "13"}, {"first_cycle_on-year", "20277"}, {"rules_approved_on-day", "5"}, {"implementation_months", "nine"}, {"implementation_months", "-4"}}) {
      Form form = at.milestones("2027", version);
      std::erase_if(form, [&](const auto& field) { return field.first == name; });
      form.emplace_back(name, value);
      const auto page = at.site.post(kPath, {}, form);
      CHECK_MESSAGE(page.status == 422, name << " " << value);
      for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(name << ": " << problem);
    }
    CHECK(at.schedule().version == std::stoll(version));
    Form week = {{"first_on-day", "8"}, {"first_on-month", "3"}, {"first_on-year", "2027"}, {"last_on-day", "7"}, {"last_on-month", "3"}, {"last_on-year", "2027"}, {"week_reason", "ICANN88"}};
    const auto backwards = at.site.post(kPath + "/weeks", {}, week);
    CHECK(backwards.status == 422);
    CHECK(has(backwards.body, "ICANN88"));
    week[3].second = "12";
    CHECK(at.site.post(kPath + "/weeks", {}, week).status == 303);
    REQUIRE(at.schedule().blackouts.size() == 1);
    const std::string id = std::to_string(at.schedule().blackouts[0].id);
    CHECK(at.site.post(kPath + "/weeks/{week}/remove", {{"week", id}}, {}).status == 303);
    CHECK(at.schedule().blackouts.empty());
    CHECK(has(at.site.get(kPath, {{"removed", id}}).body, kPath + "/weeks/" + id + "/restore"));
    CHECK(at.site.post(kPath + "/weeks/{week}/restore", {{"week", id}}, {}).status == 303);
    CHECK(at.schedule().blackouts.size() == 1);
    CHECK(at.site.post(kPath + "/weeks/{week}/remove", {{"week", "999"}}, {}).status == 404);
  });
}

TEST_CASE("S18: one organisation's month and date are changed by hand") {
  for_each_fixture([](Fixture& at) {
    CHECK(at.site.get(kPath + "/{organisation}", {}, {{"organisation", "99999"}}).status == 404);
    CHECK(at.site.post(kPath + "/{organisation}/month", at.of(0), {{"month", "24"}, {"was", "8"}}).status == 422);
    CHECK(at.site.post(kPath + "/{organisation}/month", at.of(0), {{"month", "20"}, {"was", "3"}}).status == 409);
    CHECK(at.site.post(kPath + "/{organisation}/month", at.of(0), {{"month", "20"}, {"was", "8"}}).status == 303);
    CHECK(at.slots()[0].slot == 20);
    const Form date = {{"kind", "deferred"}, {"until-day", "1"}, {"until-month", "10"}, {"until-year", "2028"}};
    const auto no_reason = at.site.post(kPath + "/{organisation}/date", at.of(0), date);
    CHECK(no_reason.status == 422);
    CHECK(has(no_reason.body, "Write why the report is deferred."));
    CHECK(has(no_reason.body, "value=\"2028\""));
    Form whole = date;
    whole.emplace_back("reason", "They asked at the assembly");
    CHECK(at.site.post(kPath + "/{organisation}/date", at.of(0), whole).status == 303);
    const auto page = at.site.get(kPath + "/{organisation}", {}, at.of(0));
    CHECK(has(page.body, "1 October 2028"));
    CHECK(has(page.body, "They asked at the assembly"));
    CHECK(at.site.post(kPath + "/{organisation}/date/remove", at.of(0), {{"round", "1"}}).status == 303);
    CHECK_FALSE(has(at.site.get(kPath + "/{organisation}", {}, at.of(0)).body, "1 October 2028"));
    CHECK(at.site.post(kPath + "/{organisation}/date/restore", at.of(0), {{"round", "1"}}).status == 303);
    CHECK(has(at.site.get(kPath + "/{organisation}", {}, at.of(0)).body, "1 October 2028"));
  });
}

TEST_CASE("a date that was set and taken back again is told to nobody; one that stays is told once") {
  for_each_fixture([](Fixture& at) {
    const Form date = {{"kind", "moved"}, {"until-day", "1"}, {"until-month", "10"}, {"until-year", "2028"}, {"reason", "Asked for"}};
    const auto mails = [&] {
      at.site.world.clock.advance(kTimeToTakeBack);
      at.site.run_jobs();
      return at.site.world.mails().size();
    };
    const auto before = mails();
    CHECK(at.site.post(kPath + "/{organisation}/date", at.of(0), date).status == 303);
    CHECK(at.site.post(kPath + "/{organisation}/date/remove", at.of(0), {{"round", "1"}}).status == 303);
    CHECK(mails() == before);
    const auto readers = at.site.world.db.read([&](db::Read& read) {
      return organisations::list_recipients(read, OrganisationId::parse(at.of(0).at("organisation")).value(), true, at.site.world.clock.today()).size();
    });
    CHECK(at.site.post(kPath + "/{organisation}/date/restore", at.of(0), {{"round", "1"}}).status == 303);
    REQUIRE(readers > 0);
    CHECK(mails() == before + readers);
    CHECK(mails() == before + readers);
  });
}

TEST_CASE("pages of report dates are sound in six languages") {
  for_each_fixture([](Fixture& at) {
    for (const Locale locale : kLocales) {
      for (const auto& [pattern, parts] : {std::pair(kPath, std::map<std::string, std::string>{}), {kPath + "/plan", {}}, {kPath + "/{organisation}", at.of(1)}}) {
        const auto page = at.site.call(http::Method::get, pattern, parts, {}, {}, locale);
        CHECK(page.status == 200);
        for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(pattern << ": " << problem);
      }
    }
  });
}
