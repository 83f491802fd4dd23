#include "platform/http/application.hpp"

#include <doctest/doctest.h>

#include "platform/http/application_site_test.hpp"

namespace muster::http {
namespace {

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

TEST_CASE("an empty answer with an error becomes the site's own page") {
  Site site;
  for (const int status : {404, 403, 409}) {
    const auto answer = site.get("/en/nothing/" + std::to_string(status));
    CHECK(answer.status == status);
    CHECK_FALSE(answer.content().empty());
  }
  CHECK(site.get("/en/nothing/200").content().empty());
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
