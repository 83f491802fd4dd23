// Nothing is named like a score, a record of participation, a vote or a least number of members (see README.md).
#include <boost/json.hpp>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <regex>
#include <set>

#include "app/wiring.hpp"
#include "tests/routes/routes_world.hpp"

namespace muster {
namespace {

namespace fs = std::filesystem;

struct Name {
  std::string where;
  std::string text;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// "organisationVotes_there" -> organisation, votes, there.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    const bool is_letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
    if (!is_letter || (std::isupper(static_cast<unsigned char>(c)) != 0 && !words.back().empty() && std::islower(static_cast<unsigned char>(words.back().back())) != 0)) words.emplace_back();
    if (is_letter) words.back() += c;
  }
  for (auto& word : words) word = to_lower_ascii(word);
  std::erase_if(words, [](const auto& word) { return word.empty(); });
  return words;
}

struct Forbidden {
  std::string_view source;  // S number
  std::set<std::string_view> words;
  std::vector<std::string_view> stems;
};

const Forbidden kParticipation{"S109", {"clicks", "clicked", "engaged", "inactive", "activeness", "streak", "streaks"}, {"participat", "attendan", "attendee", "engagement", "turnout", "involvement"}};
const Forbidden kEvaluation{"S116", {"score", "scores", "scored", "scoring", "rank", "ranks", "ranked", "ranking", "rankings", "rating", "ratings", "grade", "grades", "points", "badge", "badges", "best", "worst", "percentile"}, {"leaderboard", "league", "evaluat", "benchmark"}};
const Forbidden kVotes{"S108", {"vote", "votes", "voted", "voter", "voters", "voting", "ballot", "ballots"}, {"quorum", "elect"}};
const Forbidden kSanctions{"S119", {"penalty", "penalties", "strike", "strikes", "demerit", "demerits"}, {"sanction", "punish", "suspen"}};

// Words that are none of it, each with its reason.
bool is_innocent(const Name& name, std::string_view word) {
  // S135: what is known of a membership in another body is recorded as given.
  if (word == "votes" && (name.text.find("votes_there") != std::string::npos || (name.text == "votes" && name.where.ends_with("report.toml")))) return true;
  static const std::set<std::string> there = {"Votes there", "Does not vote there", "Does it vote there?"};
  if ((word == "vote" || word == "votes") && there.contains(name.text)) return true;
  if (word == "voting" && name.text == "voting" && name.where.ends_with("lists.toml")) return true;
  if (word == "ranked" || word == "rank") return name.text.find("does not rank") != std::string::npos;  // the first page says that it does not
  return false;
}

std::string find_word(const Name& name, const Forbidden& forbidden) {
  for (const auto& word : words_of(name.text)) {
    const bool is_hit = forbidden.words.contains(word) || std::ranges::any_of(forbidden.stems, [&](const auto stem) { return word.starts_with(stem); });
    if (is_hit && !is_innocent(name, word)) return word;
  }
  return {};
}

// ---- Where names are -----------------------------------------------------------------------------

template <class F>
void each_row(db::Database& database, const std::string& sql, F&& visit) {
  database.read([&](db::Read& read) { read.each(db::Statement{"absent.names", sql, {}}, {}, visit); });
}

struct Column {
  std::string table, name, type;
};
std::vector<Column> list_columns(db::Database& database) {
  std::vector<Column> columns;
  each_row(database,
           "SELECT m.name AS place, c.name AS name, c.type AS type FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
           "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
           [&](const db::Row& row) { columns.push_back({row.text("place"), row.text("name"), row.text("type")}); });
  return columns;
}

void add_schema(RoutesWorld& world, std::vector<Name>& names) {
  for (const auto& column : list_columns(world.database())) names.push_back({"schema", column.table + "." + column.name});
}

void add_matches(const fs::path& path, const std::string& text, const std::regex& pattern, std::vector<Name>& names) {
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) names.push_back({path.string(), (*at)[1]});
}

