// Pages of updates in process, on both engines: every page in six languages, every form with bad input, two editors at
// once, who may see what, and what a mail, a list's copy, the kit and the archive carry.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/archive_store.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/kit_store.hpp"
#include "features/updates/update_world_test.hpp"
#include "features/updates/updates.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::updates;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

std::string path_of(IssueId id, const std::string& rest = "") { return "/staff/updates/" + id.format() + rest; }

void check_page(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  const auto problems = test::check_html(response.body, test::Markup::page);
  CHECK_MESSAGE(problems.empty(), join(problems, "; "));
}

// An issue with a note, a question, words in Arabic, sent.
IssueId send_rich(UpdateWorld& world) {
  const IssueId id = world.begin("November news for {{organisation}}");
  world.put(id, Locale::en, "November news for {{organisation}}", "Hello {{organisation}} in {{country}}.\n\n{{question}}\n\nSee [our page](https://example.org/news) and [this update]({{archive_address}}) or [pass it on]({{kit_address}}).").value();
  world.mark(id, Locale::en, world.maria).value();
  world.put(id, Locale::ar, "أخبار نوفمبر", "مرحبا {{organisation}}.").value();
  world.mark(id, Locale::ar, world.maria).value();
  world.write([&](db::Write& write) {
    save_note(write, world.by(world.leader), id, {"AF", Locale::en, "Meet us **in Nairobi**.", 0}, 0, false).value();
    save_question(write, world.by(world.maria), id, {.locale = Locale::en, .words = "Was this useful?", .choices = {"Yes", "No"}}, 0).value();
    save_question(write, world.by(world.maria), id, {.locale = Locale::ar, .words = "هل كان هذا مفيدًا؟", .choices = {"نعم", "لا"}}, 0).value();
  });
  world.send(id);
  return id;
}

MailParts make_parts(UpdateWorld& world) { return {.texts = world.texts, .programme = update_programme(), .public_url = "https://muster.example.org", .link = {}, .answer = {}, .leave_url = {}, .decoy_url = {}}; }

}  // namespace

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

TEST_CASE("a preview as an organisation sees it, in its language and direction; the mail stands in a document of its own") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    const Form query = {{"organisation", world.egypt.format()}, {"language", "ar"}, {"width", "390"}};
    const auto page = world.get(world.maria, path_of(id, "/preview"), query);
    check_page(page);
    CHECK(page.policy == http::Policy::framing);
    CHECK(has(page.body, "width=\"390\""));
    const auto part = world.get(world.maria, path_of(id, "/preview/html"), query);
    CHECK(part.policy == http::Policy::mail_part);
    CHECK(has(part.body, "dir=\"rtl\""));
    CHECK(has(part.body, "مستخدمو مصر"));
    CHECK(world.get(world.maria, path_of(id, "/preview/html"), {{"language", "zh"}}).status == 404);
  });
}

TEST_CASE("a mail: languages on top, note marked, question with links, counted links by the caller, at most 30 KB, in six languages") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    MailParts parts = make_parts(world);
    parts.link = [](int number, const std::string& target) { return "https://muster.example.org/t/" + std::to_string(number) + "?" + std::to_string(target.size()); };
    parts.answer = [](int choice) { return "https://muster.example.org/t/answer" + std::to_string(choice); };
    parts.leave_url = "https://muster.example.org/u/leave";
    const auto content = world.read([&](db::Read& read) { return make_content(read, parts, id, world.kenya, Locale::en, Copy::representative); });
    CHECK(content.subject == "November news for Kenya Users");
    for (const std::string_view part : {"/ar/updates/", "العربية", "From the regional leaders of Africa", "Nairobi", "Was this useful?", "/t/answer2", "/t/0?", "/u/leave", "/en/me/updates/", "You get this mail because you represent Kenya Users."}) {
      CHECK_MESSAGE(has(content.html, part), part);
      CHECK_MESSAGE(has(content.text, part), part);
    }
    CHECK(has(test::visible_text(content.html), "Hello Kenya Users in Kenya."));
    CHECK(content.html.size() < 30 * 1024);
    const auto problems = test::check_html(content.html, test::Markup::mail);
    CHECK_MESSAGE(problems.empty(), join(problems, "; "));
    const auto links = world.read([&](db::Read& read) { return list_links(*find_issue_text(read, id, Locale::en)); });
    REQUIRE(links.size() == 1);
    CHECK(links[0].target == "https://example.org/news");
    const auto arabic = world.read([&](db::Read& read) { return make_content(read, parts, id, world.egypt, Locale::ar, Copy::representative); });
    CHECK(has(arabic.html, "dir=\"rtl\""));
    // Every language of the frame around the words.
    for (const Locale locale : kLocales) {
      const auto any = world.read([&](db::Read& read) {
        auto text = *find_issue_text(read, id, Locale::en);
        text.version.locale = locale;
        return make_content(text, parts, organisations::get_organisation(read, world.kenya), Copy::representative);
      });
      CHECK(test::check_html(any.html, test::Markup::mail).empty());
    }
  });
}

