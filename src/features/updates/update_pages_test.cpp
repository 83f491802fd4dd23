// Pages of updates in process, on both engines: every page in six languages, every form with bad input, two editors at
// once, and who may see what.
#include <set>

#include "features/updates/address_store.hpp"
#include "features/updates/update_page_samples_test.hpp"

using namespace muster;
using namespace muster::updates;

TEST_CASE("every page of staff, leaders and representatives in six languages, empty and full") {
  in_update_world([](UpdateWorld& world) {
    for (const Locale locale : kLocales) {
      for (const std::string path : {"/staff/updates", "/staff/updates/new", "/staff/updates/addresses"}) check_page(world.get(world.maria, path, {}, locale));
      check_page(world.get(world.leader, "/region/updates", {}, locale));
      check_page(world.get(world.representative, "/me/updates", {}, locale));
      check_page(world.get(Actor::nobody(), "/updates", {}, locale));
      check_page(world.get(Actor::nobody(), "/updates/1", {}, locale), 404);
      check_page(world.get(Actor::nobody(), "/updates/address/abc", {}, locale), 404);
    }
    for (int number = 0; number < 3; ++number) world.send(world.begin("Issue " + std::to_string(number)));
    const IssueId sent = send_rich(world);
    const IssueId draft = world.begin("A draft");
    world.put(draft, Locale::fr, "Brouillon", "Texte").value();
    world.write([&](db::Write& write) {
      organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = "list@kenya.example"}).value();
      organisations::apply_edit(write, world.by(), update_programme(), world.egypt, {.redistribution_address = "list@egypt.example"}).value();
      waive(write, world.by(world.maria), world.egypt, "Decided");
      finish_sending(write, world.by(), sent);
    });
    for (const Locale locale : kLocales) {
      for (const std::string path : {"/staff/updates", "/staff/updates/addresses"}) check_page(world.get(world.maria, path, {}, locale));
      for (const IssueId id : {sent, draft}) {
        for (const std::string rest : {"", "/text", "/languages", "/languages/fr", "/languages/ar", "/regions", "/regions/AF", "/question", "/audience", "/check", "/preview"}) check_page(world.get(world.maria, path_of(id, rest), {}, locale));
      }
      check_page(world.get(world.leader, "/region/updates", {}, locale));
      check_page(world.get(world.leader, "/region/updates/" + draft.format() + "/note", {}, locale));
      check_page(world.get(world.leader, "/region/updates/" + sent.format() + "/note", {}, locale));
      const auto kits = world.get(world.representative, "/me/updates", {}, locale);
      check_page(kits);
      CHECK_FALSE(has(kits.body, "{{"));  // fields of a subject are filled
      check_page(world.get(world.representative, "/me/updates/" + sent.format(), {}, locale));
      check_page(world.get(Actor::nobody(), "/updates", {}, locale));
      check_page(world.get(Actor::nobody(), "/updates/" + sent.format(), {}, locale));
    }
  });
}

TEST_CASE("staff's pages of an update lead back to the list, and name regions in the reader's language") {
  in_update_world([](UpdateWorld& world) {
    const IssueId sent = send_rich(world);
    for (const std::string rest : {"", "/text", "/languages", "/regions", "/question", "/audience", "/check", "/preview"}) CHECK(has(world.get(world.maria, path_of(sent, rest)).body, "<p class=\"crumb mt3 noprint\"><a href=\"/en/staff/updates\">"));
    std::set<std::string> names;  // of windows: a row of open tabs is told apart
    for (const std::string rest : {"/text", "/languages", "/regions", "/question", "/audience", "/check", "/preview"}) {
      const std::string body = world.get(world.maria, path_of(sent, rest)).body;
      names.insert(body.substr(body.find("<title>"), body.find("</title>") - body.find("<title>")));
    }
    CHECK(names.size() == 7);
    const std::string africa = update_programme().regions.front().name.in(Locale::ar);
    REQUIRE(africa != update_programme().regions.front().name.in(Locale::en));
    const auto check = world.get(world.maria, path_of(sent, "/check"), {}, Locale::ar);
    CHECK(has(check.body, africa));
    CHECK_FALSE(has(check.body, update_programme().regions.front().name.in(Locale::en)));
    CHECK(has(world.get(world.maria, path_of(sent, "/text"), {}, Locale::ar).body, "<code dir=\"ltr\">## …</code>"));
  });
}

