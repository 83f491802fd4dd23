// Responses on both engines: versions, several people on one page, history, copies.
#include "features/forms/response_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <barrier>
#include <thread>

#include "features/audit/audit.hpp"
#include "features/forms/sample_form.hpp"
#include "tests/support/database_fixture.hpp"

using namespace muster;
using namespace muster::forms;

namespace {

Actor make_actor(std::int64_t person, std::string name) {
  Actor actor;
  actor.kind = Actor::Kind::person;
  actor.person = PersonId(person);
  actor.name = std::move(name);
  return actor;
}

// A response of organisation 142 and two representatives.
struct World {
  explicit World(db::Database& database) : db(database) {
    db.write([&](db::Write& write) {
      const FormVersionId version = ensure_version(write, clock, sample::form());
      response = insert_response(write, as(amina), {.form_version = version, .organisation = OrganisationId(142), .subject_kind = "report", .subject = 7});
    });
  }

  By as(const Actor& actor) { return {clock, random, actor}; }
  Result<SaveOutcome> try_save(const Actor& actor, std::string_view page, const RawFields& fields) {
    return db.write([&](db::Write& write) { return save_page(write, as(actor), response, page, fields, Locale::fr); });
  }
  SaveOutcome save(const Actor& actor, std::string_view page, const RawFields& fields) {
    auto outcome = try_save(actor, page, fields);
    REQUIRE(outcome.has_value());
    return *outcome;
  }
  StoredAnswer answer(std::string_view question) {
    const auto answers = db.read([&](db::Read& read) { return list_answers(read, response); });
    const StoredAnswer* found = find_answer(answers, question);
    return found == nullptr ? StoredAnswer{} : *found;
  }
  std::vector<AnswerChange> changes(std::string_view question) {
    return db.read([&](db::Read& read) { return list_changes(read, response, question, 50); });
  }
  std::vector<audit::EntryRow> audit_entries() {
    return db.read([&](db::Read& read) { return audit::list_entries(read, {.action = "forms."}); });
  }
  PageState state(std::string_view page) {
    const auto states = db.read([&](db::Read& read) { return list_page_states(read, sample::form(), response); });
    return *std::ranges::find(states, page, &PageState::page);
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  Actor amina = make_actor(1, "Amina");
  Actor bo = make_actor(2, "Bo");
  ResponseId response;
};

void for_each_world(const std::function<void(World&)>& test) {
  const auto migrations = test::migrations_of({"audit", "forms"});
  test::for_each_engine(migrations, [&](db::Database& database) {
    World world(database);
    test(world);
  });
}

}  // namespace

TEST_CASE("a changed definition makes a new version; responses stay on theirs") {
  for_each_world([](World& world) {
    Form changed = sample::form();
    changed.pages[0].questions[0].label = sample::words("How many?");
    const auto [first, again, second, back] = world.db.write([&](db::Write& write) {
      const auto a = ensure_version(write, world.clock, sample::form());
      const auto b = ensure_version(write, world.clock, sample::form());
      const auto c = ensure_version(write, world.clock, changed);
      return std::tuple{a, b, c, *find_newest_version(write, "sample")};
    });
    CHECK(first == again);
    CHECK(second != first);
    CHECK(back == second);
    world.db.read([&](db::Read& read) {
      CHECK(get_response(read, world.response).form_version == first);
      CHECK(get_form(read, first) == sample::form());
      CHECK(get_form(read, second) == changed);
      CHECK(!find_newest_version(read, "other"));
    });
    // A definition that comes back is the newest again, as it was.
    world.db.write([&](db::Write& write) { ensure_version(write, world.clock, sample::form()); });
    world.db.read([&](db::Read& read) { CHECK(find_newest_version(read, "sample") == first); });
    // Public handlers may read definitions, and no answer.
    static_cast<db::PublicDatabase&>(world.db).read([&](db::PublicRead& read) { CHECK(get_form(read, first).code == "sample"); });
  });
}

TEST_CASE("a saved page: values, who and when, history, and one audit entry") {
  for_each_world([](World& world) {
    const SaveOutcome outcome = world.save(world.amina, "members", {{"members", "٤٢٠"}, {"members-version", "0"}, {"why", "access"}, {"why-version", "0"}, {"title", ""}, {"title-version", "0"}});
    CHECK(outcome.is_saved());
    CHECK(outcome.changed == std::vector<std::string>{"members", "why"});
    CHECK(outcome.versions == std::vector<std::pair<std::string, std::int64_t>>{{"members", 1}, {"why", 1}, {"title", 0}});
    CHECK(world.answer("members").answer.number()->low == 420);
    CHECK(world.answer("members").changed_by_name == "Amina");
    CHECK(world.answer("members").changed_by == PersonId(1));
    CHECK(world.answer("why").language == "fr");
    CHECK(world.answer("members").changed_at == world.clock.now());
    CHECK(world.audit_entries().size() == 1);
    CHECK(world.audit_entries().front().changes.size() == 2);
    CHECK(world.audit_entries().front().subject_kind == "report");
    CHECK(world.audit_entries().front().subject == 7);

    world.clock.advance(std::chrono::hours(1));
    world.save(world.bo, "members", {{"members", "500"}, {"members-version", "1"}, {"why", "access"}, {"why-version", "1"}});
    CHECK(world.answer("members").version == 2);
    CHECK(world.answer("why").version == 1);
    const auto changes = world.changes("members");
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].answer.number()->low == 500);
    CHECK(changes[0].changed_by_name == "Bo");
    CHECK(changes[1].answer.number()->low == 420);
    CHECK(world.audit_entries().size() == 2);
    // The same once more changes nothing and leaves no trace.
    world.save(world.bo, "members", {{"members", "500"}, {"members-version", "2"}});
    CHECK(world.changes("members").size() == 2);
    CHECK(world.audit_entries().size() == 2);
  });
}

