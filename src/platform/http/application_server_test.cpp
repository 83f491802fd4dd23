#include <doctest/doctest.h>

#include "platform/http/application.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/raw_client.hpp"

// The application behind its real server: what only the two together can show.
namespace muster::http {
namespace {

using test::RawClient;

struct RunningSite {
  RunningSite() {
    Routes routes;
    const auto page = [](const Request& request, PublicContext&) {
      return Response::page("<p>" + request.path + std::string(1'000, ' ') + "</p>");
    };
    const auto posted = [](const Request& request, PublicContext&) { return Response::text(request.form.get("a")); };
    routes.push_back({.pattern = "/{lang}/cached",
                      .permission = Permission::everyone,
                      .handler = PublicHandler(page),
                      .options = {.is_cached = true}});
    routes.push_back({.pattern = "/{lang}/page", .permission = Permission::everyone, .handler = PublicHandler(page)});
    routes.push_back({.method = Method::post,
                      .pattern = "/{lang}/post",
                      .permission = Permission::everyone,
                      .handler = PublicHandler(posted),
                      .options = {.body_limit = 1'000, .needs_csrf = false}});
    Gate gate;
    gate.error_page = [](const Request& request, int status, const std::string&) {
      return Response::page("error " + std::to_string(status) + " " + std::string(locale_tag(request.locale)), status);
    };
    ApplicationOptions options;
    options.public_url = "http://localhost:8080";
    options.csrf_secret = Secret("0123456789abcdef0123456789abcdef");
    app = std::make_unique<Application>(
        std::move(routes), gate, Context{*database, clock, random, texts, log, programme, {}, {}},
        PublicContext{*database, clock, random, texts, log, programme, {}, {}, {}}, std::move(options), FindAsset{});
    net::Options server_options;
    server_options.listen = {"127.0.0.1:0"};
    server_options.worker_threads = 2;
    server = std::make_unique<net::Server>(server_options, app->handlers());
    server->start();
  }

  test::RawAnswer ask(const std::string& head, const std::string& body = "") {
    RawClient client(server->port());
    client.send(head + "\r\nHost: localhost:8080\r\n" +
                (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body);
    return client.receive(head.starts_with("HEAD"));
  }

  test::ScratchFolder folder;
  std::unique_ptr<db::Database> database = db::Database::open({.url = "sqlite:" + folder.file("site.db")});
  SystemClock clock;
  SystemRandom random;
  i18n::Texts texts;
  log::MemoryLog log;
  Programme programme;
  std::unique_ptr<Application> app;
  std::unique_ptr<net::Server> server;  // ends before the application
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST_CASE("pages, cached pages and 304 over a socket") {
  RunningSite site;
  const auto page = site.ask("GET /en/page HTTP/1.1");
  CHECK(page.status == 200);
  CHECK(has(page.head, "Content-Security-Policy: default-src 'none'"));
  const auto first = site.ask("GET /en/cached HTTP/1.1\r\nAccept-Encoding: gzip");
  const auto second = site.ask("GET /en/cached HTTP/1.1\r\nAccept-Encoding: gzip");
  CHECK(first.body == second.body);
  CHECK(has(second.head, "Content-Encoding: gzip\r\n"));
  CHECK(has(second.head, "Content-Security-Policy: default-src 'none'"));
  const auto at = second.head.find("ETag: ") + 6;
  const std::string etag = second.head.substr(at, second.head.find('\r', at) - at);
  const auto same = site.ask("GET /en/cached HTTP/1.1\r\nAccept-Encoding: gzip\r\nIf-None-Match: " + etag);
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  const auto head = site.ask("HEAD /en/cached HTTP/1.1\r\nAccept-Encoding: gzip");
  CHECK(head.status == 200);
  CHECK(has(head.head, "Content-Length: " + std::to_string(first.body.size())));
}

TEST_CASE("a body above the route's limit is a page in the reader's language, unread") {
  RunningSite site;
  const std::string type = "\r\nContent-Type: application/x-www-form-urlencoded";
  CHECK(site.ask("POST /fr/post HTTP/1.1" + type, "a=hello").body == "hello");
  const auto large = site.ask("POST /fr/post HTTP/1.1" + type, "a=" + std::string(2'000, 'x'));
  CHECK(large.status == 413);
  CHECK(large.body == "error 413 fr");
  CHECK(has(large.head, "Connection: close"));
  CHECK(site.ask("POST /fr/nothing HTTP/1.1" + type, "a=1").status == 404);
  CHECK(site.ask("DELETE /fr/page HTTP/1.1").status == 405);
  CHECK(site.ask("BREW /fr/page HTTP/1.1").status == 501);
  CHECK(site.ask("GET /fr/%ff HTTP/1.1").status == 400);
  CHECK(site.server->drain_and_stop(std::chrono::seconds(5)));
}

}  // namespace
}  // namespace muster::http