// Addresses, what may follow the question mark, fields, keys of JSON and kinds of jobs and mails stand in the code.
void add_code(RoutesWorld& world, std::vector<Name>& names) {
  for (const auto& route : world.app().list_routes()) names.push_back({"route", route.pattern});
  for (const auto& kind : app::make_all_job_kinds()) names.push_back({"job", kind.name});
  for (const auto& recurring : app::make_all_recurring()) names.push_back({"job", recurring.name});
  static const std::regex asked("(?:query|form)\\.(?:get|has|list)\\(\"([^\"]+)\"");
  static const std::regex compared("sort == \"([^\"]+)\"");
  static const std::regex kind("\\.kind = \"([^\"]+)\"");
  static const std::regex field("name=\"([^\"{]+)\"");
  static const std::regex option("value=\"([^\"{]+)\"");
  static const std::regex shown("\\{(?:[a-z#/>]+ )?([a-z_]+\\.[a-z_.]+)");
  for (const auto& entry : fs::recursive_directory_iterator("src")) {
    const auto path = entry.path();
    if (path.string().find("_test.") != std::string::npos || !entry.is_regular_file()) continue;
    const std::string text = read_file(path);
    if (path.extension() == ".cpp") {
      for (const auto* pattern : {&asked, &compared, &kind}) add_matches(path, text, *pattern, names);
    } else if (path.extension() == ".html" || path.extension() == ".mail") {
      names.push_back({"view", path.stem().string()});
      for (const auto* pattern : {&field, &option, &shown}) add_matches(path, text, *pattern, names);
    }
  }
}

// English is the source text of every catalogue.
void add_sentences(std::vector<Name>& names) {
  static const std::regex sentence("\nmsgid(?:_plural)? \"([^\"\n]+)\"");
  add_matches("locales/es.po", read_file("locales/es.po"), sentence, names);
}

void add_programme(std::vector<Name>& names) {
  static const std::regex key("\n\\s*([a-z_]+)(?:\\.[a-z]+)? *=");
  static const std::regex code("\ncode = \"([^\"]+)\"");
  static const std::regex table("\n\\[+([a-z_.]+)\\]");
  for (const auto& entry : fs::recursive_directory_iterator("programmes")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string text = "\n" + read_file(entry.path());
    for (const auto* pattern : {&key, &code, &table}) add_matches(entry.path(), text, *pattern, names);
  }
}

std::vector<std::string> split_csv_head(std::string_view csv) {
  if (csv.starts_with("\xEF\xBB\xBF")) csv.remove_prefix(3);
  std::vector<std::string> columns;
  for (auto cell : split(csv.substr(0, csv.find_first_of("\r\n")), ',')) {
    if (cell.size() >= 2 && cell.front() == '"') cell = cell.substr(1, cell.size() - 2);
    columns.emplace_back(cell);
  }
  return columns;
}

// What a list for download holds of each organisation or report, by the route's pattern.
std::map<std::string, std::vector<std::string>> list_exports(RoutesWorld& world) {
  std::map<std::string, std::vector<std::string>> exports;
  for (const auto& row : read_table()) {
    const bool is_csv = row.pattern.ends_with(".csv"), is_json = row.pattern.ends_with(".json");
    if (!is_csv && !is_json) continue;
    const char role = row.lets_in('s') ? 's' : row.lets_in('l') ? 'l' : 'r';
    const auto answer = world.ask(row, role, RoutesWorld::fill(row.pattern, RoutesWorld::own()));
    REQUIRE_MESSAGE(answer.status == 200, row.name());
    auto& columns = exports[row.pattern];
    if (is_csv) {
      columns = split_csv_head(answer.content());
    } else {
      const auto rows = boost::json::parse(answer.content());
      REQUIRE_MESSAGE(!rows.as_array().empty(), row.name());
      for (const auto& [key, value] : rows.as_array().front().as_object()) columns.emplace_back(key);
    }
  }
  return exports;
}

