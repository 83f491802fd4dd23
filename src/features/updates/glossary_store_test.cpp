// The glossary on both engines, and its pages in process: versions, undo, the log, who sees what.
#include "features/updates/glossary_store.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "features/updates/leaving.hpp"
#include "features/updates/module.hpp"
#include "platform/html/shell.hpp"
#include "platform/log/log.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::updates;

namespace {

Term make_term(std::string short_form, std::string name, std::string plain) {
  Term made{.short_form = std::move(short_form)};
  made.name.texts[static_cast<std::size_t>(Locale::en)] = std::move(name);
  made.plain.texts[static_cast<std::size_t>(Locale::en)] = std::move(plain);
  return made;
}

using Form = std::map<std::string, std::string>;

struct World {
  explicit World(db::Database& database) : db(database) {
    const Actor system = Actor::system();
    maria = {.kind = Actor::Kind::person, .name = "Maria", .seats = {{.id = SeatId(1), .role = Role::staff}}, .is_fully_signed_in = true};
    maria.person = db.write([&](db::Write& write) { return people::insert_person(write, By{clock, random, system}, people::parse_person("Maria", "", "maria@staff.example", "en").value()); });
  }
  By by() { return {clock, random, maria}; }

  std::int64_t add(const Term& term) {
    return db.write([&](db::Write& write) { return insert_term(write, by(), term).value(); });
  }
  Result<void> change(const Term& term) {
    return db.write([&](db::Write& write) { return update_term(write, by(), term); });
  }
  std::optional<Term> find(std::int64_t id) {
    return db.read([&](db::Read& read) { return find_term(read, id); });
  }
  std::size_t count() {
    return db.read([](db::Read& read) { return list_terms(read).size(); });
  }
  std::vector<audit::EntryRow> entries() {
    return db.read([](db::Read& read) { return audit::list_entries(read, {.action = "updates."}); });
  }

  http::Response call(http::Method method, const std::string& pattern, const std::string& term, const Form& fields, Locale locale) {
    http::Request request{.method = method, .path = "/" + std::string(locale_tag(locale)) + pattern, .locale = locale, .actor = maria, .csrf_token = "token"};
    request.parameters["term"] = term;
    for (const auto& [name, value] : fields) (method == http::Method::get ? request.query : request.form).add(name, value);
    const auto make_shell = [](const http::Request& of, const Message& title) {
      html::Shell shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = of.csrf_token};
      shell.languages = html::make_language_links("https://muster.example", of.path, "", of.locale);
      return shell;
    };
    http::Context context{db, clock, random, texts, *log, programme, make_shell, [](std::string_view, std::string_view) { return true; }};
    http::PublicContext public_context{db, clock, random, texts, *log, programme, make_shell, [](std::string_view, std::string_view, const std::map<std::string, std::string>&) {}, [](std::string_view, std::string_view) { return true; }};
    for (const auto& route : routes) {
      if (route.method != method || route.pattern != "/{lang}" + pattern) continue;
      if (const auto* open = std::get_if<http::PublicHandler>(&route.handler)) return (*open)(request, public_context);
      return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response get(const std::string& pattern, const std::string& term = "", const Form& query = {}, Locale locale = Locale::en) { return call(http::Method::get, pattern, term, query, locale); }
  http::Response post(const std::string& pattern, const std::string& term, const Form& form) { return call(http::Method::post, pattern, term, form, Locale::en); }

  db::Database& db;
  FixedClock clock{Instant::from_microseconds(1'795'000'000'000'000)};
  SeededRandom random{7};
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
  Programme programme;
  Actor maria;
  http::Routes routes = make_routes({.counting = counting::make_keys(Secret("a secret")), .leaving = make_leave_key(Secret("a secret"))});
};

void for_each_world(const std::function<void(World&)>& run) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    run(world);
  });
}

bool has(const http::Response& response, std::string_view part) { return response.body.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a term is added, changed by its version, and every change is in the log") {
  for_each_world([](World& world) {
    const auto id = world.add(make_term("DNS", "Domain Name System", "The address book."));
    auto term = world.find(id).value();
    CHECK(term.code == "dns");
    CHECK(term.version == 1);
    term.plain.texts[static_cast<std::size_t>(Locale::ar)] = "دليل العناوين";
    term.name.texts[static_cast<std::size_t>(Locale::ar)] = "نظام أسماء النطاقات";
    CHECK(world.change(term));
    // The same once more is by somebody who saw the old one.
    term.plain.texts[static_cast<std::size_t>(Locale::en)] = "Other words.";
    const auto late = world.change(term);
    REQUIRE_FALSE(late);
    CHECK(late.error().kind == Problem::Kind::conflict);
    CHECK(world.find(id)->plain.in(Locale::en) == "The address book.");
    CHECK(world.find(id)->plain.in(Locale::ar) == "دليل العناوين");
    CHECK(world.find(id)->version == 2);
    const auto entries = world.entries();
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].action == "updates.change_term");
    CHECK(entries[0].changes.size() == 2);
    CHECK(entries[1].action == "updates.add_term");
  });
}