TEST_CASE("S36, S54: a copy for a list and the kit carry nothing that acts for the organisation and nobody's name") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    MailParts parts = make_parts(world);
    parts.leave_url = "https://muster.example.org/u/leave";
    for (const Copy copy : {Copy::redistribution, Copy::kit}) {
      const auto content = world.read([&](db::Read& read) { return make_content(read, parts, id, world.kenya, Locale::en, copy); });
      for (const std::string_view part : {"/u/leave", "/me/", "/go/", "/sign-in", "Amina", "Brian", "amina@", "passed-on"}) {
        CHECK_MESSAGE(!has(content.html, part), part);
        CHECK_MESSAGE(!has(content.text, part), part);
      }
      CHECK(has(content.html, "/en/updates/" + id.format()));
    }
  });
}

TEST_CASE("S54: the kit in any sent language; passing on is said and taken back, never asked for, and nothing comes of it") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    const std::string url = "/me/updates/" + id.format();
    const auto count_attention = [&] { return world.read([&](db::Read& read) { return organisations::list_attention(read, update_programme(), world.clock.today(), 50); }).size(); };
    const auto attention = count_attention();
    const auto count_mails = [&] { return world.read([](db::Read& read) { return mail::count_mails(read, ""); }); };
    const auto mails = count_mails();
    const auto page = world.get(world.representative, url, {{"language", "ar"}});
    check_page(page);
    CHECK(has(page.body, "lang=\"ar\" dir=\"rtl\""));
    CHECK(has(page.body, "Pass these on to whom you like, as often as you like."));
    check_page(world.post(world.representative, url + "/passed-on", {{"way", "By mail"}, {"many", "a lot"}}), 422);
    check_page(world.post(world.representative, url + "/passed-on", {{"many", "-5"}}), 422);
    CHECK(world.post(world.representative, url + "/passed-on", {{"way", "By mail"}, {"many", "420"}}).status == 303);
    CHECK(has(world.get(world.representative, url).body, "about 420 people"));
    // No anomaly, no task, no mail, no line in anybody's history.
    CHECK(count_attention() == attention);
    CHECK(count_mails() == mails);
    CHECK(world.post(world.representative, url + "/passed-on/undo", {}).status == 303);
    CHECK_FALSE(has(world.get(world.representative, url).body, "about 420 people"));
    // No ban and no warning (S54).
    for (const std::string_view words : {"do not pass", "must not", "only to your members", "not allowed", "permission"}) {
      CHECK_FALSE(has(test::visible_text(page.body), words));
      CHECK_FALSE(has(test::visible_text(world.get(Actor::nobody(), "/updates/" + id.format()).body), words));
    }
    // A draft has no kit.
    CHECK(world.get(world.representative, "/me/updates/" + world.begin("Draft").format()).status == 404);
  });
}

TEST_CASE("the archive in each language, its feed, and no page before sending") {
  in_update_world([](UpdateWorld& world) {
    const IssueId draft = world.begin("Draft");
    check_page(world.get(Actor::nobody(), "/updates/" + draft.format()), 404);
    const IssueId id = send_rich(world);
    const auto english = world.get(Actor::nobody(), "/updates/" + id.format());
    CHECK(has(english.body, "News for your organisation") == false);
    CHECK(has(english.body, "November news for your organisation"));
    CHECK(has(english.body, "From the regional leaders of Africa"));
    CHECK(english.topics == std::vector<std::string>{"updates"});
    CHECK_FALSE(has(english.body, "Kenya Users"));
    const auto french = world.get(Actor::nobody(), "/updates/" + id.format(), {}, Locale::fr);
    CHECK(has(french.body, "lang=\"en\""));
    CHECK(has(french.body, "English"));
    const auto feed = world.get(Actor::nobody(), "/updates.atom");
    CHECK(has(feed.body, "<entry>"));
    CHECK(has(feed.content_type, "atom"));
    CHECK_FALSE(has(world.get(Actor::nobody(), "/updates.atom", {}, Locale::fr).body, "<entry>"));
    CHECK(has(world.get(world.maria, "/staff/updates").body, "How often"));
  });
}

