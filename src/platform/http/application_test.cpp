#include "platform/http/application.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <zlib.h>

#include <map>
#include <stdexcept>

#include "platform/http/csrf.hpp"
#include "platform/http/finisher.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

namespace muster::http {
namespace {

using test::find_header;
using test::HeaderList;
using test::make_get;
using test::make_post;
using test::make_request;

// A small site: public pages, a form for everybody, pages for members and for staff.
struct Site {
  explicit Site(std::string public_url = "https://muster.example", bool is_demo = false) {
    ApplicationOptions options;
    options.public_url = std::move(public_url);
    options.trusted_proxies = {"127.0.0.1"};
    options.is_demo = is_demo;
    options.csrf_secret = Secret("0123456789abcdef0123456789abcdef");
    options.has_room = [this](std::string_view pattern) { return has_room || pattern == "/{lang}/me"; };
    const auto allow = [](std::string_view, std::string_view) { return true; };
    app = std::make_unique<Application>(make_routes(), make_gate(),
                                        Context{*database, clock, random, texts, log, programme, {}, allow},
                                        PublicContext{*database, clock, random, texts, log, programme, {}, {}, allow},
                                        std::move(options), [](std::string_view path) -> std::optional<Asset> {
                                          if (path == "/a/site.0123.css")
                                            return Asset{"text/css; charset=utf-8", "body{}", "GZ", ""};
                                          return std::nullopt;
                                        });
  }

  void add(Routes& routes, Method method, std::string pattern, Permission permission, PrivateHandler handler,
           Route::Options options = {}) {
    routes.push_back({.method = method,
                      .pattern = std::move(pattern),
                      .permission = permission,
                      .handler = std::move(handler),
                      .options = options});
  }

