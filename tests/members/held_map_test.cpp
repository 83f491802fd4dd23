// Nothing about a person is left out of the copy that the person gets, and nothing of it is left after the person was
// forgotten: every column of the schema that may speak of people is named in data_map.txt, a person stands in each of
// those that the copy shows, and the copy and the bytes of the database are searched.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "features/forms/forms.hpp"
#include "features/privacy/privacy.hpp"
#include "tests/members/bytes.hpp"
#include "platform/mail/intake.hpp"
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

constexpr std::string_view kWord = "qwertzuiop";  // in every name, address and text about the person, in any case
const std::string kName = "Zubaida Qwertzuiop";
const std::string kFormer = "Zubaida Qwertzuiop-Formerly";
const std::string kSaid = "We asked Zubaida Qwertzuiop about it.";

struct Column {
  std::string table, name;
  std::string full() const { return table + "." + name; }
  bool operator<(const Column& other) const { return full() < other.full(); }
};
struct Place {
  std::string kind;  // copy, number, code, hash, none
  std::string what;
};

std::map<std::string, Place> read_map() {
  std::map<std::string, Place> map;
  std::ifstream file("tests/members/data_map.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string column;
    Place place;
    words >> column >> place.kind;
    std::getline(words >> std::ws, place.what);
    map[column] = place;
  }
  return map;
}

const db::Statement kColumns{"test.columns",
                             "SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS type FROM sqlite_master m JOIN pragma_table_info(m.name) c "
                             "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'public_search%'",
                             "SELECT table_name, column_name, data_type AS type FROM information_schema.columns "
                             "WHERE table_schema = 'public' AND table_name NOT LIKE 'public_search%'"};

// Text of any kind, and numbers that by their name stand for a person.
bool may_speak_of_people(const std::string& name, const std::string& type) {
  if (type == "text") return true;
  for (const std::string_view end : {"person", "account", "by", "about", "seat", "owner", "assigned_to"}) {
    if (name == end || name.ends_with("_" + std::string(end))) return true;
  }
  return false;
}

std::set<Column> list_columns(db::Read& read) {
  std::set<Column> columns;
  read.each(kColumns, {}, [&](const db::Row& row) {
    if (row.text("table_name").starts_with("schema_") || row.text("table_name") == "muster_schema") return;
    if (may_speak_of_people(row.text("column_name"), row.text("type"))) columns.insert({row.text("table_name"), row.text("column_name")});
  });
  return columns;
}

