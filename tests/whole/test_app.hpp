// The whole program in process, around a clock that stands still, seeded randomness and a fresh
// database: what page tests, the table of routes and the two-year cycle run on. Reads as the story:
// world.as(prime).post("/en/me/report/members", {{"members", "420"}}).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/app.hpp"
#include "base/clock.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/log/log.hpp"
#include "tests/support/database_fixture.hpp"

namespace muster::test {

using FormFields = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  const std::string& header(std::string_view lower_case_name) const;  // "" when absent
};

class World;

// One browser: keeps cookies, sends the token of the page it last saw.
class Browser {
 public:
  explicit Browser(World& world) : world_(&world) {}
  Answer get(const std::string& target);
  Answer head(const std::string& target);
  Answer post(const std::string& target, FormFields fields = {}, bool wants_json = false);
  // A post without token or Origin, as a forged one would be.
  Answer post_bare(const std::string& target, const FormFields& fields);
  void set_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }
  const std::map<std::string, std::string>& cookies() const { return cookies_; }

 private:
  Answer send(const std::string& method, const std::string& target, const std::string& body, FormFields headers);
  World* world_;
  std::map<std::string, std::string> cookies_;
  std::string csrf_;
};

class World {
 public:
  // On `database`, which is migrated.
  explicit World(db::Database& database, Date today);
  ~World();

  db::Database& db() { return database_; }
  FixedClock& clock() { return clock_; }
  Random& random() { return random_; }
  const Programme& programme() const { return programme_; }
  log::MemoryLog& log() { return log_; }
  app::App& app() { return *app_; }
  By system() { return {clock_, random_, system_}; }

  PersonId add_person(const std::string& name, const std::string& email, Locale locale = Locale::en);
  OrganisationId add_organisation(const std::string& name, const std::string& country);
  SeatId add_seat(PersonId person, Role role, const std::string& region = "", OrganisationId organisation = {}, bool is_prime = false);
  // A browser in which this person is signed in, with password and second factor if `is_full`.
  Browser as(PersonId person, bool is_full = true);
  Browser nobody() { return Browser(*this); }
  // Jobs and mail until nothing is due.
  int run_due() { return app_->run_due(); }
  void advance(Duration by) { clock_.advance(by); }

 private:
  db::Database& database_;
  FixedClock clock_;
  SeededRandom random_{20261123};
  log::MemoryLog log_;
  Programme programme_;
  config::Config config_;
  Actor system_ = Actor::system();
  std::unique_ptr<app::App> app_;
};

}  // namespace muster::test
