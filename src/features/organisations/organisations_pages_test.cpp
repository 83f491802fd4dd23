#include <doctest/doctest.h>

#include "base/text.hpp"
#include "features/organisations/module.hpp"
#include "features/organisations/organisation_world_test.hpp"
#include "features/organisations/staff_table.hpp"
#include "platform/mail/mail.hpp"
#include "platform/html/shell.hpp"
#include "platform/log/log.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::organisations;
using organisations::test::World;

namespace {

// Calls the handlers of the room without a server.
struct Site {
  explicit Site(World& with) : world(with) {}
  World& world;
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
  http::Routes routes = make_routes();
  std::vector<std::string> jobs;

  http::Response call(http::Method method, std::string_view pattern, http::Request request) {
    request.method = method;
    request.csrf_token = "token";
    const auto make_shell = [](const http::Request& of, const Message& title) {
      html::Shell shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = of.csrf_token};
      return shell;
    };
    const auto allow = [](std::string_view, std::string_view) { return true; };
    for (const auto& route : routes) {
      if (route.method != method || route.pattern != pattern) continue;
      if (const auto* handler = std::get_if<http::PublicHandler>(&route.handler)) {
        http::PublicContext context{world.db, world.clock, world.random, texts, *log, world.programme, make_shell,
                                    [&](std::string_view kind, std::string_view, const std::map<std::string, std::string>&) { jobs.emplace_back(kind); }, allow};
        return (*handler)(request, context);
      }
      http::Context context{world.db, world.clock, world.random, texts, *log, world.programme, make_shell, allow};
      return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response get(std::string_view pattern, http::Request request) { return call(http::Method::get, pattern, std::move(request)); }
  http::Response post(std::string_view pattern, http::Request request) { return call(http::Method::post, pattern, std::move(request)); }
};

template <class F>
void in_site(F&& check) {
  muster::test::for_each_engine(muster::test::all_migrations(), [&](db::Database& database) {
    World world(database);
    Site site(world);
    check(world, site);
  });
}

http::Request with_id(OrganisationId id, Locale locale = Locale::en) {
  http::Request request{.locale = locale};
  request.parameters["id"] = id.format();
  return request;
}

}  // namespace

TEST_CASE("public and staff pages are sound in six languages; a quiet organisation is not found") {
  in_site([](World& world, Site& site) {
    const auto id = world.add({.name = "مستخدمو الإنترنت", .name_english = "Internet users", .country = "LK", .place = "Colombo", .summary = "Words",
                               .languages = {{"si"}}, .topics = {{"access"}}, .contact = "a@example.org"});
    for (const Locale locale : kLocales) {
      for (const std::string_view pattern : {"/{lang}/organisations", "/{lang}/organisations/{id}", "/{lang}/organisations/{id}/contact", "/{lang}/staff/organisations",
                                             "/{lang}/staff/organisations/{id}", "/{lang}/staff/organisations/{id}/edit", "/{lang}/staff/organisations/{id}/people",
                                             "/{lang}/staff/organisations/{id}/history", "/{lang}/staff/organisations/{id}/state"}) {
        const auto response = site.get(pattern, with_id(id, locale));
        CHECK(response.status == 200);
        const auto problems = muster::test::check_html(response.body, muster::test::Markup::page);
        INFO(pattern);
        if (!problems.empty()) MESSAGE(problems.front());
        CHECK(problems.empty());
      }
    }
    CHECK(site.get("/{lang}/organisations.json", {}).body.find("\"id\":" + id.format()) != std::string::npos);
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, id, true, "At risk"); });
    CHECK(site.get("/{lang}/organisations/{id}", with_id(id)).status == 404);
    CHECK(site.get("/{lang}/organisations/{id}/contact", with_id(id)).status == 404);
    CHECK(site.get("/{lang}/organisations.json", {}).body == "[]");
    CHECK(site.get("/{lang}/organisations", {}).body.find("Internet users") == std::string::npos);
  });
}

