// The ways through a report in process: two people at once, rows without script, more time, handing over,
// representatives, a question of staff, entry on behalf, and what is kept of it all.
#include <boost/json.hpp>

#include "features/reports/fill_world_test.hpp"
#include "features/reports/register_link.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const std::string kOwn = "/en/me/report";

bool shows(const http::Response& page, std::string_view words) { return test::visible_text(page.body).find(words) != std::string::npos; }

std::string field(const std::string& html, const std::string& name) {
  const auto at = html.find("name=\"" + name + "\" value=\"");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 15;
  return html.substr(start, html.find('"', start) - start);
}

void accept(FillWorld& world) {
  world.db.write([&](db::Write& write) { accept_report(write, world.by(), world.fill()->report->id, 0).value(); });
}

}  // namespace

TEST_CASE("S30: a later report with nothing changed is one page to confirm, one to send") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    world.send(actor);
    accept(world);
    world.clock.set(Instant::from_date(*Date::from_ymd(2028, 10, 20)));
    CHECK(shows(world.go(actor, kOwn + "?start=1"), "We copied it from your report of 2026"));
    const auto page = world.go(actor, kOwn + "/unchanged");
    REQUIRE(page.status == 200);
    CHECK(shows(page, "Affordable access."));
    CHECK(shows(page, "Amina"));
    CHECK(world.post(actor, kOwn + "/unchanged").status == 422);
    CHECK_FALSE(world.fill()->report.has_value());
    Form tick = {{"right", "1"}};
    for (const std::string& part : world.fill()->list_unchanged()) tick.emplace_back("part", part);
    CHECK(tick.size() >= 8);
    CHECK(world.post(actor, kOwn + "/unchanged", tick).status == 303);
    // What may stay empty was empty last time; it holds nothing up.
    CHECK(count_progress(world.fill()->pages).is_complete);
    CHECK(world.go(actor, kOwn + "/check").status == 200);
    world.send(actor);
    CHECK(world.text_of("why") == "Affordable access.");
    CHECK(world.post(actor, kOwn + "/unchanged", tick).status == 409);
  });
}

TEST_CASE("S18: the first report has what the register knows, to be checked") {
  for_each_fill_world([](FillWorld& world) {
    world.db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.contact = "hello@lanka.example";
      organisations::apply_edit(write, world.by(), fill_programme(), world.organisation, edit).value();
    });
    const auto page = world.go(world.representative(), kOwn);
    CHECK(shows(page, "hello@lanka.example"));
    CHECK(shows(page, "We copied it from what we know of you"));
    CHECK(world.go(world.representative(), kOwn + "/website").body.find("https://lanka.example") != std::string::npos);
    CHECK_FALSE(world.fill()->report.has_value());
  });
}

TEST_CASE("a save by script is told when, follows its version, and waits with the register for the button") {
  for_each_fill_world([](FillWorld& world) {
    const auto saved = world.auto_save(world.representative(), kOwn + "/website", {{"web_kind", "yes"}, {"web_kind-version", "1"}, {"website", "https://new.example"}, {"website-version", "1"}});
    REQUIRE(saved.status == 200);
    CHECK(saved.content_type.starts_with("application/json"));
    const auto reply = boost::json::parse(saved.body).as_object();
    CHECK(reply.at("saved").as_bool());
    CHECK(reply.at("at").as_string() == "00:00 UTC");
    CHECK(reply.at("set").as_object().at("website-version").as_string() == "2");
    CHECK(world.text_of("website") == "https://new.example");
    CHECK(world.register_row().website == "https://lanka.example");
    CHECK(world.post(world.representative(), kOwn + "/website", {{"web_kind", "yes"}, {"web_kind-version", "1"}, {"website", "https://new.example"}, {"website-version", "2"}, {"mentions_icann", "unknown"}}).status == 303);
    CHECK(world.register_row().website == "https://new.example");
  });
}

