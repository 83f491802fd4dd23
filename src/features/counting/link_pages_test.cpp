// Counted links from the request to the row, on both engines (S52; goals P3 and M5 of reliability.md).
#include <fstream>

#include "features/audit/audit.hpp"
#include "features/counting/counting_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::counting;
using counting::test::browser;
using counting::test::for_each_world;
using counting::test::World;
using muster::test::find_header;

TEST_CASE("S52: a counted link leads to its target at once, tells it nothing, and is counted once a second") {
  for_each_world([](World& world) {
    const auto answer = world.open(1);
    CHECK(answer.status == 302);
    CHECK(find_header(answer, "location") == "https://example.org/page?a=1#part");
    CHECK(find_header(answer, "referrer-policy") == "no-referrer");
    CHECK(find_header(answer, "cache-control") == "no-store");
    CHECK(find_header(answer, "x-robots-tag") == "noindex");
    CHECK(find_header(answer, "set-cookie").empty());
    CHECK(answer.content().empty());
    int policies = 0;
    for (const auto& [name, value] : muster::test::list_headers(answer)) policies += name == "referrer-policy" ? 1 : 0;
    CHECK(policies == 1);
    CHECK(find_header(world.open(3), "location") == "mailto:staff@example.org");
    CHECK(world.stored() == 0);
    CHECK(world.write() == 2);
    CHECK(world.stored("issue = 7 AND organisation = 5 AND locale = 'en' AND link = 1 AND day = '2026-11-23' AND kind = 'people' AND times = 1") == 1);
    world.open(1, "192.0.2.7");
    world.write();
    CHECK(world.stored("link = 1") == 2);
    CHECK(world.write() == 0);
  });
}

TEST_CASE("S52: from memory a link leads to the same place in the same words, is counted once, and follows the database within two seconds") {
  for_each_world([](World& world) {
    const auto ready = [&](const std::string& target, const char* method = "GET") { return world.app->find_ready(muster::test::make_request(method, target, browser())); };
    const std::string path = world.path(world.link(1));
    CHECK_FALSE(ready(path));  // nothing is known yet
    const auto slow = world.open(1);
    const auto quick = ready(path);
    REQUIRE(quick);
    CHECK(quick->status == slow.status);
    CHECK(muster::test::list_headers(*quick) == muster::test::list_headers(slow));
    CHECK(ready(path, "HEAD"));
    for (const std::string& other : {path + "?preview", path + "x", world.path(world.link(0)), world.path(world.link(77)), std::string("/t/"), std::string("/t")}) CHECK_FALSE(ready(other));
    CHECK_FALSE(world.app->find_ready(muster::test::make_post(path, {})));
    world.write();
    CHECK(world.stored() == 3);
    CHECK(world.stored("kind = 'machine'") == 1);
    world.clock.advance(std::chrono::milliseconds(1000));
    CHECK_FALSE(ready(path));
    world.db.write([&](db::Write& write) { register_links(write, 7, Locale::en, {{1, "https://example.org/new", "New"}}).value(); });
    CHECK(find_header(world.open(1), "location") == "https://example.org/new");
    CHECK(find_header(*ready(path), "location") == "https://example.org/new");
    world.write();
    CHECK(world.stored() == 5);
  });
}

TEST_CASE("a forged or broken token is a plain page with a way on, never a redirect") {
  for_each_world([](World& world) {
    const std::string good = make_link_token(world.parts.keys, world.link(1));
    const Keys other = make_keys(Secret(std::string(32, 'x')));
    for (const std::string& token : {std::string("x"), good.substr(1), good + "A", make_link_token(other, world.link(1)), make_question_token(world.parts.keys, world.link(1)),
                                     make_link_token(world.parts.keys, world.link(99)), make_link_token(world.parts.keys, {8, OrganisationId(5), Locale::en, 1}), std::string(300, 'A')}) {
      CAPTURE(token);
      for (const char* prefix : {"/t/", "/en/t/"}) {
        const auto answer = world.get(prefix + token);
        CHECK(answer.status == 404);
        CHECK(find_header(answer, "location").empty());
        CHECK(answer.content().find("href=\"/en/updates\"") != std::string::npos);
        CHECK(find_header(answer, "x-robots-tag") == "noindex");
      }
    }
    CHECK(world.get("/t/" + good + "?url=https://evil.example/").status == 302);
    CHECK(find_header(world.get("/t/" + good + "?url=https://evil.example/"), "location") == "https://example.org/page?a=1#part");
  });
}

