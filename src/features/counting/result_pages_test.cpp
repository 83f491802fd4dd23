// Results of an issue (S52, S53), and what they never show (S109, S116).
#include "features/counting/counting_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::counting;
using counting::test::for_each_world;
using counting::test::World;

namespace {

void count(World& world, const CountedLink& link, int times, Kind kind = Kind::people) {
  for (int time = 0; time < times; ++time) {
    world.parts.counter->note({.link = link, .kind = kind, .network = std::to_string(time) + "/" + std::to_string(link.link) + std::string(kind_name(kind)), .agent = "a", .links = 4}, world.clock.now());
  }
}

// Numbers by link and language, over three days.
void fill(World& world) {
  count(world, world.link(1), 40);
  count(world, world.link(1, 6), 2);
  count(world, world.link(1, 0, Locale::ar), 23);
  count(world, world.link(2), 3);
  count(world, world.link(2, 0, Locale::ar), 9);
  count(world, world.link(1), 31, Kind::machine);
  count(world, world.link(1), 4, Kind::doubtful);
  count(world, world.link(kDecoy), 2, Kind::machine);
  world.clock.advance(std::chrono::hours(24));
  count(world, world.link(4), 12);
  world.clock.advance(std::chrono::hours(48));
  count(world, world.link(4), 1);
  world.write();
}

}  // namespace

TEST_CASE("S52, S53: results say how often links were opened, by language and day, machines apart, and no small number") {
  for_each_world([](World& world) {
    CHECK(world.results().opened.kind == Cell::Kind::few);
    CHECK_FALSE(world.results().has_links);
    fill(world);
    const Results results = world.results();
    CHECK(results.opened == Cell{Cell::Kind::shown, 90});  // exactly 90
    CHECK(results.machine == Cell{Cell::Kind::shown, 30});
    CHECK(results.doubtful.kind == Cell::Kind::few);
    REQUIRE(results.has_links);
    REQUIRE(results.links.size() == 4);
    for (std::size_t at = 0; at < 4; ++at) CHECK(results.links[at].number == static_cast<std::int64_t>(at) + 1);
    CHECK(results.links[0].words == "The report");
    CHECK(results.links[2].total.kind == Cell::Kind::few);
    // English of the second link is three: a sum that would tell it is held back.
    const auto english = static_cast<std::size_t>(Locale::en);
    CHECK(results.links[1].by_locale[english].kind == Cell::Kind::few);
    int held = 0;
    for (const auto& line : results.links) {
      for (const Cell& cell : line.by_locale) held += cell.kind == Cell::Kind::held ? 1 : 0;
      held += line.total.kind == Cell::Kind::held ? 1 : 0;
    }
    CHECK(held >= 1);
    REQUIRE(results.has_days);
    REQUIRE(results.days.size() == 4);
    CHECK(results.days[0].day == *Date::from_ymd(2026, 11, 23));
    CHECK(results.days[3].count.kind == Cell::Kind::few);
    CHECK(results.has_ways);
    CHECK(results.through_copies == Cell{Cell::Kind::shown, 55});
    CHECK(results.elsewhere == Cell{Cell::Kind::shown, 30});
  });
}

TEST_CASE("S51: answers are results, too, protected in the same way") {
  for_each_world([](World& world) {
    world.db.write([&](db::Write& write) {
      for (int time = 0; time < 21; ++time) add_answer(write, world.link(0, time % 3), 1, 0);
      for (int time = 0; time < 8; ++time) add_answer(write, world.link(0, 0, Locale::ar), 2, 0);
      for (int time = 0; time < 2; ++time) add_answer(write, world.link(0, 0, Locale::ar), 3, 0);
    });
    const Results results = world.results(Locale::ar);
    CHECK(results.question == "هل كان هذا مفيدا؟");
    REQUIRE(results.choices.size() == 3);
    CHECK(results.answers == Cell{Cell::Kind::shown, 30});
    CHECK(results.choices[2].total.kind == Cell::Kind::few);
    CHECK(results.choices[1].total.kind == Cell::Kind::held);          // or the third could be worked out
    CHECK(world.results(Locale::ru).question == "هل كان هذا مفيدا؟");  // the first that there is
  });
}