TEST_CASE("of a sent update whose mails are not kept any more no page says that none was sent") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.send(id);
    CHECK(has(world.get(world.maria, path_of(id, "/check")).body, "How far it is"));
    world.write([&](db::Write& write) {
      write.execute(db::Statement{"test.unkept", "DELETE FROM mail", ""}, {});
      finish_sending(write, world.by(), id);
    });
    const auto page = world.get(world.maria, path_of(id, "/check"));
    check_page(page);
    CHECK_FALSE(has(page.body, "0 of 0"));
    CHECK_FALSE(has(page.body, "How far it is"));
  });
}

TEST_CASE("a new update: the title is needed; then its text, saved, out of date for nobody, ready") {
  in_update_world([](UpdateWorld& world) {
    const auto unnamed = world.post(world.maria, "/staff/updates/new", {{"title", " "}, {"source", "en"}});
    check_page(unnamed, 422);
    CHECK(has(unnamed.body, "Write a title, for example"));
    check_page(world.post(world.maria, "/staff/updates/new", {{"title", std::string(kTitleLength + 1, 'a')}, {"source", "en"}}), 422);
    const auto made = world.post(world.maria, "/staff/updates/new", {{"title", "News"}, {"source", "fr"}});
    CHECK(made.status == 303);
    const IssueId id = world.read([](db::Read& read) { return list_issues(read, State::draft).front().id; });
    CHECK(world.issue(id).source == Locale::fr);
    const std::string fr = path_of(id, "/languages/fr");
    const auto bad = world.post(world.maria, fr, {{"subject", ""}, {"body", "Bonjour {{nobody}}"}, {"revision", "0"}});
    check_page(bad, 422);
    CHECK(has(bad.body, "Bonjour {{nobody}}"));  // nothing typed is lost
    CHECK(has(bad.body, "href=\"#body\""));
    CHECK(has(bad.body, "Write the subject"));
    CHECK(world.post(world.maria, fr, {{"subject", "Nouvelles"}, {"body", "Bonjour"}, {"revision", "0"}, {"ready", "1"}}).status == 303);
    CHECK(world.read([&](db::Read& read) { return list_ready(*find_issue(read, id), list_versions(read, id)); }) == std::vector{Locale::fr});
    CHECK(has(world.get(world.maria, path_of(id, "/languages/en"), {{"copy", "1"}}).body, "Bonjour</textarea>"));
    CHECK(world.post(world.maria, fr + "/not-ready", {}).status == 303);
    CHECK(world.post(world.maria, fr + "/ready", {}).status == 303);
    CHECK(world.get(world.maria, path_of(id, "/languages/xx")).status == 404);
    CHECK(world.get(world.maria, path_of(IssueId(9999))).status == 404);
  });
}

