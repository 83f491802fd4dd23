// Saved views on both engines: whose they are, who changes them, what stands above a table, and that nothing
// is lost by a deletion.
#include "features/audit/audit.hpp"
#include "features/desk/desk_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::desk;
using desk::test::World;
using desk::test::for_each_world;
using Names = std::vector<std::string>;

TEST_CASE("a view is a name of one line and a query as tables write them") {
  CHECK(check_view_name("  Africa, late ").value() == "Africa, late");
  for (const std::string& name : {std::string(), std::string("   "), std::string("a\nb"), std::string("x\xE2\x80\xAEy"), std::string(61, 'x')}) {
    const auto refused = check_view_name(name);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().field == "name");
  }
  CHECK(is_view_query("region=AF&status=late&q=%D8%B9"));
  CHECK(is_view_query(""));
  for (const char* query : {"page=2", "region=AF&page=3", "id=4", "q=<b>", "q=a b", "//evil.example", "a=1#x", "q=\"", "q=a\nb"}) CHECK_FALSE(is_view_query(query));
  CHECK_FALSE(is_view_query("q=" + std::string(kViewQueryLength, 'a')));
}

TEST_CASE("a private view is its owner's alone; a shared one is seen by all and pinned by who likes it") {
  for_each_world([](World& world) {
    world.save(world.maria, "Mine");
    const auto shared = world.save(world.maria, "Ours", true);
    CHECK(world.pinned(world.maria) == Names{"Late", "Mine", "Ours"});
    CHECK(world.pinned(world.omar) == Names{"Late"});
    CHECK(world.views(world.omar).size() == 2);
    CHECK(world.post("/staff/views/pin", world.omar, {}, {{"table", "reports"}, {"view", std::to_string(shared)}, {"pinned", "1"}}).status == 303);
    CHECK(world.post("/staff/views/pin", world.omar, {}, {{"table", "reports"}, {"view", "late"}, {"pinned", "0"}}).status == 303);
    CHECK(world.pinned(world.omar) == Names{"Ours"});
    CHECK(world.pinned(world.maria) == Names{"Late", "Mine", "Ours"});
    // A number that is not there for the reader leaves nothing behind.
    world.post("/staff/views/pin", world.omar, {}, {{"table", "reports"}, {"view", std::to_string(shared - 1)}, {"pinned", "1"}});
    CHECK(world.pinned(world.omar) == Names{"Ours"});
  });
}

TEST_CASE("somebody else's private view is not there, and a shared one is changed by its owner or an administrator") {
  for_each_world([](World& world) {
    const std::map<std::string, std::string> mine = {{"view", std::to_string(world.save(world.maria, "Mine"))}};
    const std::map<std::string, std::string> ours = {{"view", std::to_string(world.save(world.maria, "Ours", true))}};
    for (const auto& parts : {mine, ours}) {
      CHECK(world.get("/staff/views/{view}", world.omar, parts).status == 404);
      for (const char* act : {"", "/delete", "/restore"}) CHECK(world.post(std::string("/staff/views/{view}") + act, world.omar, parts, {{"name", "Taken"}}).status == 404);
    }
    CHECK(world.get("/staff/views/{view}", world.boss, mine).status == 404);
    CHECK(world.get("/staff/views/{view}", world.boss, ours).status == 200);
    CHECK(world.post("/staff/views/{view}", world.boss, ours, {{"name", "All of ours"}, {"shared", "1"}}).status == 303);
    CHECK(world.pinned(world.maria) == Names{"Late", "Mine", "All of ours"});
    for (const char* number : {"0", "999999", "x", "9223372036854775808"}) CHECK(world.get("/staff/views/{view}", world.boss, {{"view", number}}).status == 404);
  });
}

TEST_CASE("a view is saved from its table, renamed and shared; a name is used once") {
  for_each_world([](World& world) {
    const std::map<std::string, std::string> from = {{"table", "reports"}, {"query", "region=AF"}};
    CHECK(world.get("/staff/views/new", world.maria, {}, from).status == 200);
    CHECK(world.get("/staff/views/new", world.maria, {}, {{"table", "other"}, {"query", "region=AF"}}).status == 303);
    auto form = from;
    const auto refused = world.post("/staff/views", world.maria, {}, form);
    CHECK(refused.status == 422);
    CHECK(refused.body.find("Give the view a name.") != std::string::npos);
    form["name"] = "Africa";
    const auto saved = world.post("/staff/views", world.maria, {}, form);
    CHECK(saved.status == 303);
    CHECK(world.post("/staff/views", world.maria, {}, form).status == 422);  // pressed twice: one view
    CHECK(world.post("/staff/views", world.omar, {}, form).status == 303);   // another person's names are their own
    const auto mine = world.views(world.maria);
    REQUIRE(mine.size() == 2);
    CHECK(mine.back().query == "region=AF");
    const std::map<std::string, std::string> at = {{"view", mine.back().key}};
    CHECK(world.post("/staff/views/{view}", world.maria, at, {{"name", ""}}).status == 422);
    CHECK(world.post("/staff/views/{view}", world.maria, at, {{"name", "Africa only"}, {"shared", "1"}}).status == 303);
    CHECK(world.views(world.omar).size() == 3);
    form["query"] = "region=AF&page=2";
    form["name"] = "Page";
    CHECK(world.post("/staff/views", world.maria, {}, form).status == 303);  // leads back, saves nothing
    CHECK(world.views(world.maria).size() == 2);
    const auto entries = world.db.read([&](db::Read& read) { return audit::list_entries(read, {.action = "desk."}); });
    CHECK(entries.size() == 3);
  });
}