TEST_CASE("two representatives at once: the later save is shown the other's text and chooses") {
  for_each_fill_world([](FillWorld& world) {
    CHECK(world.auto_save(world.representative(), kOwn + "/why", {{"why", "Amina's words"}, {"why-version", "0"}}).status == 200);
    const auto refused = world.auto_save(world.second(), kOwn + "/why", {{"why", "Bo's words"}, {"why-version", "0"}});
    CHECK(refused.status == 409);
    const auto reply = boost::json::parse(refused.body).as_object();
    CHECK_FALSE(reply.at("saved").as_bool());
    CHECK(reply.at("by").as_string() == "Amina");
    CHECK_FALSE(reply.at("set").as_object().contains("why-version"));
    const auto page = world.post(world.second(), kOwn + "/why", {{"why", "Bo's words"}, {"why-version", "0"}});
    CHECK(page.status == 409);
    CHECK(shows(page, "Amina's words"));
    CHECK(page.body.find("Bo&#39;s words") != std::string::npos);
    CHECK(test::check_html(page.body, test::Markup::page).empty());
    CHECK(world.text_of("why") == "Amina's words");
    SUBCASE("the other's text") {
      CHECK(world.post(world.second(), kOwn + "/why", {{"why", "Bo's words"}, {"why-version", field(page.body, "why-version")}, {"take", "why"}}).status == 303);
      CHECK(world.text_of("why") == "Amina's words");
    }
    SUBCASE("one's own") {
      CHECK(world.post(world.second(), kOwn + "/why", {{"why", "Bo's words"}, {"why-version", field(page.body, "why-version")}}).status == 303);
      CHECK(world.text_of("why") == "Bo's words");
      CHECK(shows(world.go(world.representative(), kOwn + "/why"), "Changed by Bo"));
      CHECK_FALSE(shows(world.go(world.second(), kOwn + "/why"), "Changed by"));
    }
  });
}

TEST_CASE("two representatives on two questions of one page: both are kept") {
  for_each_fill_world([](FillWorld& world) {
    CHECK(world.auto_save(world.representative(), kOwn + "/why", {{"why", "Words"}, {"why-version", "0"}, {"topics-version", "0"}}).status == 200);
    CHECK(world.auto_save(world.second(), kOwn + "/why", {{"why", ""}, {"why-version", "0"}, {"topics", "local_scripts"}, {"topics-version", "0"}}).status == 200);
    CHECK(world.text_of("why") == "Words");
    CHECK(forms::find_answer(world.fill()->answers, "topics")->answer.codes() == forms::Codes{"local_scripts"});
  });
}

TEST_CASE("a report is sent as it was read: an answer that changed meanwhile is read again first") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    const std::string version = field(world.go(actor, kOwn + "/check").body, "version");
    REQUIRE(version == std::to_string(world.fill()->version()));
    const auto why = forms::find_answer(world.fill()->answers, "why")->version;
    CHECK(world.auto_save(world.second(), kOwn + "/why", {{"why", "Other words"}, {"why-version", std::to_string(why)}}).status == 200);
    const auto refused = world.post(actor, kOwn + "/check", {{"declare", "1"}, {"version", version}});
    CHECK(refused.status == 409);
    CHECK(shows(refused, "Other words"));
    CHECK(shows(refused, "Somebody changed an answer meanwhile"));
    CHECK(world.fill()->report->state == State::started);
    CHECK(world.post(actor, kOwn + "/check", {{"declare", "1"}, {"version", field(refused.body, "version")}}).status == 303);
    CHECK(world.fill()->report->state == State::sent);
  });
}

TEST_CASE("rows are added and removed by buttons, without a save and without losing what is typed") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    const Form typed = {{"leaders-0-name", "Chandra"}, {"leaders-0-office", "Chair"}, {"add", "leaders"}};
    const auto added = world.post(actor, kOwn + "/leaders", typed);
    CHECK(added.status == 200);
    CHECK(added.body.find("name=\"leaders-1-name\"") != std::string::npos);
    CHECK(added.body.find("Chandra") != std::string::npos);
    const auto removed = world.post(actor, kOwn + "/leaders", {{"leaders-0-name", "Chandra"}, {"leaders-1-name", "Dilini"}, {"remove", "leaders-0"}});
    CHECK(removed.status == 200);
    CHECK(removed.body.find("Dilini") != std::string::npos);
    CHECK(removed.body.find("Chandra") == std::string::npos);
    CHECK_FALSE(world.fill()->report.has_value());
  });
}

TEST_CASE("after sending nothing can be saved; every way says so, and taking back opens it until review begins") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    world.send(actor);
    CHECK(world.go(actor, kOwn + "/why").status == 303);
    const auto by_script = world.auto_save(actor, kOwn + "/why", {{"why", "Late"}});
    CHECK(by_script.status == 422);
    CHECK(boost::json::parse(by_script.body).as_object().at("text").as_string().find("Take it back") != std::string::npos);
    const auto by_button = world.post(actor, kOwn + "/why", {{"why", "Late"}});
    CHECK(by_button.status == 409);
    CHECK(test::check_html(by_button.body, test::Markup::page).empty());
    CHECK(world.text_of("why") == "Affordable access.");
    CHECK(shows(world.go(actor, kOwn), "Report sent"));
    const std::string version = field(world.go(actor, kOwn + "/take-back").body, "version");
    CHECK(world.post(actor, kOwn + "/take-back", {{"version", version}}).status == 303);
    CHECK(world.fill()->report->state == State::started);
    CHECK(world.post(actor, kOwn + "/take-back", {{"version", version}}).status == 409);
    world.send(actor);
    world.db.write([&](db::Write& write) { open_review(write, world.by(), world.fill()->report->id).value(); });
    CHECK(world.go(actor, kOwn + "/take-back").status == 303);
    CHECK(world.post(actor, kOwn + "/take-back").status == 409);
    CHECK(world.fill()->report->state == State::review);
    CHECK(shows(world.go(actor, kOwn), "Staff are reading it now"));
  });
}

