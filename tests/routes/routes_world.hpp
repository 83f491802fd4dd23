// The whole program in process with a person a role, and two organisations in two regions that each have
// everything an address can name: two representatives, a published report, a task, a wish for more time, a
// mail, a job, an invitation. The world is built once; each test works on a copy.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "app/installation.hpp"
#include "features/access/access.hpp"
#include "features/access/session_store.hpp"
#include "features/counting/counting.hpp"
#include "features/reports/publication_world_test.hpp"
#include "features/updates/leaving.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "tests/support/test_http.hpp"

namespace muster {

inline constexpr std::string_view kLetters = "nrlcsa";
inline constexpr std::string_view kRoleNames[] = {"nobody", "representative", "regional leader", "committee member", "staff", "administrator"};

// A line of table.txt.
struct RouteRow {
  std::string method, pattern;
  std::string roles;  // a letter of kLetters or '-' each
  std::string mark;   // "", "state", "own", "pair" or "blind"
  std::string name() const { return method + " " + pattern; }
  bool lets_in(char role) const { return roles.find(role) != std::string::npos; }
  // Names in braces but for the language: "id", "person".
  std::vector<std::string> parameters() const {
    std::vector<std::string> names;
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
      const auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
      if (name != "lang") names.push_back(name);
    }
    return names;
  }
};

inline std::vector<RouteRow> read_table() {
  std::ifstream file("tests/routes/table.txt");
  std::vector<RouteRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    RouteRow row;
    in >> row.method >> row.pattern >> row.roles >> row.mark;
    REQUIRE_MESSAGE(row.roles.size() == kLetters.size(), line);
    REQUIRE_MESSAGE((row.mark.empty() || row.mark == "state" || row.mark == "own" || row.mark == "pair" || row.mark == "blind"), line);
    rows.push_back(row);
  }
  return rows;
}

// Two years after the reports that are published: the next ones are open.
inline const Date kRoutesToday = *Date::from_ymd(2028, 1, 20);
inline const Instant kRoutesNow = Instant::from_date(kRoutesToday);

// An issue whose links and answers are counted.
inline constexpr std::int64_t kIssue = 1;
inline counting::Keys counting_keys() { return counting::make_keys(Secret(std::string(32, 'k'))); }

// What one organisation has that an address can name.
struct Things {
  OrganisationId organisation;
  PersonId prime, second;
  ReportId report;  // published
  std::int64_t issue = 0, task = 0, wish = 0, week = 0, mail = 0, job = 0, import = 0, view = 0, run = 0, merge = 0, term = 0, event = 0, stopped = 0, left = 0, conversation = 0, entry = 0;
  std::string address;  // of the published report
  std::string token;    // of an invitation
};

