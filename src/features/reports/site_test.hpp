// Handlers of the room called without a server, as staff or as a region's leader.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/reports/date_job.hpp"
#include "features/reports/queue_job.hpp"
#include "features/reports/remind_world_test.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

using Form = std::vector<std::pair<std::string, std::string>>;

struct Site {
  Site(RemindWorld& with, http::Routes of) : world(with), routes(std::move(of)), context{world.db, world.clock, world.random, world.texts, world.log, remind_programme(), {}, {}} {
    context.make_shell = [](const http::Request& request, const Message& title) {
      return html::Shell{.locale = request.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"};
    };
    staff.kind = Actor::Kind::person;
    staff.person = world.db.write([&](db::Write& write) {
      return people::insert_person(write, world.by(), people::parse_person("Maria", "", "maria@staff.example", "en").value());
    });
    staff.seats = {{.id = SeatId(1), .role = Role::staff}};
  }

  // `path` like the pattern behind the language; {name} parts come from `parts`.
  http::Response call(http::Method method, const std::string& pattern, std::map<std::string, std::string> parts = {}, const Form& query = {}, const Form& form = {},
                      Locale locale = Locale::en) {
    http::Request request;
    request.method = method;
    request.locale = locale;
    request.actor = actor ? *actor : staff;
    for (auto& [name, value] : parts) request.parameters[name] = value;
    for (auto& [name, value] : query) request.query.add(name, value);
    for (auto& [name, value] : form) request.form.add(name, value);
    for (const auto& route : routes) {
      if (route.method == method && route.pattern == "/{lang}" + pattern) return std::get<http::PrivateHandler>(route.handler)(request, context);
    }
    FAIL("no such route: " << pattern);
    return {};
  }
  http::Response get(const std::string& pattern, const Form& query = {}, std::map<std::string, std::string> parts = {}) {
    return call(http::Method::get, pattern, std::move(parts), query);
  }
  http::Response post(const std::string& pattern, std::map<std::string, std::string> parts, const Form& form) {
    return call(http::Method::post, pattern, std::move(parts), {}, form);
  }
  void be_leader_of(const std::string& region) {
    actor = staff;
    actor->seats = {{.id = SeatId(2), .role = Role::regional_leader, .region = region}};
  }
  void run_jobs() {
    for (auto* make : {&make_queue_jobs, &make_date_jobs}) {
      jobs::Runner runner(world.context(), make(), {});
      runner.run_due();
    }
    world.runner.run_due();
  }

  RemindWorld& world;
  http::Routes routes;
  http::Context context;
  Actor staff;
  std::optional<Actor> actor;
};

}  // namespace muster::reports
