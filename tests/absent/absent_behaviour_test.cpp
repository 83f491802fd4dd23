// What a score, a duty to take part, a least number of members or a sanction would do does not happen (see README.md).
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "tests/routes/routes_world.hpp"
#include "tests/support/html_check.hpp"

namespace muster {
namespace {

using reports::PublicationWorld;

// Two organisations that are alike, seen through the whole program as staff, a leader and the public see them.
class Twins {
 public:
  explicit Twins(db::Database& database) : world(database) {
    first = add("Twin Alpha Society", "first");
    second = add("Twin Gamma Society", "second");
    config_.data = "/nonexistent";
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = world.db, .clock = world.clock, .random = world.random, .log = log_,
                                                    .programme = reports::publication_programme(), .secret = secret_, .has_cheap_passwords = true});
    world.db.write([&](db::Write& write) {
      access::grant_seat(write, world.by(), {.person = world.staff_person, .role = Role::staff, .from = world.clock.today()});
      leader_ = people::insert_person(write, world.by(), people::parse_person("Lee Leader", "", "lee@programme.example", "en").value());
      access::grant_seat(write, world.by(), {.person = leader_, .role = Role::regional_leader, .region = "AP", .from = world.clock.today()});
    });
  }

  // What is seen of one of them, without its own name, number and people: equal for both, if they are treated alike.
  std::map<std::string, std::string> look_at(OrganisationId of, ReportId report) {
    const std::string id = of.format();
    std::map<std::string, std::string> seen;
    for (const std::string path : {"/en/staff/organisations/ID", "/en/staff/organisations/ID/people", "/en/staff/reports/REPORT"}) seen[path] = see(world.staff_person, path, of, report);
    seen["/en/region/reports/ID"] = see(leader_, "/en/region/reports/ID", of, report);
    for (const std::string path : {"/en/me", "/en/me/report"}) seen[path] = see(world.representatives.at(of), path, of, report);
    seen["/en/organisations/ID"] = see({}, "/en/organisations/ID", of, report);
    // Their lines in lists for download.
    for (const std::string path : {"/en/staff/organisations.csv", "/en/staff/reports.csv"}) {
      for (const auto line : split(get(world.staff_person, path), '\n')) {
        if (line.starts_with("\"" + id + "\",") || line.starts_with(id + ",")) seen[path] = neutral(std::string(line), of, report);
      }
      REQUIRE(seen.contains(path));
    }
    world.db.read([&](db::Read& read) {
      for (const auto& item : organisations::list_attention(read, reports::publication_programme(), world.clock.today(), 1000)) {
        if (item.organisation == of) seen["attention"] += item.kind + " ";
      }
      for (const auto& task : reports::list_open_tasks(read, 1000)) {
        if (task.organisation == of) seen["tasks"] += task.kind + " ";
      }
      for (const auto& mail : mail::list_mails(read, {.limit = 1000})) {
        if (mail.organisation == of) seen["mails"] += mail.kind + " ";
      }
      seen["status"] = organisations::status_name(organisations::get_organisation(read, of).status);
    });
    return seen;
  }

  // Each day as it comes, with all that falls due.
  void live(int days) {
    for (int day = 0; day < days; ++day) {
      world.clock.advance(std::chrono::hours(24));
      app_->run_due();
    }
  }
  void run_due() { app_->run_due(); }

  std::string get(PersonId person, const std::string& path) {
    test::HeaderList headers;
    if (person) {
      const std::string session = world.db.write([&](db::Write& write) {
        return access::insert_session(write, world.clock, world.random, {.account = access::ensure_account(write, world.clock, person), .strength = access::Strength::full});
      });
      headers = {{"cookie", std::string(http::kSessionCookie) + "=" + session}};
    }
    const auto answer = app_->answer(test::make_get(path, headers));
    REQUIRE_MESSAGE(answer.status == 200, path);
    return std::string(answer.content());
  }

  PublicationWorld world;
  OrganisationId first, second;

 private:
  OrganisationId add(const std::string& name, const std::string& key) { return world.add(name, "LK", "Amina Yusuf", key + "@twin.example", "en"); }

