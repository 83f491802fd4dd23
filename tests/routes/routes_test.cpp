// Every route x every role, own and other organisation, against tests/routes/table.txt (see README.md).
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "app/app.hpp"
#include "app/installation.hpp"
#include "features/access/access.hpp"
#include "features/access/session_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/test_http.hpp"

namespace muster {
namespace {

const std::string kFormToken(43, 'A');  // as long as a real one
constexpr std::string_view kLetters = "nrlcsa";
constexpr std::string_view kRoleNames[] = {"nobody", "representative", "regional leader", "committee member", "staff", "administrator"};

struct Row {
  std::string method, pattern;
  std::string roles;  // a letter of kLetters or '-' each
  bool is_own = false;
  bool depends_on_state = false;
  std::string name() const { return method + " " + pattern; }
};

std::vector<Row> read_table() {
  std::ifstream file("tests/routes/table.txt");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    Row row;
    std::string mark;
    in >> row.method >> row.pattern >> row.roles >> mark;
    row.is_own = mark == "own";
    row.depends_on_state = mark == "state";
    REQUIRE_MESSAGE(row.roles.size() == kLetters.size(), line);
    rows.push_back(row);
  }
  return rows;
}

// The whole program in process, with a person per role and two organisations in two regions.
class World {
 public:
  World() {
    database_ = db::Database::open({.url = "sqlite:" + folder_.file("routes.db")});
    database_->migrate(test::all_migrations());
    const By by{clock_, random_, system_};
    programme_ = app::load_embedded_programme();
    own_ = add_organisation(by, "Own organisation", "KE");
    other_ = add_organisation(by, "Other organisation", "LK");
    const std::string region = programme_.countries.at("KE").region;
    accounts_['r'] = add_person(by, "rep", {.role = Role::representative, .organisation = own_, .is_prime = true});
    accounts_['l'] = add_person(by, "leader", {.role = Role::regional_leader, .region = region});
    accounts_['c'] = add_person(by, "committee", {.role = Role::committee_member});
    accounts_['s'] = add_person(by, "staff", {.role = Role::staff});
    accounts_['a'] = add_person(by, "administrator", {.role = Role::administrator});
    config_.data = folder_.path().string();
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = *database_, .clock = clock_, .random = random_, .log = log_,
                                                    .programme = programme_, .secret = secret_, .demo_clock = &clock_,
                                                    .has_cheap_passwords = true});
  }

  // A fresh session each time: the route before may have ended it.
  net::RawResponse ask(const Row& row, char role, OrganisationId id) {
    std::string binding = "form:" + kFormToken;
    std::string cookie = std::string(http::kFormCookie) + "=" + kFormToken;
    if (role != 'n') {
      const std::string token = database_->write([&](db::Write& write) {
        return access::insert_session(write, clock_, random_, {.account = accounts_.at(role), .strength = access::Strength::full});
      });
      cookie = std::string(http::kSessionCookie) + "=" + token;
      binding = "session:" + token;
    }
    const http::CsrfTokens tokens(crypto::derive_key(secret_, "csrf"), random_);
    const auto path = fill(row.pattern, id);
    test::HeaderList headers = {{"cookie", cookie}, {"origin", config_.public_url}, {"sec-fetch-site", "same-origin"}};
    auto request = row.method == "POST" ? test::make_post(path, {{"csrf", tokens.make(binding)}}, headers) : test::make_get(path, headers);
    request.remote_address = "127.0.0.1";
    return app_->answer(request);
  }

  OrganisationId own() const { return own_; }
  OrganisationId other() const { return other_; }
  app::App& app() { return *app_; }

 private:
  static std::string fill(std::string pattern, OrganisationId id) {
    const std::map<std::string, std::string> values = {{"{lang}", "en"}, {"{id}", id.format()}, {"{organisation}", id.format()}};
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{')) {
      const auto name = pattern.substr(open, pattern.find('}', open) - open + 1);
      const auto found = values.find(name);
      pattern.replace(open, name.size(), found == values.end() ? "1" : found->second);
    }
    return pattern;
  }

  OrganisationId add_organisation(const By& by, const std::string& name, const std::string& country) {
    return database_->write([&](db::Write& write) {
      organisations::Edit edit;
      edit.name = name;
      edit.country = country;
      return organisations::insert_organisation(write, by, programme_, edit, organisations::Status::accredited).value();
    });
  }
  AccountId add_person(const By& by, const std::string& name, access::NewSeat seat) {
    return database_->write([&](db::Write& write) {
      const auto person = people::parse_person("Person " + name, "", name + "@example.org", "en").value();
      seat.person = people::insert_person(write, by, person);
      seat.from = clock_.today();
      access::grant_seat(write, by, seat);
      return access::ensure_account(write, clock_, seat.person);
    });
  }

  test::ScratchFolder folder_;
  ShiftedClock clock_;
  SeededRandom random_{11};
  Actor system_ = Actor::system();
  config::Config config_;
  log::MemoryLog log_;
  Secret secret_{std::string(32, 'k')};
  Programme programme_;
  std::unique_ptr<db::Database> database_;
  OrganisationId own_, other_;
  std::map<char, AccountId> accounts_;
  std::unique_ptr<app::App> app_;
};