TEST_CASE("two editors at once: the second sees both texts, chooses, and saves again") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const std::string url = path_of(id, "/languages/en");
    CHECK(world.post(world.maria, url, {{"subject", "Maria"}, {"body", "By Maria"}, {"revision", "1"}}).status == 303);
    const auto second = world.post(world.omar, url, {{"subject", "Omar"}, {"body", "By Omar"}, {"revision", "1"}});
    check_page(second, 409);
    CHECK(has(second.body, "name=\"take\" value=\"subject\""));
    CHECK(has(second.body, "name=\"revision\" value=\"2\""));
    CHECK(world.post(world.omar, url, {{"subject", "Omar"}, {"body", "By Omar"}, {"revision", "2"}, {"take", "subject"}}).status == 303);
    const auto now = world.read([&](db::Read& read) { return *find_version(read, id, Locale::en); });
    CHECK(now.subject == "Maria");
    CHECK(now.body == "By Omar");
    const auto basics = [&](const std::string& title, std::int64_t version) { return world.post(world.maria, path_of(id), {{"title", title}, {"source", "en"}, {"version", std::to_string(version)}}); };
    const std::int64_t version = world.issue(id).version;
    CHECK(basics("One", version).status == 303);
    check_page(basics("Two", version), 409);
    check_page(world.post(world.maria, path_of(id), {{"title", "T"}, {"notes_by-day", "40"}, {"notes_by-month", "1"}, {"notes_by-year", "2027"}, {"version", "1"}}), 422);
    const auto ask = [&](const std::string& revision, const std::string& words, const std::string& choices) { return world.post(world.maria, path_of(id, "/question"), {{"language", "en"}, {"words", words}, {"choices", choices}, {"revision", revision}}); };
    check_page(ask("0", "Useful?", "Yes"), 422);
    CHECK(ask("0", "Useful?", "Yes\nNo").status == 303);
    check_page(ask("0", "Other?", "Yes\nNo"), 409);
  });
}

TEST_CASE("S43: a leader writes for the own region alone, and sees no other region's note") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.write([&](db::Write& write) { save_note(write, world.by(world.maria), id, {"EU", Locale::en, "European words", 0}, 0, true).value(); });
    const std::string url = "/region/updates/" + id.format() + "/note";
    CHECK_FALSE(has(world.get(world.leader, url).body, "European words"));
    CHECK(has(world.get(world.leader, "/region/updates").body, "November news"));
    check_page(world.post(world.leader, url, {{"language", "en"}, {"body", std::string(kNoteLength + 1, 'a')}, {"revision", "0"}}), 422);
    CHECK(world.post(world.leader, url, {{"language", "en"}, {"body", "African words"}, {"revision", "0"}, {"region", "EU"}}).status == 303);
    check_page(world.post(world.leader, url, {{"language", "en"}, {"body", "Once more"}, {"revision", "0"}}), 409);
    const auto notes = world.read([&](db::Read& read) { return list_notes(read, id); });
    CHECK(choose_note(notes, "AF", Locale::en)->body == "African words");
    CHECK(choose_note(notes, "EU", Locale::en)->body == "European words");
    CHECK(world.get(world.maria, path_of(id, "/regions/XX")).status == 404);
    CHECK(has(world.get(world.maria, path_of(id, "/regions")).body, "/regions/AF"));
  });
}

TEST_CASE("S35: choosing an audience shows the counts at once and stores nothing before the button") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto all = world.get(world.maria, path_of(id, "/audience"));
    CHECK(has(all.body, "4 mails"));
    const auto chosen = world.get(world.maria, path_of(id, "/audience"), {{"choose", "1"}, {"region", "AF"}, {"language", "en"}});
    CHECK(has(chosen.body, "2 mails"));
    CHECK(world.issue(id).target == Target{});
    const std::string version = std::to_string(world.issue(id).version);
    CHECK(world.post(world.maria, path_of(id, "/audience"), {{"region", "AF"}, {"region", "nowhere"}, {"version", version}}).status == 303);
    CHECK(world.issue(id).target.regions == std::vector<std::string>{"AF"});
    check_page(world.post(world.omar, path_of(id, "/audience"), {{"region", "EU"}, {"version", version}}), 409);
  });
}