const db::Statement kPlant[] = {
    {"test.1", "UPDATE organisation SET name = :said, name_english = :said, summary = :said, contact = :address, website = :site, reference_url = :site, place = :said, relay_address = :address, redistribution_address = :address, waiver_wish = :said, source_note = :said, region_reason = :said WHERE id = :organisation", ""},
    {"test.2", "INSERT INTO organisation_status (organisation, status, since_on, reason, recorded_at) VALUES (:organisation, 'accredited', '2020', :said, 1)", ""},
    {"test.3", "INSERT INTO organisation_attention (organisation, kind, person, words, opened_at, closed_at, closed_by) VALUES (:organisation, 'wrong_person', :person, :said, 1, 2, :person)", ""},
    {"test.4", "INSERT INTO prime_change (organisation, former_person, person, changed_at, contestable_until, contested_by, contested_at) VALUES (:organisation, :person, :person, 1, 2, :person, 3)", ""},
    {"test.5", "INSERT INTO relay_message (organisation, about, writer_name, writer_address, words, written_at) VALUES (:organisation, 'contact', :name, :address, :said, 1)", ""},
    {"test.6", "INSERT INTO mail_link (token, person, organisation, made_at) VALUES ('t', :person, :organisation, 1)", ""},
    {"test.7", "INSERT INTO organisation_key_role (organisation, person, body, role) VALUES (:organisation, :person, 'GNSO', :said)", ""},
    {"test.8", "INSERT INTO report (organisation, round, state, response, due_on, started_at, started_by, sent_at, sent_by, accepted_at, accepted_by, assigned_to, on_behalf, on_behalf_source, confirmed_at, confirmed_by, version) VALUES (:organisation, 1, 'accepted', 1, '2026-01-01', 1, :person, 2, :person, 3, :person, :person, 1, :said, 4, :person, 1)", ""},
    {"test.9", "INSERT INTO report_snapshot (report, taken_at, register) VALUES (1, 1, :register)", ""},
    {"test.10", "INSERT INTO report_question (report, question, asked_by, asked_at, words, reply, answered_by, answered_at) VALUES (1, 'why', :person, 1, :said, :said, :person, 2)", ""},
    {"test.11", "INSERT INTO report_time_request (organisation, round, wished_on, reason, asked_by, asked_at, decision, answer, decided_by, decided_at) VALUES (:organisation, 1, '2026-02-01', :said, :person, 1, 'granted', :said, :person, 2)", ""},
    {"test.12", "INSERT INTO report_task (organisation, round, kind, opened_at, closed_at, closed_by, note) VALUES (:organisation, 1, 'no_answer', 1, 2, :person, :said)", ""},
    {"test.13", "INSERT INTO report_certification (organisation, report, person, certified_at, language, words) VALUES (:organisation, NULL, :person, 1, 'en', :said)", ""},
    {"test.14", "INSERT INTO leak_finding (report, question, span, kind, found_at, decision, decided_by, decided_at) VALUES (1, 'why', :name, 'name', 1, 'allowed', :person, 2)", ""},
    {"test.15", "INSERT INTO rotation_exception (organisation, round, kind, due_on, reason, decided_by, decided_at) VALUES (:organisation, 1, 'moved', '2026-03-01', :said, :person, 1)", ""},
    {"test.16", "INSERT INTO rotation_blackout (first_on, last_on, reason) VALUES ('2026-01-01', '2026-01-08', :said)", ""},
    {"test.17", "INSERT INTO publication (report, organisation, region, round, year, number, language, form_version, published_at) VALUES (1, :organisation, 'AP', 1, 2026, 1, 'en', 1, 1)", ""},
    {"test.18", "INSERT INTO publication_answer (report, question, position, answer) VALUES (1, 'why', 1, :said)", ""},
    {"test.19", "INSERT INTO import_batch (file_name, started_at, finished_at) VALUES ('members.csv', 1, 2)", ""},
    {"test.20", "INSERT INTO import_row (batch, line, outcome, organisation, why, before_values, version_after, name, file_values, source, left_over) VALUES (1, 2, 'changed', :organisation, :said, :said, 1, :said, :said, :said, :said)", ""},
    {"test.21", "INSERT INTO address_check (account, address, code_hash, expires_at, tries) SELECT id, :address, 'x', 9, 0 FROM account WHERE person = :person", ""},
    {"test.22", "INSERT INTO invitation (token_hash, person, path, created_at, expires_at) VALUES ('h', :person, '/me', 1, 2)", ""},
    {"test.23", "UPDATE seat SET capacity = :said, ended_reason = :said WHERE person = :person", ""},
    {"test.24", "INSERT INTO erasure_request (person, asked_at, outcome) VALUES (:person, 1, '')", ""},
    {"test.27", "INSERT INTO saved_view (list, owner, name, query, shared, made_at) VALUES ('register', :person, :said, 'q=x', 0, 1)", ""},
    {"test.27s", "INSERT INTO desk_seen (person, organisation, seen_at) VALUES (:person, :organisation, 1)", ""},
    {"test.28", "INSERT INTO update_leaving (person, organisation, left_at, left_by, ended_at, ended_by) VALUES (:person, :organisation, 1, 'page', 2, 'own_page')", ""},
    {"test.29", "INSERT INTO bounce_event (happened_at, person, organisation, address, address_key, kind, is_unknown, verdict, status, words, evidence) VALUES (1, :person, :organisation, :address, :address, 'hard', 1, 'counted', '5.1.1', :said, 'rfc3464')", ""},
    {"test.30", "INSERT INTO bounce_address (address_key, address, state, cause, event, since, stopped_at) VALUES (:address, :address, 'stopped', 'unknown', 1, 1, 1)", ""},
    {"test.30b", "INSERT INTO bounce_decision (address, kind, reason, decided_at, former_state, former_cause, former_since, former_stopped_at) SELECT id, 'stop', :said, 1, 'put_back', 'staff', 1, 1 FROM bounce_address WHERE address_key = :address", ""},
    {"test.26", "UPDATE response SET person = :person", ""},
    {"test.28", "INSERT INTO inbox_conversation (place, state, subject, issue, person, writer_name, address, address_key, proof, locale, begun_at, changed_at, version) VALUES ('inbox', 'waiting', :said, 1, :person, :name, :address, :address, 'token', 'en', 1, 1, 1)", ""},
    {"test.29", "INSERT INTO inbox_entry (conversation, kind, at, digest, message_id, writer_name, address, address_key, subject, words, quoted, proof, is_automatic, is_doubtful, is_cut) SELECT c.id, 'received', 1, 'd', 'm@qwertzuiop.example', :name, :address, :address, :said, :said, :said, 'token', 0, 0, 0 FROM inbox_conversation c WHERE c.person = :person", ""},
    {"test.30", "INSERT INTO inbox_attachment (entry, position, name, type, size) SELECT e.id, 1, :said, 'text/plain', 1 FROM inbox_entry e WHERE e.digest = 'd'", ""},
    {"test.31", "INSERT INTO inbox_conversation (place, state, subject, issue, writer_name, address, address_key, proof, locale, begun_at, changed_at, version) VALUES ('inbox', 'waiting', 'Other', 1, 'Somebody', 'other@example.org', 'other@example.org', 'token', 'en', 1, 1, 1)", ""},
    {"test.32", "INSERT INTO inbox_entry (conversation, kind, at, digest, message_id, writer_name, address, address_key, subject, words, quoted, proof, is_automatic, is_doubtful, is_cut) SELECT c.id, 'received', 1, 'e', '', 'Somebody', 'other@example.org', 'other@example.org', :said, :said, :said, 'token', 0, 0, 0 FROM inbox_conversation c WHERE c.subject = 'Other'", ""},
    {"test.33", "INSERT INTO inbox_draft (conversation, written_by, words, changed_at) SELECT c.id, 999, :said, 1 FROM inbox_conversation c WHERE c.subject = 'Other'", ""},
    {"test.34", "INSERT INTO inbox_publication (conversation, issue, locale, state, question, answer, revision, edited_at, released_revision) SELECT c.id, 1, 'en', 'draft', :said, :said, 1, 1, 0 FROM inbox_conversation c WHERE c.subject = 'Other'", ""},
    {"test.25", "UPDATE session SET browser = 'Firefox' WHERE account IN (SELECT a.id FROM account a WHERE a.person = :person)", ""},
};

