// Who may ask for what, and what a form must bring along.

#include <doctest/doctest.h>

#include "platform/http/application_site_test.hpp"
#include "platform/http/csrf.hpp"

namespace muster::http {
namespace {

TEST_CASE("permissions: to the door, to the second factor, or 403") {
  Site site;
  const HeaderList member = {{"cookie", "__Host-muster=member"}};
  const HeaderList half = {{"cookie", "__Host-muster=half"}};
  const HeaderList staff = {{"cookie", "__Host-muster=staff"}};
  site.sign_in("member", Role::representative, false);
  site.sign_in("half", Role::staff, false);
  site.sign_in("staff", Role::staff, true);
  CHECK(find_header(site.get("/fr/me"), "location") == "/fr/sign-in");
  CHECK(site.status("/en/me", member) == 200);
  CHECK(site.status("/en/staff", member) == 403);
  CHECK(site.status("/en/staff", half) == 303);
  CHECK(site.status("/en/staff", staff) == 200);
  CHECK(site.status("/en/me", {{"cookie", "__Host-muster=ended"}}) == 303);
  CHECK(find_header(site.get("/en/me", member), "cache-control") == "no-store");
  CHECK(find_header(site.get("/en/", member), "cache-control") == "no-store");
  CHECK(find_header(site.get("/en/"), "cache-control") == "no-cache");
}

TEST_CASE("CSRF: token, Origin and Sec-Fetch-Site, each on its own") {
  Site site;
  site.sign_in("member", Role::representative, false);
  site.sign_in("other", Role::representative, false);
  const std::pair<std::string, std::string> session = {"cookie", "__Host-muster=member"};
  const std::string good = site.fetch_token("/en/me", {session});
  const std::string again = site.fetch_token("/en/me", {session});
  const std::string of_other = site.fetch_token("/en/me", {{"cookie", "__Host-muster=other"}});
  CHECK(good != again);  // masked anew on every page
  CHECK(!good.empty());

  struct Case {
    const char* name;
    std::string token;
    HeaderList headers;
    int status;
  };
  const std::string same = "https://muster.example";
  const std::vector<Case> cases = {
      {"token alone", good, {}, 303},
      {"another mask of the token", again, {}, 303},
      {"token and our origin", good, {{"origin", same}}, 303},
      {"token and same-origin", good, {{"sec-fetch-site", "same-origin"}}, 303},
      {"all three", good, {{"origin", same}, {"sec-fetch-site", "same-origin"}}, 303},
      {"token, person's own act", good, {{"sec-fetch-site", "none"}}, 303},
      {"token, our referer", good, {{"referer", same + "/en/me"}}, 303},
      {"no token", "", {{"origin", same}, {"sec-fetch-site", "same-origin"}}, 403},
      {"token of another session", of_other, {{"origin", same}, {"sec-fetch-site", "same-origin"}}, 403},
      {"made-up token",
       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
       {{"origin", same}},
       403},
      {"cut token", good.substr(1), {{"origin", same}}, 403},
      {"foreign origin", good, {{"origin", "https://evil.example"}}, 403},
      {"origin with our name as a prefix", good, {{"origin", "https://muster.example.evil.example"}}, 403},
      {"other scheme", good, {{"origin", "http://muster.example"}}, 403},
      {"other port", good, {{"origin", "https://muster.example:444"}}, 403},
      {"null origin", good, {{"origin", "null"}}, 403},
      {"cross-site", good, {{"sec-fetch-site", "cross-site"}}, 403},
      {"same-site is not same-origin", good, {{"sec-fetch-site", "same-site"}}, 403},
      {"our origin but cross-site", good, {{"origin", same}, {"sec-fetch-site", "cross-site"}}, 403},
      {"foreign origin but same-origin",
       good,
       {{"origin", "https://evil.example"}, {"sec-fetch-site", "same-origin"}},
       403},
      {"foreign referer", good, {{"referer", "https://evil.example/"}}, 403},
      {"localhost is not ours", good, {{"origin", "http://localhost:8080"}, {"host", "localhost:8080"}}, 403},
  };
  for (const Case& each : cases) {
    CAPTURE(std::string(each.name));
    HeaderList headers = each.headers;
    headers.push_back(session);
    CHECK(site.app->answer(make_post("/en/me", {{"csrf", each.token}, {"a", "1"}}, headers)).status == each.status);
  }
  CHECK(site.app->answer(make_post("/u/abc", {{"List-Unsubscribe", "One-Click"}}, {{"origin", "https://mail.example"}}))
            .status == 303);
}

TEST_CASE("CSRF: forms for everybody are bound to a random cookie") {
  Site site;
  std::string cookie;
  const std::string token = site.fetch_token("/en/form", {}, &cookie);
  REQUIRE(cookie.starts_with("__Host-muster-form="));
  const auto page = site.get("/en/form");
  CHECK(find_header(page, "set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
  CHECK(find_header(page, "cache-control") == "no-store");
  CHECK(find_header(site.get("/en/form", {{"cookie", cookie}}), "set-cookie").empty());
  CHECK(find_header(site.get("/en/"), "set-cookie").empty());  // no form, no cookie
  const auto post = [&](const std::string& with_token, const std::string& with_cookie) {
    HeaderList headers = {{"origin", "https://muster.example"}};
    if (!with_cookie.empty()) headers.emplace_back("cookie", with_cookie);
    return site.app->answer(make_post("/en/form", {{"csrf", with_token}}, headers)).status;
  };
  CHECK(post(token, cookie) == 303);
  CHECK(post("", cookie) == 403);
  CHECK(post(token, "") == 403);
  CHECK(post(token, "__Host-muster-form=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") == 403);
  CHECK(post(token, "__Host-muster-form=short") == 403);
  const auto plain = cookie.substr(std::string("__Host-").size());
  CHECK(post(token, plain) == 403);  // a cookie that any neighbour could have planted
}

TEST_CASE("in the demo the loopback address in the browser's bar is ours too") {
  Site site("http://localhost:8080", true);
  std::string cookie;
  const std::string token = site.fetch_token("/en/form", {}, &cookie);
  CHECK(cookie.starts_with("muster-form="));
  const auto post = [&](const std::string& host, const std::string& origin) {
    auto request = make_post("/en/form", {{"csrf", token}}, {{"cookie", cookie}, {"origin", origin}});
    request.headers[0].second = host;
    return site.app->answer(request).status;
  };
  CHECK(post("127.0.0.1:8080", "http://127.0.0.1:8080") == 303);
  CHECK(post("localhost:8080", "http://localhost:8080") == 303);
  CHECK(post("[::1]:9000", "http://[::1]:9000") == 303);
  CHECK(post("127.0.0.1:8080", "http://127.0.0.1:9999") == 403);
  CHECK(post("evil.example", "http://evil.example") == 403);
}

TEST_CASE("a post whose session has ended is kept and asked for") {
  Site site;
  site.sign_in("member", Role::representative, false);
  const std::string token = site.fetch_token("/en/me", {{"cookie", "__Host-muster=member"}});
  site.actors.clear();
  const auto ended =
      site.app->answer(make_post("/en/me", {{"csrf", token}, {"text", "my long answer"}},
                                 {{"cookie", "__Host-muster=member"}, {"origin", "https://muster.example"}}));
  CHECK(ended.status == 401);
  CHECK(site.kept.get("text") == "my long answer");
  // The cookie has gone with the browser's window: the origin must vouch for it.
  site.kept = {};
  CHECK(site.app->answer(make_post("/en/me", {{"csrf", token}, {"text", "x"}}, {{"origin", "https://muster.example"}}))
            .status == 401);
  CHECK(site.kept.get("text") == "x");
  site.kept = {};
  CHECK(site.app->answer(make_post("/en/me", {{"csrf", token}, {"text", "x"}})).status == 403);
  CHECK(site.app->answer(make_post("/en/me", {{"text", "x"}}, {{"origin", "https://evil.example"}})).status == 403);
  CHECK(site.app->answer(make_post("/en/form", {{"csrf", token}}, {{"origin", "https://muster.example"}})).status ==
        403);
  CHECK(site.kept.pairs().empty());
}

TEST_CASE("F13: a long body is not parsed for somebody who may not send it") {
  Site site;
  site.sign_in("staff", Role::staff, true);
  const std::string text(2'200'000, 'x');
  const auto send = [&](const std::string& path, HeaderList headers, const std::string& body) {
    site.last = {};
    site.kept = {};
    return site.app->answer(make_post(path, {{"text", body}}, std::move(headers)));
  };
  const HeaderList stranger = {{"origin", "https://muster.example"}};
  const HeaderList forged = {{"origin", "https://muster.example"}, {"cookie", "__Host-muster=forged"}};
  CHECK(send("/en/staff", stranger, "short").status == 401);
  CHECK(site.kept.get("text") == "short");
  for (const auto& headers : {stranger, forged}) {
    const auto answer = send("/en/staff", headers, text);
    CHECK(answer.status == 303);
    CHECK(test::find_header(answer, "location") == "/en/sign-in");
    CHECK(site.kept.pairs().empty());
  }
  const HeaderList staff = {{"cookie", "__Host-muster=staff"}};
  const std::string token = site.fetch_token("/en/me", staff);
  const auto taken = site.app->answer(make_post("/en/staff", {{"csrf", token}, {"text", text}}, staff));
  CHECK(taken.status == 303);
  CHECK(site.last.form.get("text").size() == text.size());
}

TEST_CASE("F4: while room is short posts are 507, but those that are told to go through, and reading goes on") {
  Site site;
  site.sign_in("staff", Role::staff, true);
  const HeaderList staff = {{"cookie", "__Host-muster=staff"}};
  const std::string token = site.fetch_token("/en/me", staff);
  const auto post = [&](const std::string& path) { return site.app->answer(make_post(path, {{"csrf", token}}, staff)); };
  CHECK(post("/en/staff").status == 303);
  site.has_room = false;
  const auto refused = post("/en/staff");
  CHECK(refused.status == 507);
  CHECK(test::find_header(refused, "retry-after") == "30");
  CHECK(post("/en/me").status == 303);
  CHECK(site.status("/en/staff", staff) == 200);
  site.has_room = true;
  CHECK(post("/en/staff").status == 303);
}

}  // namespace
}  // namespace muster::http