  std::string see(PersonId person, std::string path, OrganisationId of, ReportId report) {
    if (const auto at = path.find("ID"); at != std::string::npos) path.replace(at, 2, of.format());
    if (const auto at = path.find("REPORT"); at != std::string::npos) path.replace(at, 6, report.format());
    return neutral(test::visible_text(get(person, path)), of, report);
  }
  std::string neutral(std::string text, OrganisationId of, ReportId) {
    const auto replace_all = [&](const std::string& from, const std::string& to) {
      for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    };
    replace_all(of == first ? "Twin Alpha Society" : "Twin Gamma Society", "NAME");
    replace_all(of == first ? "first@twin" : "second@twin", "key@twin");
    replace_all("second-" + of.format() + "@", "second-ID@");
    if (const auto comma = text.find(','); comma != std::string::npos && text.substr(0, comma).find(of.format()) < 2) text.replace(0, comma, "ID");
    // A date within the month follows from the number of the organisation.
    static const std::regex day("\\d+ January 2026|2026-01-\\d\\d");
    // Addresses in linked data.
    static const std::regex address("(/organisations/|/reports/\\d{4}-)\\d+");
    return std::regex_replace(std::regex_replace(text, day, "DAY"), address, "$1ID");
  }

  config::Config config_;
  log::MemoryLog log_;
  Secret secret_{std::string(32, 'k')};
  std::unique_ptr<app::App> app_;
  PersonId leader_;
};

void for_each_twins(const std::function<void(Twins&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    Twins twins(database);
    test(twins);
  });
}

// Alike but for these words, which say what was recorded.
void check_alike(Twins& twins, ReportId first, ReportId second, const std::vector<std::string>& recorded) {
  auto seen = twins.look_at(twins.first, first), other = twins.look_at(twins.second, second);
  REQUIRE(seen.size() == other.size());
  CHECK(seen.size() >= 10);
  for (auto& [what, text] : seen) {
    for (std::string* one : {&text, &other.at(what)}) {
      for (const auto& words : recorded) {
        for (auto at = one->find(words); at != std::string::npos; at = one->find(words)) one->erase(at, words.size());
      }
      // What is left around the words that were taken out.
      *one = std::regex_replace(*one, std::regex("\\s+"), " ");
    }
    CAPTURE(what);
    CHECK(text == other.at(what));
  }
}

forms::RawFields none() { return {{"activities_any", "none"}}; }
forms::RawFields many() {
  forms::RawFields fields = {{"activities_any", "some"}, {"local_work", "Zqlocal"}};
  for (int i = 0; i < 12; ++i) fields.emplace_back("activities-" + std::to_string(i) + "-title", "Zqactivity");
  return fields;
}

}  // namespace

TEST_CASE("S26: a report without a single activity is treated as one with many, up to the public page") {
  for_each_twins([](Twins& twins) {
    const auto first = twins.world.send(twins.first, "Affordable access.", "420", none());
    const auto second = twins.world.send(twins.second, "Affordable access.", "420", many());
    twins.run_due();
    // The review shows the answers themselves, and the public page the public ones.
    const std::vector<std::string> recorded = {"Zqactivity", "Zqlocal"};
    const auto notes = [&](ReportId id) {
      const auto review = twins.world.db.read([&](db::Read& read) { return reports::find_review(read, reports::publication_programme(), twins.world.clock.today(), id); });
      std::string all;
      for (const auto& note : reports::list_notes(review->facts)) all += std::string(note.one) + "\n";
      return all;
    };
    CHECK(notes(first) == notes(second));
    twins.world.accept(first);
    twins.world.accept(second);
    twins.run_due();
    CHECK(twins.world.published(first).has_value());
    CHECK(twins.world.published(second).has_value());
    auto seen = twins.look_at(twins.first, first), other = twins.look_at(twins.second, second);
    for (const std::string what : {"/en/staff/reports/REPORT", "/en/me/report", "/en/organisations/ID"}) {  // these show the answers
      seen.erase(what);
      CHECK(other.erase(what) == 1);
    }
    CHECK(seen.size() >= 7);
    for (const auto& [what, text] : seen) {
      CAPTURE(what);
      CHECK(text == other.at(what));
    }
  });
}