TEST_CASE("check and send: every step by the right person, each refusal on the page") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    const auto post = [&](const Actor& who, const std::string& step, const Form& form = {}) { return world.post(who, path_of(id, step), form); };
    check_page(post(world.omar, "/approve"), 409);
    CHECK(post(world.maria, "/ready").status == 303);
    check_page(post(world.maria, "/approve"), 409);
    CHECK(has(world.get(world.maria, path_of(id, "/check")).body, "Somebody else than the writer must approve it."));
    CHECK(post(world.omar, "/approve").status == 303);
    check_page(post(world.omar, "/schedule", {{"on-day", "40"}, {"on-month", "1"}, {"on-year", "2027"}, {"hour", "14:00"}}), 422);
    check_page(post(world.omar, "/schedule", {{"hour", "14:00"}}), 422);
    for (const std::string hour : {"", "25:00", "14:60", "2pm", "1:30", "14:30:00"}) check_page(post(world.omar, "/schedule", {{"on-day", "1"}, {"on-month", "12"}, {"on-year", "2026"}, {"hour", hour}}), 422);
    check_page(post(world.omar, "/schedule", {{"on-day", "1"}, {"on-month", "1"}, {"on-year", "2020"}, {"hour", "14:00"}}), 422);
    CHECK(post(world.omar, "/schedule", {{"on-day", "1"}, {"on-month", "12"}, {"on-year", "2026"}, {"hour", "14:30"}}).status == 303);
    CHECK(world.issue(id).scheduled_at->format_rfc3339() == "2026-12-01T14:30:00Z");
    CHECK(post(world.maria, "/unschedule").status == 303);
    check_page(post(world.maria, "/pause"), 409);
    check_page(post(world.maria, "/resume"), 409);
    CHECK(post(world.omar, "/schedule", {{"now", "1"}}).status == 303);
    world.run_jobs();
    CHECK(post(world.maria, "/pause").status == 303);
    CHECK(post(world.maria, "/resume").status == 303);
    check_page(post(world.maria, "/draft"), 409);
    CHECK(post(world.maria, "/cancel").status == 303);
    check_page(post(world.maria, "/take-up"), 409);
  });
}

TEST_CASE("a test mail goes to oneself, as a notice, and counts for no rate") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    CHECK(world.post(world.maria, path_of(id, "/test"), {{"language", "en"}}).status == 303);
    check_page(world.post(world.maria, path_of(id, "/test"), {{"language", "zh"}}), 422);
    const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 5}); });
    REQUIRE(mails.size() == 1);
    CHECK(mails[0].mail_class == mail::Class::notice);
    CHECK(mails[0].to == "Maria@office.example");
    CHECK(world.read([&](db::Read& read) { return list_sending_days(read, {}); }).empty());
  });
}

TEST_CASE("S48: fewer updates than were told are said as a number, and only after a year") {
  in_update_world([](UpdateWorld& world) {
    const auto seldom = [&] { return world.read([&](db::Read& read) { return find_seldom(read, update_programme(), world.clock.today()); }); };
    CHECK_FALSE(seldom());
    world.send(world.begin("First"));
    CHECK_FALSE(seldom());  // no year to look back on
    world.clock.advance(std::chrono::hours(24) * 300);
    world.send(world.begin("Second"));
    CHECK_FALSE(seldom());
    world.clock.advance(std::chrono::hours(24) * 100);
    CHECK(seldom() == 1);
    world.send(world.begin("Third"));
    world.send(world.begin("Fourth"));
    CHECK_FALSE(seldom());
  });
}

TEST_CASE("an issue on its way: how fast it goes and how long it takes, by what went out in the last minutes") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.send(id);
    const std::string page = path_of(id, "/check");
    CHECK_FALSE(has(world.get(world.maria, page).body, "a minute"));  // nothing can be said yet
    world.clock.advance(std::chrono::minutes(1));
    CHECK(has(world.get(world.maria, page).body, "None went out in the last minutes."));
    world.write([&](db::Write& write) { write.execute(db::Statement{"test.sent", "UPDATE mail SET state = 'sent', finished_at = :at WHERE id = (SELECT MIN(m.id) FROM mail m)", ""}, {{"at", world.clock.now()}}); });
    const auto moving = world.get(world.maria, page);
    check_page(moving);
    CHECK(has(moving.body, "About 1 mail a minute."));
    CHECK(has(moving.body, "About 1 minute left."));
    world.write([&](db::Write& write) { pause(write, world.by(world.maria), id).value(); });
    CHECK_FALSE(has(world.get(world.maria, page).body, "minute left"));
  });
}