TEST_CASE("answers that do not fit are told; the others on the page are saved") {
  for_each_world([](World& world) {
    const SaveOutcome outcome = world.save(world.amina, "members", {{"members", "many people"}, {"why", "access"}, {"title", "a\u202Eb"}});
    CHECK(!outcome.is_saved());
    REQUIRE(outcome.problems.size() == 2);
    CHECK(outcome.problems[0].field == "members");
    CHECK(outcome.problems[1].field == "title");
    CHECK(world.answer("why").answer.text() == "access");
    CHECK(world.answer("members").version == 0);
    // A page that was not finished does not read as ready.
    CHECK(world.state("members").status == PageStatus::to_do);
    CHECK(!world.try_save(world.amina, "nothing", {}));
  });
}

TEST_CASE("two people change one question: the later save is shown the other's text and chooses") {
  for_each_world([](World& world) {
    world.save(world.amina, "members", {{"why", "old"}, {"why-version", "0"}});
    world.save(world.bo, "members", {{"why", "of Bo"}, {"why-version", "1"}});
    const SaveOutcome late = world.save(world.amina, "members", {{"why", "of Amina"}, {"why-version", "1"}, {"members", "9"}, {"members-version", "0"}});
    REQUIRE(late.conflicts.size() == 1);
    CHECK(!late.is_saved());
    CHECK(late.conflicts[0].question == "why");
    CHECK(late.conflicts[0].mine.text() == "of Amina");
    CHECK(late.conflicts[0].theirs.answer.text() == "of Bo");
    CHECK(late.conflicts[0].theirs.changed_by_name == "Bo");
    CHECK(world.answer("why").answer.text() == "of Bo");    // not overwritten
    CHECK(world.answer("members").answer.number()->low == 9);  // the rest of the page is saved

    SUBCASE("mine after all: sent with the version that was shown") {
      CHECK(world.save(world.amina, "members", {{"why", "of Amina"}, {"why-version", "2"}}).is_saved());
      CHECK(world.answer("why").answer.text() == "of Amina");
      CHECK(world.changes("why").size() == 3);
    }
    SUBCASE("the other's") {
      CHECK(world.save(world.amina, "members", {{"why", "of Amina"}, {"why-version", "1"}, {"take", "why"}}).is_saved());
      CHECK(world.answer("why").answer.text() == "of Bo");
    }
    SUBCASE("an older tab of the same person is met in the same way") {
      const SaveOutcome tab = world.save(world.bo, "members", {{"why", "tab"}, {"why-version", "1"}});
      REQUIRE(tab.conflicts.size() == 1);
      CHECK(tab.conflicts[0].theirs.changed_by == PersonId(2));
    }
  });
}

TEST_CASE("a question that its writer left alone merges silently") {
  for_each_world([](World& world) {
    world.save(world.amina, "members", {{"why", "old"}, {"title", "T"}});
    world.save(world.bo, "members", {{"why", "of Bo"}, {"why-version", "1"}});
    // Amina's page still shows the old text beside the title that she changes.
    const SaveOutcome outcome = world.save(world.amina, "members", {{"why", "old"}, {"why-version", "1"}, {"title", "New"}, {"title-version", "1"}});
    CHECK(outcome.is_saved());
    CHECK(world.answer("why").answer.text() == "of Bo");
    CHECK(world.answer("title").answer.text() == "New");
  });
}