TEST_CASE("a representative edits the own organisation; bad input keeps the answers") {
  in_site([](World& world, Site& site) {
    const auto id = world.add({.name = "Mine"});
    const auto person = world.add_person("First Person", "first@example.org");
    CHECK(world.add_representative(id, person, true));
    http::Request request;
    request.actor = world.read([&](db::Read& read) { return access::make_actor(read, person, world.clock.today()); });
    CHECK(site.get("/{lang}/me/organisation", request).status == 200);
    CHECK(site.get("/{lang}/me/people", request).status == 200);
    request.form.add("name", "Kept words");
    request.form.add("website", "javascript:alert(1)");
    const auto refused = site.post("/{lang}/me/organisation", request);
    CHECK(refused.status == 422);
    CHECK(refused.body.find("Kept words") != std::string::npos);
    CHECK(refused.body.find("website-e") != std::string::npos);
    request.parameters["person"] = world.add_person("Stranger", "stranger@example.org").format();
    CHECK(site.post("/{lang}/me/people/{person}/remove", request).status == 404);
  });
}

TEST_CASE("S54, S109, S116: no participation or score in the table, its filters or its export") {
  const Listing listing = make_staff_listing({});
  for (const std::string& column : listing.columns) {
    for (const std::string_view word : {"score", "particip", "vote", "attend", "click", "late", "rank"}) CHECK(column.find(word) == std::string::npos);
  }
}

TEST_CASE("an empty register says how to fill it; a search that finds nothing says how to find more") {
  in_site([](World& world, Site& site) {
    http::Request request;
    request.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
    CHECK(site.get("/{lang}/staff/organisations", request).body.find("No organisations yet") != std::string::npos);
    request.query.add("q", "nowhere");
    CHECK(site.get("/{lang}/staff/organisations", request).body.find("No organisation matches") != std::string::npos);
    CHECK(world.db.read([](db::Read& read) { return list_reporting(read); }).empty());
  });
}

namespace {

// One mail to an address, and how the queue ended it.
void end_mail(World& world, PersonId person, const std::string& address, const std::string& key, std::string_view state) {
  static constexpr db::Statement kEnd{"test.end", "UPDATE mail SET state = :state WHERE id = :mail", ""};
  world.db.write([&](db::Write& write) {
    const auto id = mail::enqueue(write, world.clock, world.random, {.kind = "test", .key = key, .to = *Email::parse(address), .person = person, .content = {"Subject", "Text", ""}});
    write.execute(kEnd, {{"state", state}, {"mail", id}});
  });
}

}  // namespace

TEST_CASE("mail that does not reach a representative is found by its view, until one arrives again; leaders do not see it") {
  in_site([](World& world, Site& site) {
    const auto first = world.add({.name = "Bouncing Society", .country = "LK"}), second = world.add({.name = "Quiet Society", .country = "LK"});
    const auto person = world.add_person("First Person", "first@example.org"), other = world.add_person("Other Person", "other@example.org");
    CHECK(world.add_representative(first, person, true));
    CHECK(world.add_representative(second, other, true));
    http::Request staff;
    staff.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
    staff.query.add("problem", "bounces");
    const auto finds = [&](std::string_view name) { return site.get("/{lang}/staff/organisations", staff).body.find(name) != std::string::npos; };
    CHECK_FALSE(finds("Bouncing Society"));
    end_mail(world, person, "first@example.org", "1", "failed");
    CHECK(finds("Bouncing Society"));
    CHECK_FALSE(finds("Quiet Society"));
    end_mail(world, person, "first@example.org", "2", "queued");  // not ended: says nothing yet
    CHECK(finds("Bouncing Society"));
    end_mail(world, person, "first@example.org", "3", "sent");
    CHECK_FALSE(finds("Bouncing Society"));
    end_mail(world, person, "first@example.org", "4", "suppressed");
    CHECK(finds("Bouncing Society"));
    http::Request leader = staff;
    leader.actor.seats = {{.id = SeatId(2), .role = Role::regional_leader, .region = "AP"}};
    const auto seen = site.get("/{lang}/region/organisations", leader).body;
    CHECK(seen.find("Mail comes back") == std::string::npos);
    CHECK(seen.find("Quiet Society") != std::string::npos);
    world.db.write([&](db::Write& write) { remove_representative(write, world.by, world.programme, first, person, ""); });
    world.clock.advance(std::chrono::hours(48));
    CHECK_FALSE(finds("Bouncing Society"));
  });
}

