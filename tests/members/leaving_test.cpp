// The mail program's own button (RFC 8058) against the whole program: a post that knows nothing but the address in the
// header, and scanners that open every link.
#include <map>

#include "features/updates/leaving_store.hpp"
#include "features/updates/updates.hpp"
#include "tests/members/members_world.hpp"
#include "tests/support/test_http.hpp"

namespace muster {
namespace {

using test::HeaderList;

const db::Statement kTables{"test.tables", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'public_search%'", "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"};

// Rows in every table.
std::map<std::string, std::int64_t> count_rows(MembersWorld& world) {
  return world.db.read([](db::Read& read) {
    std::map<std::string, std::int64_t> counts;
    for (const std::string& table : read.list(kTables, {}, [](const db::Row& row) { return row.text("name"); })) {
      const std::string sql = "SELECT COUNT(*) AS count FROM " + table;
      counts[table] = read.count(db::Statement{"test.count_" + table, sql, {}});
    }
    return counts;
  });
}

std::string make_path(MembersWorld& world) {
  const Secret key = updates::make_leave_key(Secret(std::string(32, 'k')));
  return "/u/" + updates::make_leave_token(key, world.prime, world.organisation, Locale::fr, Email::parse("amina@lanka.example").value().key());
}

bool has_left(MembersWorld& world) {
  return world.db.read([&](db::Read& read) { return updates::find_left_at(read, world.prime).has_value(); });
}

void check_blind_answer(const net::RawResponse& answer) {
  CHECK(answer.status == 200);
  CHECK(test::find_header(answer, "location").empty());
  CHECK(test::find_header(answer, "set-cookie").empty());
  CHECK(answer.content().size() < 200);
}

HeaderList form_headers() { return {{"content-type", "application/x-www-form-urlencoded"}}; }

}  // namespace

TEST_CASE("RFC 8058: a post without cookie, session or form token leaves at once, in either form, and again does no harm") {
  const std::string boundary = "----mailer7c2";
  const std::string parts = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--" + boundary + "--\r\n";
  const std::pair<HeaderList, std::string> posts[] = {{form_headers(), "List-Unsubscribe=One-Click"},
                                                      {{{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}, {"origin", "null"}, {"sec-fetch-site", "cross-site"}}, "List-Unsubscribe=One-Click"},
                                                      {{{"content-type", "multipart/form-data; boundary=" + boundary}}, parts}};
  for (const auto& [headers, body] : posts) {
    in_members_world([&, headers = headers, body = body](MembersWorld& world) {
      const std::string path = make_path(world);
      check_blind_answer(world.answer(test::make_request("POST", path, headers, body)));
      CHECK(has_left(world));
      auto before = count_rows(world);
      CHECK(before["update_leaving"] == 1);
      for (int time = 0; time < 20; ++time) check_blind_answer(world.answer(test::make_request("POST", path, headers, body)));
      CHECK(count_rows(world) == before);
      CHECK(world.log_of(world.organisation, "updates.leave").size() == 1);
    });
  }
}

TEST_CASE("scanners that open the link of a mail change no row; a post that does not say the words changes none either") {
  in_members_world([](MembersWorld& world) {
    const std::string path = make_path(world);
    const auto before = count_rows(world);
    for (const char* agent : {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0", "Barracuda Sentinel (EE)", "curl/7.88"}) {
      for (const char* method : {"GET", "HEAD"}) {
        for (const std::string& at : {path, "/en" + path, "/ar" + path, path + "?x=1"}) {
          const auto answer = world.answer(test::make_request(method, at, {{"user-agent", agent}}));
          CHECK(answer.status == 200);
          CHECK(test::find_header(answer, "set-cookie").empty());
        }
      }
    }
    const auto page = world.answer(test::make_get(path));
    CHECK(page.content().find("<button") != std::string::npos);
    CHECK(page.content().find("lang=\"fr\"") != std::string::npos);  // the language of the copy
    CHECK(page.content().find("amina") == std::string::npos);
    CHECK(world.answer(test::make_request("POST", path, form_headers(), "")).status == 422);
    CHECK(world.answer(test::make_request("POST", path, form_headers(), "List-Unsubscribe=No")).status == 422);
    CHECK(world.answer(test::make_request("POST", path, {{"content-type", "text/plain"}}, "List-Unsubscribe=One-Click")).status == 415);
    CHECK(world.answer(test::make_request("POST", path + "A", form_headers(), "List-Unsubscribe=One-Click")).status == 404);
    CHECK_FALSE(has_left(world));
    CHECK(count_rows(world) == before);
  });
}

TEST_CASE("the page's button needs no token of a form; it leads to Undo, and staff see who left on three pages") {
  in_members_world([](MembersWorld& world) {
    const std::string path = "/en" + make_path(world);
    const auto left = world.answer(test::make_request("POST", path, form_headers(), "answer=leave"));
    CHECK(left.status == 200);
    CHECK(left.content().find("Undo") != std::string::npos);
    CHECK(has_left(world));
    auto staff = world.sign_in(world.staff);
    CHECK(staff.get("/en/staff").holds("1 representative wants no updates"));
    CHECK(staff.get("/en/staff/updates").holds("1 representative wants no updates"));
    CHECK(staff.get("/en/staff/updates/left").holds("Amina Yusuf"));
    CHECK(staff.get(world.staff_path()).holds("1 representative wants none."));
    CHECK(world.sign_in(world.prime).get("/en/me").holds("You get none since"));
    world.clock.advance(std::chrono::minutes(16));
    world.run_due();
    const auto mails = world.mails("updates.tell_left");
    REQUIRE(mails.size() == 1);
    CHECK(mails.front().to == "kofi@lanka.example");
    // Sign-in mail and notices to her go on.
    CHECK(world.sign_in(world.prime).get("/en/account").status == 200);
    CHECK(world.answer(test::make_request("POST", path, form_headers(), "answer=undo")).status == 200);
    CHECK_FALSE(has_left(world));
    CHECK_FALSE(staff.get("/en/staff").holds("wants no updates"));
    CHECK(world.sign_in(world.prime).get("/en/me").holds("They come to you."));
  });
}

}  // namespace muster
