// What staff decide about an address: stopping mail by hand, putting it back, and undoing the newest of that.
#include "features/audit/audit.hpp"
#include "features/bounces/bounce_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::bounces;

namespace {

constexpr auto kPost = http::Method::post;

bool holds(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

std::string see(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  for (const auto& problem : test::check_html(response.body, test::Markup::page)) CHECK_MESSAGE(false, problem);
  return test::visible_text(response.body);
}

std::string url_of(BounceWorld& world, const std::string& address) { return "/staff/bounces/addresses/" + world.address_id(address).format(); }

std::string newest(BounceWorld& world, const std::string& address) {
  return world.read([&](db::Read& read) { return list_decisions(read, find_address_by_key(read, address)->id).front().id.format(); });
}

bool is_failing(BounceWorld& world, PersonId person) {
  return world.read([&](db::Read& read) { return people::get_person(read, person).addresses.front().is_failing; });
}

}  // namespace

TEST_CASE("staff stop mail to an address with a reason, whether anything came back or not, and undo it") {
  for_each_bounce_world([](BounceWorld& world) {
    for (const Locale locale : kLocales) see(world.get("/staff/bounces/stop", {}, locale));
    CHECK(holds(see(world.call(kPost, "/staff/bounces/stop", {}, {{"address", "amina@kenya.example"}, {"reason", " "}}), 422), "Write why mail there stops"));
    see(world.call(kPost, "/staff/bounces/stop", {}, {{"address", "nobody"}, {"reason", "asked"}}), 422);
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    const auto done = world.call(kPost, "/staff/bounces/stop", {}, {{"address", "amina@KENYA.example"}, {"reason", "She asked for it on the telephone."}});
    CHECK(done.status == 303);
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(is_failing(world, world.amina));  // it says nothing of the mailbox
    world.run_jobs();
    CHECK(world.told().empty());
    CHECK(see(world.call(kPost, "/staff/bounces/stop", {}, {{"address", "amina@kenya.example"}, {"reason", "again"}}), 409).find("stopped already") != std::string::npos);
    const std::string url = url_of(world, "amina@kenya.example");
    for (const Locale locale : kLocales) see(world.get(url, {{"said", "stopped"}}, locale));
    const std::string page = see(world.get(url));
    CHECK(holds(page, "Staff stopped mail to this address."));
    CHECK(holds(page, "She asked for it on the telephone."));
    CHECK(holds(page, "Maria"));
    // Nothing is to be put right: staff wanted it. It stands with the others, and she sees it herself.
    world.read([&](db::Read& read) {
      CHECK(list_tasks(read, world.clock.today()).empty());
      CHECK(count_tasks(read, world.clock.today()) == 0);
      const auto own = list_tasks_of_organisation(read, world.kenya, world.clock.today());
      REQUIRE(own.size() == 1);
      CHECK(own.front().cause == Cause::staff);
      CHECK(audit::list_entries(read, {.action = "bounces.stop_by_hand"}).front().reason == "She asked for it on the telephone.");
    });
    CHECK(holds(see(world.get("/staff/bounces")), "amina@KENYA.example"));
    CHECK(world.call(kPost, url + "/undo", {}, {{"decision", newest(world, "amina@kenya.example")}}).status == 303);
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    CHECK(holds(see(world.get(url)), "was stopped, and that was undone"));
    CHECK(see(world.call(kPost, url + "/undo", {}, {{"decision", newest(world, "amina@kenya.example")}}), 409).find("Something else happened since") != std::string::npos);
    CHECK(world.call(kPost, "/staff/bounces/addresses/999/stop", {}, {{"reason", "x"}}).status == 404);
    CHECK(world.call(kPost, "/staff/bounces/addresses/999/undo", {}, {{"decision", "1"}}).status == 404);
  });
}

TEST_CASE("the form for stopping takes the address of what came back, and never shows one that is not proved") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.brian, "4.2.2", "452 4.2.2 Mailbox full");
    const std::string id = world.events().front().id.format();
    CHECK(world.get("/staff/bounces/events/" + id).body.find("/staff/bounces/stop?event=" + id) != std::string::npos);
    CHECK(world.get("/staff/bounces/stop", {{"event", id}}).body.find("value=\"brian@kenya.example\"") != std::string::npos);
    world.receive(BounceWorld::make_report("programme@example.org", "nour@egypt.example", "5.1.1"), "programme@example.org");
    const std::string claimed = world.events().front().id.format();
    CHECK(world.get("/staff/bounces/stop", {{"event", claimed}}).body.find("nour@egypt.example") == std::string::npos);
  });
}

