// A small site with everything that an application can be asked for, for the tests of it: what was asked last, how
// often a page was rendered, and somebody to sign in.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "platform/http/application.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

namespace muster::http {

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

inline std::string body_of(const net::RawResponse& response) { return std::string(response.content()); }

}  // namespace muster::http