TEST_CASE("a field without a version, or with a made-up one, overwrites nothing") {
  for_each_world([](World& world) {
    world.save(world.amina, "members", {{"why", "kept"}});
    for (const char* version : {"", "99", "-1", "1x", "99999999999999999999"}) {
      CHECK(world.save(world.bo, "members", {{"why", "other"}, {"why-version", version}}).conflicts.size() == 1);
    }
    CHECK(world.save(world.bo, "members", {{"why", "other"}}).conflicts.size() == 1);
    CHECK(world.answer("why").answer.text() == "kept");
  });
}

TEST_CASE("two saves at the same moment: one is saved, the other meets it") {
  for_each_world([](World& world) {
    std::barrier start(2);
    std::vector<SaveOutcome> outcomes(2);
    const auto save = [&](int which, const Actor& actor) {
      start.arrive_and_wait();
      outcomes[which] = *world.try_save(actor, "members", {{"why", "text " + std::to_string(which)}, {"why-version", "0"}});
    };
    std::thread other([&] { save(1, world.bo); });
    save(0, world.amina);
    other.join();
    const auto saved = std::ranges::count_if(outcomes, &SaveOutcome::is_saved);
    CHECK(saved == 1);
    CHECK(outcomes[0].conflicts.size() + outcomes[1].conflicts.size() == 1);
    CHECK(world.changes("why").size() == 1);
  });
}

TEST_CASE("hidden questions are neither required nor kept") {
  for_each_world([](World& world) {
    world.save(world.amina, "updates", {{"way", "direct"}, {"address", "list@example.org"}});
    CHECK(world.answer("address").answer.text() == "list@example.org");
    const SaveOutcome outcome = world.save(world.amina, "updates", {{"way", "pass_on"}, {"way-version", "1"}, {"address", "not an address"}, {"address-version", "1"}, {"by", "mail"}});
    CHECK(outcome.is_saved());
    CHECK(world.answer("address").answer.empty());
    CHECK(world.answer("by").answer.codes() == Codes{"mail"});
    CHECK(world.changes("address").size() == 2);  // history still knows
    CHECK(world.state("updates").status == PageStatus::ready);
  });
}

TEST_CASE("S26: the page of activities is saved empty and is ready") {
  for_each_world([](World& world) {
    CHECK(world.save(world.amina, "activities", {{"activities-0-what", ""}, {"activities-version", "0"}}).is_saved());
    CHECK(world.state("activities").status == PageStatus::ready);
    CHECK(!world.state("activities").is_blocking);
    CHECK(world.audit_entries().empty());
  });
}

TEST_CASE("S30: last time's answers are copied, checked and confirmed; those that no longer fit stay behind") {
  for_each_world([](World& world) {
    world.save(world.amina, "members", {{"members", "420"}, {"why", "access for all"}});
    world.save(world.amina, "updates", {{"way", "pass_on"}, {"by", "talk"}, {"certified", "1"}});
    Form next = sample::form();
    next.pages[0].questions[1].length_most = 5;            // "access for all" is too long now
    next.pages[1].questions[2].options.pop_back();         // "talk" is no longer offered
    const ResponseId old = world.response;
    world.db.write([&](db::Write& write) {
      const FormVersionId version = ensure_version(write, world.clock, next);
      world.response = insert_response(write, world.as(world.bo), {.form_version = version, .organisation = OrganisationId(142)});
      CHECK(copy_answers(write, world.as(world.bo), old, world.response) == 3);
      CHECK(copy_answers(write, world.as(world.bo), old, world.response) == 0);
    });
    CHECK(world.answer("members").state == AnswerState::copied);
    CHECK(world.answer("members").changed_by_name.empty());
    CHECK(world.answer("why").version == 0);
    CHECK(world.answer("by").version == 0);
    CHECK(world.db.read([&](db::Read& read) { return get_response(read, world.response).copied_from; }) == old);
    CHECK(world.state("members").status == PageStatus::check);

    SUBCASE("still right, all on one page: who confirmed is kept (S21)") {
      world.db.write([&](db::Write& write) { REQUIRE(confirm_pages(write, world.as(world.bo), world.response, {"members", "updates"}).has_value()); });
      CHECK(world.state("members").status == PageStatus::ready);
      CHECK(world.state("updates").status == PageStatus::ready);
      CHECK(world.answer("certified").changed_by == PersonId(2));
      CHECK(world.answer("members").version == 1);
    }
    SUBCASE("saved as it was on its own page") {
      world.save(world.bo, "members", {{"members", "420"}, {"members-version", "1"}});
      CHECK(world.answer("members").state == AnswerState::given);
      CHECK(world.state("members").status == PageStatus::ready);
    }
    SUBCASE("an unknown page confirms nothing") {
      world.db.write([&](db::Write& write) { CHECK(!confirm_pages(write, world.as(world.bo), world.response, {"members", "x"})); });
      CHECK(world.answer("members").state == AnswerState::copied);
    }
  });
}