TEST_CASE("one word stands there once; codes are never used again") {
  for_each_world([](World& world) {
    const auto first = world.add(make_term("DNS", "Domain Name System", "x"));
    const auto again = world.db.write([&](db::Write& write) { return insert_term(write, world.by(), make_term("DNS", "Something else", "y")); });
    REQUIRE_FALSE(again);
    CHECK(again.error().field == "short");
    world.add(make_term("", "registry", "x"));
    const auto word = world.db.write([&](db::Write& write) { return insert_term(write, world.by(), make_term("", "registry", "y")); });
    REQUIRE_FALSE(word);
    CHECK(word.error().field == "name-en");
    world.db.write([&](db::Write& write) { remove_term(write, world.by(), first); });
    const auto second = world.add(make_term("DNS", "Domain Name System", "x"));
    CHECK(world.find(second)->code == "dns_2");
  });
}

TEST_CASE("removing is undone, and twice is once") {
  for_each_world([](World& world) {
    const auto id = world.add(make_term("", "registry", "A list."));
    for (int i = 0; i < 2; ++i) world.db.write([&](db::Write& write) { remove_term(write, world.by(), id); });
    CHECK(world.count() == 0);
    CHECK(world.find(id)->is_removed);
    Term gone = *world.find(id);
    CHECK(world.change(gone).error().kind == Problem::Kind::not_found);
    for (int i = 0; i < 2; ++i) world.db.write([&](db::Write& write) { restore_term(write, world.by(), id); });
    CHECK(world.count() == 1);
    CHECK(world.find(id)->plain.in(Locale::en) == "A list.");
    CHECK(world.entries().size() == 3);
  });
}

TEST_CASE("the programme's file is read once: what staff changed or removed stays so") {
  for_each_world([](World& world) {
    std::vector<Term> file = {make_term("DNS", "Domain Name System", "File."), make_term("", "registry", "File.")};
    file[0].code = "dns", file[1].code = "registry";
    CHECK(seed_terms(world.db, file) == 2);
    auto dns = world.db.read([](db::Read& read) { return list_terms(read); }).front();
    dns.plain.texts[static_cast<std::size_t>(Locale::en)] = "Staff.";
    CHECK(world.change(dns));
    const auto registry = world.db.read([](db::Read& read) { return list_terms(read); }).back();
    world.db.write([&](db::Write& write) { remove_term(write, world.by(), registry.id); });
    file.push_back(make_term("", "root zone", "New in a later version."));
    file[2].code = "root_zone";
    CHECK(seed_terms(world.db, file) == 1);
    CHECK(seed_terms(world.db, file) == 0);
    CHECK(world.find(dns.id)->plain.in(Locale::en) == "Staff.");
    CHECK(world.find(registry.id)->is_removed);
    CHECK(world.count() == 2);
  });
}