TEST_CASE("a receipt goes to all representatives, once a sending") {
  for_each_fill_world([](FillWorld& world) {
    world.fill_all(world.representative());
    world.send(world.representative());
    CHECK(world.mails(kSendReceipt).size() == 2);
    CHECK(world.post(world.representative(), kOwn + "/check", {{"declare", "1"}}).status == 303);
    CHECK(world.mails(kSendReceipt).size() == 2);
    CHECK(world.post(world.representative(), kOwn + "/take-back").status == 303);
    world.send(world.second());
    CHECK(world.mails(kSendReceipt).size() == 4);
  });
}

TEST_CASE("S71, S72: representatives change from inside the report, at once, and the sent report keeps the list") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    const auto seats = [&] { return world.db.read([&](db::Read& read) { return access::list_seats_of_organisation(read, world.organisation, world.clock.today()); }); };
    CHECK(world.post(actor, kOwn + "/representatives/add", {{"name", "Chi"}, {"email", "chi@lanka.example"}}).status == 303);
    CHECK(seats().size() == 3);
    CHECK(world.post(actor, kOwn + "/representatives/add", {{"name", "Chi"}, {"email", "chi@lanka.example"}}).status != 500);
    CHECK(seats().size() == 3);
    CHECK(world.post(actor, kOwn + "/representatives/add", {{"name", "Di"}, {"email", "di@lanka.example"}}).status == 303);
    const auto full = world.post(actor, kOwn + "/representatives/add", {{"name", "Eve"}, {"email", "eve@lanka.example"}});
    CHECK(full.status == 422);
    CHECK(full.body.find("eve@lanka.example") != std::string::npos);
    CHECK_FALSE(world.db.read([](db::Read& read) { return people::find_person_by_address(read, Email::parse("eve@lanka.example").value()); }));
    const std::string bo = kOwn + "/representatives/" + world.bo.format();
    CHECK(world.go(actor, bo + "/main").status == 200);
    CHECK(world.post(actor, bo + "/main").status == 303);
    for (const auto& seat : seats()) CHECK(seat.is_prime == (seat.person == world.bo));
    CHECK(world.go(actor, bo + "/remove").status == 200);
    world.send(actor);
    CHECK(world.post(actor, bo + "/remove").status == 303);
    CHECK(world.post(actor, bo + "/remove").status == 303);
    CHECK(seats().size() == 3);
    const auto kept = world.db.read([&](db::Read& read) { return list_snapshots(read, world.fill()->report->id); });
    REQUIRE(kept.size() == 1);
    CHECK(list_snapshot_names(kept.front().register_json).size() == 4);
    CHECK(shows(world.go(actor, kOwn + "/copy"), "Bo"));
    // Somebody else's representative is not there.
    CHECK(world.post(world.stranger(), kOwn + "/representatives/" + world.amina.format() + "/remove").status == 404);
    CHECK(world.go(world.stranger(), kOwn + "/representatives/" + world.amina.format() + "/remove").status == 404);
    CHECK(seats().size() == 3);
  });
}

TEST_CASE("more time is asked for with a day and a reason; bad days are refused beside the field") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    const std::string page = kOwn + "/more-time";
    CHECK(world.go(actor, page).status == 200);
    for (const Form& bad : {Form{}, Form{{"wished-day", "x"}, {"wished-month", "2"}, {"wished-year", "2027"}}, Form{{"wished-day", "31"}, {"wished-month", "2"}, {"wished-year", "2027"}},
                            Form{{"wished-day", "1"}, {"wished-month", "2"}, {"wished-year", "2020"}}}) {
      Form form = bad;
      form.emplace_back("reason", "Holidays <b>");
      const auto refused = world.post(actor, page, form);
      CHECK(refused.status == 422);
      CHECK(refused.body.find("Holidays &lt;b&gt;") != std::string::npos);
      CHECK(test::check_html(refused.body, test::Markup::page).empty());
    }
    CHECK(world.post(actor, page, {{"wished-day", "1"}, {"wished-month", "2"}, {"wished-year", "2027"}, {"reason", std::string(601, 'x')}}).status == 422);
    CHECK(world.post(actor, page, {{"wished-day", "٢٨"}, {"wished-month", "2"}, {"wished-year", "2027"}, {"reason", "Holidays"}}).status == 303);
    const auto asked = world.db.read([&](db::Read& read) { return find_time_request(read, world.organisation, 1); });
    REQUIRE(asked.has_value());
    CHECK(asked->reason == "Holidays");
    CHECK(asked->wished_on == *Date::from_ymd(2027, 2, 28));
    CHECK(shows(world.go(actor, page), "Staff have not decided yet"));
  });
}

