// A person is forgotten: everything is shown first, a wish can be taken back, offices stay without a name, no byte of
// name or address is left in the database's files, and a restored backup is told.
#include <fstream>

#include "app/erasure_list.hpp"
#include "features/forms/forms.hpp"
#include "features/privacy/privacy.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/intake.hpp"
#include "tests/members/bytes.hpp"
#include "tests/members/members_world.hpp"

namespace muster {
namespace {

constexpr std::string_view kName = "Zubaida Qwertzuiop";
constexpr std::string_view kAddress = "zubaida@qwertzuiop.example";

using test::all_bytes;
std::string find_traces(const std::string& bytes) { return test::find_word(bytes, "qwertzuiop"); }
bool is_found(const std::string& bytes) { return !find_traces(bytes).empty(); }

void for_each_world(const std::function<void(MembersWorld&, const test::TestEngine&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database, const test::TestEngine& engine) {
    MembersWorld world(database);
    check(world, engine);
  });
}

// A representative who signed in, was told of a change, leads the organisation and is named in an answer.
PersonId add_somebody(MembersWorld& world) {
  const PersonId person = world.add_person(std::string(kName), std::string(kAddress));
  world.db.write([&](db::Write& write) {
    organisations::add_representative(write, world.by, world.programme, world.organisation, person, false).value();
    organisations::set_leaders(write, world.by, world.organisation, {{person, "Chair"}});
  });
  world.run_due();
  world.db.write([&](db::Write& write) { organisations::change_prime(write, world.by, world.programme, world.organisation, person).value(); });
  world.run_due();
  test::Browser browser = world.sign_in(person);
  CHECK(browser.get("/en/account").status == 200);
  const Actor actor = world.db.read([&](db::Read& read) { return access::make_actor(read, person, world.clock.today()); });
  world.db.write([&](db::Write& write) {
    const auto version = forms::ensure_version(write, world.clock, app::load_embedded_forms(world.programme).front());
    const auto response = forms::insert_response(write, world.by, {.form_version = version, .organisation = world.organisation, .subject_kind = "report", .subject = 1});
    const By by{world.clock, world.random, actor};
    CHECK(forms::save_page(write, by, response, "why", {{"why", "We began when " + std::string(kName) + " invited us."}}, Locale::en).has_value());
    CHECK(forms::save_page(write, by, response, "why", {{"why", "Once " + std::string(kName) + " invited us, we began."}, {"why-version", "1"}}, Locale::en).has_value());
  });
  return person;
}

}  // namespace

TEST_CASE("what is held about a person is shown to that person alone, and can be taken away as a file") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = add_somebody(world);
    test::Browser browser = world.sign_in(person);
    const test::Page page = browser.get("/en/account/data");
    CHECK(page.status == 200);
    for (const std::string_view held : {kName, kAddress, std::string_view("Chair"), std::string_view("representative")}) CHECK(page.holds(std::string(held)));
    CHECK_FALSE(page.holds("kofi@lanka.example"));
    const test::Page file = browser.post("/en/account/data", "/en/account/data/download", {});
    CHECK(file.status == 200);
    CHECK(file.body.find("\"address\":\"" + std::string(kAddress)) != std::string::npos);
    CHECK(world.stranger().get("/en/account/data").status != 200);
  });
}

TEST_CASE("a wish to be forgotten waits for staff and can be taken back") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    test::Browser second = world.sign_in(world.second);
    test::Browser staff = world.sign_in(world.staff);
    CHECK(second.post("/en/account/data", "/en/account/data/wish", {{"wish", "yes"}}).status == 303);
    CHECK(second.post_again("/en/account/data/wish", {{"wish", "yes"}}).status == 303);  // twice is one wish
    CHECK(staff.get("/en/staff/settings/privacy").holds("Kofi Mensah"));
    CHECK(second.post("/en/account/data", "/en/account/data/wish", {{"wish", "no"}}).status == 303);
    CHECK_FALSE(staff.get("/en/staff/settings/privacy").holds("Kofi Mensah"));
  });
}