TEST_CASE("S89: any number of members is taken, sent, accepted and published, and changes no status") {
  for_each_twins([](Twins& twins) {
    int number = 0;
    for (const std::string members : {"0", "1", "2", "3", "1000000"}) {
      CAPTURE(members);
      const auto of = twins.world.add("Society of " + members, "LK", "Amina Yusuf", "n" + std::to_string(++number) + "@twin.example", "en");
      const auto report = twins.world.send(of, "Affordable access.", members);
      twins.world.accept(report);
      twins.run_due();
      CHECK(twins.world.published(report).has_value());
      CHECK(twins.world.db.read([&](db::Read& read) { return organisations::get_organisation(read, of).status; }) == organisations::Status::accredited);
    }
  });
}

TEST_CASE("S108, S135: whether an organisation votes elsewhere, or is in no body at all, changes nothing") {
  for_each_twins([](Twins& twins) {
    const std::string body = reports::publication_programme().other_bodies.front().code;
    const std::string status = reports::publication_programme().other_body_statuses.front().code;
    const auto record = [&](OrganisationId of, const std::string& votes) {
      twins.world.db.write([&](db::Write& write) {
        organisations::Edit edit;
        edit.memberships = std::vector<organisations::Membership>{{body, status, votes}};
        organisations::apply_edit(write, twins.world.by(), reports::publication_programme(), of, edit).value();
      });
    };
    const auto first = twins.world.publish(twins.first), second = twins.world.publish(twins.second);
    record(twins.first, "yes");
    record(twins.second, "no");
    twins.live(3);
    check_alike(twins, first, second, {"Votes there", "Does not vote there"});
  });
}

TEST_CASE("S109: reading pages, and opening the links of mails, writes nothing about anybody") {
  RoutesWorld world;
  const auto dump = [&] {
    std::map<std::string, std::string> tables;
    std::vector<std::string> names;
    world.database().read([&](db::Read& read) {
      read.each(db::Statement{"absent.tables", "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%'", {}}, {},
                [&](const db::Row& row) { names.push_back(row.text("name")); });
      for (const auto& name : names) {
        std::string columns;
        read.each(db::Statement{"absent.columns", "SELECT name FROM pragma_table_info(:place)", {}}, {{"place", name}},
                  [&](const db::Row& row) { columns += (columns.empty() ? "quote(" : "||'|'||quote(") + row.text("name") + ")"; });
        const std::string sql = "SELECT " + columns + " AS line FROM " + name + " ORDER BY 1";
        read.each(db::Statement{"absent.rows", sql, {}}, {}, [&](const db::Row& row) { tables[name] += row.text("line") + "\n"; });
      }
    });
    return tables;
  };
  std::map<char, std::string> sessions;
  for (const char role : kLetters) sessions[role] = world.sign_in(role);
  world.advance(std::chrono::minutes(10));  // so that a time of reading would differ
  const auto before = dump();
  CHECK(before.size() > 30);
  int read = 0;
  for (const auto& row : read_table()) {
    if (row.method != "GET") continue;
    for (const char role : kLetters) {
      if (!row.lets_in(role)) continue;
      if (world.send("GET", RoutesWorld::fill(row.pattern, RoutesWorld::own()), sessions[role]).status == 200) ++read;
    }
  }
  CHECK(read > 250);
  const auto after = dump();
  for (const auto& [table, rows] : after) {
    if (table == "session") continue;  // when a device was last used: for its owner alone, who can end it
    CAPTURE(table);
    const auto old = before.find(table);
    CHECK((old == before.end() ? "" : old->second) == rows);
  }
  // The comparison sees a change.
  world.send("POST", "/en/me/people/name", sessions['r'], {{"agree", "1"}});
  CHECK(dump() != before);
}

TEST_CASE("S109: no mail holds anything that tells whether it was opened") {
  RoutesWorld world;
  static const std::regex loaded("<(?:img|link|script|iframe|object|embed|video|audio|source|input)\\b|url\\(|\\bsrc=|\\bbackground=|@import", std::regex::icase);
  CHECK(std::regex_search("<IMG SRC=\"https://x.example/open.gif\">", loaded));
  CHECK(std::regex_search("style=\"background:url(https://x.example)\"", loaded));
  const auto mails = world.database().read([](db::Read& read) { return mail::list_mails(read, {.limit = 1000}); });
  std::set<std::string> kinds;
  for (const auto& mail : mails) {
    kinds.insert(mail.kind);
    CAPTURE(mail.kind);
    CHECK_FALSE(mail.html.empty());
    CHECK_FALSE(std::regex_search(mail.html, loaded));
    CHECK(mail.html.find("Disposition-Notification") == std::string::npos);
  }
  CHECK(kinds.size() >= 2);
  // Of every view of a mail, whether or not one was sent here.
  int views = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(".")) {
    if (entry.path().extension() != ".mail" || entry.path().string().find("/build/") != std::string::npos) continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    ++views;
    CHECK_MESSAGE(!std::regex_search(text, loaded), entry.path().string());
  }
  CHECK(views > 12);
}