std::vector<Name> list_names() {
  RoutesWorld world;
  std::vector<Name> names;
  add_schema(world, names);
  add_code(world, names);
  add_sentences(names);
  add_programme(names);
  for (const auto& [route, columns] : list_exports(world)) {
    for (const auto& column : columns) names.push_back({"export " + route, column});
  }
  static const std::regex metric("\n(muster_[a-z_]+)");
  add_matches("metrics", "\n" + std::string(world.send("GET", "/metrics", "").content()), metric, names);
  return names;
}

const std::vector<Name>& all_names() {
  static const std::vector<Name> names = list_names();
  return names;
}

void check_none(const Forbidden& forbidden) {
  for (const auto& name : all_names()) {
    const std::string word = find_word(name, forbidden);
    CHECK_MESSAGE(word.empty(), forbidden.source, ": \"", word, "\" in ", name.where, ": ", name.text);
  }
}

}  // namespace

TEST_CASE("the search for words sees every kind of name, and finds what it looks for") {
  std::map<std::string, int> seen;
  for (const auto& name : all_names()) ++seen[name.where.substr(0, name.where.find_first_of(" /"))];
  CHECK(seen["schema"] > 300);
  CHECK(seen["route"] > 150);
  CHECK(seen["job"] > 20);
  CHECK(seen["view"] > 60);
  CHECK(seen["src"] > 400);
  CHECK(seen["locales"] > 800);
  CHECK(seen["programmes"] > 300);
  CHECK(seen["export"] > 50);
  CHECK(seen["metrics"] > 3);
  for (const char* name : {"organisation.participation", "/{lang}/staff/attendance", "attendanceCount", "Participation in 2026", "engagement_level"}) CHECK_FALSE(find_word({"sample", name}, kParticipation).empty());
  for (const char* name : {"organisation_score", "score", "Ranking of regions", "bestOrganisations", "league-table", "evaluation.figure"}) CHECK_FALSE(find_word({"sample", name}, kEvaluation).empty());
  for (const char* name : {"votes", "Your organisation did not vote.", "missedVotes", "election_year"}) CHECK_FALSE(find_word({"sample", name}, kVotes).empty());
  for (const char* name : {"automatic_sanction", "Suspended", "strikes"}) CHECK_FALSE(find_word({"sample", name}, kSanctions).empty());
  CHECK(find_word({"sample", "organisation_membership.votes_there"}, kVotes).empty());
  CHECK(find_word({"sample", "scorecard_less"}, kParticipation).empty());
}

TEST_CASE("S109: no name anywhere is that of a record of how much an organisation takes part") { check_none(kParticipation); }
TEST_CASE("S116: no name anywhere is that of a score, a ranking or an evaluation") { check_none(kEvaluation); }
TEST_CASE("S108: no name anywhere is that of a vote that an organisation would have to cast") { check_none(kVotes); }
TEST_CASE("S119: no name anywhere is that of a sanction") { check_none(kSanctions); }