TEST_CASE("who is forgotten leaves offices without a name, and no byte of name or address in the database") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_somebody(world);
    CHECK(is_found(all_bytes(engine)));  // the search bites
    test::Browser gone = world.sign_in(person);
    test::Browser staff = world.sign_in(world.staff);
    const std::string path = "/en/staff/settings/privacy/" + person.format();
    const test::Page page = staff.get(path);
    CHECK(page.holds("invited us"));                  // free text that names the person
    CHECK(staff.post(path, path, {}).status == 422);  // a click alone does nothing
    test::HeaderList fields = {{"sure", "1"}};
    const auto mentions = world.db.read([&](db::Read& read) { return privacy::list_mentions(read, person); });
    REQUIRE(mentions.size() == 3);  // the answer as it is, and both versions of it
    for (const Mention& mention : mentions) fields.push_back({"mention", privacy::mention_key(mention)});
    CHECK(staff.post(path, path, fields).status == 303);
    world.run_due();
    CHECK(gone.get("/en/account").status != 200);
    CHECK(staff.get(path).status == 404);
    CHECK(find_traces(all_bytes(engine)) == "");
    CHECK_FALSE(is_found(world.log.text()));
    world.db.read([&](db::Read& read) {
      const auto history = access::list_seat_history_of_person(read, person);
      REQUIRE(history.size() == 1);
      CHECK(history.front().organisation == world.organisation);
      CHECK(people::get_person(read, person).name.empty());
      CHECK(organisations::list_leaders(read, world.organisation).size() == 1);
    });
    audit::seal(world.db);
    CHECK(world.db.read([](db::Read& read) { return audit::verify(read).is_sound; }));
    CHECK(staff.get(world.staff_path("/people")).status == 200);
    CHECK(staff.get(world.staff_path()).status == 200);
  });
}

TEST_CASE("an answer that staff leave as it is stays as it was written") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_somebody(world);
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}); });
    world.run_due();
    const std::string bytes = all_bytes(engine);
    CHECK(bytes.find("Qwertzuiop invited us") != std::string::npos);
    CHECK(bytes.find(kAddress) == std::string::npos);
  });
}

TEST_CASE("mail that came in is looked through in parts before the one step, and nothing that arrives meanwhile stays") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_somebody(world);
    static const db::Statement kWhole{"test.whole", "SELECT COUNT(*) AS count FROM mail_incoming WHERE size > 0", ""};
    const auto keep = [&](const std::string& words) {
      world.db.write([&](db::Write& write) { mail::keep_incoming(write, world.clock, "From: somebody@example.org\r\nSubject: Hello\r\n\r\n" + words + "\r\n", "office@example.org"); });
    };
    const auto whole = [&] { return world.db.read([](db::Read& read) { return read.count(kWhole); }); };
    for (int number = 0; number < 130; ++number) keep((number % 13 == 0 ? "Write to " + std::string(kAddress) : std::string("Nothing of anybody")) + " " + std::to_string(number));
    CHECK(whole() == 130);
    world.clock.set(world.clock.now() + std::chrono::hours(1));
    const privacy::SearchedMail searched = privacy::erase_from_mail(world.db, world.clock, person);
    CHECK(whole() == 120);  // before anything else of the person is gone
    CHECK(searched.addresses == std::vector<std::string>{std::string(kAddress)});
    // While it was looked through: another message, and another address with an old message that names it.
    keep("Tell ZUBAIDA, that is " + std::string(kAddress));
    world.db.write([&](db::Write& write) { people::add_address(write, world.by, person, Email::parse("late@qwertzuiop.example").value(), false).value(); });
    static const db::Statement kOld{"test.old", "UPDATE mail_incoming SET arrived_at = 1 WHERE id = (SELECT MAX(m.id) FROM mail_incoming m)", ""};
    keep("Write to late@qwertzuiop.example");
    world.db.write([](db::Write& write) { write.execute(kOld, {}); });
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}, searched); });
    CHECK(whole() == 120);
    world.run_due();
    const std::string bytes = all_bytes(engine);
    CHECK(bytes.find(kAddress) == std::string::npos);
    CHECK(bytes.find("late@qwertzuiop.example") == std::string::npos);
  });
}