TEST_CASE("handing over names the next person and tells them, each time") {
  for_each_fill_world([](FillWorld& world) {
    const std::string page = kOwn + "/hand-over";
    CHECK(world.post(world.representative(), page).status == 422);
    CHECK(world.post(world.representative(), page, {{"person", "999"}}).status == 422);
    CHECK(world.post(world.representative(), page, {{"person", world.bo.format()}}).status == 303);
    CHECK(world.fill()->report->assigned_to == world.bo);
    CHECK(world.mails(kTellHandOver).size() == 1);
    CHECK(world.mails(kTellHandOver).front().to == "bo@lanka.example");
    CHECK(shows(world.go(world.representative(), kOwn), "Bo takes care of this report"));
    CHECK(world.post(world.second(), page, {{"person", world.amina.format()}}).status == 303);
    CHECK(world.post(world.representative(), page, {{"person", world.bo.format()}}).status == 303);
    CHECK(world.mails(kTellHandOver).size() == 3);
    CHECK(world.post(world.second(), page, {{"person", "any"}}).status == 303);
    CHECK_FALSE(world.fill()->report->assigned_to);
    CHECK(world.mails(kTellHandOver).size() == 3);
  });
}

TEST_CASE("S19: a question of staff lands on its answer; answering it returns the report to review") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    world.send(actor);
    const auto number = world.ask("members", "Is it really 420?");
    const auto tasks = world.go(actor, kOwn);
    CHECK(shows(tasks, "Is it really 420?"));
    CHECK(tasks.body.find(kOwn + "/members#members") != std::string::npos);
    const auto page = world.go(actor, kOwn + "/members");
    CHECK(shows(page, "Is it really 420?"));
    CHECK(page.body.find("id=\"members\"") != std::string::npos);
    CHECK(field(page.body, "question") == std::to_string(number));
    const auto elsewhere = world.auto_save(actor, kOwn + "/why", {{"why", "Late"}});
    CHECK(elsewhere.status == 422);
    CHECK(world.text_of("why") == "Affordable access.");
    CHECK(world.post(actor, kOwn + "/check", {{"declare", "1"}}).status == 409);
    const std::string version = field(page.body, "members-version");
    const Form answer = {{"members", "430"}, {"members-version", version}, {"question", std::to_string(number)}, {"reply", "Ten more joined."}};
    const auto bad = world.post(actor, kOwn + "/members", {{"members", "many"}, {"members-version", version}, {"question", std::to_string(number)}, {"reply", "Ten more joined."}});
    CHECK(bad.status == 422);
    CHECK(bad.body.find("Ten more joined.") != std::string::npos);
    CHECK(world.fill()->report->state == State::question);
    CHECK(world.post(actor, kOwn + "/members", answer).status == 303);
    CHECK(world.fill()->report->state == State::review);
    const auto asked = world.db.read([&](db::Read& read) { return find_question(read, number); });
    CHECK(asked->reply == "Ten more joined.");
    CHECK(asked->answered_by == world.amina);
    CHECK(world.post(actor, kOwn + "/members", answer).status == 409);
  });
}