class RoutesWorld {
 public:
  RoutesWorld() {
    std::filesystem::copy_file(built().folder.file("routes.db"), folder_.file("routes.db"));
    database_ = db::Database::open({.url = "sqlite:" + folder_.file("routes.db")});
    config_.data = folder_.path().string();
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = *database_, .clock = clock_, .random = random_, .log = log_,
                                                    .programme = programme(), .secret = secret_, .demo_clock = &demo_clock_,
                                                    .has_cheap_passwords = true});
  }

  static const Things& own() { return built().own; }
  static const Things& other() { return built().other; }
  static PersonId person(char role) { return built().people.at(role); }
  static const Programme& programme() { return reports::publication_programme(); }
  app::App& app() { return *app_; }
  db::Database& database() { return *database_; }
  By by() { return {clock_, random_, system_}; }
  void advance(Duration by) { clock_.advance(by); }

  // A fresh session: the request before may have ended it. Nobody has none.
  std::string sign_in(char role) { return role == 'n' ? "" : sign_in(person(role)); }
  std::string sign_in(PersonId person) {
    return database_->write([&](db::Write& write) {
      return access::insert_session(write, clock_, random_, {.account = access::ensure_account(write, clock_, person), .strength = access::Strength::full});
    });
  }

  SessionId id_of(const std::string& session) {
    return database_->read([&](db::Read& read) { return access::find_session(read, session)->id; });
  }

  net::RawResponse ask(const RouteRow& row, char role, const std::string& path, test::HeaderList fields = {}) {
    return send(row.method, path, sign_in(role), std::move(fields));
  }
  net::RawResponse send(const std::string& method, const std::string& path, const std::string& session, test::HeaderList fields = {}, bool has_token = true) {
    const std::string form(43, 'A');  // as long as a real one
    const std::string cookie = session.empty() ? std::string(http::kFormCookie) + "=" + form : std::string(http::kSessionCookie) + "=" + session;
    const http::CsrfTokens tokens(crypto::derive_key(secret_, "csrf"), random_);
    if (has_token) fields.emplace_back("csrf", tokens.make(session.empty() ? "form:" + form : "session:" + session));
    const test::HeaderList headers = {{"cookie", cookie}, {"origin", config_.public_url}, {"sec-fetch-site", "same-origin"}};
    auto request = method == "POST" ? test::make_post(path, fields, headers) : test::make_get(path, headers);
    request.remote_address = "127.0.0.1";
    return app_->answer(request);
  }

  // The address with everything filled in from `of`; a second name from `second` where that is given.
  static std::string fill(const std::string& pattern, const Things& of, const Things* second = nullptr) {
    std::string path = pattern;
    const Things* from = &of;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
      const auto name = path.substr(open + 1, path.find('}', open) - open - 1);
      path.replace(open, name.size() + 2, value_of(pattern, name, *from));
      if (name != "lang" && second != nullptr) from = second;
    }
    return path;
  }

 private:
  struct Built {
    test::ScratchFolder folder;
    Things own, other;
    std::map<char, PersonId> people;
  };

  static std::string value_of(const std::string& pattern, const std::string& name, const Things& of) {
    const auto is_below = [&](std::string_view path) { return pattern.find(path) != std::string::npos; };
    if (name == "lang") return "en";
    if (name == "part") return "members";
    if (name == "number") return "1";
    if (name == "token" && (pattern.starts_with("/t/") || is_below("/t/"))) return counting::make_link_token(counting_keys(), {kIssue, of.organisation, Locale::en, 1});
    if (name == "token" && (pattern.starts_with("/q/") || is_below("/q/"))) return counting::make_question_token(counting_keys(), {kIssue, of.organisation, Locale::en, 0});
    if (name == "token" && (pattern.starts_with("/u/") || is_below("/u/"))) return updates::make_leave_token(updates::make_leave_key(Secret(std::string(32, 'k'))), of.prime, of.organisation, Locale::en, "sample@example.org");
    if (name == "token") return of.token;
    if (name == "address") return of.address;
    if (name == "task") return std::to_string(of.task);
    if (name == "wish") return std::to_string(of.wish);
    if (name == "run") return std::to_string(of.run);
    if (name == "view") return std::to_string(of.view);
    if (name == "issue") return std::to_string(of.issue);
    if (name == "language") return "en";
    if (name == "region") return RoutesWorld::programme().regions.front().code;
    if (name == "conversation") return std::to_string(of.conversation);
    if (name == "entry") return std::to_string(of.entry);
    if (name == "term") return std::to_string(of.term);
    if (name == "week") return std::to_string(of.week);
    if (name == "person" && is_below("/settings/people/")) return person('s').format();
    if (name == "person") return of.second.format();
    if (name == "organisation") return of.organisation.format();
    const auto& beside = of.organisation == own().organisation ? other() : own();
    if (name == "kept") return is_below("/organisations/") ? of.organisation.format() : of.second.format();
    if (name == "gone") return is_below("/organisations/") ? beside.organisation.format() : beside.second.format();
    REQUIRE_MESSAGE(name == "id", "tests/routes/routes_world.hpp does not know what {", name, "} stands for in ", pattern);
    if (is_below("/staff/counting/")) return std::to_string(kIssue);
    if (is_below("/bounces/events/")) return std::to_string(of.event);
    if (is_below("/bounces/addresses/")) return std::to_string(of.stopped);
    if (is_below("/bounces/left/")) return std::to_string(of.left);
    if (is_below("/mail/")) return std::to_string(of.mail);
    if (is_below("/jobs/")) return std::to_string(of.job);
    if (is_below("/merges/past/")) return std::to_string(of.merge);
    if (is_below("/imports/")) return std::to_string(of.import);
    if (is_below("/organisations/")) return of.organisation.format();
    REQUIRE_MESSAGE(is_below("/reports/{id}"), "tests/routes/routes_world.hpp does not know what {id} stands for in ", pattern);
    return of.report.format();
  }

  static const Built& built() {
    static const std::unique_ptr<Built> made = build();
    return *made;
  }
  static std::unique_ptr<Built> build();

  test::ScratchFolder folder_;
  FixedClock clock_{kRoutesNow};
  ShiftedClock demo_clock_;
  SeededRandom random_{11};
  Actor system_ = Actor::system();
  config::Config config_;
  log::MemoryLog log_;
  Secret secret_{std::string(32, 'k')};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<app::App> app_;
};

}  // namespace muster