TEST_CASE("staff's pages: add, change, clash with both texts, remove and undo") {
  for_each_world([](World& world) {
    CHECK(world.get("/staff/glossary/new").status == 200);
    const auto empty = world.post("/staff/glossary", "", {{"short", "DNS"}});
    CHECK(empty.status == 422);
    CHECK(has(empty, "href=\"#name-en\""));
    const Form form = {{"short", "DNS"}, {"name-en", "Domain Name System"}, {"plain-en", "The address book."}, {"version", "1"}};
    CHECK(world.post("/staff/glossary", "", form).status == 303);
    CHECK(world.post("/staff/glossary", "", form).status == 422);  // pressed twice: one word
    const auto id = std::to_string(world.db.read([](db::Read& read) { return list_terms(read); }).front().id);
    Form mine = form, theirs = form;
    mine["plain-en"] = "Mine.";
    theirs["plain-en"] = "Theirs.";
    CHECK(world.post("/staff/glossary/{term}", id, theirs).status == 303);
    const auto clash = world.post("/staff/glossary/{term}", id, mine);
    CHECK(clash.status == 409);
    CHECK(has(clash, "Theirs."));
    CHECK(has(clash, "Mine.</textarea>"));
    CHECK(has(clash, "name=\"version\" value=\"2\""));
    for (const auto& line : muster::test::check_html(clash.body, muster::test::Markup::page)) FAIL_CHECK(line);
    mine["version"] = "2";
    CHECK(world.post("/staff/glossary/{term}", id, mine).status == 303);
    const auto removed = world.post("/staff/glossary/{term}/remove", id, {});
    CHECK(removed.status == 303);
    CHECK(has(world.get("/staff/glossary", "", {{"removed", id}}), "/staff/glossary/" + id + "/restore"));
    CHECK(world.get("/staff/glossary/{term}", id).status == 404);
    CHECK(world.post("/staff/glossary/{term}/restore", id, {}).status == 303);
    CHECK(world.get("/staff/glossary/{term}", id).status == 200);
    for (const char* nothing : {"0", "999", "x", ""}) {
      CHECK(world.get("/staff/glossary/{term}", nothing).status == 404);
      CHECK(world.post("/staff/glossary/{term}/remove", nothing, {}).status == 404);
    }
  });
}

TEST_CASE("S44: the public page explains every word in six languages, in English with a note where a language is missing") {
  for_each_world([](World& world) {
    CHECK(has(world.get("/glossary"), "No words yet"));
    Term term = make_term("ALAC", "At-Large Advisory Committee", "Fifteen <people>.");
    for (const Locale locale : {Locale::ar, Locale::es, Locale::fr, Locale::ru}) {
      term.name.texts[static_cast<std::size_t>(locale)] = "N-" + std::string(locale_tag(locale));
      term.plain.texts[static_cast<std::size_t>(locale)] = "P-" + std::string(locale_tag(locale));
    }
    world.add(term);
    Term known = make_term("PDF", "", "");
    known.is_known = true;
    world.add(known);
    for (const Locale locale : kLocales) {
      for (const char* pattern : {"/glossary", "/staff/glossary", "/staff/glossary/new"}) {
        const auto page = world.get(pattern, "", {}, locale);
        CHECK(page.status == 200);
        for (const auto& line : muster::test::check_html(page.body, muster::test::Markup::page)) FAIL_CHECK(line << " " << pattern);
      }
      const auto page = world.get("/glossary", "", {}, locale);
      CHECK(has(page, "id=\"alac\""));
      CHECK_FALSE(has(page, "PDF"));
      CHECK(has(page, locale == Locale::en || locale == Locale::zh ? "Fifteen &lt;people&gt;." : "P-" + std::string(locale_tag(locale))));
      CHECK(has(page, "<dd lang=\"en\" dir=\"ltr\">") == (locale == Locale::zh));
    }
    CHECK(has(world.get("/staff/glossary", "", {{"q", "advisory"}}), "Fifteen"));
    CHECK(has(world.get("/staff/glossary", "", {{"q", "zzz"}}), "No word found"));
    CHECK(has(world.get("/staff/glossary"), "中文"));  // still to translate
  });
}