void plant_rows(MembersWorld& world, PersonId person) {
  const std::map<std::string_view, db::Value> values = {{"person", person},
                                                        {"organisation", world.organisation},
                                                        {"said", kSaid},
                                                        {"name", kName},
                                                        {"address", "zubaida@qwertzuiop.example"},
                                                        {"site", "https://zubaida@qwertzuiop.example/"},
                                                        {"register", R"({"representatives":[{"person":)" + person.format() + R"(,"name":")" + kName + R"("}]})"}};
  world.db.write([&](db::Write& write) {
    for (const db::Statement& statement : kPlant) {
      db::Parameters parameters;
      for (const auto& [name, value] : values) {
        if (statement.sql.find(":" + std::string(name)) != std::string_view::npos) parameters.push_back({name, value});
      }
      write.execute(statement, parameters);
    }
  });
}

// Somebody about whom something stands in every place that the copy shows.
PersonId add_person_everywhere(MembersWorld& world) {
  const PersonId person = world.add_person(kFormer, "zubaida@qwertzuiop.example");
  world.db.write([&](db::Write& write) {
    organisations::add_representative(write, world.by, world.programme, world.organisation, person, false).value();
    organisations::set_leaders(write, world.by, world.organisation, {{person, "Chair, as Zubaida Qwertzuiop"}});
    people::rename_person(write, world.by, person, kName, "Zubaida QWERTZUIOP");
    people::add_address(write, world.by, person, Email::parse("second@qwertzuiop.example").value(), false).value();
    people::give_consent(write, world.by, person, people::Consent::publish_name, Locale::en, "page");
    mail::suppress(write, world.clock, Email::parse("second@qwertzuiop.example").value(), "bounced");
    mail::keep_incoming(write, world.clock, "Subject: Undelivered\n\nFinal-Recipient: rfc822; second@qwertzuiop.example\n" + kName + "\n", "");
    mail::enqueue(write, world.clock, world.random, {.kind = "sample.mail", .key = "to-somebody", .to = Email::parse("other@example.org").value(), .content = {"About " + kName, kSaid, "<p>" + kSaid + "</p>"}});
    mail::enqueue(write, world.clock, world.random, {.kind = "sample.mail", .key = "to-person", .to = Email::parse("zubaida@qwertzuiop.example").value(), .person = person, .content = {"Dear " + kName, kSaid, "<p>" + kSaid + "</p>"}});
  });
  CHECK(world.sign_in(person).get("/en/account").status == 200);
  const Actor actor = world.db.read([&](db::Read& read) { return access::make_actor(read, person, world.clock.today()); });
  world.db.write([&](db::Write& write) {
    const By by{world.clock, world.random, actor};
    const auto version = forms::ensure_version(write, world.clock, app::load_embedded_forms(world.programme).front());
    const auto response = forms::insert_response(write, by, {.form_version = version, .organisation = world.organisation, .subject_kind = "report", .subject = 1});
    CHECK(forms::save_page(write, by, response, "why", {{"why", kSaid}}, Locale::en).has_value());
    audit::record(write, world.by, {.action = "test.reason", .subject_kind = "report", .subject = 1, .organisation = world.organisation, .reason = kSaid});
  });
  world.run_due();
  plant_rows(world, person);
  return person;
}

