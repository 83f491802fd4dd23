// For tests of this room alone: an issue with links and a question in two languages, and the whole way of a request
// through http::Application, without a socket.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "features/counting/module.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/application.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

namespace muster::counting::test {

using muster::test::HeaderList;

// What a browser of people sends.
inline HeaderList browser() {
  return {{"user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
          {"accept", "text/html,*/*;q=0.8"},
          {"accept-language", "en"},
          {"sec-fetch-dest", "document"}};
}

struct World {
  explicit World(db::Database& database) : db(database) {
    set_up_links();
    const auto make_shell = [](const http::Request& of, const Message& title) {
      html::Shell shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/" + std::string(locale_tag(of.locale)) + "/", .csrf_token = of.csrf_token};
      shell.languages = html::make_language_links("https://muster.example", of.path, of.raw_query, of.locale);
      return shell;
    };
    http::Gate gate;
    gate.find_actor = [](std::string_view session, const http::Request&) {
      if (session != "staff") return Actor::nobody();
      return Actor{.kind = Actor::Kind::person, .name = "Maria", .seats = {{.id = SeatId(1), .role = Role::staff}}, .is_fully_signed_in = true};
    };
    gate.permits = [](const Actor& actor, Permission permission) { return permission == Permission::everyone || actor.has_role(Role::staff); };
    gate.ask_to_sign_in = [](const http::Request&) { return http::Response::see_other("/en/sign-in"); };
    gate.keep_and_ask = [](const http::Request&) { return http::Response::page("kept", 401); };
    gate.error_page = [](const http::Request&, int status, const std::string&) { return http::Response::page("error", status); };
    app = std::make_unique<http::Application>(
        make_routes(parts), std::move(gate), http::Context{db, clock, random, texts, log, programme, make_shell, [](std::string_view, std::string_view) { return true; }},
        http::PublicContext{db, clock, random, texts, log, programme, make_shell, [](std::string_view, std::string_view, const std::map<std::string, std::string>&) {}, [](std::string_view, std::string_view) { return true; }},
        http::ApplicationOptions{.public_url = "https://muster.example", .trusted_proxies = {"192.0.2.254"}, .csrf_secret = Secret(std::string(32, 'c')), .quick = {.prefix = std::string(kLinkPrefix), .find = make_quick_answer(parts, clock)}}, nullptr);
  }

  void set_up_links() {
    db.write([&](db::Write& write) {
      for (const Locale locale : {Locale::en, Locale::ar}) {
        register_links(write, 7, locale, {{1, "https://example.org/page?a=1#part", "The report"}, {2, "http://xn--bcher-kva.example/", "Books"}, {3, "mailto:staff@example.org", "Write to us"}, {4, "https://example.org/four", "Four"}}).value();
      }
      register_question(write, 7, Locale::en, {"Was this useful?", {"Yes", "Partly", "No"}}).value();
      register_question(write, 7, Locale::ar, {"هل كان هذا مفيدا؟", {"نعم", "جزئيا", "لا"}}).value();
    });
  }

  By by() { return {clock, random, system}; }
  CountedLink link(std::int64_t number, std::int64_t organisation = 5, Locale locale = Locale::en) const { return {7, OrganisationId(organisation), locale, number}; }
  std::string path(const CountedLink& of) const { return "/t/" + make_link_token(parts.keys, of); }
  std::string question_path(const CountedLink& of) const { return "/q/" + make_question_token(parts.keys, of); }

  net::RawResponse get(const std::string& target, HeaderList headers = browser(), const std::string& method = "GET", const std::string& address = "192.0.2.1") {
    auto request = muster::test::make_request(method, target, std::move(headers));
    request.remote_address = address;
    return app->answer(request);
  }
  net::RawResponse open(std::int64_t number, const std::string& address = "192.0.2.1", HeaderList headers = browser()) { return get(path(link(number)), std::move(headers), "GET", address); }
  net::RawResponse as_staff(const std::string& target) { return get(target, {{"cookie", "__Host-muster=staff"}}); }

  // An answer as a browser gives it: the page, then its form. `mark` is the cookie of the answer before, and becomes
  // that of this one.
  net::RawResponse answer(const std::string& choice, std::string& mark, const CountedLink& of) {
    const std::string form(43, 'A');
    const std::string form_cookie = "__Host-muster-form=" + form;
    const std::string page(get("/en" + question_path(of), {{"cookie", form_cookie}}).content());
    const std::size_t at = page.find("name=\"csrf\" value=\"");
    REQUIRE(at != std::string::npos);
    const std::string token = page.substr(at + 19, page.find('"', at + 19) - at - 19);
    HeaderList headers = {{"cookie", form_cookie + (mark.empty() ? "" : "; " + mark)}, {"origin", "https://muster.example"}};
    const auto answered = app->answer(muster::test::make_post(question_path(of), {{"csrf", token}, {"lang", "en"}, {"choice", choice}}, headers));
    const std::string cookie = muster::test::find_header(answered, "set-cookie");
    if (!cookie.empty()) mark = cookie.substr(0, cookie.find(';'));
    return answered;
  }

  std::int64_t write(const WasDelivered& was_delivered = {}) { return write_counts(db, clock, *parts.counter, was_delivered); }
  // Sum of stored openings that match.
  std::int64_t stored(const std::string& condition = "1 = 1") {
    const std::string sql = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS count FROM link_count WHERE " + condition;
    return db.read([&](db::Read& read) { return read.count(db::Statement{"test.stored", sql, {}}); });
  }
  std::int64_t answers(const std::string& condition = "1 = 1") {
    const std::string sql = "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS count FROM answer_count WHERE " + condition;
    return db.read([&](db::Read& read) { return read.count(db::Statement{"test.answers", sql, {}}); });
  }
  Results results(Locale reader = Locale::en) {
    return db.read([&](db::Read& read) { return get_results(read, 7, reader); });
  }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23)) + std::chrono::hours(9)};
  SeededRandom random{7};
  Actor system = Actor::system();
  i18n::Texts texts;
  log::MemoryLog log;
  Programme programme;
  Parts parts{.keys = make_keys(Secret(std::string(32, 'k'))), .counter = std::make_shared<Counter>(random), .is_secure = true, .archive_path = "/updates", .find_issue = {}};
  std::unique_ptr<http::Application> app;
};

template <class F>
void for_each_world(F&& check) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    check(world);
  });
}

}  // namespace muster::counting::test