TEST_CASE("messages that nobody looked through beforehand are looked through in the one step") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = add_somebody(world);
    world.db.write([&](db::Write& write) { mail::keep_incoming(write, world.clock, "Subject: Hello\r\n\r\nWrite to " + std::string(kAddress) + "\r\n", ""); });
    world.clock.set(world.clock.now() + std::chrono::hours(1));
    // Sabotage of the search: it says that it looked for the address, but looked at nothing. Then the message stays.
    const privacy::SearchedMail nothing{.addresses = {std::string(kAddress)}, .since = world.clock.now()};
    static const db::Statement kWhole{"test.whole", "SELECT COUNT(*) AS count FROM mail_incoming WHERE size > 0", ""};
    const auto whole = [&] { return world.db.read([](db::Read& read) { return read.count(kWhole); }); };
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}, nothing); });
    CHECK(whole() == 1);
  });
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = add_somebody(world);
    world.db.write([&](db::Write& write) { mail::keep_incoming(write, world.clock, "Subject: Hello\r\n\r\nWrite to " + std::string(kAddress) + "\r\n", ""); });
    static const db::Statement kWhole{"test.whole", "SELECT COUNT(*) AS count FROM mail_incoming WHERE size > 0", ""};
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}); });
    CHECK(world.db.read([](db::Read& read) { return read.count(kWhole); }) == 0);
  });
}

TEST_CASE("the last administrator cannot be forgotten") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    test::Browser staff = world.sign_in(world.staff);
    const std::string path = "/en/staff/settings/privacy/" + world.staff.format();
    const test::Page page = staff.post(path, path, {{"sure", "1"}});
    CHECK(page.status == 422);
    CHECK(staff.get("/en/account").status == 200);
  });
}

TEST_CASE("a backup of before is told who was forgotten, and nobody else is touched") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_somebody(world);
    const auto beginning = world.clock.now();
    CHECK(privacy::erase_again(world.db, world.by, world.programme, {{person, beginning + std::chrono::seconds(1), beginning}}).forgotten == 0);  // another database's number
    CHECK(privacy::erase_again(world.db, world.by, world.programme, {{PersonId(987'654), beginning, beginning}}).forgotten == 0);
    CHECK(privacy::erase_again(world.db, world.by, world.programme, {{person, beginning, beginning}}).forgotten == 1);
    world.run_due();
    CHECK(is_found(all_bytes(engine)));  // nobody had taken the name out of the answer
    world.db.read([&](db::Read& read) {
      CHECK(people::get_person(read, person).is_erased);
      CHECK_FALSE(people::get_person(read, world.second).is_erased);
      REQUIRE(privacy::list_erased(read).size() == 1);
    });
  });
}

TEST_CASE("P2: what was taken out of texts is taken out of a restored backup again, and texts for hands are named") {
  for_each_world([](MembersWorld& world, const test::TestEngine& engine) {
    const PersonId person = add_somebody(world);
    world.db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.summary = "Founded by " + std::string(kName);
      organisations::apply_edit(write, world.by, world.programme, world.organisation, edit).value();
    });
    std::vector<std::string> keys;
    for (const Mention& mention : world.db.read([&](db::Read& read) { return privacy::list_mentions(read, person); })) {
      if (!privacy::is_for_hands(mention)) keys.push_back(privacy::mention_key(mention));
    }
    REQUIRE(keys.size() == 3);
    const auto beginning = world.clock.now();
    // As the list has it: the erasure happened in data that are gone, this is the backup of before.
    const auto again = privacy::erase_again(world.db, world.by, world.programme, {{person, beginning, beginning, keys}});
    CHECK(again.forgotten == 1);
    CHECK(again.for_hands == std::vector<std::string>{"organisation/" + world.organisation.format() + "/summary"});
    world.run_due();
    CHECK(all_bytes(engine).find("Qwertzuiop invited us") == std::string::npos);
    CHECK(all_bytes(engine).find("Founded by Zubaida") != std::string::npos);
    world.db.read([&](db::Read& read) { CHECK(privacy::list_erased(read).front().taken_out.size() == 3); });
  });
}

TEST_CASE("every server keeps the list beside it, whichever of them forgot somebody") {
  for_each_world([](MembersWorld& world, const test::TestEngine&) {
    const PersonId person = add_somebody(world);
    world.db.write([&](db::Write& write) { privacy::erase(write, world.by, world.programme, person, {}); });
    world.stranger().get("/healthz");  // looks at the stamps; no job has run
    const auto list = app::read_erasure_list(world.list_path());
    REQUIRE(list.size() == 1);
    CHECK(list.front().person == person);
  });
}