bool holds_word(const std::string& text) { return to_lower_ascii(text).find(kWord) != std::string::npos; }

bool has_value(db::Read& read, const Column& column, bool is_word, PersonId person) {
  const std::string sql = "SELECT \"" + column.name + "\" AS value FROM \"" + column.table + "\" WHERE \"" + column.name + "\" IS NOT NULL";
  bool found = false;
  read.each({"test.value", sql, ""}, {}, [&](const db::Row& row) { found = found || (is_word ? holds_word(row.text("value")) : row.int64("value") == person.value()); });
  return found;
}

void for_each_world(const std::function<void(MembersWorld&, const test::TestEngine&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database, const test::TestEngine& engine) {
    MembersWorld world(database);
    check(world, engine);
  });
}

}  // namespace

TEST_CASE("every column that may speak of a person is in the map, and the map names no column that is gone") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const auto map = read_map();
    const auto columns = world.db.read([](db::Read& read) { return list_columns(read); });
    CHECK(columns.size() > 200);
    std::set<std::string> there;
    for (const Column& column : columns) {
      there.insert(column.full());
      CHECK_MESSAGE(map.contains(column.full()), column.full() << " is in neither the copy of a person's data nor the list of what is not: tests/members/data_map.txt");
    }
    for (const auto& [column, place] : map) {
      CHECK_MESSAGE(there.contains(column), column << " is in data_map.txt and not in the schema");
      const bool needs_words = place.kind == "copy" || place.kind == "number" || place.kind == "none";
      CHECK_MESSAGE((needs_words ? !place.what.empty() : place.kind == "code" || place.kind == "hash"), column);
    }
  });
}