TEST_CASE("S53: many days end in one line, and a link that is registered no more keeps its number") {
  for_each_world([](World& world) {
    for (int day = 0; day < kDaysMost + 10; ++day) {
      count(world, world.link(1), 6);
      world.clock.advance(std::chrono::hours(24));
    }
    count(world, world.link(50), 7);
    world.write();
    const Results results = world.results();
    CHECK(results.days.size() == kDaysMost);
    CHECK(results.later == Cell{Cell::Kind::shown, 65});
    CHECK(results.links.back().number == 50);
    CHECK(results.links.back().words.empty());
  });
}

TEST_CASE("S52, S53: the page of results is sound in six languages; nobody but staff sees it") {
  for_each_world([](World& world) {
    fill(world);
    world.db.write([&](db::Write& write) {
      for (int time = 0; time < 21; ++time) add_answer(write, world.link(0), 1, 0);
    });
    for (const Locale locale : kLocales) {
      const std::string prefix = "/" + std::string(locale_tag(locale));
      for (const char* path : {"/staff/counting/7", "/staff/settings/counting", "/staff/settings/counting?said=on", "/staff/settings/counting?said=off"}) {
        const auto page = world.as_staff(prefix + path);
        CHECK(page.status == 200);
        for (const auto& problem : muster::test::check_html(std::string(page.content()), muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
        CHECK(world.get(prefix + path).status == 303);
      }
    }
    const std::string page(world.as_staff("/en/staff/counting/7").content());
    CHECK(page.find("fewer than 5") != std::string::npos);
    CHECK(page.find("held back") != std::string::npos);
    CHECK(page.find("Update 7") != std::string::npos);
    for (const char* path : {"/en/staff/counting/8", "/en/staff/counting/0", "/en/staff/counting/x"}) CHECK(world.as_staff(path).status == 404);
  });
}

TEST_CASE("S109, S116: results name no organisation, whatever is asked, and their lines never stand by their counts") {
  for_each_world([](World& world) {
    fill(world);
    const auto seen = [&](const std::string& query) { return muster::test::visible_text(std::string(world.as_staff("/en/staff/counting/7" + query).content())); };
    const std::string plain = seen("");
    for (const char* query : {"?sort=count", "?order=desc", "?organisation=5", "?by=organisation"}) CHECK(seen(query) == plain);
    CHECK(plain.find("The report") < plain.find("Books"));
    // Two organisations that differ in everything that was counted leave the same page.
    const std::string moved = "UPDATE link_count SET organisation = organisation + 1000 WHERE organisation > 0";
    world.db.write([&](db::Write& write) { write.execute(db::Statement{"test.move", moved, {}}, {}); });
    CHECK(seen("") == plain);
  });
}

TEST_CASE("S53: the room that knows the issue gives its name and the way back") {
  muster::test::for_each_engine(muster::test::all_migrations(), [](db::Database& database) {
    World world(database);
    Parts parts = world.parts;
    parts.find_issue = [](db::Read&, std::int64_t issue, Locale) { return issue == 9 ? std::optional(IssueName{"Names in your own script", "/staff/updates/9"}) : std::nullopt; };
    http::Request request{.path = "/en/staff/counting/9", .locale = Locale::en};
    const auto make_shell = [](const http::Request& of, const Message& title) { return html::Shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/"}; };
    http::Context context{world.db, world.clock, world.random, world.texts, world.log, world.programme, make_shell, [](std::string_view, std::string_view) { return true; }};
    for (const auto& route : make_routes(parts)) {
      if (route.pattern != "/{lang}/staff/counting/{id}") continue;
      request.parameters["id"] = "9";
      const auto page = std::get<http::PrivateHandler>(route.handler)(request, context);
      CHECK(page.status == 200);
      CHECK(page.body.find("Names in your own script") != std::string::npos);
      CHECK(page.body.find("href=\"/en/staff/updates/9\"") != std::string::npos);
      CHECK(page.body.find("too few yet") != std::string::npos);
      request.parameters["id"] = "10";
      CHECK(std::get<http::PrivateHandler>(route.handler)(request, context).status == 404);
    }
  });
}