// Not let in: asked to sign in, refused, or told that nothing is there.
bool is_turned_away(const net::RawResponse& answer) {
  if (answer.status == 401 || answer.status == 403 || answer.status == 404) return true;
  return (answer.status == 303 || answer.status == 302) && test::find_header(answer, "location").find("/sign-in") != std::string::npos;
}

}  // namespace

TEST_CASE("the table names every route, and no other") {
  World world;
  std::set<std::string> listed, real;
  for (const auto& row : read_table()) CHECK_MESSAGE(listed.insert(row.name()).second, "twice: ", row.name());
  for (const auto& route : world.app().list_routes()) real.insert((route.method == http::Method::get ? "GET " : "POST ") + route.pattern);
  for (const auto& name : real) CHECK_MESSAGE(listed.contains(name), "not in tests/routes/table.txt: ", name);
  for (const auto& name : listed) CHECK_MESSAGE(real.contains(name), "the program has no such route: ", name);
}

TEST_CASE("every route lets in and turns away as the table says") {
  auto world = std::make_unique<World>();
  for (const auto& row : read_table()) {
    if (row.method == "POST") world = std::make_unique<World>();  // the post before may have ended a seat
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      const bool is_let_in = row.roles[i] == kLetters[i];
      const auto answer = world->ask(row, kLetters[i], world->own());
      CAPTURE(row.name());
      CAPTURE(kRoleNames[i]);
      CAPTURE(answer.status);
      CHECK(answer.status < 500);
      if (!is_let_in) CHECK(is_turned_away(answer));
      // A number that stands for something else than an organisation may well not exist.
      const bool may_be_missing = answer.status == 404 && row.pattern.find('{', row.pattern.find("{lang}") + 1) != std::string::npos;
      const bool is_the_way_in = row.pattern.find("sign-in") != std::string::npos || row.pattern.find("sign-out") != std::string::npos ||
                                  row.pattern.find("/kept") != std::string::npos;
      if (is_let_in && !may_be_missing && !is_the_way_in && !row.depends_on_state) CHECK_FALSE(is_turned_away(answer));
    }
  }
}

TEST_CASE("another organisation's things are not there for a representative or another region's leader") {
  World world;
  for (const auto& row : read_table()) {
    if (!row.is_own) continue;
    for (const char role : {'r', 'l'}) {
      if (row.roles.find(role) == std::string::npos) continue;
      CAPTURE(row.name());
      CAPTURE(role);
      CHECK(world.ask(row, role, world.other()).status == 404);
    }
  }
}

}  // namespace muster