TEST_CASE("S36: the owner's page asks with two buttons, once and for two weeks; opening it changes nothing") {
  in_update_world([](UpdateWorld& world) {
    world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = "list@kenya.example"}).value(); });
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/ask", {}).status == 303);
    const auto newest_token = [&] {
      world.run_jobs();
      const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 1}); });
      REQUIRE(mails.size() == 1);
      return mails[0].text.substr(mails[0].text.find("/updates/address/") + 17, 43);
    };
    const std::string token = newest_token();
    const auto find = [&] { return world.read([](db::Read& read) { return list_addresses(read).front(); }); };
    check_page(world.get(Actor::nobody(), "/updates/address/" + token));
    CHECK_FALSE(find().confirmed_at);
    CHECK(world.post(Actor::nobody(), "/updates/address/other", {{"answer", "yes"}}).status == 404);
    for (const Locale locale : kLocales) check_page(world.get(world.representative, "/me/updates", {}, locale));
    CHECK(has(world.get(world.representative, "/me/updates").body, "list@kenya.example"));
    check_page(world.post(Actor::nobody(), "/updates/address/" + token, {{"answer", "yes"}}));
    const auto confirmed_at = find().confirmed_at;
    CHECK(confirmed_at);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "Confirmed on"));
    CHECK_FALSE(has(world.get(world.representative, "/me/updates").body, "Ask the owner by mail"));
    // Every member of a list holds the link: it says so, and does nothing any more.
    world.clock.advance(std::chrono::hours(1));
    for (const char* answer : {"no", "yes"}) {
      const auto again = world.post(Actor::nobody(), "/updates/address/" + token, {{"answer", answer}});
      check_page(again);
      CHECK(has(again.body, "This address is confirmed already."));
      CHECK(find().confirmed_at == confirmed_at);
    }
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + token, {}, locale));
    CHECK(has(world.get(Actor::nobody(), "/updates/address/" + token).body, "This address is confirmed already."));
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);  // nothing to ask
    world.run_jobs();
    CHECK(find().confirmed_at == confirmed_at);
    // A new question ends the old link; a no stays a no; two weeks end a link without an answer.
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/ask", {}).status == 303);
    const std::string second = newest_token();
    CHECK(world.get(Actor::nobody(), "/updates/address/" + token).status == 404);
    check_page(world.post(Actor::nobody(), "/updates/address/" + second, {{"answer", "no"}}));
    check_page(world.post(Actor::nobody(), "/updates/address/" + second, {{"answer", "yes"}}));
    CHECK_FALSE(find().confirmed_at);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + second, {}, locale));
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);
    const std::string third = newest_token();
    CHECK(third != second);
    world.clock.advance(std::chrono::hours(24) * 15);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/updates/address/" + third, {}, locale), 410);
    check_page(world.post(Actor::nobody(), "/updates/address/" + third, {{"answer", "yes"}}), 410);
    CHECK_FALSE(find().confirmed_at);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "The link in the mail has ended."));
    for (const Locale locale : kLocales) check_page(world.get(world.maria, "/staff/updates/addresses", {}, locale));
    const auto unsaid = world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", " "}});
    check_page(unsaid, 422);
    CHECK(has(unsaid.body, "href=\"#reason-" + world.kenya.format() + "\""));  // leads to the field of this row
    CHECK(count_of(unsaid.body, "aria-invalid") == 1);
    const std::string long_reason = "\"><b>" + std::string(600, 'x');
    const auto too_long = world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", long_reason}});
    check_page(too_long, 422);
    CHECK(has(too_long.body, "value=\"&quot;&gt;&lt;b&gt;" + std::string(600, 'x') + "\""));  // nothing typed is lost, or run
    CHECK(has(too_long.body, "characters."));
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/waive", {{"reason", "Decided"}}).status == 303);
    CHECK(has(world.get(world.maria, "/staff/updates/addresses").body, "Decided"));
    CHECK(world.post(world.maria, "/staff/updates/addresses/" + world.kenya.format() + "/end-waiver", {}).status == 303);
    CHECK(world.post(world.maria, "/staff/updates/addresses/99999/ask", {}).status == 404);
  });
}

