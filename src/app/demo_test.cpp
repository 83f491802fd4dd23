// The demo's data: the real directory as it was seen, and nothing invented about it; fictional organisations that
// nobody takes for real ones; and stories whose dates follow the day on which they are made.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "app/app.hpp"
#include "app/demo.hpp"
#include "app/installation.hpp"
#include "base/text.hpp"
#include "embedded_demo.hpp"
#include "features/access/access.hpp"
#include "features/bounces/bounces.hpp"
#include "features/imports/imports.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

namespace muster::app {
namespace {

using Row = std::map<std::string, std::string>;

const Programme& programme() {
  static const Programme made = load_embedded_programme();
  return made;
}

std::vector<Row> parse_rows(std::string_view bytes) {
  const auto records = imports::parse_csv(bytes, ',');
  REQUIRE(records.has_value());
  std::vector<Row> rows;
  for (std::size_t i = 1; i < records->size(); ++i) {
    Row row;
    for (std::size_t column = 0; column < records->front().cells.size(); ++column) row[records->front().cells[column]] = (*records)[i].cells.at(column);
    rows.push_back(std::move(row));
  }
  return rows;
}
std::vector<Row> read_rows(std::string_view name) { return parse_rows(embedded::find_demo_file(name)->bytes); }

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Demo {
  explicit Demo(db::Database& database, Instant now = Instant::from_date(*Date::from_ymd(2026, 11, 23)) + std::chrono::hours(9)) : db(database), clock(now) {
    for (const forms::Form& form : load_embedded_forms(programme())) db.write([&](db::Write& write) { forms::ensure_version(write, clock, form); });
    seed();
  }
  void seed(const std::string& url = "http://localhost:8080") { links = seed_demo({db, clock, random, programme(), url, folder.file("demo-links.json")}); }

  std::vector<organisations::Organisation> all() {
    return db.read([](db::Read& read) {
      std::vector<OrganisationId> ids;
      read.each(db::Statement{"demo.ids", "SELECT id FROM organisation ORDER BY id", {}}, {}, [&](const db::Row& row) { ids.push_back(row.id<OrganisationId>("id")); });
      return organisations::list_organisations(read, ids);
    });
  }
  static bool is_fictional(const organisations::Organisation& of) { return of.website.ends_with(".example.org"); }
  std::vector<organisations::Organisation> real() {
    auto list = all();
    std::erase_if(list, is_fictional);
    return list;
  }
  std::vector<organisations::Organisation> fictional() {
    auto list = all();
    std::erase_if(list, [](const auto& of) { return !is_fictional(of); });
    return list;
  }
  std::int64_t count(const std::string& sql, const db::Parameters& parameters = {}) {
    return db.read([&](db::Read& read) { return read.count(db::Statement{"demo.count", sql, {}}, parameters); });
  }

  db::Database& db;
  FixedClock clock;
  SeededRandom random{5};
  test::ScratchFolder folder;
  DemoLinks links;
};

void for_each_demo(const std::function<void(Demo&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    Demo demo(database);
    test(demo);
  });
}

// The scripts in which a name is written.
std::set<std::string> scripts_of(std::string_view name) {
  std::set<std::string> scripts;
  for (std::size_t at = 0; at < name.size();) {
    const auto lead = static_cast<unsigned char>(name[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7f >> length);
    for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(name[at + i]) & 0x3f);
    at += length;
    if ((c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z')) scripts.insert("Latin");
    if (c >= 0x370 && c < 0x400) scripts.insert("Greek");
    if (c >= 0x400 && c < 0x530) scripts.insert("Cyrillic");
    if (c >= 0x600 && c < 0x700) scripts.insert("Arabic");
    if (c >= 0x900 && c < 0x980) scripts.insert("Devanagari");
    if (c >= 0x4e00 && c < 0xa000) scripts.insert("Han");
  }
  return scripts;
}

}  // namespace

TEST_CASE("demo: the directory is the public one, byte for byte") {
  const std::string original = "../shared/data/als_directory.csv";
  if (!std::filesystem::exists(original)) {
    MESSAGE("left out: " << original << " is not here");
    return;
  }
  CHECK(read_file(original) == embedded::find_demo_file("als_directory.csv")->bytes);
}

TEST_CASE("demo: a real organisation has what the directory says, and gaps stay gaps") {
  for_each_demo([](Demo& demo) {
    const auto rows = read_rows("als_directory.csv");
    const auto real = demo.real();
    REQUIRE(real.size() == rows.size());
    int gaps = 0;
    for (const Row& row : rows) {
      const auto found = std::ranges::find_if(real, [&](const auto& of) {
        return demo.db.read([&](db::Read& read) { return organisations::get_private_side(read, of.id).external_key; }) == "directory:" + row.at("name") + "/" + row.at("ralo");
      });
      CAPTURE(row.at("name"));
      REQUIRE(found != real.end());
      CHECK(found->name == row.at("name"));
      CHECK(found->country == row.at("country_iso2"));
      CHECK(found->website == (row.at("website").empty() ? "" : Url::parse(row.at("website"))->text()));
      CHECK((found->joined_on ? found->joined_on->format_iso() : "") == row.at("accredited_on"));
      const std::string& seen = row.at("status_seen");
      CHECK((found->status == organisations::Status::accredited) == (seen == "seen as accredited"));
      CHECK((found->status == organisations::Status::decertified) == seen.starts_with("decertified"));
      gaps += row.at("website").empty() + row.at("accredited_on").empty();
      // What the directory does not say.
      for (const std::string* nothing : {&found->name_english, &found->short_name, &found->place, &found->kind, &found->summary, &found->contact, &found->reference_url}) CHECK(nothing->empty());
      CHECK(found->languages.empty());
      CHECK(found->topics.empty());
      CHECK_FALSE(found->is_quiet);
      demo.db.read([&](db::Read& read) {
        const auto side = organisations::get_private_side(read, found->id);
        CHECK(side.source_note == row.at("source_note"));
        CHECK_FALSE(side.redistribution_address.has_value());
        CHECK(side.relay_address.empty());
        CHECK(side.waiver_wish.empty());
        CHECK(organisations::list_leaders(read, found->id).empty());
        CHECK(organisations::list_memberships(read, found->id).empty());
        CHECK(access::list_seat_history(read, found->id).empty());
        CHECK(reports::list_reports(read, found->id).empty());
      });
    }
    CHECK(gaps > 50);
  });
}

TEST_CASE("demo: no row of any table says more about a real organisation than the directory does") {
  for_each_demo([](Demo& demo) {
    const auto real = demo.real();
    // Where a row may name one: its facts as seen, its place in the rotation, and the log of having been entered.
    const std::set<std::string> allowed = {"organisation_status", "rotation_slot", "public_change", "public_status", "audit_entry"};
    const std::string log_of = "SELECT count(*) AS count FROM audit_entry WHERE organisation = :organisation AND action NOT IN ('organisations.add', 'reports.set_slot')";
    int tables = 0;
    for (const auto& migration : test::all_migrations()) {
      const std::string sql(migration.sql);
      for (std::size_t at = sql.find("CREATE TABLE "); at != std::string::npos; at = sql.find("CREATE TABLE ", at + 1)) {
        const std::string name = sql.substr(at + 13, sql.find(' ', at + 13) - at - 13);
        const std::string body = sql.substr(at, sql.find(";", at) - at);
        if (body.find("\n  organisation {") == std::string::npos || allowed.contains(name) || name.ends_with("_rebuilt")) continue;
        ++tables;
        for (const auto& of : real) CHECK_MESSAGE(demo.count("SELECT count(*) AS count FROM " + name + " WHERE organisation = :organisation", {{"organisation", of.id}}) == 0, name, ": ", of.name);
      }
    }
    CHECK(tables > 15);
    for (const auto& of : real) {
      CHECK(demo.count("SELECT count(*) AS count FROM organisation_status WHERE organisation = :organisation", {{"organisation", of.id}}) == 1);
      CHECK(demo.count(log_of, {{"organisation", of.id}}) == 0);
      CHECK(demo.count("SELECT count(*) AS count FROM organisation_status WHERE organisation = :organisation AND reason <> ''", {{"organisation", of.id}}) == 0);
    }
    // Nothing is late, and nothing is due soon, so that nothing has to be said.
    const auto places = demo.db.read([&](db::Read& read) { return reports::list_places(read, programme(), demo.clock.today()); });
    for (const auto& place : places) {
      if (std::ranges::find(real, place.organisation, &organisations::Organisation::id) == real.end()) continue;
      CHECK(place.standing == reports::Standing::not_due);
      REQUIRE(place.due_on.has_value());
      CHECK(*place.due_on > demo.clock.today().plus_days(30));
    }
  });
}

TEST_CASE("demo: about twenty organisations are plainly fictional, in six scripts, at example.org") {
  for_each_demo([](Demo& demo) {
    const auto rows = read_rows("organisations.csv");
    const auto fictional = demo.fictional();
    CHECK(fictional.size() == rows.size());
    CHECK(fictional.size() >= 20);
    std::map<std::string, int> scripts;
    std::set<std::string> regions, summaries;
    for (const auto& of : fictional) {
      CAPTURE(of.name);
      CHECK(to_lower_ascii(of.name_english).find("demo ") != std::string::npos);
      CHECK(of.contact.ends_with("@example.org"));
      for (const auto& script : scripts_of(of.name)) ++scripts[script];
      regions.insert(of.region);
      CHECK_FALSE(of.summary.empty());
      // Nobody real has this name.
      CHECK(std::ranges::none_of(demo.real(), [&](const auto& one) { return one.name == of.name; }));
    }
    CHECK(scripts.size() >= 6);
    CHECK(regions.size() == programme().regions.size());
    // Every address of a person, and every mail.
    CHECK(demo.count("SELECT count(*) AS count FROM person_address") > 40);
    CHECK(demo.count("SELECT count(*) AS count FROM person_address WHERE address_key NOT LIKE '%@example.org'") == 0);
    demo.db.read([&](db::Read& read) {
      for (const auto& mail : mail::list_mails(read, {.limit = 1000})) CHECK(mail.to.ends_with("@example.org"));
    });
    // A name says that it is made up, in any language.
    int people = 0;
    demo.db.read([&](db::Read& read) {
      for (const auto& of : fictional) {
        for (const auto& seat : access::list_seats_of_organisation(read, of.id, demo.clock.today())) {
          const auto person = people::get_person(read, seat.person);
          const std::string latin = to_lower_ascii(person.name_latin.empty() ? person.name : person.name_latin);
          CHECK(latin.starts_with("demo "));
          ++people;
        }
      }
    });
    CHECK(people > 35);
  });
}

TEST_CASE("demo: every story is told, whatever day it is") {
  for (const auto& [year, month, day] : {std::tuple(2026, 11, 23), {2027, 1, 1}, {2027, 1, 31}, {2027, 3, 1}, {2027, 12, 31}, {2028, 2, 28}, {2028, 2, 29}, {2028, 3, 31}, {2029, 5, 31}, {2030, 6, 15}}) {
    test::ScratchFolder folder;
    const auto database = db::Database::open({.url = "sqlite:" + folder.file("demo.db")});
    database->migrate(test::all_migrations());
    const Date today = *Date::from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
    CAPTURE(today.format_iso());
    Demo demo(*database, Instant::from_date(today) + std::chrono::hours(23));
    std::map<reports::Standing, int> standings;
    const auto rows = read_rows("organisations.csv");
    demo.db.read([&](db::Read& read) {
      for (const Row& row : rows) {
        CAPTURE(row.at("key"));
        const auto all = demo.fictional();
        const auto of = std::ranges::find(all, row.at("name"), &organisations::Organisation::name);
        REQUIRE(of != all.end());
        const auto place = reports::find_place(read, programme(), of->id, today);
        REQUIRE(place.has_value());
        const std::string& story = row.at("story");
        // A date is as many days from today as the file says; a deferred one is farther away.
        if (story != "deferred") CHECK(place->due_on == std::optional(today.plus_days(std::stoi(row.at("days")))));
        const std::map<std::string, reports::Standing> expected = {{"accepted", reports::Standing::accepted}, {"leak", reports::Standing::accepted},  {"to_review", reports::Standing::to_review},
                                                                   {"question", reports::Standing::question}, {"started", reports::Standing::started}, {"late", reports::Standing::late},
                                                                   {"deferred", reports::Standing::deferred}};
        if (expected.contains(story)) CHECK(place->standing == expected.at(story));
        if (story == "not_started") CHECK((place->standing == reports::Standing::not_due || place->standing == reports::Standing::not_started));
        ++standings[place->standing];
        const auto published = database->read([&](db::Read& all_read) { return reports::list_publications_of(all_read, of->id).size(); });
        CHECK(published == (story == "accepted" ? 1 : 0));
      }
      CHECK(reports::list_held_reports(read, 10).size() <= 1);
    });
    CHECK(standings.size() >= 7);
  }
}

TEST_CASE("demo: mail that came back shows what stops an address and what does not") {
  for_each_demo([](Demo& demo) {
    demo.db.read([&](db::Read& read) {
      const auto tasks = bounces::list_tasks(read, demo.clock.today());
      REQUIRE(tasks.size() == 1);
      CHECK(tasks.front().cause == bounces::Cause::unknown);
      CHECK_FALSE(tasks.front().is_last);
      const auto lists = bounces::list_redistribution_tasks(read);
      REQUIRE(lists.size() == 1);
      CHECK(lists.front().text == "list-pt1@example.org");
      std::map<std::string, int> verdicts;
      read.each(db::Statement{"demo.events", "SELECT kind, verdict FROM bounce_event ORDER BY id", {}}, {}, [&](const db::Row& row) { ++verdicts[row.text("kind") + " " + row.text("verdict")]; });
      CHECK(verdicts == std::map<std::string, int>{{"hard counted", 2}, {"soft counted", 1}, {"auto_reply noted", 1}, {"hard unproved", 1}});
      CHECK(updates::count_left(read, demo.clock.today()) == 1);
    });
  });
}

TEST_CASE("demo: the same seed makes the same data, and a second start changes nothing") {
  const auto dump = [](Demo& demo) {
    std::map<std::string, std::string> tables;
    demo.db.read([&](db::Read& read) {
      std::vector<std::string> names;
      read.each(db::Statement{"demo.tables", "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%'", {}}, {},
                [&](const db::Row& row) { names.push_back(row.text("name")); });
      for (const auto& name : names) {
        std::string columns;
        read.each(db::Statement{"demo.columns", "SELECT name FROM pragma_table_info(:place)", {}}, {{"place", name}},
                  [&](const db::Row& row) { columns += (columns.empty() ? "quote(" : "||'|'||quote(") + row.text("name") + ")"; });
        const std::string sql = "SELECT " + columns + " AS line FROM " + name + " ORDER BY 1";
        read.each(db::Statement{"demo.rows", sql, {}}, {}, [&](const db::Row& row) { tables[name] += row.text("line") + "\n"; });
      }
    });
    return tables;
  };
  test::ScratchFolder folder;
  std::vector<std::map<std::string, std::string>> dumps;
  std::vector<DemoLinks> links;
  for (const char* name : {"one.db", "two.db"}) {
    const auto database = db::Database::open({.url = "sqlite:" + folder.file(name)});
    database->migrate(test::all_migrations());
    Demo demo(*database);
    dumps.push_back(dump(demo));
    links.push_back(demo.links);
    demo.seed();
    CHECK(dump(demo) == dumps.back());
    CHECK(demo.links == links.back());
  }
  dumps[0].erase("schema_migration");  // holds the time of the machine
  dumps[1].erase("schema_migration");
  for (const auto& [table, lines] : dumps[0]) CHECK_MESSAGE(lines == dumps[1].at(table), table);
  CHECK(links[0] == links[1]);
}

TEST_CASE("demo: it serves this machine alone") {
  for (const char* listen : {"127.0.0.1:8080", "localhost:8080", "[::1]:8080"}) CHECK_MESSAGE(is_loopback_listen(listen), listen);
  for (const char* listen : {"0.0.0.0:8080", "[::]:8080", "192.168.1.7:8080", ":8080", "8080", "", "*:80", "localhost.example.org:80", "127.0.0.1.example.org:80", "127.0.0.2:80",
                             "example.org:80", "[::ffff:192.168.1.7]:80", "localhost", " 127.0.0.1:80", "127.0.0.1@example.org:80"}) {
    CHECK_MESSAGE(!is_loopback_listen(listen), listen);
  }
}

TEST_CASE("demo: six links in demo-links.json, each signs in as its role, as often as one likes, and in the demo only") {
  for_each_demo([](Demo& demo) {
    const std::map<std::string, std::string> homes = {{"staff", "/en/staff"}, {"administrator", "/en/staff/settings/people"}, {"regional_leader", "/en/region"},
                                                      {"committee_member", "/en/committee/reports"}, {"prime_representative", "/en/me"}, {"representative", "/en/me"}};
    const std::string file = read_file(demo.folder.file("demo-links.json"));
    REQUIRE(demo.links.size() == homes.size());
    config::Config config;
    config.data = demo.folder.path().string();
    config.public_url = "http://localhost:8080";
    log::MemoryLog log;
    ShiftedClock moved;
    const Secret secret{std::string(32, 'k')};
    for (const bool is_demo : {true, false}) {
      App app({.config = config, .database = demo.db, .clock = demo.clock, .random = demo.random, .log = log, .programme = programme(), .secret = secret,
               .demo_clock = is_demo ? &moved : nullptr, .has_cheap_passwords = true});
      const std::string form(43, 'A');
      const http::CsrfTokens tokens(crypto::derive_key(secret, "csrf"), demo.random);
      for (const auto& [role, link] : demo.links) {
        CAPTURE(role);
        CAPTURE(is_demo);
        CHECK(file.find(link) != std::string::npos);
        REQUIRE(link.starts_with(config.public_url + "/go/"));
        const std::string path = link.substr(config.public_url.size());
        for (int times = 0; times < 2; ++times) {
          const test::HeaderList headers = {{"cookie", std::string(http::kFormCookie) + "=" + form}, {"origin", config.public_url}, {"sec-fetch-site", "same-origin"}};
          app.answer(test::make_get("/en" + path, headers));  // looking at it signs nobody in
          const auto answer = app.answer(test::make_post("/en" + path, {{"csrf", tokens.make("form:" + form)}}, headers));
          std::string session;
          for (const auto& [name, value] : test::list_headers(answer)) {
            if (name == "set-cookie" && value.starts_with(std::string(http::kSessionCookie) + "=")) session = value.substr(0, value.find(';'));
          }
          if (!is_demo) {
            CHECK(session.empty());
            continue;
          }
          REQUIRE_FALSE(session.empty());
          CHECK(app.answer(test::make_get(homes.at(role), {{"cookie", session}})).status == 200);
        }
      }
    }
  });
}

TEST_CASE("demo: links are made anew when their file is lost or spoiled, and follow the address of today") {
  for_each_demo([](Demo& demo) {
    const DemoLinks first = demo.links;
    demo.seed("http://localhost:9999");
    for (const auto& [role, link] : demo.links) CHECK(link == "http://localhost:9999" + first.at(role).substr(std::string("http://localhost:8080").size()));
    for (const std::string spoiled : {"", "{", "[]", "{\"staff\":7}", "{\"staff\":\"nonsense\"}"}) {
      CAPTURE(spoiled);
      std::ofstream(demo.folder.file("demo-links.json")) << spoiled;
      demo.seed();
      CHECK(demo.links.size() == 6);
      CHECK(demo.links.at("staff") != first.at("staff"));
      CHECK(read_file(demo.folder.file("demo-links.json")).find(demo.links.at("staff")) != std::string::npos);
    }
    std::filesystem::remove(demo.folder.file("demo-links.json"));
    demo.seed();
    CHECK(demo.links.size() == 6);
  });
}

TEST_CASE("demo: nothing is seeded into data that are somebody's, or half made") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database) {
    SeededRandom random{5};
    SystemClock clock;
    const Actor system = Actor::system();
    organisations::Edit edit;
    edit.name = "Somebody's organisation";
    database.write([&](db::Write& write) { organisations::insert_organisation(write, By{clock, random, system}, programme(), edit, organisations::Status::accredited).value(); });
    CHECK_THROWS_AS(Demo{database}, OperatorError);
    CHECK(database.read([](db::Read& read) { return organisations::list_reporting(read).size(); }) == 1);
  });
}

}  // namespace muster::app
