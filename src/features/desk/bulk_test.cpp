// One act on many rows, on both engines: each row once, whoever presses again, with what became of it; the rest
// by a job that works in the name of somebody who may still do it.
#include <stdexcept>
#include <thread>

#include "features/desk/desk_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::desk;
using desk::test::World;
using desk::test::for_each_world;

TEST_CASE("a few rows are done before the form is answered; each says what happened in the reader's language") {
  for_each_world([](World& world) {
    world.act = [usual = world.act](db::Write& write, const By& by, const BulkItem& item) -> Result<Message> {
      if (item.organisation == OrganisationId(2)) return refused(Problem::Kind::conflict, tr("The report was sent already. There is nothing to defer."));
      return usual(write, by, item);
    };
    const auto run = world.start(world.bulk(3), world.maria);
    CHECK(world.count_rows(run, "done") == 2);
    CHECK(world.count_rows(run, "left") == 1);
    const std::map<std::string, std::string> at = {{"run", std::to_string(run)}};
    const std::string page = muster::test::visible_text(world.get("/staff/bulk/{run}", world.omar, at).body);
    for (const char* words : {"2 organisations are done.", "1 organisation was left out.", "Deferred until 2 May 2027.", "The report was sent already.", "Started by Maria"}) {
      CHECK_MESSAGE(page.find(words) != std::string::npos, words);
    }
    CHECK(page.find("still to be done") == std::string::npos);
    const auto found = world.db.read([&](db::Read& read) { return find_run(read, run); });
    CHECK(found->finished_at);
    CHECK(found->values.empty());
    world.run_jobs();
    CHECK(world.count_acts() == 2);
  });
}

TEST_CASE("many rows go on in a job, in parts, and the page says how far it is") {
  for_each_world([](World& world) {
    const auto run = world.start(world.bulk(250), world.maria);
    CHECK(world.count_rows(run, "done") == kBulkAtOnce);
    const std::map<std::string, std::string> at = {{"run", std::to_string(run)}};
    CHECK(world.get("/staff/bulk/{run}", world.maria, at).body.find("230 organisations are still to be done.") != std::string::npos);
    CHECK(world.run_jobs() == 3);
    CHECK(world.count_rows(run, "done") == 250);
    CHECK(world.count_acts() == 250);
    CHECK(world.get("/staff/bulk/{run}", world.maria, at).body.find("still to be done") == std::string::npos);
  });
}

TEST_CASE("the same form sent again is the same run, and another person's is not") {
  for_each_world([](World& world) {
    const auto run = world.start(world.bulk(3), world.maria);
    CHECK(world.start(world.bulk(3), world.maria) == run);
    CHECK(world.count_acts() == 3);
    CHECK(world.start(world.bulk(3, "another"), world.maria) != run);
    CHECK(world.count_acts() == 6);
    CHECK_THROWS(world.start(world.bulk(1001, "too many"), world.maria));
  });
}

TEST_CASE("several who work on one run together do each row once") {
  for_each_world([](World& world) {
    const auto run = world.db.write([&](db::Write& write) { return insert_run(write, world.by(world.maria), world.kind, world.bulk(60)); });
    std::vector<std::thread> workers;
    for (int worker = 0; worker < 4; ++worker) {
      workers.emplace_back([&] { work_on_run(world.db, world.by(world.maria), world.programme, world.kind, run, 1000, [](db::Write&) {}); });
    }
    for (auto& worker : workers) worker.join();
    CHECK(world.count_rows(run, "done") == 60);
    CHECK(world.count_acts() == 60);
    CHECK(world.db.read([&](db::Read& read) { return find_run(read, run); })->finished_at);
  });
}

TEST_CASE("a row whose act breaks off stays to be done, and a later try does it once") {
  for_each_world([](World& world) {
    const auto usual = world.act;
    world.act = [usual](db::Write& write, const By& by, const BulkItem& item) -> Result<Message> {
      auto done = usual(write, by, item);
      if (item.organisation == OrganisationId(2)) throw std::runtime_error("broken");
      return done;
    };
    CHECK_THROWS(world.start(world.bulk(3), world.maria));
    CHECK(world.count_acts() == 1);
    world.act = usual;
    world.run_jobs();
    CHECK(world.count_acts() == 3);
    CHECK(world.count_rows(world.start(world.bulk(3), world.maria), "done") == 3);
  });
}

TEST_CASE("what waits is not done for somebody who is no longer staff") {
  for_each_world([](World& world) {
    const auto run = world.start(world.bulk(kBulkAtOnce + 5), world.maria);
    world.db.write([&](db::Write& write) {
      for (const auto& seat : access::list_seats_of_person(write, world.maria.person, world.clock.today())) access::end_seat(write, world.by(world.boss), seat.id, world.clock.today(), "Left");
    });
    world.clock.advance(std::chrono::hours(48));
    world.run_jobs();
    CHECK(world.count_acts() == static_cast<std::size_t>(kBulkAtOnce));
    CHECK(world.count_rows(run, "left") == 5);
    CHECK(world.get("/staff/bulk/{run}", world.omar, {{"run", std::to_string(run)}}).body.find("no longer staff") != std::string::npos);
  });
}

TEST_CASE("results go after ninety days; what is no run is not there") {
  for_each_world([](World& world) {
    const auto old = world.start(world.bulk(2), world.maria);
    world.clock.advance(std::chrono::hours(24 * 91));
    const auto run = world.start(world.bulk(2, "new"), world.maria);
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_run(read, old); }));
    CHECK(world.db.read([&](db::Read& read) { return list_rows(read, old); }).empty());
    for (const std::string& number : {std::string("0"), std::string("x"), std::string("-1"), std::to_string(run + 9)}) CHECK(world.get("/staff/bulk/{run}", world.maria, {{"run", number}}).status == 404);
  });
}

TEST_CASE("messages are kept by their source text and read again with their values") {
  const i18n::Texts texts;
  const auto translate = [&](const Message& message) { return texts.translate(Locale::en, message); };
  const Instant at = Instant::from_date(*Date::from_ymd(2027, 5, 2));
  for (const Message& message : {tr("Deferred until {date}.", {{"date", *Date::from_ymd(2027, 5, 2)}}), tr("Started on {at}", {{"at", at}}), tr("Shared by {name}", {{"name", "\"Ümit\" <x>"}}),
                                 trn("A reminder goes to {count} person.", "A reminder goes to {count} people.", 3), trc("button", "Pin"), verbatim("كما هو")}) {
    CHECK(read_message(format_message(message), translate) == translate(message));
  }
  CHECK(read_message("", translate).empty());
}

TEST_CASE("the page of a run is sound in six languages, while it works and when it is over") {
  for_each_world([](World& world) {
    auto bulk = world.bulk(kBulkAtOnce + 1);
    bulk.items.front().name = "<b>\"A&B\" جمعية";
    const auto run = world.start(bulk, world.maria);
    for (int twice = 0; twice < 2; ++twice) {
      for (const Locale locale : kLocales) {
        const auto response = world.get("/staff/bulk/{run}", world.maria, {{"run", std::to_string(run)}}, {}, locale);
        CHECK(response.status == 200);
        for (const auto& problem : muster::test::check_html(response.body, muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
        CHECK(response.body.find("<b>\"") == std::string::npos);
      }
      world.run_jobs();
    }
  });
}
