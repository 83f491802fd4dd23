// Filling in, from the rules to the pages: every act by every actor in every state, and a report from the
// first page to the receipt.
#include <doctest/doctest.h>

#include <algorithm>

#include "features/access/access.hpp"
#include "features/forms/form_file.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_job.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

Actor make_actor(Role role, OrganisationId organisation, PersonId person = PersonId(1)) {
  Actor actor;
  actor.kind = Actor::Kind::person;
  actor.person = person;
  actor.name = "Amina";
  actor.is_fully_signed_in = true;
  actor.seats = {{.id = SeatId(1), .role = role, .organisation = organisation}};
  actor.working_seat = SeatId(1);
  return actor;
}

const auto& programme_files() {
  static const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  return files;
}

const Programme& programme() {
  static const Programme made = config::load_programme(programme_files()).value();
  return made;
}

forms::Form report_form() {
  return *forms::read_form(*config::parse_toml(programme_files().at("forms/report.toml"), "report.toml"), "report.toml", programme());
}

// An organisation with two representatives whose report is due.
struct World {
  explicit World(db::Database& database) : db(database), context{database, clock, random, texts, log, programme(), {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      html::Shell shell;
      shell.locale = request.locale;
      shell.title = title;
      shell.brand = "Sample";
      shell.csrf_token = "token";
      return shell;
    };
    db.write([&](db::Write& write) {
      forms::ensure_version(write, clock, report_form());
      const By by{clock, random, system};
      organisations::Edit edit;
      edit.name = "Lanka Internet Users";
      edit.country = "LK";
      edit.website = "https://lanka.example";
      organisation = organisations::insert_organisation(write, by, programme(), edit, organisations::Status::accredited).value();
      amina = people::insert_person(write, by, people::parse_person("Amina", "", "amina@lanka.example", "en").value());
      bo = people::insert_person(write, by, people::parse_person("Bo", "", "bo@lanka.example", "fr").value());
      organisations::add_representative(write, by, programme(), organisation, amina, true).value();
      organisations::add_representative(write, by, programme(), organisation, bo, false).value();
      Schedule schedule;
      schedule.first_cycle_on = *Date::from_ymd(2026, 11, 1);
      save_schedule(write, by, schedule).value();
      set_slot(write, by, {.organisation = organisation, .slot = 0, .region = "AP"});
    });
  }

  http::Response go(const Actor& actor, const std::string& path, bool is_post = false, std::vector<std::pair<std::string, std::string>> form = {}, Locale locale = Locale::en) {
    http::Request request;
    request.actor = actor;
    request.locale = locale;
    request.method = is_post ? http::Method::post : http::Method::get;
    request.path = path;
    for (auto& [name, value] : form) request.form.add(name, value);
    const std::string own = "/en/me/report";
    REQUIRE(path.starts_with(own));
    const std::string rest = path.substr(own.size());
    if (rest.empty()) return show_report(request, context);
    if (rest == "/unchanged") return is_post ? confirm_unchanged(request, context) : show_unchanged(request, context);
    if (rest == "/check") return is_post ? send_checked(request, context) : show_check(request, context);
    if (rest == "/preview") return show_preview(request, context);
    if (rest == "/take-back") return is_post ? take_back(request, context) : ask_take_back(request, context);
    request.parameters["part"] = rest.substr(1);
    return is_post ? save_part_page(request, context) : show_part(request, context);
  }
  std::optional<Fill> fill() {
    return db.read([&](db::Read& read) { return find_fill(read, programme(), organisation, clock.today()); });
  }
  Actor representative() { return make_actor(Role::representative, organisation, amina); }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  http::Context context;
  OrganisationId organisation;
  PersonId amina, bo;
};

void for_each_world(const std::function<void(World&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    World world(database);
    test(world);
  });
}

using Form = std::vector<std::pair<std::string, std::string>>;
// Answers of a whole report, as a page without script sends them.
const std::vector<std::pair<std::string, Form>>& whole_report() {
  static const std::vector<std::pair<std::string, Form>> pages = {
      {"leaders", {{"leaders-0-name", "Chandra"}, {"leaders-0-office", "Chair"}, {"leaders_know", "1"}}},
      {"people", {{"representatives_right", "1"}}},
      {"members", {{"members", "420"}}},
      {"why", {{"why", "Affordable access."}}},
      {"activities", {}},
      {"other-groups", {{"other_any", "no"}}},
      {"updates", {{"updates_way", "pass_on"}, {"pass_on_by", "email"}, {"pass_on_certified", "1"}}},
      {"website", {{"web_kind", "yes"}, {"website", "https://new.example"}, {"website-version", "1"}, {"web_kind-version", "1"}, {"mentions_icann", "yes"}}},
      {"contact", {{"contact_kind", "email"}, {"contact_email", "hello@lanka.example"}}}};
  return pages;
}

}  // namespace