TEST_CASE("only http, https and mailto are taken as targets, and all or none") {
  for_each_world([](World& world) {
    for (const char* url : {"javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "ftp://example.org/", "file:///etc/passwd", "//evil.example/", "/en/", "example.org", "", "https://", "https://a b/",
                            "https://user:password@example.org/", "mailto:", "mailto:nobody", "mailto:a@example.org?bcc=b@example.org", "mailto:a@example.org,b@example.org", "https://example.org/\r\nSet-Cookie: a=1", " vbscript:x"}) {
      CAPTURE(url);
      const auto taken = world.db.write([&](db::Write& write) { return register_links(write, 9, Locale::en, {{1, "https://example.org/", "Good"}, {2, url, "Bad"}}); });
      if (taken.has_value()) {  // what is left of it after cleaning is an address that leads nowhere else
        const auto cleaned = check_target(url);
        CAPTURE(*cleaned);
        CHECK(cleaned->find('\n') == std::string::npos);
        CHECK((cleaned->starts_with("https://") || cleaned->starts_with("mailto:")));
        CHECK(false);
      }
      CHECK(world.get("/t/" + make_link_token(world.parts.keys, {9, {}, Locale::en, 1})).status == 404);
      world.clock.advance(std::chrono::seconds(2));
    }
    CHECK(check_target("HTTPS://Example.ORG/ü").value() == "https://example.org/%C3%BC");
    CHECK(check_target("mailto:info@example.org").value() == "mailto:info@example.org");
    CHECK_THROWS(world.db.write([&](db::Write& write) { register_links(write, 9, Locale::en, {{kDecoy, "https://example.org/", "Decoy"}}).value(); }));
  });
}

TEST_CASE("S52, M5: scanners that ask for every link by GET and HEAD are machines, and change nothing but sums of machines") {
  for_each_world([](World& world) {
    for (const char* method : {"HEAD", "GET"}) {
      for (std::int64_t link = 0; link <= 4; ++link) {
        for (const auto& headers : {muster::test::HeaderList{{"user-agent", "curl/8.0"}}, muster::test::HeaderList{}, browser()}) {
          const auto answer = world.get(world.path(world.link(link)), headers, method);
          CHECK((answer.status == 302 || (link == 0 && answer.status == 303)));
        }
      }
    }
    world.write();
    CHECK(world.stored("kind <> 'machine'") == 0);
    CHECK(world.stored() == 30);
    CHECK(world.answers() == 0);
    CHECK(find_header(world.open(0), "location") == "/en/updates");
  });
}

TEST_CASE("S52: what is fetched ahead of a person is a machine's, what no browser does is doubtful") {
  for_each_world([](World& world) {
    auto ahead = browser();
    ahead.emplace_back("sec-purpose", "prefetch");
    world.open(1, "192.0.2.1", ahead);
    world.open(1, "192.0.2.2", {{"user-agent", "Mozilla/5.0"}});
    world.open(1, "192.0.2.3");
    world.write();
    CHECK(world.stored("kind = 'machine'") == 1);
    CHECK(world.stored("kind = 'doubtful'") == 1);
    CHECK(world.stored("kind = 'people'") == 1);
  });
}

TEST_CASE("S52: opened within seconds of its delivery, a copy was opened by a machine") {
  for_each_world([](World& world) {
    const Instant delivered = world.clock.now();
    std::vector<OrganisationId> asked;
    const WasDelivered was_delivered = [&](db::Read&, std::int64_t issue, OrganisationId organisation, Locale locale, Instant from, Instant until) {
      CHECK(issue == 7);
      CHECK(locale == Locale::en);
      asked.push_back(organisation);
      return organisation == OrganisationId(5) && delivered >= from && delivered <= until;
    };
    world.clock.advance(std::chrono::seconds(2));
    world.open(1);
    world.get(world.path(world.link(1, 6)));
    world.get(world.path(world.link(1, 0)));
    world.write(was_delivered);
    CHECK(asked.size() == 2);  // archive and web are delivered to nobody
    CHECK(world.stored("organisation = 5 AND kind = 'machine'") == 1);
    CHECK(world.stored("organisation <> 5 AND kind = 'people'") == 2);
    world.clock.advance(std::chrono::seconds(10));
    world.open(2);
    world.write(was_delivered);
    CHECK(world.stored("organisation = 5 AND kind = 'people'") == 1);
  });
}

TEST_CASE("S52: GPC and DNT take the organisation away") {
  for_each_world([](World& world) {
    for (const char* name : {"sec-gpc", "dnt"}) {
      auto headers = browser();
      headers.emplace_back(name, "1");
      CHECK(world.open(1, "192.0.2.1", headers).status == 302);
    }
    world.write();
    CHECK(world.stored("organisation = 0 AND kind = 'people'") == 2);
    CHECK(world.stored("organisation <> 0") == 0);
    CHECK(world.parts.counter->count_visitors() == 0);
  });
}

