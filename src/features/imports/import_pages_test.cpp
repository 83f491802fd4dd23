// The pages of imports, handlers called without a server, with the real runner of jobs.
#include "features/imports/import_pages.hpp"

#include <doctest/doctest.h>

#include "features/imports/import_world_test.hpp"
#include "features/people/people.hpp"
#include "platform/html/shell.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::imports;
using muster::imports::test::World;

namespace {

constexpr const char* kFile = "key,name,country,size\nk1,Alpha Users,FR,3\nk2,,FR,4\nk3,Gamma <b>Users</b>,Peru,5\n";

struct Site {
  explicit Site(World& with) : world(with), context{world.db, world.clock, world.random, world.texts, world.log, world.programme, {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      return html::Shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
    };
    staff.kind = Actor::Kind::person;
    staff.person = world.db.write([&](db::Write& write) {
      const PersonId person = people::insert_person(write, world.by(), people::parse_person("Maria", "", "maria@staff.example", "en").value());
      access::grant_seat(write, world.by(), {.person = person, .role = Role::staff, .from = world.clock.today()});
      return person;
    });
    staff.seats = {{.id = SeatId(1), .role = Role::staff}};
    runner.run_due();
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
  http::Response send(const std::string& bytes, const std::string& name = "members.csv") {
    http::Request request;
    request.files.push_back({.field = "file", .name = name, .content = bytes});
    const auto answer = call(http::Method::post, "/staff/imports", request);
    if (answer.status != 303 || !answer.headers.front().second.ends_with("/columns")) return answer;
    // What the columns mean is asked: as they are guessed.
    const auto newest = world.db.read([](db::Read& read) { return list_batches(read, 1); }).front();
    const auto preview = preview_file(world.db.read([&](db::Read& read) { return get_source(read, newest.id); })).value();
    http::Request chosen;
    chosen.parameters["id"] = std::to_string(newest.id);
    const auto guessed = guess_columns(preview.headings);
    for (std::size_t n = 0; n < guessed.size(); ++n) chosen.form.add("column-" + std::to_string(n), guessed[n]);
    return call(http::Method::post, "/staff/imports/{id}/columns", chosen);
  }
  http::Response at(http::Method method, const std::string& step, const std::string& id, Locale locale = Locale::en, const std::string& outcome = {}) {
    http::Request request{.locale = locale};
    request.parameters["id"] = id;
    if (!outcome.empty()) request.query.add("outcome", outcome);
    return call(method, "/staff/imports/{id}" + step, request);
  }
  std::string get(const std::string& id) { return at(http::Method::get, "", id).body; }
  void post(const std::string& step, const std::string& id) { CHECK(at(http::Method::post, step, id).status == 303); }
  Batch batch(std::int64_t id = 1) { return world.db.read([&](db::Read& read) { return imports::find_batch(read, id); }).value(); }

  World& world;
  http::Context context;
  Actor staff;
  jobs::Runner runner{world.context(), make_import_jobs([this](db::Read&, OrganisationId id) { return id == world.used; }), {}};
};

void for_each_site(const std::function<void(Site&)>& test) {
  imports::test::for_each_world([&](World& world) {
    Site site(world);
    test(site);
  });
}

}  // namespace

TEST_CASE("a file is looked at, shown line by line, applied by a button and undone by another") {
  for_each_site([](Site& site) {
    CHECK(site.send(kFile).status == 303);
    CHECK(site.get("1").find("Being read") != std::string::npos);
    site.runner.run_due();
    const std::string looked = site.get("1");
    CHECK(looked.find("Apply 2 lines") != std::string::npos);
    CHECK(looked.find("Change what the columns mean") != std::string::npos);
    CHECK(looked.find("Gamma &lt;b&gt;Users") != std::string::npos);
    CHECK(site.world.count() == 0);
    site.post("/apply", "1");
    site.runner.run_due();
    CHECK(site.batch().state == BatchState::applied);
    CHECK(site.world.count() == 2);
    CHECK(site.get("1").find("Undo this import") != std::string::npos);
    site.post("/undo", "1");
    site.runner.run_due();
    CHECK(site.batch().state == BatchState::undone);
    CHECK(site.world.count() == 0);
  });
}

TEST_CASE("apply pressed twice, undo pressed twice, and a step that is too late do nothing twice") {
  for_each_site([](Site& site) {
    site.send(kFile);
    site.post("/apply", "1");  // not looked at yet
    CHECK(site.batch().state == BatchState::looking);
    site.runner.run_due();
    site.post("/undo", "1");  // nothing was applied
    CHECK(site.batch().state == BatchState::looked_at);
    site.post("/apply", "1");
    site.post("/apply", "1");
    site.runner.run_due();
    site.post("/apply", "1");
    site.post("/drop", "1");
    site.runner.run_due();
    CHECK(site.batch().state == BatchState::applied);
    CHECK(site.world.count() == 2);
    site.post("/undo", "1");
    site.post("/undo", "1");
    site.runner.run_due();
    site.post("/undo", "1");
    site.runner.run_due();
    CHECK(site.world.count() == 0);
  });
}

TEST_CASE("a file that is not wanted is forgotten with all its lines") {
  for_each_site([](Site& site) {
    site.send(kFile);
    site.runner.run_due();
    site.post("/drop", "1");
    CHECK(site.batch().state == BatchState::dropped);
    CHECK(site.world.db.read([](db::Read& read) { return get_source(read, 1); }).empty());
    site.post("/apply", "1");
    site.runner.run_due();
    CHECK(site.world.count() == 0);
  });
}

TEST_CASE("a file that nobody applies within a week is forgotten") {
  for_each_site([](Site& site) {
    site.send(kFile);
    site.runner.run_due();
    site.world.clock.set(site.world.clock.now() + std::chrono::days(8));
    forget_old(site.world.db, site.world.clock);
    CHECK(site.world.db.read([](db::Read& read) { return get_source(read, 1); }).empty());
    CHECK(site.batch().state == BatchState::dropped);
  });
}

TEST_CASE("separators and encodings are found out; bytes that are no text are named by their line") {
  for_each_site([](Site& site) {
    CHECK(site.send("name;country;place\nAlpha;FR;Lyon, Rh\xF4ne\n").status == 303);  // as an old spreadsheet saves it
    CHECK(site.send("\xEF\xBB\xBFname\tcountry\nBeta\tFR\n").status == 303);
    const std::u16string wide = u"name,country\nГамма,RU\n";
    std::string utf16 = "\xFF\xFE";
    for (const char16_t unit : wide) {
      utf16 += static_cast<char>(unit & 0xff);
      utf16 += static_cast<char>(unit >> 8);
    }
    CHECK(site.send(utf16).status == 303);
    site.runner.run_due();
    for (const char* id : {"1", "2", "3"}) site.post("/apply", id);
    site.runner.run_due();
    CHECK(site.world.get("Alpha").place == "Lyon, Rhône");
    CHECK(site.world.find("Beta"));
    CHECK(site.world.find("Гамма"));
    CHECK(site.get("1").find("Read as ") != std::string::npos);
    const auto bad = site.send(std::string("name,country\nAl\0pha,FR\n", 23));
    CHECK(bad.status == 422);
    CHECK(bad.body.find("Line 2") != std::string::npos);
  });
}

TEST_CASE("an empty file, one without names, and one with a quote left open are refused beside the field; what was pasted stays") {
  for_each_site([](Site& site) {
    for (const char* bytes : {"", "   \n", "country\n", "name\n\"open\n"}) CHECK(site.send(bytes).status == 422);
    http::Request request;
    request.form.add("text", "name\n\"open\n");
    const auto answer = site.call(http::Method::post, "/staff/imports", request);
    CHECK(answer.status == 422);
    CHECK(answer.body.find("name\n&quot;open") != std::string::npos);
    CHECK(site.world.db.read([](db::Read& read) { return list_batches(read, 10); }).empty());
  });
}

TEST_CASE("lines to mend come back as a file with number and problem, safe to open, and can be sent again mended") {
  for_each_site([](Site& site) {
    site.send("name,country\n=cmd(),Atlantis\nBeta,FR\n");
    site.runner.run_due();
    site.post("/apply", "1");
    site.runner.run_due();
    std::string csv = site.at(http::Method::get, "/lines.csv", "1").body;
    CHECK(csv.find("line,problem,name,country") != std::string::npos);
    CHECK(csv.find("'=cmd()") != std::string::npos);
    CHECK(csv.find("Beta") == std::string::npos);
    csv.replace(csv.find("Atlantis", csv.find("'=cmd()")), 8, "KE");
    CHECK(site.send(csv).status == 303);
    site.runner.run_due();
    site.post("/apply", "2");
    site.runner.run_due();
    CHECK(site.world.count() == 2);
  });
}

TEST_CASE("an import with an unknown number is not there") {
  for_each_site([](Site& site) {
    for (const char* id : {"1", "0", "-1", "x", "99999999999999999999"}) {
      for (const char* step : {"", "/lines.csv", "/undo"}) CHECK(site.at(http::Method::get, step, id).status == 404);
      for (const char* step : {"/apply", "/drop", "/undo"}) CHECK(site.at(http::Method::post, step, id).status == 404);
    }
  });
}

TEST_CASE("the work of an import is taken up by the next worker after one that died") {
  for_each_site([](Site& site) {
    std::string text = "key,name,country\n";
    for (int line = 1; line <= 120; ++line) text += "k" + std::to_string(line) + ",Member " + std::to_string(line) + ",FR\n";
    site.send(text);
    site.runner.run_due();
    site.post("/apply", "1");
    const auto file = read_file(site.world.rules, text).value();
    NameIndex names;
    CHECK(apply_chunk(site.world.db, site.world.by(), site.world.rules, 1, file, names, [](db::Write&) {}));  // and then its server was killed
    CHECK(site.get("1").find("of 120 lines") != std::string::npos);
    site.runner.run_due();
    CHECK(site.batch().state == BatchState::applied);
    CHECK(site.world.count() == 120);
  });
}

TEST_CASE("every page of imports, in six languages and each state, is sound") {
  for_each_site([](Site& site) {
    const auto check = [](const http::Response& response, Locale locale) {
      const auto problems = muster::test::check_html(response.body, muster::test::Markup::page);
      INFO(locale_tag(locale) << ": " << (problems.empty() ? "" : problems.front()));
      CHECK(problems.empty());
    };
    const auto check_all = [&] {
      for (const Locale locale : kLocales) {
        check(site.call(http::Method::get, "/staff/imports", {.locale = locale}), locale);
        for (const char* outcome : {"", "new", "invalid", "left", "nonsense"}) check(site.at(http::Method::get, "", "1", locale, outcome), locale);
        const auto asked = site.at(http::Method::get, "/undo", "1", locale);
        if (asked.status == 200) check(asked, locale);
        check(site.at(http::Method::get, "", "77", locale), locale);
        check(site.call(http::Method::post, "/staff/imports", {.locale = locale}), locale);
      }
    };
    for (const Locale locale : kLocales) check(site.call(http::Method::get, "/staff/imports", {.locale = locale}), locale);
    site.send(kFile);
    check_all();
    site.runner.run_due();
    check_all();
    site.post("/apply", "1");
    check_all();
    site.runner.run_due();
    check_all();
    organisations::Edit mended;
    mended.place = "Lyon";
    site.world.edit("Alpha Users", mended);
    site.post("/undo", "1");
    check_all();
    site.runner.run_due();
    check_all();
    CHECK(site.get("1").find("left as it is") != std::string::npos);
  });
}