TEST_CASE("S109, S116: every number stored about an organisation is known to be no figure of its merit") {
  // Numbers of other rows, places in a list, flags, versions and times are the only ones there are.
  static const std::map<std::string, std::set<std::string>> known = {
      {"audit_entry", {"at", "actor_person", "actor_account", "subject", "about"}},
      // What a mail server sent back of one mail: of an address that does not work, and of no organisation's doing.
      {"bounce_event", {"incoming", "mail", "person", "is_unknown"}},
      // How many letters an organisation wrote is told nobody: no statement counts by it (the test below).
      {"inbox_conversation", {"issue", "mail", "person", "assigned_to", "waiting_since", "version"}},
      {"import_row", {"batch", "line", "version", "version_after"}},
      {"invitation", {"person"}},
      {"mail", {"person", "attempts", "refusals", "lease_until", "fence", "is_one_click"}},
      {"mail_link", {"person"}},
      {"organisation", {"prefers_relay", "quiet", "action_mail_to_all", "version", "merged_into"}},
      {"organisation_attention", {"person", "closed_by"}},
      {"organisation_key_role", {"person"}},
      {"organisation_leader", {"person", "position"}},
      // Sums of openings and of answers in the copy of one organisation, in a language, by day: told nobody by organisation
      // (counting/result_store.cpp sums over all of them), and read by no other room (the test below).
      {"link_count", {"issue", "link", "times"}},
      {"answer_count", {"issue", "choice", "times"}},
      // One act of staff on many rows: which row, in which place. What became of it is words.
      {"bulk_item", {"run", "position"}},
      // What somebody of staff opened, for that person's own tables: it says nothing of the organisation.
      {"desk_seen", {"person"}},
      {"organisation_membership", {}},
      {"organisation_status", {}},
      {"prime_change", {"former_person", "person", "contested_by", "contestable_until"}},
      {"public_alias", {"stands_for"}},
      {"public_change", {"stamp"}},
      {"public_membership", {"position"}},
      {"public_office", {"person", "prime", "position"}},
      {"public_organisation", {"prefers_relay", "version"}},
      {"public_status", {"position"}},
      {"public_tag", {}},
      {"publication_alias", {"year", "number", "report"}},
      {"publication", {"report", "round", "year", "number", "form_version"}},
      {"relay_message", {}},
      {"report", {"round", "response", "started_by", "sent_by", "accepted_by", "assigned_to", "on_behalf", "confirmed_by", "version"}},
      {"report_certification", {"report", "person"}},
      // How many people a mail went to, for staff who ask whether anybody was told.
      {"report_reminder", {"round", "step", "recipients"}},
      {"report_task", {"round", "closed_by"}},
      {"report_time_request", {"round", "asked_by", "decided_by"}},
      {"response", {"form_version", "version", "person", "subject", "copied_from", "locked"}},
      {"rotation_exception", {"round", "decided_by"}},
      {"rotation_slot", {"slot", "from_round"}},
      {"rotation_slot_before", {"slot", "from_round"}},
      {"seat", {"person", "is_prime", "prime"}},
      {"update_address", {}},
      // Which mail went to whom: kept so that nobody gets it twice.
      {"update_delivery", {"issue", "person", "mail"}},
      // Who wants no updates: a wish of a person, that no rule and no list of organisations reads.
      {"update_leaving", {"person"}},
      // What an organisation likes to say of itself, shown to itself alone (S54).
      {"update_passed_on", {"issue", "about_many"}},
  };
  RoutesWorld world;
  const auto columns = list_columns(world.database());
  std::set<std::string> about;  // tables that say something of an organisation
  for (const auto& column : columns) {
    if (column.name == "organisation" || column.table == "organisation" || column.table == "public_organisation" || column.table == "report") about.insert(column.table);
  }
  CHECK(about.size() > 20);
  for (const auto& table : about) CHECK_MESSAGE(known.contains(table), "S109, S116: the table ", table, " says something of an organisation; list its numbers here");
  for (const auto& column : columns) {
    const auto of = known.find(column.table);
    if (of == known.end() || !about.contains(column.table) || column.type == "TEXT" || column.type == "BLOB") continue;
    if (column.name == "id" || column.name == "organisation" || column.name.ends_with("_at")) continue;
    CHECK_MESSAGE(of->second.contains(column.name), "S109, S116: is ", column.table, ".", column.name, " a figure of an organisation's merit? If not, list it here");
    CHECK_MESSAGE(column.type != "REAL", "S116: a share or an average of an organisation: ", column.table, ".", column.name);
  }
}