TEST_CASE("deleting a view can be undone, once and for thirty days") {
  for_each_world([](World& world) {
    const auto id = world.save(world.maria, "Mine");
    const std::map<std::string, std::string> at = {{"view", std::to_string(id)}};
    const auto deleted = world.post("/staff/views/{view}/delete", world.maria, at);
    CHECK(deleted.status == 303);
    CHECK(world.pinned(world.maria) == Names{"Late"});
    CHECK(world.get("/staff/views/{view}", world.maria, at).status == 404);
    const auto page = world.get("/staff/views", world.maria, {}, {{"deleted", std::to_string(id)}}).body;
    CHECK(page.find("/staff/views/" + std::to_string(id) + "/restore") != std::string::npos);
    CHECK(world.get("/staff/views", world.omar, {}, {{"deleted", std::to_string(id)}}).body.find("/restore") == std::string::npos);
    for (int twice = 0; twice < 2; ++twice) CHECK(world.post("/staff/views/{view}/restore", world.maria, at).status == 303);
    CHECK(world.pinned(world.maria) == Names{"Late", "Mine"});
    world.post("/staff/views/{view}/delete", world.maria, at);
    world.clock.advance(std::chrono::hours(24 * 31));
    world.post("/staff/views/{view}/delete", world.maria, {{"view", std::to_string(world.save(world.maria, "Later"))}});
    CHECK(world.post("/staff/views/{view}/restore", world.maria, at).status == 404);
  });
}

TEST_CASE("there are at most fifty views of a person for a table") {
  for_each_world([](World& world) {
    for (std::size_t i = 0; i < kViewsMost; ++i) world.save(world.maria, "View " + std::to_string(i));
    const auto refused = world.post("/staff/views", world.maria, {}, {{"table", "reports"}, {"query", "region=AF"}, {"name", "One more"}});
    CHECK(refused.status == 422);
    CHECK(world.views(world.maria).size() == kViewsMost + 1);
  });
}

TEST_CASE("a forgotten person's private views and choices go; what is shared stays without a name") {
  for_each_world([](World& world) {
    world.save(world.maria, "Mine");
    world.save(world.maria, "Ours", true);
    world.post("/staff/views/pin", world.maria, {}, {{"table", "reports"}, {"view", "late"}, {"pinned", "0"}});
    CHECK(world.db.read([&](db::Read& read) { return list_held(read, world.maria.person); }).front().rows.size() == 2);
    world.db.write([&](db::Write& write) { forget_person(write, world.maria.person); });
    CHECK(world.db.read([&](db::Read& read) { return list_held(read, world.maria.person); }).empty());
    CHECK(world.pinned(world.maria) == Names{"Late"});
    REQUIRE(world.views(world.omar).size() == 2);
    CHECK_FALSE(world.views(world.omar).back().saved->owner);
    CHECK(world.get("/staff/views", world.omar).status == 200);
  });
}

TEST_CASE("pages of views are sound in six languages, with what people typed shown as text") {
  for_each_world([](World& world) {
    const auto id = world.save(world.maria, "<b>\"A&B\" عرض", true);
    const std::map<std::string, std::string> at = {{"view", std::to_string(id)}};
    for (const Locale locale : kLocales) {
      for (const auto& response : {world.get("/staff/views", world.maria, {}, {}, locale), world.get("/staff/views", world.omar, {}, {}, locale),
                                   world.get("/staff/views/{view}", world.maria, at, {}, locale),
                                   world.get("/staff/views/new", world.maria, {}, {{"table", "reports"}, {"query", "region=AF"}}, locale)}) {
        CHECK(response.status == 200);
        for (const auto& problem : muster::test::check_html(response.body, muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
        CHECK(response.body.find("<b>\"") == std::string::npos);
      }
    }
  });
}