TEST_CASE("S18: every act is allowed to its actors in its states alone") {
  const OrganisationId own(142);
  const Actor representative = make_actor(Role::representative, own);
  const Actor stranger = make_actor(Role::representative, OrganisationId(143));
  const Actor staff = make_actor(Role::staff, {});
  const std::vector<std::optional<State>> states = {std::nullopt, State::started, State::sent, State::review, State::question, State::accepted};
  const std::vector<std::pair<Act, std::vector<bool>>> table = {
      {Act::fill, {true, true, false, false, true, false}},      {Act::send, {true, true, false, false, false, false}},
      {Act::take_back, {false, false, true, false, false, false}}, {Act::ask_time, {true, true, false, false, false, false}},
      {Act::hand_over, {true, true, false, false, true, false}}, {Act::reply, {false, false, false, false, true, false}},
      {Act::confirm, {false, false, true, true, true, true}}};
  for (const auto& [act, allowed] : table) {
    for (std::size_t i = 0; i < states.size(); ++i) {
      const Standpoint now{.organisation = own, .state = states[i], .is_on_behalf = true};
      CHECK_MESSAGE(check_act(act, now, representative).has_value() == allowed[i], static_cast<int>(act) << " in " << i);
      REQUIRE_FALSE(check_act(act, now, stranger).has_value());
      CHECK(check_act(act, now, stranger).error().kind == Problem::Kind::not_found);
      const bool is_staffs = act == Act::fill || act == Act::send;
      CHECK(check_act(act, now, staff).has_value() == (is_staffs && allowed[i]));
    }
  }
  CHECK(check_act(Act::enter, {.organisation = own}, staff).has_value());
  CHECK_FALSE(check_act(Act::enter, {.organisation = own}, representative).has_value());
}

TEST_CASE("S30: a report goes from the task list to sent without script, nothing saved is lost, and a second press is harmless") {
  for_each_world([](World& world) {
    const Actor actor = world.representative();
    CHECK(world.go(actor, "/en/me/report").status == 200);
    CHECK_FALSE(world.fill()->report.has_value());
    for (const auto& [page, form] : whole_report()) {
      CHECK(world.go(actor, "/en/me/report/" + page).status == 200);
      const auto saved = world.go(actor, "/en/me/report/" + page, true, form);
      CHECK_MESSAGE(saved.status == 303, page << ": " << test::visible_text(saved.body));
    }
    const auto fill = world.fill();
    REQUIRE(fill->report.has_value());
    CHECK(forms::find_answer(fill->answers, "why")->answer.text() == "Affordable access.");
    CHECK(count_progress(fill->pages).is_complete);
    const auto of = world.db.read([&](db::Read& read) { return organisations::get_organisation(read, world.organisation); });
    CHECK(of.website == "https://new.example");
    CHECK(of.contact == "hello@lanka.example");
    CHECK(world.go(actor, "/en/me/report/check").status == 200);
    CHECK(world.go(actor, "/en/me/report/check", true).status == 422);
    const Form send = {{"declare", "1"}, {"version", std::to_string(fill->version())}};
    CHECK(world.go(actor, "/en/me/report/check", true, send).status == 303);
    CHECK(world.fill()->report->state == State::sent);
    CHECK(world.go(actor, "/en/me/report/check", true, send).status == 303);
    const auto certified = world.db.read([&](db::Read& read) { return find_certification(read, world.organisation); });
    REQUIRE(certified.has_value());
    CHECK(certified->person == world.amina);
    CHECK(world.go(actor, "/en/me/report/why", true, {{"why", "Late."}}).status == 409);
    const std::string preview = world.go(actor, "/en/me/report/preview").body;
    CHECK(preview.find("Affordable access.") != std::string::npos);
    CHECK(preview.find("Chandra") == std::string::npos);
    CHECK(preview.find("hello@lanka.example") == std::string::npos);
    CHECK(world.go(actor, "/en/me/report/take-back", true).status == 303);
    CHECK(world.fill()->report->state == State::started);
  });
}

TEST_CASE("pages of a report are sound in every language") {
  for_each_world([](World& world) {
    std::vector<std::string> paths = {"", "/preview"};
    for (const auto& page : whole_report()) paths.push_back("/" + page.first);
    for (const Locale locale : kLocales) {
      for (const std::string& path : paths) {
        const auto response = world.go(world.representative(), "/en/me/report" + path, false, {}, locale);
        REQUIRE(response.status == 200);
        for (const auto& problem : test::check_html(response.body, test::Markup::page)) FAIL_CHECK(path << " " << locale_tag(locale) << ": " << problem);
      }
    }
  });
}

TEST_CASE("S131: nothing can be filled in before the first cycle") {
  for_each_world([](World& world) {
    world.clock.set(Instant::from_date(*Date::from_ymd(2026, 1, 5)));
    CHECK(world.go(world.representative(), "/en/me/report").status == 200);
    CHECK(world.go(world.representative(), "/en/me/report/why", true, {{"why", "x"}}).status != 303);
  });
}