TEST_CASE("views that come with the table are its own addresses, and none orders organisations by how late they are") {
  in_site([](World& world, Site& site) {
    for (const auto& view : make_desk_table().views) {
      http::Request request;
      request.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
      for (const auto field : split(view.query, '&')) request.query.add(std::string(field.substr(0, field.find('='))), std::string(field.substr(field.find('=') + 1)));
      const auto body = site.get("/{lang}/staff/organisations", request).body;
      std::string escaped = view.query;
      if (const auto at = escaped.find('&'); at != std::string::npos) escaped.replace(at, 1, "&amp;");
      CHECK_MESSAGE(body.find("/staff/organisations?" + escaped + "\" aria-current") != std::string::npos, view.query);
      CHECK(view.query.find("sort") == std::string::npos);
    }
    (void)world;
  });
}

TEST_CASE("many are listed quietly at once with a reason, each once, and listed publicly again") {
  in_site([](World& world, Site& site) {
    const auto first = world.add({.name = "First Society", .country = "LK"}), second = world.add({.name = "Second Society", .country = "LK"});
    world.db.write([&](db::Write& write) { set_quiet(write, world.by, second, true, "At risk"); });
    const auto person = world.add_person("Maria", "maria@staff.example");
    http::Request request;
    request.actor = Actor{.kind = Actor::Kind::person, .person = person, .seats = {{.id = SeatId(1), .role = Role::staff}}};
    CHECK(site.get("/{lang}/staff/organisations/quiet", request).status == 422);
    for (const auto id : {first, second}) request.query.add("id", id.format());
    for (const Locale locale : kLocales) {
      request.locale = locale;
      const auto preview = site.get("/{lang}/staff/organisations/quiet", request);
      CHECK(preview.status == 200);
      CHECK(muster::test::check_html(preview.body, muster::test::Markup::page).empty());
    }
    request.locale = Locale::en;
    const auto text = muster::test::visible_text(site.get("/{lang}/staff/organisations/quiet", request).body);
    CHECK(text.find("1 organisation leaves the public directory") != std::string::npos);
    CHECK(text.find("1 organisation is left out") != std::string::npos);
    const auto is_quiet = [&](OrganisationId id) { return world.read([&](db::Read& read) { return get_organisation(read, id).is_quiet; }); };
    CHECK_FALSE(is_quiet(first));
    for (const auto id : {first, second}) request.form.add("id", id.format());
    request.form.add("to", "quiet");
    CHECK(site.post("/{lang}/staff/organisations/quiet", request).status == 422);
    request.form.add("reason", "Threats");
    const auto done = site.post("/{lang}/staff/organisations/quiet", request);
    CHECK(done.status == 303);
    CHECK(done.headers.front().second.find("/en/staff/bulk/") == 0);
    CHECK(is_quiet(first));
    CHECK(site.get("/{lang}/organisations", {}).body.find("First Society") == std::string::npos);
    http::Request back;
    back.actor = request.actor;
    for (const auto id : {first, second}) back.form.add("id", id.format());
    back.form.add("to", "public");
    back.form.add("reason", "Safe again");
    CHECK(site.post("/{lang}/staff/organisations/quiet", back).status == 303);
    CHECK_FALSE(is_quiet(first));
    CHECK_FALSE(is_quiet(second));
    CHECK(site.get("/{lang}/organisations", {}).body.find("First Society") != std::string::npos);
  });
}