TEST_CASE("S109, S116: what counted links and answers came to is read by the results of their issue alone") {
  const std::vector<std::string> tables = {"link_count", "answer_count"};
  int statements = 0;
  for (const auto& entry : fs::recursive_directory_iterator("src")) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file() || path.find("_test.") != std::string::npos || path.ends_with(".md")) continue;
    const bool is_own = path.find("features/counting/") != std::string::npos;
    const std::string text = read_file(path);
    for (const auto& table : tables) {
      const bool is_named = text.find(table) != std::string::npos;
      CHECK_MESSAGE((!is_named || (is_own && path.ends_with("queries.sql"))), path, " names ", table);
      statements += is_named ? 1 : 0;
    }
    // The door is for the room that sends issues and shows their results, and for the one place that knows every room.
    const bool may_see = is_own || path.find("features/updates/") != std::string::npos || path.find("src/app/") != std::string::npos;
    CHECK_MESSAGE((may_see || text.find("features/counting/") == std::string::npos), path, " includes the counting room");
    const bool may_read = is_own || path.find("features/updates/") != std::string::npos;
    CHECK_MESSAGE((may_read || text.find("get_results(") == std::string::npos), path, " reads results");
    // Of the rooms that may see it: no job, no export and no rule takes a decision by what was counted.
    const bool is_page = path.ends_with("_pages.cpp") || is_own;
    CHECK_MESSAGE((is_page || text.find("counting::get_results(") == std::string::npos), path, " uses results for something else than a page");
  }
  CHECK(statements == 2);
  // Every statement that reads them sums over all organisations, and none sorts by what it summed.
  static const std::regex statement("-- name: (\\S+)\n([^;]*);");
  const std::string sql = read_file("src/features/counting/queries.sql");
  int read = 0;
  for (std::sregex_iterator at(sql.begin(), sql.end(), statement), end; at != end; ++at) {
    const std::string text = (*at)[2];
    if (text.find("FROM link_count") == std::string::npos && text.find("FROM answer_count") == std::string::npos) continue;
    ++read;
    CHECK_MESSAGE(std::regex_search(text, std::regex("GROUP BY (link|day|kind|choice)\\b")), (*at)[1].str());
    CHECK_MESSAGE(!std::regex_search(text, std::regex("(GROUP BY|SELECT)[^;]*\\borganisation\\b(?! = 0)")), (*at)[1].str());
    CHECK_MESSAGE(!std::regex_search(text, std::regex("ORDER BY[^;]*times")), (*at)[1].str());
  }
  CHECK(read == 4);
}

TEST_CASE("S109, S116: nobody can ask how many letters an organisation wrote, neither another room nor a page of the inbox") {
  const std::vector<std::string> tables = {"inbox_conversation", "inbox_entry"};
  int named = 0;
  for (const auto& entry : fs::recursive_directory_iterator("src")) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file() || path.find("_test.") != std::string::npos || path.ends_with(".md")) continue;
    const bool is_own = path.find("features/inbox/") != std::string::npos;
    const std::string text = read_file(path);
    for (const auto& table : tables) {
      const bool is_statement = std::regex_search(text, std::regex("(FROM|JOIN|INTO|UPDATE) " + table));
      CHECK_MESSAGE((!is_statement || (is_own && path.ends_with("queries.sql"))), path, " reads ", table);
      named += is_statement ? 1 : 0;
    }
    // Of the door other rooms get sums over everybody; its stores are the room's own.
    const bool may_include = is_own || path.find("src/app/") != std::string::npos;
    CHECK_MESSAGE((may_include || text.find("features/inbox/conversation") == std::string::npos), path, " includes more than the door of the inbox");
  }
  CHECK(named == 2);
  CHECK(read_file("src/features/inbox/inbox.hpp").find("OrganisationId") == std::string::npos);
  // Where a statement counts or sorts it does so over all organisations; only a merge asks for those of one record.
  static const std::regex statement("-- name: (\\S+)\n([^;]*);");
  const std::string sql = read_file("src/features/inbox/queries.sql");
  int counts = 0;
  for (std::sregex_iterator at(sql.begin(), sql.end(), statement), end; at != end; ++at) {
    const std::string name = (*at)[1], text = (*at)[2];
    const bool is_sum = std::regex_search(text, std::regex("COUNT|SUM\\(|AVG\\(|GROUP BY"));
    if (!is_sum || name == "count_handed") continue;
    ++counts;
    CHECK_MESSAGE(!std::regex_search(text, std::regex("\\borganisation\\b")), name);
    CHECK_MESSAGE(!std::regex_search(text, std::regex("ORDER BY[^;]*\\bcount\\b")), name);
  }
  CHECK(counts >= 5);
  // No address of the inbox asks for one organisation, and none can be downloaded.
  for (const auto& row : read_table()) {
    if (row.pattern.find("/inbox") == std::string::npos) continue;
    CHECK_MESSAGE(row.pattern.find("{organisation}") == std::string::npos, row.pattern);
    CHECK_MESSAGE(!std::regex_search(row.pattern, std::regex("\\.(csv|json|xlsx)$")), row.pattern);
  }
  CHECK(read_file("src/features/inbox/list_pages.cpp").find("query.get(\"organisation\")") == std::string::npos);
}

