// What the columns of a file mean: guessed, chosen, remembered for the same headings, given on the command line.
#include "features/imports/columns.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "features/imports/import_pages.hpp"
#include "features/imports/import_world_test.hpp"
#include "platform/html/shell.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::imports;
using muster::imports::test::World;

namespace {

const std::vector<std::string> kHeadings = {"Group", "Where", "Contact person", "Country"};
constexpr const char* kOdd = "Group,Where,Contact person,Country\nAlpha Users,Lyon,Amina,FR\nBeta Users,Paris,,FR\nGamma Users,Lyon,Kofi,FR\n";

struct Pages {
  explicit Pages(World& with) : world(with), context{world.db, world.clock, world.random, world.texts, world.log, world.programme, {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      return html::Shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
    };
    staff.kind = Actor::Kind::person;
  }
  http::Response call(http::Method method, const std::string& pattern, http::Request request) {
    request.method = method;
    request.actor = staff;
    for (const auto& route : make_import_routes()) {
      if (route.method == method && route.pattern == "/{lang}" + pattern) return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response send(const std::string& bytes) {
    http::Request request;
    request.files.push_back({.field = "file", .name = "members.csv", .content = bytes});
    return call(http::Method::post, "/staff/imports", request);
  }
  http::Response at(http::Method method, const std::string& id, const std::string& step, const std::vector<std::string>& columns = {}, Locale locale = Locale::en) {
    http::Request request{.locale = locale};
    request.parameters["id"] = id;
    for (std::size_t n = 0; n < columns.size(); ++n) request.form.add("column-" + std::to_string(n), columns[n]);
    return call(method, "/staff/imports/{id}" + step, request);
  }
  http::Response choose(const std::string& id, const std::vector<std::string>& columns) { return at(http::Method::post, id, "/columns", columns); }
  Batch batch(std::int64_t id) { return world.db.read([&](db::Read& read) { return imports::find_batch(read, id); }).value(); }

  World& world;
  http::Context context;
  Actor staff;
  jobs::Runner runner{world.context(), make_import_jobs({}), {}};
};

void for_each_pages(const std::function<void(Pages&)>& test) {
  imports::test::for_each_world([&](World& world) {
    Pages pages(world);
    test(pages);
  });
}

}  // namespace

TEST_CASE("columns are guessed by their headings; of two that mean the same the first counts; what says nothing needs a choice") {
  CHECK(guess_columns({"Name", "E-Mail", "email", "Size", "rep1_name"}) == Columns{"name", "contact", "", "", "representative_1_name"});
  CHECK_FALSE(needs_choice({"name", "country"}, guess_columns({"name", "country"})));
  CHECK(needs_choice({"name", "Size"}, guess_columns({"name", "Size"})));
  CHECK(needs_choice({"country"}, guess_columns({"country"})));  // no name
  CHECK_FALSE(needs_choice({"line", "problem", "name", ""}, guess_columns({"line", "problem", "name", ""})));  // our own list of lines to mend
  for (const auto& field : list_column_fields()) CHECK(is_column_field(field.code));
  CHECK_FALSE(is_column_field("ignored"));
}

TEST_CASE("no name, and a field chosen twice, are problems of their columns") {
  CHECK(check_columns({"name", "", "country", ""}).empty());
  CHECK(check_columns({"", "country"}).front().field == "column-0");
  const auto twice = check_columns({"name", "country", "country"});
  REQUIRE(twice.size() == 1);
  CHECK(twice.front().field == "column-2");
}

TEST_CASE("a choice is known again by the headings, whatever their order, and two columns of one heading are told apart") {
  const Columns chosen = {"name", "place", "", "country"};
  const std::string stored = format_choice(kHeadings, chosen);
  const std::vector<std::string> turned = {"country ", "CONTACT PERSON", "group", "where"};
  CHECK(make_headings_key(turned) == make_headings_key(kHeadings));
  CHECK(apply_choice(turned, stored) == Columns{"country", "", "name", "place"});
  CHECK(make_headings_key({"a", "b"}) != make_headings_key({"a", "b", "c"}));
  const std::vector<std::string> twins = {"Name", "Name"};
  CHECK(apply_choice(twins, format_choice(twins, {"name", "name_english"})) == Columns{"name", "name_english"});
}

TEST_CASE("the command line says what a column is over what is known; a column or field that is not there is named") {
  const auto columns = apply_words(kHeadings, guess_columns(kHeadings), {"group=name", "Where=place", "Country="});
  CHECK(columns.value() == Columns{"name", "place", "", ""});
  CHECK(apply_words({"name", "Group"}, {"name", ""}, {"Group=name"}).value() == Columns{"", "name"});
  CHECK_FALSE(apply_words(kHeadings, guess_columns(kHeadings), {"Nothing=name"}).has_value());
  CHECK_FALSE(apply_words(kHeadings, guess_columns(kHeadings), {"Group=nonsense"}).has_value());
  CHECK_FALSE(apply_words(kHeadings, guess_columns(kHeadings), {"Group"}).has_value());
}

TEST_CASE("a file with unknown headings asks what they are, shows samples, and does not ask again for the same headings") {
  for_each_pages([](Pages& pages) {
    CHECK(pages.send(kOdd).headers.front().second.ends_with("/staff/imports/1/columns"));
    pages.runner.run_due();
    CHECK(pages.batch(1).needs_columns);  // nothing happens before somebody says
    CHECK(pages.at(http::Method::get, "1", "").status == 303);
    for (const Locale locale : kLocales) {
      const auto page = pages.at(http::Method::get, "1", "/columns", {}, locale);
      CHECK(muster::test::check_html(page.body, muster::test::Markup::page).empty());
      CHECK(page.body.find("Contact person") != std::string::npos);
      CHECK(page.body.find("Amina") != std::string::npos);
    }
    const auto nameless = pages.choose("1", {"", "place", "", "country"});
    CHECK(nameless.status == 422);
    CHECK(nameless.body.find("Say which column holds the name.") != std::string::npos);
    CHECK(muster::test::check_html(nameless.body, muster::test::Markup::page).empty());
    CHECK(pages.choose("1", {"name", "place", "place", "country"}).status == 422);
    CHECK(pages.batch(1).needs_columns);
    CHECK(pages.choose("1", {"name", "place", "", "country"}).status == 303);
    pages.runner.run_due();
    CHECK(pages.batch(1).state == BatchState::looked_at);
    pages.at(http::Method::post, "1", "/apply");
    pages.runner.run_due();
    CHECK(pages.world.get("Alpha Users").place == "Lyon");
    CHECK(pages.world.count() == 3);
    pages.choose("1", {"name", "", "place", "country"});  // applied: too late
    CHECK(pages.batch(1).state == BatchState::applied);
    // The same spreadsheet next month, its columns in another order.
    CHECK(pages.send("Country,Group,Where,Contact person\nFR,Delta Users,Nice,Otieno\n").headers.front().second.ends_with("/staff/imports/2"));
    pages.runner.run_due();
    pages.at(http::Method::post, "2", "/apply");
    pages.runner.run_due();
    CHECK(pages.world.get("Delta Users").place == "Nice");
  });
}

TEST_CASE("columns can be given another meaning after the look, and the lines are looked at anew; an unwanted file goes") {
  for_each_pages([](Pages& pages) {
    pages.send(kOdd);
    pages.choose("1", {"name", "", "", "country"});
    pages.runner.run_due();
    CHECK(pages.at(http::Method::get, "1", "").body.find("Change what the columns mean") != std::string::npos);
    CHECK(pages.choose("1", {"name", "place", "short_name", "country"}).status == 303);
    pages.runner.run_due();
    pages.at(http::Method::post, "1", "/apply");
    pages.runner.run_due();
    CHECK(pages.world.get("Alpha Users").short_name == "Amina");
    CHECK(pages.world.get("Beta Users").place == "Paris");
    pages.send("Nothing known\nx\n");
    CHECK(pages.batch(2).needs_columns);
    pages.at(http::Method::post, "2", "/drop");
    CHECK(pages.batch(2).state == BatchState::dropped);
    CHECK(pages.world.db.read([](db::Read& read) { return get_source(read, 2); }).empty());
    pages.send("Also unknown\nx\n");
    pages.world.clock.set(pages.world.clock.now() + std::chrono::days(8));
    forget_old(pages.world.db, pages.world.clock);  // nobody ever said
    CHECK(pages.batch(3).state == BatchState::dropped);
  });
}

TEST_CASE("the command line reads columns as remembered, or as it is told") {
  imports::test::for_each_world([](World& world) {
    CHECK(find_file_columns(world.db, kOdd, {}).value().empty());
    const auto told = find_file_columns(world.db, kOdd, {"Group=name", "Where=place"}).value();
    CHECK(told == Columns{"name", "place", "", "country"});
    const auto report = import_organisations(world.db, world.by(), world.rules, kOdd, {.file_name = "odd.csv", .is_dry_run = true, .columns = told});
    CHECK(report.value().count(Outcome::added) == 3);
    CHECK(find_file_columns(world.db, kOdd, {"Where=place"}).error().message.one == "Say which column holds the name.");
    const auto batch = world.db.write([&](db::Write& write) { return insert_waiting_batch(write, world.by(), preview_file(kOdd).value(), kOdd, {}); });
    world.db.write([&](db::Write& write) {
      const auto found = find_batch(write, batch).value();
      CHECK(choose_columns(write, world.by(), found, read_file(world.rules, kOdd, told).value(), told));
    });
    CHECK(find_file_columns(world.db, kOdd, {}).value() == told);
    CHECK(find_file_columns(world.db, kOdd, {"Contact person=short_name"}).value() == Columns{"name", "place", "short_name", "country"});
  });
}