TEST_CASE("the register prefills what is empty or only copied, never what somebody wrote") {
  const auto migrations = test::migrations_of({"audit", "forms"});
  test::for_each_engine(migrations, [&](db::Database& database) {
    World world(database);
    Form form = sample::form();
    form.pages[1].questions[1].prefill = "organisation.address";
    form.pages[2].questions[0].prefill = "organisation.website";
    world.db.write([&](db::Write& write) {
      world.response = insert_response(write, world.as(world.amina), {.form_version = ensure_version(write, world.clock, form)});
      const Answers values = {{"organisation.address", Answer{std::string("a@example.org")}}, {"organisation.website", Answer{std::string("https://example.org/")}}, {"organisation.other", Answer{true}}};
      CHECK(prefill_answers(write, world.as(world.amina), world.response, values) == 2);
      CHECK(prefill_answers(write, world.as(world.amina), world.response, values) == 0);
      CHECK(prefill_answers(write, world.as(world.amina), world.response, {{"organisation.website", Answer{std::string("https://new.example/")}}}) == 1);
      CHECK(prefill_answers(write, world.as(world.amina), world.response, {{"organisation.website", Answer{Number{.low = 4}}}}) == 0);
    });
    CHECK(world.answer("site").answer.text() == "https://new.example/");
    CHECK(world.answer("site").state == AnswerState::copied);
    world.save(world.bo, "dates", {{"site", "mine.example"}, {"site-version", "2"}});
    world.db.write([&](db::Write& write) {
      CHECK(prefill_answers(write, world.as(world.amina), world.response, {{"organisation.website", Answer{std::string("https://new.example/")}}}) == 0);
    });
    CHECK(world.answer("site").answer.text() == "https://mine.example");
  });
}

TEST_CASE("nothing is saved while a response is locked") {
  for_each_world([](World& world) {
    world.db.write([&](db::Write& write) { lock_response(write, world.response); });
    const auto refused = world.try_save(world.amina, "members", {{"members", "4"}});
    REQUIRE(!refused);
    CHECK(refused.error().kind == Problem::Kind::conflict);
    world.db.write([&](db::Write& write) {
      CHECK(!confirm_pages(write, world.as(world.amina), world.response, {"members"}));
      CHECK(!set_answer(write, world.as(world.amina), world.response, "members", Answer{Number{.low = 1}}, Locale::en));
      unlock_response(write, world.response);
    });
    CHECK(world.save(world.amina, "members", {{"members", "4"}}).is_saved());
  });
}

TEST_CASE("an answer set by the program is checked like any other, and a name can be erased") {
  for_each_world([](World& world) {
    world.db.write([&](db::Write& write) {
      CHECK(set_answer(write, world.as(world.amina), world.response, "members", Answer{Number{.low = 7}}, Locale::en).has_value());
      CHECK(!set_answer(write, world.as(world.amina), world.response, "members", Answer{std::string("x")}, Locale::en));
      CHECK(!set_answer(write, world.as(world.amina), world.response, "nothing", Answer{true}, Locale::en));
    });
    CHECK(world.answer("members").changed_by_name == "Amina");
    world.db.write([&](db::Write& write) { erase_names(write, PersonId(1)); });
    CHECK(world.answer("members").changed_by_name.empty());
    CHECK(world.answer("members").answer.number()->low == 7);
    CHECK(world.changes("members").front().changed_by_name.empty());
  });
}

TEST_CASE("S32: the connection of public handlers reads no answer") {
  for_each_world([](World& world) {
    world.save(world.amina, "members", {{"members", "4"}});
    const db::Statement peek{"test.peek", "SELECT answer FROM response_answer", {}};
    const db::Statement peek_change{"test.peek_change", "SELECT count(*) AS count FROM response_change", {}};
    if (world.db.engine() == db::Engine::sqlite) {
      for (const db::Statement& statement : {peek, peek_change}) {
        CHECK_THROWS_AS(world.db.read_public([&](db::PublicRead& read) { read.each(statement, {}, [](const db::Row&) {}); }), db::Error);
      }
    }
  });
}
