// Filling in, from the rules to the pages: every act by every actor in every state, and a report from the
// first page to the receipt.
#include <algorithm>

#include "features/reports/fill_world_test.hpp"

using namespace muster;
using namespace muster::reports;

TEST_CASE("S18: every act is allowed to its actors in its states alone") {
  const OrganisationId own(142);
  const Actor representative = make_seat_actor(Role::representative, own);
  const Actor stranger = make_seat_actor(Role::representative, OrganisationId(143));
  const Actor staff = make_seat_actor(Role::staff, {});
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
      CHECK_FALSE(check_act(act, {.organisation = own, .state = states[i]}, staff).has_value());
    }
  }
  CHECK(check_act(Act::enter, {.organisation = own}, staff).has_value());
  CHECK_FALSE(check_act(Act::enter, {.organisation = own}, representative).has_value());
}

TEST_CASE("S30: a report goes from the task list to sent without script, nothing saved is lost, and a second press is harmless") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    CHECK(world.go(actor, "/en/me/report").status == 200);
    CHECK_FALSE(world.fill()->report.has_value());
    for (const auto& [page, form] : FillWorld::whole_report()) {
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
  for_each_fill_world([](FillWorld& world) {
    std::vector<std::string> paths = {"", "/preview"};
    for (const auto& page : FillWorld::whole_report()) paths.push_back("/" + page.first);
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
  for_each_fill_world([](FillWorld& world) {
    world.clock.set(Instant::from_date(*Date::from_ymd(2026, 1, 5)));
    CHECK(world.go(world.representative(), "/en/me/report").status == 200);
    CHECK(world.go(world.representative(), "/en/me/report/why", true, {{"why", "x"}}).status != 303);
  });
}