TEST_CASE("the list of the forgotten is kept whole, without names, and a damaged line is refused by number") {
  const test::ScratchFolder folder;
  const std::string path = app::erasure_list_path(folder.path().string());
  const Instant at = Instant::from_microseconds(1'700'000'000'123'456);
  CHECK(app::read_erasure_list(path).empty());
  app::write_erasure_list(path, {{PersonId(7), at, at}});
  app::write_erasure_list(path, {{PersonId(3), at, at, {"answer/1/why:0", "task/2/note"}}, {PersonId(7), at, at}});
  const auto list = app::read_erasure_list(path);
  REQUIRE(list.size() == 2);
  CHECK(list[0].person == PersonId(3));
  CHECK(list[0].taken_out == std::vector<std::string>{"answer/1/why:0", "task/2/note"});
  CHECK(list[1].created_at == at);
  std::ofstream(path, std::ios::app) << "8 tomorrow\n";
  CHECK_THROWS_WITH_AS(app::read_erasure_list(path), doctest::Contains(":3: "), app::OperatorError);
}

TEST_CASE("old data go only after staff saw how much and switched it on") {
  in_members_world([](MembersWorld& world) {
    world.db.write([&](db::Write& write) {
      mail::enqueue(write, world.clock, world.random, {.kind = "sample.mail", .key = "old", .to = Email::parse("to@example.org").value(), .content = {"Subject", "Old words", "<p>Old words</p>"}});
    });
    world.run_due();
    const auto words = [&] { return world.mails("sample.mail").front().text; };
    const auto let_go = [&] {
      world.db.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = "privacy.let_go"}); });
      world.run_due();
    };
    world.clock.advance(std::chrono::days(400));
    test::Browser staff = world.sign_in(world.staff);
    let_go();
    CHECK(words() == "Old words");
    CHECK(staff.post("/en/staff/settings/privacy", "/en/staff/settings/privacy/keep", {{"kind", "mail_words"}, {"on", "1"}}).status == 303);
    CHECK(staff.post_again("/en/staff/settings/privacy/keep", {{"kind", "nonsense"}, {"on", "1"}}).status == 404);
    let_go();
    CHECK(words().empty());
  });
}

TEST_CASE("each kind of old data is counted first and goes only when switched on; people with an office stay") {
  in_members_world([](MembersWorld& world) {
    const PersonId idle = world.add_person("Idle Qwertzuiop", "idle@qwertzuiop.example");
    const auto waiting = [&](std::string_view code) {
      for (const auto& kept : privacy::list_kept(world.db, world.clock.now())) {
        if (kept.code == code) return kept.waiting;
      }
      return std::int64_t{-1};
    };
    world.db.write([&](db::Write& write) {
      mail::enqueue(write, world.clock, world.random, {.kind = "sample.mail", .key = "old", .to = Email::parse("to@example.org").value(), .content = {"Subject", "Old words", "<p>Old words</p>"}});
    });
    world.run_due();
    CHECK(waiting("former_people") == 0);
    world.clock.advance(std::chrono::days(1100));
    CHECK(waiting("former_people") == 1);
    CHECK(waiting("mail_addresses") > 0);
    CHECK(waiting("log_values") > 0);
    CHECK(privacy::let_go_now(world.db, world.by, world.programme) == 0);  // nothing is switched on
    test::Browser staff = world.sign_in(world.staff);
    for (const char* kind : {"former_people", "mail_addresses", "log_values", "messages", "import_lines", "mail_words"}) {
      CHECK(staff.post("/en/staff/settings/privacy", "/en/staff/settings/privacy/keep", {{"kind", kind}, {"on", "1"}}).status == 303);
    }
    CHECK(privacy::let_go_now(world.db, world.by, world.programme) > 0);
    for (const auto& kept : privacy::list_kept(world.db, world.clock.now())) CHECK(kept.waiting == 0);
    world.db.read([&](db::Read& read) {
      CHECK(people::get_person(read, idle).is_erased);
      for (const PersonId kept : {world.prime, world.second, world.staff}) CHECK_FALSE(people::get_person(read, kept).is_erased);
    });
    CHECK(world.mails("sample.mail").front().to.empty());
    audit::seal(world.db);
    CHECK(world.db.read([](db::Read& read) { return audit::verify(read).is_sound; }));
  });
}

}  // namespace muster
