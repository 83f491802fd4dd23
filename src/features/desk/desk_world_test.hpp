// For tests of this room alone: two of staff and an administrator, a table of another room, and handlers
// called without a server.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/desk/bulk_store.hpp"
#include "features/desk/module.hpp"
#include "features/desk/saved_view_store.hpp"
#include "base/text.hpp"
#include "features/people/people.hpp"
#include "platform/html/shell.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::desk::test {

inline Table sample_table() { return {"reports", "/staff/reports", tr("Reports"), {{"late", tr("Late"), "status=late"}}}; }

struct World {
  explicit World(db::Database& database) : db(database) {
    maria = add("Maria", Role::staff);
    omar = add("Omar", Role::staff);
    boss = add("Boss", Role::administrator);
  }

  Actor add(const std::string& name, Role role) {
    Actor actor{.kind = Actor::Kind::person, .name = name, .seats = {{.id = SeatId(1), .role = role}}, .is_fully_signed_in = true};
    const Actor system = Actor::system();
    const By by{clock, random, system};
    actor.person = db.write([&](db::Write& write) {
      return people::insert_person(write, by, people::parse_person(name, "", to_lower_ascii(name) + "@staff.example", "en").value());
    });
    db.write([&](db::Write& write) { access::grant_seat(write, by, {.person = actor.person, .role = role, .from = clock.today()}); });
    return actor;
  }
  By by(const Actor& actor) { return {clock, random, actor}; }

  http::Response call(http::Method method, const std::string& pattern, const Actor& actor, const std::map<std::string, std::string>& parts = {},
                      const std::map<std::string, std::string>& fields = {}, Locale locale = Locale::en) {
    http::Request request{.method = method, .path = "/en" + pattern, .locale = locale, .actor = actor, .csrf_token = "token"};
    for (const auto& [name, value] : parts) request.parameters[name] = value;
    for (const auto& [name, value] : fields) (method == http::Method::get ? request.query : request.form).add(name, value);
    const auto make_shell = [](const http::Request& of, const Message& title) {
      return html::Shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = of.csrf_token};
    };
    http::Context context{db, clock, random, texts, *log, programme, make_shell, [](std::string_view, std::string_view) { return true; }};
    for (const auto& route : routes) {
      if (route.method == method && route.pattern == "/{lang}" + pattern) return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response get(const std::string& pattern, const Actor& actor, const std::map<std::string, std::string>& parts = {},
                     const std::map<std::string, std::string>& query = {}, Locale locale = Locale::en) {
    return call(http::Method::get, pattern, actor, parts, query, locale);
  }
  http::Response post(const std::string& pattern, const Actor& actor, const std::map<std::string, std::string>& parts = {}, const std::map<std::string, std::string>& form = {}) {
    return call(http::Method::post, pattern, actor, parts, form);
  }

  std::vector<ViewState> views(const Actor& actor) {
    return db.read([&](db::Read& read) { return list_views(read, sample_table(), actor.person); });
  }
  // Names above the table, as that room shows them.
  std::vector<std::string> pinned(const Actor& actor) {
    std::vector<std::string> names;
    for (const auto& view : db.read([&](db::Read& read) { return list_pinned(read, sample_table(), actor.person); })) names.push_back(texts.translate(Locale::en, view.name));
    return names;
  }
  std::int64_t save(const Actor& actor, const std::string& name, bool is_shared = false, const std::string& query = "region=AF&status=late") {
    return db.write([&](db::Write& write) {
      return insert_view(write, by(actor), {.table = "reports", .owner = actor.person, .name = name, .query = query, .is_shared = is_shared}).value();
    });
  }

  NewBulk bulk(int rows, const std::string& mark = "mark") {
    NewBulk made{.mark = mark};
    for (int row = 1; row <= rows; ++row) made.items.push_back({OrganisationId(row), "Society " + std::to_string(row), ""});
    return made;
  }
  std::int64_t start(const NewBulk& bulk, const Actor& actor) {
    const std::string path = start_bulk(db, by(actor), programme, kind, bulk);
    return std::stoll(path.substr(path.rfind('/') + 1));
  }
  std::int64_t count_rows(std::int64_t run, std::string_view state) {
    const auto rows = db.read([&](db::Read& read) { return list_rows(read, run); });
    return std::ranges::count(rows, state, &BulkRow::state);
  }
  // Acts that were done, whatever the rows say.
  std::size_t count_acts() {
    return db.read([](db::Read& read) { return audit::list_entries(read, {.action = "test.bulk", .limit = 5000}); }).size();
  }
  int run_jobs() {
    jobs::Runner runner({.db = db, .clock = clock, .random = random, .texts = texts, .log = *log, .programme = programme, .public_url = "https://muster.example"}, make_job_kinds({kind}), {});
    return runner.run_due();
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{7};
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
  Programme programme;
  // What the sample act does to a row; tests give it.
  std::function<Result<Message>(db::Write&, const By&, const BulkItem&)> act = [](db::Write& write, const By& with, const BulkItem& item) -> Result<Message> {
    audit::record(write, with, {.action = "test.bulk", .subject_kind = "organisation", .subject = item.organisation.value(), .organisation = item.organisation});
    return tr("Deferred until {date}.", {{"date", *Date::from_ymd(2027, 5, 2)}});
  };
  BulkKind kind{"test.act", tr("Give more time"), "/staff/reports",
                [this](db::Write& write, const By& with, const Programme&, const BulkValues&, const BulkItem& item) { return act(write, with, item); }};
  http::Routes routes = make_routes({sample_table()}, {kind});
  Actor maria, omar, boss;
};

template <class F>
void for_each_world(F&& check) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    check(world);
  });
}

}  // namespace muster::desk::test