TEST_CASE("S109, S116: exports hold these columns and no other") {
  const std::vector<std::string> directory = {"id", "url", "name", "country", "region", "status"};
  const std::vector<std::string> table = {"id", "name", "name_english", "country", "region", "place", "status", "joined_on", "representatives", "main_contact", "public_contact", "website"};
  const std::vector<std::string> reports = {"report", "organisation", "name", "country", "region", "year", "url", "language", "published"};
  const std::vector<std::string> queue = {"id", "name", "name_english", "country", "region", "round", "due_on", "state", "sent_on", "reminders"};
  RoutesWorld world;
  std::set<std::string> answers;
  for (const auto& [path, text] : reports::publication_programme_files()) {
    if (path != "forms/report.toml") continue;
    static const std::regex code("\ncode = \"([a-z_]+)\"");
    for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) answers.insert((*at)[1]);
  }
  const std::map<std::string, std::vector<std::string>> known = {
      {"/{lang}/organisations.csv", directory}, {"/{lang}/organisations.json", directory}, {"/{lang}/staff/organisations.csv", table}, {"/{lang}/staff/organisations.json", table}, {"/{lang}/region/organisations.csv", table}, {"/{lang}/region/organisations.json", table}, {"/{lang}/reports.csv", reports}, {"/{lang}/reports.json", reports}, {"/{lang}/staff/reports.csv", queue}, {"/{lang}/staff/reports.json", queue}, {"/{lang}/staff/imports/{id}/lines.csv", {"line", "problem", "name"}}};  // staff's own file comes back
  // A workbook is made of the same table as the file of comma-separated values at the same address.
  for (const auto& row : read_table()) {
    if (row.pattern.ends_with(".xlsx")) CHECK_MESSAGE(known.contains(row.pattern.substr(0, row.pattern.size() - 4) + "csv"), row.pattern);
  }
  for (const auto& [route, columns] : list_exports(world)) {
    const auto of = known.find(route);
    CHECK_MESSAGE(of != known.end(), "a new export: ", route);
    if (of == known.end()) continue;
    for (const auto& column : columns) {
      // Public answers of the report are columns by their code; a form that asks for a score is refused by itself.
      const bool is_answer = of->second == reports && answers.contains(column);
      CHECK_MESSAGE((is_answer || std::ranges::find(of->second, column) != of->second.end()), route, " has a new column: ", column);
    }
  }
}

TEST_CASE("S89: nothing in the programme's data or in a sentence names a least number of members") {
  static const std::regex least("\\b(least|minimum|minimal|min|fewer|threshold|quota)\\b", std::regex::icase);
  static const std::regex members("\\bmembers?\\b", std::regex::icase);
  const auto is_bad = [&](const std::string& text) {
    std::string words;
    for (const auto& word : words_of(text)) words += " " + word;
    return std::regex_search(words, least) && std::regex_search(words, members);
  };
  CHECK(is_bad("members_least"));
  CHECK(is_bad("An organisation needs at least ten members."));
  CHECK(is_bad("minMembers"));
  for (const auto& name : all_names()) CHECK_MESSAGE(!is_bad(name.text), "S89: ", name.where, ": ", name.text);
  // The one question about members takes any number from none on.
  const auto form = *forms::read_form(*config::parse_toml(reports::publication_programme_files().at("forms/report.toml"), "report.toml"), "report.toml", reports::publication_programme());
  int asked = 0;
  for (const auto& page : form.pages) {
    for (const auto& question : page.questions) {
      if (question.code.find("member") == std::string::npos) continue;
      ++asked;
      CHECK(question.least.value_or(0) == 0);
    }
  }
  CHECK(asked >= 1);
}

}  // namespace muster