TEST_CASE("putting an address back can be undone: it is stopped as before, and what came back counts again") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina, "5.2.1", "550 5.2.1 disabled");
    world.wait(std::chrono::days(8));
    world.bounce(world.amina, "5.2.1", "550 5.2.1 disabled");
    REQUIRE(world.is_stopped("amina@kenya.example"));
    const std::string url = url_of(world, "amina@kenya.example");
    const auto before = world.read([](db::Read& read) { return find_address_by_key(read, "amina@kenya.example").value(); });
    world.wait(std::chrono::days(1));
    CHECK(world.call(kPost, url + "/put-back", {}, {{"reason", "A mistake of mine."}}).status == 303);
    CHECK_FALSE(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(is_failing(world, world.amina));
    CHECK(holds(see(world.get(url)), "Undo"));
    for (const Locale locale : kLocales) see(world.get(url, {}, locale));
    CHECK(world.call(kPost, url + "/undo", {}, {{"decision", newest(world, "amina@kenya.example")}}).status == 303);
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK(is_failing(world, world.amina));
    const auto after = world.read([](db::Read& read) { return find_address_by_key(read, "amina@kenya.example").value(); });
    CHECK(after.state == before.state);
    CHECK(after.cause == before.cause);
    CHECK(after.event == before.event);
    CHECK(after.since == before.since);
    CHECK(after.stopped_at == before.stopped_at);
    CHECK_FALSE(after.put_back_at.has_value());
    CHECK(after.counts_from == before.counts_from);
    CHECK(world.read([&](db::Read& read) { return list_failures(read, "amina@kenya.example", world.clock.now()).size(); }) == 2);
    CHECK(world.told().size() == 1);  // nobody is told anew
  });
}

TEST_CASE("a decision can be undone where the clock runs between two looks at it") {
  struct RunningClock final : Clock {
    Instant now() const override { return at = at + std::chrono::microseconds(7); }
    mutable Instant at = Instant::from_date(*Date::parse("2026-11-23"));
  };
  for_each_bounce_world([](BounceWorld& world) {
    const RunningClock clock;
    const By by{clock, world.random, world.staff};
    const auto id = world.write([&](db::Write& write) { return stop_by_hand(write, by, Email::parse("amina@kenya.example").value(), "asked").value(); });
    const auto undoable = [&] { return world.read([&](db::Read& read) { return find_undoable(read, find_address(read, id).value()); }); };
    REQUIRE(undoable().has_value());
    CHECK(world.write([&](db::Write& write) { return put_back(write, by, id, "again"); }));
    REQUIRE(undoable().has_value());
    CHECK(undoable()->kind == DecisionKind::put_back);
  });
}

TEST_CASE("what happened since a decision is not undone with it") {
  for_each_bounce_world([](BounceWorld& world) {
    world.bounce(world.amina);
    const std::string url = url_of(world, "amina@kenya.example");
    CHECK(world.call(kPost, url + "/put-back", {}, {{"reason", "It works."}}).status == 303);
    world.wait(std::chrono::days(1));
    world.bounce(world.amina);
    REQUIRE(world.is_stopped("amina@kenya.example"));
    CHECK_FALSE(holds(see(world.get(url)), "Undo"));
    CHECK(world.call(kPost, url + "/undo", {}, {{"decision", newest(world, "amina@kenya.example")}}).status == 409);
    CHECK(world.is_stopped("amina@kenya.example"));
    CHECK(world.read([](db::Read& read) { return find_address_by_key(read, "amina@kenya.example")->cause; }) == Cause::unknown);
  });
}

TEST_CASE("somebody who is forgotten leaves no decision about an address, and reasons can be rewritten") {
  for_each_bounce_world([](BounceWorld& world) {
    world.call(kPost, "/staff/bounces/stop", {}, {{"address", "amina@kenya.example"}, {"reason", "She asked."}});
    world.call(kPost, "/staff/bounces/stop", {}, {{"address", "list@else.example"}, {"reason", "Amina told us."}});
    const auto found = world.read([](db::Read& read) { return list_passages(read, {"Amina"}); });
    REQUIRE(found.size() == 1);
    world.write([&](db::Write& write) {
      Passage passage = found.front();
      passage.text = "[…] told us.";
      rewrite_passage(write, passage);
      forget_person(write, world.amina);
    });
    static const db::Statement kReasons{"test.reasons", "SELECT reason FROM bounce_decision ORDER BY id", ""};
    const auto reasons = world.read([](db::Read& read) { return read.list(kReasons, {}, [](const db::Row& row) { return row.text("reason"); }); });
    CHECK(reasons == std::vector<std::string>{"[…] told us."});
  });
}