  Routes make_routes() {
    Routes routes;
    const auto page = [this](const Request& request, Context&) {
      ++rendered;
      last = request;
      return Response::page("<p>" + request.path + " " + std::string(locale_tag(request.locale)) + "</p>");
    };
    const auto form = [this](const Request& request, Context&) {
      last = request;
      return Response::page("<form><input name=csrf value=\"" + request.csrf_token + "\">");
    };
    const auto posted = [this](const Request& request, Context&) {
      last = request;
      return Response::see_other("/en/thanks");
    };
    add(routes, Method::get, "/", Permission::everyone, page);
    add(routes, Method::get, "/{lang}/", Permission::everyone, page);
    add(routes, Method::get, "/{lang}/form", Permission::everyone, form);
    add(routes, Method::post, "/{lang}/form", Permission::everyone, posted, {.body_limit = 200'000});
    add(routes, Method::get, "/{lang}/me", Permission::signed_in, form);
    add(routes, Method::post, "/{lang}/me", Permission::signed_in, posted);
    add(routes, Method::get, "/{lang}/staff", Permission::run_programme, page);
    add(routes, Method::post, "/{lang}/staff", Permission::run_programme, posted);
    add(routes, Method::post, "/{lang}/file", Permission::everyone, posted,
        {.body_limit = 1'000'000, .takes_files = true, .needs_csrf = false});
    add(routes, Method::post, "/u/{token}", Permission::everyone, posted, {.needs_csrf = false});
    add(routes, Method::get, "/{lang}/broken/{how}", Permission::everyone,
        [this](const Request& request, Context&) { return break_down(request); });
    routes.push_back({.method = Method::get,
                      .pattern = "/{lang}/cached/{name}",
                      .permission = Permission::everyone,
                      .handler = PublicHandler([this](const Request& request, PublicContext&) {
                        ++rendered;
                        last = request;
                        Response response = Response::page(fmt::format("<p>{} {} {}</p>{}", request.path, rendered,
                                                                       request.csrf_token, std::string(2'000, ' ')));
                        response.topics = {"organisations"};
                        return response;
                      }),
                      .options = {.is_cached = true, .reads_query = true}});
    routes.push_back({.method = Method::get,
                      .pattern = "/{lang}/nothing/{status}",
                      .permission = Permission::everyone,
                      .handler = PublicHandler([](const Request& request, PublicContext&) {
                        return Response::page({}, std::stoi(request.parameters.at("status")));
                      })});
    routes.push_back({.method = Method::get,
                      .pattern = "/{lang}/same/{name}",
                      .permission = Permission::everyone,
                      .handler = PublicHandler([this](const Request&, PublicContext&) {
                        return Response::page(fmt::format("<p>{}</p>", ++rendered));
                      }),
                      .options = {.is_cached = true}});
    return routes;
  }

  Response break_down(const Request& request) {
    const std::string& how = request.parameters.find("how")->second;
    if (how == "busy") throw db::Error(db::Error::Kind::busy, "busy");
    if (how == "lost") throw db::Error(db::Error::Kind::lost, "lost");
    if (how == "full") throw db::Error(db::Error::Kind::full, "full");
    if (how == "kept") return Response::text("what you typed", 503);
    if (how == "logic") throw std::logic_error("a rule was broken");
    if (how == "runtime") throw std::runtime_error("canary-name@example.org");
    if (how == "odd") throw 7;
    if (how == "header") return Response::page("x").add("X-A", "1\r\nSet-Cookie: evil=1");
    if (how == "name") return Response::page("x").add("X-A\r\nX-B", "1");
    if (how == "away") return Response::see_other("https://evil.example/");
    if (how == "slashes") return Response::see_other("//evil.example/");
    if (how == "backslash") return Response::see_other("/\\evil.example/");
    if (how == "tab") return Response::see_other("/\t/evil.example/");
    if (how == "elsewhere") return Response::found_elsewhere(request.query.get("to"));
    if (how == "pathcookie" || how == "wrongcookie" || how == "herecookie")
      return Response::page("x").set_cookie({.name = how == "wrongcookie" ? "a" : "here-a", .value = "1", .path = how == "herecookie" ? "/" : "/q/x"});
    if (how == "badpath") return Response::page("x").set_cookie({.name = "here-a", .value = "1", .path = "/q; Domain=evil.example"});
    if (how == "home") return Response::see_other("https://muster.example/en/");
    if (how == "framing" || how == "part") {
      Response response = Response::page("<p>mail</p>");
      response.policy = how == "part" ? Policy::mail_part : Policy::framing;
      return response;
    }
    if (how == "cookie") return Response::page("x").set_cookie({.name = "a", .value = "1; Domain=evil.example"});
    return Response::page("fine").set_cookie({.name = "a", .value = "1"});
  }

  Gate make_gate() {
    Gate gate;
    gate.find_actor = [this](std::string_view token, const Request&) {
      const auto found = actors.find(std::string(token));
      return found == actors.end() ? Actor::nobody() : found->second;
    };
    gate.permits = [](const Actor& actor, Permission permission) {
      if (permission == Permission::everyone) return true;
      if (permission == Permission::signed_in) return actor.kind == Actor::Kind::person;
      return actor.is_fully_signed_in && actor.has_role(Role::staff);
    };
    gate.ask_to_sign_in = [](const Request& request) {
      return Response::see_other("/" + std::string(locale_tag(request.locale)) + "/sign-in");
    };
    gate.keep_and_ask = [this](const Request& request) {
      kept = request.form;
      return Response::page("kept", 401);
    };
    gate.error_page = [](const Request& request, int status, const std::string& incident) {
      return Response::page(fmt::format("error {} {} {}", status, locale_tag(request.locale), incident), status);
    };
    return gate;
  }

  void sign_in(const std::string& token, Role role, bool is_fully) {
    Actor actor;
    actor.kind = Actor::Kind::person;
    actor.seats.push_back({.role = role});
    actor.is_fully_signed_in = is_fully;
    actors[token] = actor;
  }

  net::RawResponse get(const std::string& target, HeaderList headers = {}) {
    return app->answer(make_get(target, std::move(headers)));
  }
  int status(const std::string& target, HeaderList headers = {}) { return get(target, std::move(headers)).status; }

  // The token in a form page, and the cookie that comes with it.
  std::string fetch_token(const std::string& target, HeaderList headers, std::string* cookie = nullptr) {
    const auto response = get(target, std::move(headers));
    const std::string body(response.content());
    if (cookie != nullptr)
      *cookie = find_header(response, "set-cookie").substr(0, find_header(response, "set-cookie").find(';'));
    const auto at = body.find("value=\"");
    if (at == std::string::npos) return {};
    return body.substr(at + 7, body.find('"', at + 7) - at - 7);
  }

  test::ScratchFolder folder;
  std::unique_ptr<db::Database> database = db::Database::open({.url = "sqlite:" + folder.file("site.db")});
  FixedClock clock{Instant::from_microseconds(1'800'000'000'000'000)};
  SeededRandom random{1};
  i18n::Texts texts;
  log::MemoryLog log;
  Programme programme;
  std::map<std::string, Actor> actors;
  int rendered = 0;
  bool has_room = true;
  Request last;
  Fields kept;
  std::unique_ptr<Application> app;
};

std::string body_of(const net::RawResponse& response) { return std::string(response.content()); }

TEST_CASE("pages carry the headers of every answer") {
  Site site;
  for (const auto* target : {"/en/", "/en/nothing", "/en/broken/logic", "/en/cached/a", "/a/site.0123.css", "/en"}) {
    CAPTURE(std::string(target));
    const auto response = site.get(target);
    CHECK(find_header(response, "content-security-policy") ==
          "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action "
          "'self'; base-uri 'none'; frame-ancestors 'none'");
    CHECK(find_header(response, "x-content-type-options") == "nosniff");
    CHECK(find_header(response, "referrer-policy") == "same-origin");
    CHECK(find_header(response, "cross-origin-opener-policy") == "same-origin");
    CHECK(find_header(response, "cross-origin-resource-policy") == "same-origin");
    CHECK(!find_header(response, "permissions-policy").empty());
    CHECK(find_header(response, "strict-transport-security").starts_with("max-age="));
    CHECK(!find_header(response, "cache-control").empty());
  }
  Site plain("http://localhost:8080");
  CHECK(find_header(plain.get("/en/"), "strict-transport-security").empty());
}

TEST_CASE("a mail's own words may do nothing but look, and only a page that says so may frame them") {
  Site site;
  const std::string part = find_header(site.get("/en/broken/part"), "content-security-policy");
  CHECK(part == "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox");
  const std::string usual = find_header(site.get("/en/"), "content-security-policy");
  CHECK(find_header(site.get("/en/broken/framing"), "content-security-policy") == usual + "; frame-src 'self'");
  for (const auto* target : {"/en/broken/part", "/en/broken/framing"}) {
    CHECK(find_header(site.get(target), "x-content-type-options") == "nosniff");
  }
}

TEST_CASE("a redirect to another site is asked for by name, goes to web and mail addresses alone and tells nothing") {
  Site site;
  for (const std::string to : {"https://example.org/page", "mailto:a@example.org"}) {
    const auto answer = site.get("/en/broken/elsewhere?to=" + to);
    CHECK(answer.status == 302);
    CHECK(find_header(answer, "location") == to);
    CHECK(find_header(answer, "referrer-policy") == "no-referrer");
    CHECK(find_header(answer, "cache-control") == "no-store");
  }
  for (const std::string to : {"javascript:alert(1)", "//evil.example/", "/en/", ""}) CHECK(site.status("/en/broken/elsewhere?to=" + to) == 500);
  CHECK(find_header(site.get("/en/broken/home"), "referrer-policy") == "same-origin");
}

TEST_CASE("a cookie with a path says so in its name, and is never taken for another") {
  Site site;
  const std::string cookie = find_header(site.get("/en/broken/pathcookie"), "set-cookie");
  CHECK(cookie == "__Secure-here-a=1; Path=/q/x; HttpOnly; SameSite=Lax; Secure");
  for (const char* how : {"wrongcookie", "herecookie", "badpath"}) CHECK(site.status(std::string("/en/broken/") + how) == 500);
  site.get("/en/", {{"cookie", "__Secure-here-a=1; __Secure-muster=member; __Secure-muster-language=fr"}});
  CHECK(site.last.cookies.find("here-a")->second == "1");
  CHECK_FALSE(site.last.cookies.contains("muster"));
  CHECK_FALSE(site.last.cookies.contains("muster-language"));
}

TEST_CASE("language from the path, then the cookie, then the browser") {
  Site site;
  CHECK(body_of(site.get("/ar/", {{"accept-language", "fr"}})) == "<p>/ar/ ar</p>");
  CHECK(body_of(site.get("/", {{"accept-language", "fr"}})) == "<p>/ fr</p>");
  CHECK(body_of(site.get("/", {{"accept-language", "fr"}, {"cookie", "__Host-muster-language=zh"}})) == "<p>/ zh</p>");
  CHECK(body_of(site.get("/", {{"cookie", "__Host-muster-language=tlh"}})) == "<p>/ en</p>");
  CHECK(body_of(site.get("/fr/nothing")) == "error 404 fr ");
}

TEST_CASE("404, 405, 308, 413, 501") {
  Site site;
  CHECK(site.status("/en/nothing") == 404);
  CHECK(site.status("/de/") == 404);
  const auto wrong = site.app->answer(make_post("/en/", {}));
  CHECK(wrong.status == 405);
  CHECK(find_header(wrong, "allow") == "GET, HEAD");
  CHECK(site.app->answer(make_request("PUT", "/en/")).status == 405);
  CHECK(site.app->answer(make_request("OPTIONS", "*")).status == 405);
  CHECK(site.app->answer(make_request("FROB", "/en/")).status == 501);
  const auto moved = site.get("/en/form/?a=%20b");
  CHECK(moved.status == 308);
  CHECK(find_header(moved, "location") == "/en/form?a=%20b");
  CHECK(find_header(site.get("/en"), "location") == "/en/");
  CHECK(site.status("//evil.example/") == 404);
  auto large = make_post("/en/form", {});
  large.refused = 413;
  CHECK(site.app->answer(large).status == 413);
  large.target = "/en/nothing";
  CHECK(site.app->answer(large).status == 404);
  CHECK(site.app->body_limit(make_post("/en/form", {})) == 200'000);
  CHECK(site.app->body_limit(make_post("/en/nothing", {})) == 16 * 1024);
  CHECK(site.app->body_limit(make_get("/en/form")) == 16 * 1024);
}

TEST_CASE("invalid UTF-8 and percent-encoding are 400 wherever they stand") {
  Site site;
  for (const auto* target : {"/en/%ff", "/en/%c0%ae", "/en/%00", "/en/%", "/en/a%2fb", "/en/%2e%2e/x", "/en/?q=%ff",
                             "/en/?%ff=1", "/en/?q=%00", "/en/?q=%zz", "/en/?q=%ed%a0%80"}) {
    CAPTURE(std::string(target));
    CHECK(site.status(target) == 400);
  }
  CHECK(site.status("/en/", {{"cookie", "a=\xff"}}) == 400);
  std::string cookie;
  const std::string token = site.fetch_token("/en/form", {}, &cookie);
  const auto post = [&](const std::string& body, const std::string& type) {
    return site.app->answer(make_request("POST", "/en/file", {{"cookie", cookie}, {"content-type", type}}, body))
        .status;
  };
  CHECK(post("a=%ff", "application/x-www-form-urlencoded") == 400);
  CHECK(post("a=\xff", "application/x-www-form-urlencoded") == 400);
  CHECK(post("--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--X--",
             "multipart/form-data; boundary=X") == 400);
  CHECK(post("--X\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\na\r\n--X--",
             "multipart/form-data; boundary=X") == 400);
  CHECK(post("--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"\xff\"\r\n\r\na\r\n--X--",
             "multipart/form-data; boundary=X") == 400);
  CHECK(post("--X\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n\xff\r\n--X--",
             "multipart/form-data; boundary=X") == 303);
  CHECK(site.last.files[0].content == "\xff");
  CHECK(post("{}", "application/json") == 415);
  CHECK(post("a", "text/plain") == 415);
  CHECK(post("a", "") == 415);
  CHECK(post("", "") == 303);
  CHECK(
      site.app->answer(make_request("POST", "/en/form", {{"content-type", "multipart/form-data; boundary=X"}}, "--X--"))
          .status == 415);
}

TEST_CASE("requests are merged and decoded for handlers") {
  Site site;
  auto request = make_get("/en/?q=a+b&q=%D8%B9", {{"cookie", "__Host-x=1; y=2"},
                                                  {"cookie", "__Host-z=3"},
                                                  {"accept", "a"},
                                                  {"accept", "application/json"},
                                                  {"x-forwarded-for", "203.0.113.9"}});
  request.remote_address = "127.0.0.1";
  CHECK(site.app->answer(request).status == 200);
  CHECK(site.last.query.list("q") == std::vector<std::string>{"a b", "ع"});
  CHECK(site.last.cookies.find("x")->second == "1");
  CHECK(site.last.cookies.find("z")->second == "3");
  CHECK_FALSE(site.last.cookies.contains("y"));  // over https only cookies with the prefix are ours
  CHECK(site.last.headers.find("accept")->second == "a, application/json");
  CHECK(site.last.wants_json);
  CHECK(site.last.remote_address == "203.0.113.9");
}

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

TEST_CASE("what goes wrong in a handler is a page with an incident, and a line without personal words") {
  Site site;
  const auto busy = site.get("/en/broken/busy");
  CHECK(busy.status == 503);
  CHECK(!find_header(busy, "retry-after").empty());
  CHECK(site.status("/en/broken/lost") == 503);
  CHECK(site.status("/en/broken/full") == 507);
  // A handler that shows what was typed again while nothing can be saved.
  const auto kept = site.get("/en/broken/kept");
  CHECK(kept.status == 503);
  CHECK(!find_header(kept, "retry-after").empty());
  CHECK(site.status("/en/broken/logic") == 500);
  const auto broken = site.get("/en/broken/runtime");
  CHECK(broken.status == 500);
  CHECK(site.status("/en/broken/odd") == 500);
  CHECK(site.log.text().find("canary") == std::string::npos);
  const std::string body = body_of(broken);
  const std::string incident = body.substr(body.rfind(' ') + 1);
  CHECK(incident.size() == 8);
  CHECK(site.log.text().find(incident) != std::string::npos);
}

TEST_CASE("no answer can inject a header or lead away") {
  Site site;
  for (const auto* how : {"header", "name", "away", "slashes", "backslash", "tab", "cookie"}) {
    CAPTURE(std::string(how));
    const auto response = site.get(std::string("/en/broken/") + how);
    CHECK(response.status == 500);
    CHECK(find_header(response, "set-cookie").empty());
    CHECK(find_header(response, "location").empty());
  }
  CHECK(find_header(site.get("/en/broken/home"), "location") == "https://muster.example/en/");
  CHECK(find_header(site.get("/en/broken/none"), "set-cookie") == "__Host-a=1; Path=/; HttpOnly; SameSite=Lax; Secure");
  const auto file = Response::file("x", "text/csv", "a\"b\r\nü.csv");
  CHECK(file.headers[0].second == "attachment; filename=\"a_b____.csv\"; filename*=UTF-8''a%22b%0D%0A%C3%BC.csv");
}

TEST_CASE("cached pages: rendered once, compressed, tagged, dropped at a change") {
  Site site;
  const auto first = site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip, br"}});
  CHECK(first.status == 200);
  CHECK(find_header(first, "content-encoding") == "br");
  CHECK(find_header(first, "cache-control") == "no-cache");
  CHECK(find_header(first, "vary") == "Accept-Encoding, Cookie");
  CHECK(first.content().size() < 200);
  CHECK(site.last.csrf_token.empty());
  site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip, br"}});
  CHECK(site.rendered == 1);
  CHECK(site.app->find_ready(make_get("/en/cached/a?x=1", {{"accept-encoding", "br"}})).has_value());
  CHECK_FALSE(site.app->find_ready(make_get("/en/cached/a?x=2", {{"accept-encoding", "br"}})).has_value());

  const std::string etag = find_header(first, "etag");
  CHECK(etag.size() == 34);
  const auto same = site.get("/en/cached/a?x=1", {{"accept-encoding", "br"}, {"if-none-match", etag}});
  CHECK(same.status == 304);
  CHECK(same.content().empty());
  CHECK(find_header(same, "etag") == etag);
  const auto zipped = site.get("/en/cached/a?x=1", {{"accept-encoding", "gzip"}});
  CHECK(find_header(zipped, "content-encoding") == "gzip");
  CHECK(find_header(zipped, "etag") != etag);
  const auto plain = site.get("/en/cached/a?x=1");
  CHECK(find_header(plain, "content-encoding").empty());
  CHECK(body_of(plain).starts_with("<p>/en/cached/a 3 "));
  CHECK(site.rendered == 3);

  site.app->page_cache().invalidate("reports");
  site.get("/en/cached/a?x=1");
  CHECK(site.rendered == 3);
  site.app->page_cache().invalidate("organisations");
  CHECK(site.get("/en/cached/a?x=1", {{"accept-encoding", "br"}, {"if-none-match", etag}}).status == 200);
  CHECK(site.rendered == 4);
  CHECK(site.status("/fr/cached/a?x=1") == 200);
  CHECK(site.rendered == 5);
}

TEST_CASE("an empty answer with an error becomes the site's own page") {
  Site site;
  for (const int status : {404, 403, 409}) {
    const auto answer = site.get("/en/nothing/" + std::to_string(status));
    CHECK(answer.status == status);
    CHECK_FALSE(answer.content().empty());
  }
  CHECK(site.get("/en/nothing/200").content().empty());
}

TEST_CASE("a page that reads no query is kept under its bare address alone") {
  Site site;
  for (int i = 0; i < 20; ++i) CHECK(site.status(fmt::format("/en/same/a?x={}", i)) == 200);
  CHECK(site.app->page_cache().count() == 0);
  CHECK(body_of(site.get("/en/same/a")) == "<p>21</p>");
  CHECK(body_of(site.get("/en/same/a")) == "<p>21</p>");
  CHECK(site.app->page_cache().count() == 1);
}

TEST_CASE("a cached page with a form is a mistake of ours, seen at once") {
  Site site;
  CHECK(site.status("/en/cached/%3Cinput%20name=%22csrf%22%3E") == 500);
  CHECK(site.log.text().find("a cached page with a form") != std::string::npos);
}

TEST_CASE("gzip unpacks to the page") {
  Site site;
  const auto zipped = site.get("/en/cached/z", {{"accept-encoding", "gzip"}});
  std::string out(10'000, '\0');
  z_stream stream{};
  REQUIRE(::inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  const std::string body = body_of(zipped);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(::inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  CHECK(out.starts_with("<p>/en/cached/z 1 </p>"));
}

TEST_CASE("a signed-in reader never meets the cache, nor fills it") {
  Site site;
  site.sign_in("member", Role::representative, false);
  const HeaderList member = {{"cookie", "__Host-muster=member"}, {"accept-encoding", "br"}};
  const auto mine = site.get("/en/cached/a", member);
  CHECK(find_header(mine, "cache-control") == "no-store");
  CHECK(find_header(mine, "content-encoding").empty());
  CHECK(find_header(mine, "etag").empty());
  CHECK(site.app->page_cache().count() == 0);
  site.get("/en/cached/a", {{"accept-encoding", "br"}});
  CHECK(site.app->page_cache().count() == 1);
  CHECK(body_of(site.get("/en/cached/a", member)).find("</p>") != std::string::npos);
  CHECK(site.rendered == 3);
}

TEST_CASE("assets are immutable, compressed and tagged by their name") {
  Site site;
  const auto plain = site.get("/a/site.0123.css");
  CHECK(body_of(plain) == "body{}");
  CHECK(find_header(plain, "cache-control") == "public, max-age=31536000, immutable");
  const auto zipped =
      site.get("/a/site.0123.css", {{"accept-encoding", "br, gzip"}, {"cookie", "__Host-muster=member"}});
  CHECK(body_of(zipped) == "GZ");
  CHECK(find_header(zipped, "content-encoding") == "gzip");
  CHECK(site.status("/a/site.0123.css", {{"if-none-match", find_header(plain, "etag")}}) == 304);
  CHECK(site.status("/a/none.css") == 404);
  CHECK(site.app->find_ready(make_get("/a/site.0123.css")).has_value());
}

TEST_CASE("the log has patterns and numbers, no paths, queries or addresses") {
  Site site;
  site.get("/en/cached/secret-token?q=canary-query", {{"cookie", "__Host-muster=canary-cookie"}});
  site.app->answer(make_post("/u/canary-token", {{"a", "canary-form"}}));
  const std::string text = site.log.text();
  CHECK(text.find("/{lang}/cached/{name}") != std::string::npos);
  CHECK(text.find("canary") == std::string::npos);
  CHECK(text.find("secret") == std::string::npos);
  CHECK(text.find("192.0.2.1") == std::string::npos);
}

TEST_CASE("overload is told in the reader's language without a handler") {
  Site site;
  const auto response = site.app->answer_overloaded(make_get("/ru/"));
  CHECK(response.status == 503);
  CHECK(body_of(response) == "error 503 ru ");
  CHECK(find_header(response, "retry-after") == "2");
  CHECK(site.rendered == 0);
}

TEST_CASE("options that cannot be used stop the start") {
  CHECK_THROWS_WITH_AS(Site("muster.example"), doctest::Contains("public_url"), std::invalid_argument);
}

}  // namespace
}  // namespace muster::http