TEST_CASE("S18: staff enter a report that came another way; a representative's button confirms it") {
  for_each_fill_world([](FillWorld& world) {
    const std::string desk = "/en/staff/reports/" + world.organisation.format() + "/enter";
    const Actor staff = world.staff();
    CHECK(world.post(staff, desk + "/why", {{"why", "Unmarked"}}).status == 404);
    CHECK_FALSE(world.fill()->report.has_value());
    CHECK(world.post(staff, desk, {{"way", "pigeon"}, {"note", "x"}}).status == 422);
    const auto no_note = world.post(staff, desk, {{"way", "mail"}, {"note", " "}});
    CHECK(no_note.status == 422);
    CHECK(no_note.body.find("value=\"mail\" checked") != std::string::npos);
    CHECK(world.post(staff, desk, {{"way", "telephone"}, {"note", "Bo, 20 November"}}).status == 303);
    CHECK(world.tasks("confirm_on_behalf").size() == 1);
    world.fill_all(staff, desk);
    CHECK(shows(world.go(staff, desk), "Bo, 20 November"));
    CHECK(test::check_html(world.go(staff, desk + "/check").body, test::Markup::page).empty());
    world.send(staff, desk);
    CHECK(shows(world.go(staff, desk), "A representative has not confirmed it yet"));
    CHECK(world.go(staff, desk).body.find(kOwn) == std::string::npos);
    CHECK(world.fill()->report->is_on_behalf);
    CHECK_FALSE(world.fill()->report->confirmed_at.has_value());
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_certification(read, world.organisation); }).has_value());
    CHECK(world.mails(kAskConfirmation).size() == 2);
    CHECK(world.mails(kAskConfirmation).front().text.find("https://muster.example.org/go/") != std::string::npos);
    CHECK(world.mails(kSendReceipt).empty());
    CHECK(shows(world.go(world.representative(), kOwn), "Please confirm that it is right"));
    CHECK(shows(world.go(world.representative(), kOwn + "/confirm"), "Affordable access."));
    CHECK(world.post(staff, kOwn + "/confirm").status == 403);
    CHECK(world.post(world.second(), kOwn + "/confirm").status == 303);
    CHECK(world.fill()->report->confirmed_at.has_value());
    CHECK(world.post(world.second(), kOwn + "/confirm").status == 303);
    const auto certified = world.db.read([&](db::Read& read) { return find_certification(read, world.organisation); });
    REQUIRE(certified.has_value());
    CHECK(certified->person == world.bo);
    CHECK(world.tasks("confirm_on_behalf").empty());
  });
}

TEST_CASE("S38, S39: a wish not to pass updates on reaches staff, follows the report, and goes with it") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    const auto save = [&](Form form) {
      const auto now = world.fill();
      for (const auto& answer : now->answers) form.emplace_back(answer.question + "-version", std::to_string(answer.version));
      return world.post(actor, kOwn + "/updates", form).status;
    };
    const auto wish = [&] { return world.db.read([&](db::Read& read) { return organisations::get_private_side(read, world.organisation).waiver_wish; }); };
    CHECK(save({{"updates_way", "one_topic"}, {"one_topic", "local_scripts"}, {"one_topic_reason", "We work on scripts."}, {"one_topic_help", "1"}}) == 303);
    CHECK(wish().empty());
    world.send(actor);
    CHECK(wish() == "We work on scripts.");
    REQUIRE(world.tasks("waiver_wish").size() == 1);
    CHECK(world.tasks("waiver_wish").front().note == "We work on scripts.");
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_certification(read, world.organisation); }).has_value());
    CHECK_FALSE(shows(world.go(actor, kOwn + "/preview"), "We work on scripts."));
    CHECK(world.post(actor, kOwn + "/take-back").status == 303);
    CHECK(save({{"updates_way", "pass_on"}, {"pass_on_by", "email"}, {"pass_on_certified", "1"}}) == 303);
    world.send(actor);
    CHECK(wish().empty());
    CHECK(world.tasks("waiver_wish").empty());
  });
}

TEST_CASE("S36, S55, S57, S69: what the report says of address, website and contact is the register's at once") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    CHECK(world.post(actor, kOwn + "/website", {{"web_kind", "yes"}, {"web_kind-version", "1"}, {"website", "https://new.example"}, {"website-version", "1"}, {"mentions_icann", "yes"}, {"reference_url", "https://new.example/icann"}}).status == 303);
    CHECK(world.register_row().website == "https://new.example");
    CHECK(world.register_row().reference_url == "https://new.example/icann");
    CHECK(world.post(actor, kOwn + "/updates", {{"updates_way", "direct"}, {"direct_address", "list@lanka.example"}}).status == 303);
    const auto side = [&] { return world.db.read([&](db::Read& read) { return organisations::get_private_side(read, world.organisation); }); };
    REQUIRE(side().redistribution_address.has_value());
    CHECK(side().redistribution_address->text() == "list@lanka.example");
    CHECK(world.post(actor, kOwn + "/contact", {{"contact_kind", "form"}, {"relay_email", "box@lanka.example"}}).status == 303);
    CHECK(world.register_row().prefers_relay);
    CHECK(side().relay_address == "box@lanka.example");
    CHECK(world.post(actor, kOwn + "/other-groups", {{"other_any", "yes"}, {"other_groups-0-body", "gac"}, {"other_groups-0-status", "x"}}).status == 422);
  });
}