TEST_CASE("S119, S108: two years of silence and every check failing change no status, no seat and no page") {
  for_each_twins([](Twins& twins) {
    auto& world = twins.world;
    // Nothing is in order: no main contact and one person only, no contact, no answer.
    const auto poor = world.add("Silent Society", "LK", "Amina Yusuf", "silent@twin.example", "en");
    const PersonId person = world.representatives.at(poor);
    world.db.write([&](db::Write& write) {
      for (const auto& seat : access::list_seats_of_organisation(write, poor, world.clock.today())) {
        if (seat.person != person) organisations::remove_representative(write, world.by(), reports::publication_programme(), poor, seat.person, "left");
      }
    });
    const auto statuses = [&] {
      return world.open([&](db::PublicRead& read) { return organisations::find_organisation(read, poor).has_value(); });
    };
    twins.live(800);
    world.db.read([&](db::Read& read) {
      CHECK(organisations::get_organisation(read, poor).status == organisations::Status::accredited);
      CHECK_FALSE(organisations::get_organisation(read, poor).is_quiet);
      CHECK(access::list_seats_of_organisation(read, poor, world.clock.today()).size() == 1);
      // It is a thing for people to look at.
      bool is_seen = false;
      for (const auto& task : reports::list_open_tasks(read, 1000)) is_seen = is_seen || task.organisation == poor;
      CHECK(is_seen);
    });
    CHECK(statuses());
    const std::string page = test::visible_text(twins.get({}, "/en/organisations/" + poor.format()));
    CHECK(page.find("Silent Society") != std::string::npos);
    for (const char* word : {"late", "Late", "overdue", "no answer", "not a member", "checking"}) CHECK_MESSAGE(page.find(word) == std::string::npos, word);
    // Its representative still comes in and can report.
    CHECK(twins.get(person, "/en/me/report").find("Silent Society") != std::string::npos);
  });
}

TEST_CASE("S119: status, quiet listing and seats change only where a person decides") {
  // Who calls what takes something away. A job that did would be an automatic sanction.
  static const std::map<std::string, std::set<std::string>> known = {
      {"set_status", {"organisation_store.cpp", "staff_pages.cpp", "bring_store.cpp", "facts_store.cpp"}},
      {"set_quiet", {"organisation_store.cpp", "staff_pages.cpp", "demo_directory.cpp", "bulk_job.cpp", "facts_store.cpp"}},
      {"end_seat", {"seat_store.cpp", "seat_pages.cpp", "representative_store.cpp", "held_store.cpp"}},
      {"remove_representative", {"representative_store.cpp", "representative_pages.cpp", "staff_people_pages.cpp", "time_pages.cpp", "demo_directory.cpp", "held_store.cpp"}},
      {"take_down", {"publication_store.cpp", "review_pages.cpp"}},
  };
  std::map<std::string, int> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".cpp" || name.ends_with("_test.cpp")) continue;
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const auto& [function, files] : known) {
      const std::regex call("\\b" + function + "\\(");
      if (!std::regex_search(text, call)) continue;
      ++found[function];
      CHECK_MESSAGE(files.contains(name), "S119: ", name, " calls ", function, "; if a person decides there, list it here");
    }
  }
  for (const auto& [function, files] : known) CHECK(found[function] >= 2);
  // And the statements behind them.
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    if (entry.path().filename() != "queries.sql") continue;
    const std::string room = entry.path().parent_path().filename().string();
    std::ifstream file(entry.path());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (room != "organisations") CHECK_MESSAGE(text.find("UPDATE organisation ") == std::string::npos, room);
    if (room != "access") CHECK_MESSAGE(text.find("UPDATE seat ") == std::string::npos, room);
  }
}

}  // namespace muster