TEST_CASE("what the map says is in a person's copy is in it") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = add_person_everywhere(world);
    world.db.read([&](db::Read& read) {
      std::map<std::string, const HeldTable*> copy;
      const auto tables = privacy::list_held(read, person, 1000);
      for (const HeldTable& table : tables) CHECK_MESSAGE(copy.emplace(table.key, &table).second, table.key << " is there twice");
      for (const Column& column : list_columns(read)) {
        const Place place = read_map().at(column.full());
        if (place.kind != "copy" && place.kind != "number") continue;
        CAPTURE(column.full());
        const bool is_word = place.kind == "copy" && column.full() != "session.browser";
        if (column.full() != "session.browser") CHECK_MESSAGE(has_value(read, column, is_word, person), "the test has nothing in this column");
        REQUIRE(copy.contains(place.what));
        const HeldTable& table = *copy.at(place.what);
        REQUIRE_FALSE(table.rows.empty());
        for (const auto& row : table.rows) REQUIRE(row.size() == table.columns.size());
        if (!is_word) continue;
        CHECK(std::ranges::any_of(table.rows, [](const auto& row) { return std::ranges::any_of(row, holds_word); }));
        const bool is_answer = column.table == "response_answer" || column.table == "publication_answer";
        if (place.what == "mentions" && !is_answer) CHECK(std::ranges::any_of(table.rows, [&](const auto& row) { return row.at(2) == column.name; }));
      }
    });
  });
}

TEST_CASE("P2: a person who stood everywhere is gone to the last byte once the organisation's own words are put right by hand") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_person_everywhere(world);
    std::vector<std::string> keys;
    int for_hands = 0;
    for (const Mention& mention : world.db.read([&](db::Read& read) { return privacy::list_mentions(read, person); })) {
      if (privacy::is_for_hands(mention)) ++for_hands;
      else keys.push_back(privacy::mention_key(mention));
    }
    CHECK(for_hands >= 10);
    CHECK(keys.size() >= 15);
    CHECK(holds_word(test::all_bytes(engine)));  // the search bites
    // First the texts that are put right by hand, as the page for staff asks.
    world.db.write([&](db::Write& write) {
      write.execute({"test.by_hand", "UPDATE organisation SET name = 'Lanka', name_english = '', summary = '', contact = '', website = '', reference_url = '', place = '', relay_address = '', redistribution_address = '', waiver_wish = '', folded = 'lanka', sort_key = 'l' WHERE id = :organisation", ""}, {{"organisation", world.organisation}});
      write.execute({"test.by_hand_role", "DELETE FROM organisation_key_role", ""}, {});
      write.execute({"test.by_hand_leader", "UPDATE organisation_leader SET office = 'Chair'", ""}, {});
    });
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, keys); });
    world.run_due();
    CHECK(test::find_word(test::all_bytes(engine), kWord) == "");
    if (engine.engine == db::Engine::postgresql) CHECK(test::find_word(test::all_file_bytes(engine), kWord) == "");
    CHECK_FALSE(holds_word(world.log.text()));
    audit::seal(world.db);
    CHECK(world.db.read([](db::Read& read) { return audit::verify(read).is_sound; }));
  });
}

TEST_CASE("a name that is everybody's word takes nobody else's words along when its bearer is forgotten") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = world.add_person("the", "");
    world.db.write([&](db::Write& write) {
      mail::enqueue(write, world.clock, world.random, {.kind = "sample.mail", .key = "k", .to = Email::parse("other@example.org").value(), .content = {"About the report", "the words", "<p>the words</p>"}});
    });
    world.run_due();
    CHECK(world.db.read([&](db::Read& read) { return privacy::list_mentions(read, person).size() + static_cast<std::size_t>(privacy::count_mails_naming(read, person)); }) == 0);
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}); });
    CHECK(world.mails("sample.mail").front().text == "the words");
  });
}

}  // namespace muster