TEST_CASE("a representative asks the owner of the address again, three times a day at most") {
  in_update_world([](UpdateWorld& world) {
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);  // there is none
    world.run_jobs();
    CHECK(world.read([](db::Read& read) { return mail::count_mails(read, ""); }) == 0);
    world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), world.kenya, {.redistribution_address = "list@kenya.example"}).value(); });
    world.context.allow = [&](std::string_view limit, std::string_view who) { return limit == "updates_ask" && who == world.kenya.format(); };
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 303);
    world.run_jobs();
    CHECK(world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 5}); }).front().to == "list@kenya.example");
    world.context.allow = [](std::string_view, std::string_view) { return false; };
    CHECK(world.post(world.representative, "/me/updates/address", {}).status == 429);
  });
}

TEST_CASE("S52: links of the kit are counted for its organisation, those of the archive for none; the feed has true ones") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();  // with one link
    world.send(id);
    const auto find_link = [&](const std::string& body) -> std::optional<counting::CountedLink> {
      const auto at = body.find("/t/");
      if (at == std::string::npos) return std::nullopt;
      return counting::parse_link_token(world.parts.counting, body.substr(at + 3, body.find_first_of("\"&<> \n", at) - at - 3));
    };
    const counting::CountedLink expected{.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = 1};
    const auto kit = world.get(world.representative, "/me/updates/" + id.format());
    check_page(kit);
    CHECK(find_link(kit.body) == expected);
    CHECK_FALSE(has(kit.body, "https://example.org/news"));
    const auto archive = world.get(Actor::nobody(), "/updates/" + id.format());
    check_page(archive);
    CHECK(find_link(archive.body) == counting::CountedLink{.issue = id.value(), .organisation = {}, .locale = Locale::en, .link = 1});
    CHECK(has(world.get(Actor::nobody(), "/updates.atom").body, "https://example.org/news"));
    // Neither has the link that people cannot see.
    const auto decoy = counting::make_link_token(world.parts.counting, {.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = counting::kDecoy});
    CHECK_FALSE(has(kit.body, decoy));
    CHECK(has(world.get(world.maria, path_of(id)).body, "/en/staff/counting/" + id.format()));
    world.write([&](db::Write& write) { counting::set_counting(write, world.by(world.maria), false); });
    CHECK(has(world.get(world.representative, "/me/updates/" + id.format()).body, "https://example.org/news"));
    CHECK(has(world.get(Actor::nobody(), "/updates/" + id.format()).body, "https://example.org/news"));
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

TEST_CASE("the newest update for everybody: in the reader's language or its first one, with its fields filled") {
  in_update_world([](UpdateWorld& world) {
    const auto latest = [&](Locale reader) {
      return world.public_context.db.read([&](db::PublicRead& read) { return find_latest(read, update_programme(), [&](Locale locale, const Message& words) { return world.texts.translate(locale, words); }, reader); });
    };
    CHECK_FALSE(latest(Locale::en));
    const IssueId id = send_rich(world);
    world.begin("A draft");
    REQUIRE(latest(Locale::en));
    CHECK(latest(Locale::en)->issue == id);
    CHECK(latest(Locale::en)->subject == "November news for your organisation");
    CHECK(latest(Locale::ar)->locale == Locale::ar);
    CHECK(latest(Locale::fr)->locale == Locale::en);
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

TEST_CASE("mails to owners of addresses in six languages") {
  in_update_world([](UpdateWorld& world) {
    for (const std::string language : {"ar", "en", "es", "fr", "ru", "zh"}) {
      const OrganisationId id = world.add_organisation("Organisation " + language, "KE", {language}, {});
      world.write([&](db::Write& write) { organisations::apply_edit(write, world.by(), update_programme(), id, {.redistribution_address = language + "@list.example"}).value(); });
    }
    world.write([&](db::Write& write) { jobs::enqueue(write, world.clock, {.kind = std::string(kAskAddresses), .key = {}, .values = {}}); });
    world.run_jobs();
    const auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 20}); });
    CHECK(mails.size() == 6);
    for (const auto& mail : mails) CHECK(test::check_html(mail.html, test::Markup::mail).empty());
  });
}

TEST_CASE("S54: what an organisation says of passing on is read by its own page alone") {
  std::vector<std::string> readers;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    const auto path = entry.path();
    if (path.extension() != ".cpp" || has(path.filename().string(), "_test.")) continue;
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (has(text, "passed_on(")) readers.push_back(path.filename().string());
  }
  std::ranges::sort(readers);
  CHECK(readers == std::vector<std::string>{"kit_pages.cpp", "kit_store.cpp"});
}