TEST_CASE("S52: the true target is shown on a page of its own, and looking there counts nothing") {
  for_each_world([](World& world) {
    const auto answer = world.get(world.path(world.link(1, 5, Locale::ar)) + "?preview");
    CHECK(answer.status == 303);
    const std::string at = find_header(answer, "location");
    CHECK(at == "/ar" + world.path(world.link(1, 5, Locale::ar)));
    for (const Locale locale : kLocales) {
      for (const std::int64_t link : {1, 3}) {
        const auto page = world.get("/" + std::string(locale_tag(locale)) + world.path(world.link(link)));
        CHECK(page.status == 200);
        CHECK(find_header(page, "x-robots-tag") == "noindex");
        const std::string html(page.content());
        for (const auto& problem : muster::test::check_html(html, muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
        CHECK(html.find(link == 1 ? "href=\"https://example.org/page?a=1#part\"" : "href=\"mailto:staff@example.org\"") != std::string::npos);
        CHECK(html.find("<button") == std::string::npos);
      }
    }
    CHECK(world.get("/en" + world.path(world.link(0))).status == 404);
    CHECK(world.write() == 0);
  });
}

TEST_CASE("S52: the switch ends counting for the whole programme; links lead on, and the log knows who") {
  for_each_world([](World& world) {
    world.db.write([&](db::Write& write) { set_counting(write, world.by(), false); });
    world.clock.advance(std::chrono::seconds(1));
    CHECK(world.open(1).status == 302);
    CHECK(world.get("/en" + world.path(world.link(1))).status == 200);
    CHECK(world.write() == 0);
    CHECK_FALSE(world.db.read([](db::Read& read) { return is_counting(read); }));
    world.db.write([&](db::Write& write) { set_counting(write, world.by(), false); });
    world.db.write([&](db::Write& write) { set_counting(write, world.by(), true); });
    const auto entries = world.db.read([](db::Read& read) { return audit::list_entries(read, {.action = "counting."}); });
    REQUIRE(entries.size() == 2);
    CHECK(entries[1].action == "counting.switch");
    CHECK(entries[1].changes[0].after == "0");
    world.clock.advance(std::chrono::seconds(1));
    world.open(1);
    CHECK(world.write() == 1);
  });
}

TEST_CASE("counts are exact though batches fail, and a batch whose answer got lost is not added twice") {
  for_each_world([](World& world) {
    world.open(1);
    world.open(2);
    auto batch = world.parts.counter->take(100);
    REQUIRE(batch);
    // Written, but the server was told of a failure: it comes again.
    world.parts.counter->give_back(*batch);
    CHECK(world.write() == 2);
    world.parts.counter->give_back(*batch);
    CHECK(world.write() == 2);
    CHECK(world.stored() == 2);
    Counter other(world.random);  // another server's first batch has the same number
    other.note({.link = world.link(1), .network = "192.0.2.1", .agent = "a"}, world.clock.now());
    write_counts(world.db, world.clock, other, {});
    CHECK(world.stored() == 3);
    for (std::int64_t organisation = 1; organisation <= 1000; ++organisation) world.get(world.path(world.link(1, organisation)));
    CHECK(world.write() == 1000);
    CHECK(world.stored() == 1003);
    if (world.db.engine() == db::Engine::sqlite) CHECK(world.db.counters().slow_closures == 0);  // where one writer holds up all
  });
}

TEST_CASE("P3: after 10,000 openings neither the database nor the log holds an address, a browser or a visitor; sums are exact") {
  const auto scan = [](const std::string& bytes, const std::string& word) { return bytes.find(word) != std::string::npos; };
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database, const muster::test::TestEngine& engine) {
    World world(database);
    constexpr int kOpenings = 10'000;
    for (int at = 0; at < kOpenings; ++at) {
      auto headers = browser();
      headers[0].second = "Mozilla/5.0 (Zqagent" + std::to_string(at % 97) + ") Firefox/140.0";
      headers.emplace_back("x-forwarded-for", "203.0.113." + std::to_string(at % 250));
      headers.emplace_back("referer", "https://zqreferrer.example/");
      headers.emplace_back("cookie", "zqcookie=1");
      auto request = muster::test::make_get(world.path(world.link(at % 4 + 1, at % 40)), headers);
      request.remote_address = "192.0.2.254";  // the proxy
      CHECK(world.app->answer(request).status == 302);
      if (at % 500 == 0) {
        world.clock.advance(std::chrono::seconds(1));
        world.write();
      }
    }
    world.write();
    CHECK(world.stored() == kOpenings);
    CHECK(world.parts.counter->count_lost() == 0);
    std::string bytes = world.log.text();
    CHECK(scan(bytes, "/t/{token}"));
    if (engine.engine == db::Engine::sqlite) {
      for (const auto& entry : std::filesystem::directory_iterator(engine.folder.path())) {
        std::ifstream file(entry.path(), std::ios::binary);
        bytes.append(std::istreambuf_iterator<char>(file), {});
      }
      CHECK(scan(bytes, "example.org/page"));  // the search sees what is there
    } else {
      static constexpr std::string_view kTables[] = {"link_count", "count_batch", "counted_target", "rate_count", "job", "audit_entry"};
      for (const auto table : kTables) {
        const std::string sql = "SELECT CAST(t.* AS TEXT) AS line FROM " + std::string(table) + " t";
        database.read([&](db::Read& read) { read.each(db::Statement{"test.scan", sql, {}}, {}, [&](const db::Row& row) { bytes += row.text("line") + "\n"; }); });
      }
    }
    for (const char* word : {"203.0.113", "192.0.2.", "Zqagent", "Firefox", "Mozilla", "zqreferrer", "zqcookie"}) {
      CAPTURE(word);
      CHECK_FALSE(scan(bytes, word));
    }
    CHECK_FALSE(scan(bytes, make_link_token(world.parts.keys, world.link(1, 1))));
  });
}
