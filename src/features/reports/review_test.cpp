// Review: what differs, what to look at, and every step of staff from the first look to acceptance.
#include <algorithm>
#include <array>

#include "features/reports/publication_world_test.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

std::string show(const std::vector<TextPiece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.is_changed ? "[" + piece.text + "]" : piece.text;
  return text;
}
std::string plain(const std::vector<TextPiece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.text;
  return text;
}
bool has(const std::string& body, std::string_view words) { return body.find(words) != std::string::npos; }

std::vector<Message> notes_of(ReviewFacts facts) { return list_notes(facts); }
ReviewFacts quiet_facts() { return {.representatives = 2}; }

}  // namespace

TEST_CASE("texts are compared word by word, in any script, and nothing of them is lost") {
  const std::vector<std::array<std::string, 4>> table = {
      {"We teach people", "We teach young people", "We teach people", "We teach [young ]people"},
      {"We teach people", "We train people", "We [teach ]people", "We [train ]people"},
      {"one two three", "three", "[one two ]three", "three"},
      {"same", "same", "same", "same"},
      {"", "new", "", "[new]"},
      {"我们教学生", "我们教老师", "我们教[学生]", "我们教[老师]"},
      {"نعلم الناس", "نعلم الشباب", "نعلم [الناس]", "نعلم [الشباب]"},
      {"a\nb", "a\nc\nb", "a\nb", "a\n[c\n]b"}};
  for (const auto& row : table) {
    const auto difference = compare_texts(row[0], row[1]);
    CHECK(show(difference.before) == row[2]);
    CHECK(show(difference.after) == row[3]);
    CHECK(plain(difference.before) == row[0]);
    CHECK(plain(difference.after) == row[1]);
  }
  std::string first, second;
  for (int i = 0; i < 3000; ++i) {
    first += "a" + std::to_string(i) + " ";
    second += "b" + std::to_string(i) + " ";
  }
  const auto far = compare_texts(first, second);
  CHECK(far.before.size() == 1);
  CHECK(far.before.front().is_changed);
  CHECK(plain(far.after) == second);
}

TEST_CASE("S119: notes say what to look at and refuse nothing") {
  CHECK(notes_of(quiet_facts()).empty());
  CHECK(is_clean(quiet_facts()));
  auto facts = quiet_facts();
  facts.differences = 1;
  CHECK_FALSE(is_clean(facts));
  facts = quiet_facts();
  facts.is_first = true;
  CHECK(notes_of(facts).empty());
  CHECK_FALSE(is_clean(facts));
  facts = quiet_facts();
  facts.representatives = 1;
  CHECK(notes_of(facts).size() == 1);
  facts = quiet_facts();
  facts.has_contact = false;
  facts.has_prime = false;
  facts.has_waiver_wish = true;
  facts.findings = 2;
  facts.waits_for_confirmation = true;
  CHECK(notes_of(facts).size() == 5);
}

TEST_CASE("a membership number is noted from four fifths of change on, up or down") {
  const auto number = [](std::int64_t low, std::optional<std::int64_t> high = {}) { return forms::Number{.low = low, .high = high}; };
  CHECK(is_large_change(number(100), number(180)));
  CHECK_FALSE(is_large_change(number(100), number(179)));
  CHECK(is_large_change(number(100), number(20)));
  CHECK_FALSE(is_large_change(number(100), number(21)));
  CHECK(is_large_change(number(0), number(1)));
  CHECK_FALSE(is_large_change(number(0), number(0)));
  CHECK_FALSE(is_large_change(number(100, 499), number(300)));
  CHECK(is_large_change(number(20, 49), number(100, 499)));
}

TEST_CASE("review begins with a button, reading changes nothing, and from then on a report cannot be taken back") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation);
    CHECK(world.go(world.staff(), world.url(id)).status == 200);
    CHECK(world.report(id).state == State::sent);
    CHECK(world.post(world.representative(world.organisation), "/en/me/report/take-back").status == 303);
    CHECK(world.report(id).state == State::started);
    world.db.write([&](db::Write& write) { send_report(write, world.by(), id, 0, "{}").value(); });
    CHECK(world.post(world.staff(), world.url(id) + "/begin").status == 303);
    CHECK(world.post(world.staff(), world.url(id) + "/begin").status == 303);
    CHECK(world.report(id).state == State::review);
    CHECK(world.post(world.representative(world.organisation), "/en/me/report/take-back").status == 409);
    CHECK(world.report(id).state == State::review);
    CHECK(world.post(world.representative(world.organisation), world.url(id) + "/begin").status == 403);
    CHECK(world.go(world.staff(), "/en/staff/reports/999").status == 404);
    CHECK(world.post(world.staff(), "/en/staff/reports/999/accept").status == 404);
  });
}

TEST_CASE("the page shows what differs, the notes, who confirmed what, and the register") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId first = world.send(world.organisation, "We teach people.", "100");
    CHECK(has(test::visible_text(world.go(world.staff(), world.url(first)).body), "This is the first report"));
    world.accept(first);
    world.clock.set(Instant::from_date(*Date::from_ymd(2028, 1, 10)));
    const ReportId second = world.send(world.organisation, "We teach young people.", "500");
    const auto page = world.go(world.staff(), world.url(second));
    CHECK(page.status == 200);
    CHECK(has(page.body, "<ins>young </ins>"));
    const std::string seen = test::visible_text(page.body);
    CHECK(has(seen, "very different from last time"));
    CHECK(has(seen, "2 answers differ"));
    CHECK(has(seen, "Sent on"));
    CHECK(has(seen, "Kofi Mensah"));  // the register's snapshot
    for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(problem);
    for (const Locale locale : kLocales) {
      const auto other = world.go(world.staff(), "/" + std::string(locale_tag(locale)) + "/staff/reports/" + second.format());
      for (const auto& problem : test::check_html(other.body, test::Markup::page)) FAIL_CHECK(problem);
    }
  });
}

TEST_CASE("a question about one answer goes by mail, opens the report, and the answer brings it back to review") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation);
    const std::string version = std::to_string(world.report(id).version);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"version", version}, {"question", "members"}}).status == 422);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"version", version}, {"question", "nothing"}, {"words", "Why?"}}).status == 422);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"version", version}, {"question", "members"}, {"words", std::string(2001, 'a')}}).status == 422);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"version", "999"}, {"question", "members"}, {"words", "Why?"}}).status == 409);
    CHECK(world.report(id).state == State::sent);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"version", version}, {"question", "members"}, {"words", "People, or groups?"}}).status == 303);
    CHECK(world.report(id).state == State::question);
    world.runner.run_due();
    const auto mails = world.mails(kTellQuestion);
    REQUIRE(mails.size() == 2);  // both representatives
    for (const auto& mail : mails) CHECK(has(mail.text, "People, or groups?"));
    CHECK(has(world.go(world.representative(world.organisation), "/en/me/report/members").body, "People, or groups?"));
    const auto question = world.db.read([&](db::Read& read) { return list_questions(read, id).front().id; });
    world.db.write([&](db::Write& write) { answer_question(write, world.by(), question, "People.").value(); });
    CHECK(world.report(id).state == State::review);
    CHECK(has(world.go(world.staff(), world.url(id)).body, "People."));
  });
}

TEST_CASE("a prepared text is sent in the main contact's language") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation);
    CHECK(world.post(world.staff(), world.url(id) + "/ask", {{"question", "members"}, {"ready", "2"}, {"version", "0"}}).status == 303);
    const auto words = world.db.read([&](db::Read& read) { return list_questions(read, id).front().words; });
    CHECK(words == world.texts.translate(Locale::fr, tr("This number is very different from last time. Is it right?")));
  });
}

TEST_CASE("acceptance opens the report that waits longest, and a second press is harmless") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId first = world.send(world.organisation);
    world.clock.advance(std::chrono::hours(1));
    const ReportId second = world.send(world.other);
    const PublicationWorld::Form form = {{"version", std::to_string(world.report(first).version)}};
    const auto done = world.post(world.staff(), world.url(first) + "/accept", form);
    REQUIRE(done.status == 303);
    const auto location = std::ranges::find(done.headers, std::string("Location"), [](const auto& header) { return header.first; });
    REQUIRE(location != done.headers.end());
    CHECK(location->second == world.url(second) + "?accepted=" + first.format());
    CHECK(world.post(world.staff(), world.url(first) + "/accept", form).status == 409);
    CHECK(world.report(first).state == State::accepted);
  });
}

TEST_CASE("reports without differences and notes are accepted in a row; all others wait for a reader") {
  for_each_publication_world([](PublicationWorld& world) {
    world.db.write([&](db::Write& write) {
      for (const auto id : {world.organisation, world.other}) {
        organisations::Edit edit;
        edit.contact = "office@lanka.example";
        organisations::apply_edit(write, world.by(), publication_programme(), id, edit).value();
      }
    });
    world.accept(world.send(world.organisation));
    world.accept(world.send(world.other));
    world.runner.run_due();
    world.clock.set(Instant::from_date(*Date::from_ymd(2028, 1, 10)));
    const ReportId same = world.send(world.organisation);
    const ReportId different = world.send(world.other, "Something else.");
    const auto page = world.go(world.staff(), "/en/staff/reports/accept");
    const auto choice = [&](ReportId id) { return id.format() + "-" + std::to_string(world.report(id).version); };
    CHECK(has(page.body, "value=\"" + choice(same) + "\""));
    CHECK_FALSE(has(page.body, "value=\"" + choice(different) + "\""));
    for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(problem);
    CHECK(world.report(same).state == State::sent);
    // What was not in the list is not accepted, whoever sends it; nor another version.
    world.post(world.staff(), "/en/staff/reports/accept", {{"report", choice(different)}, {"report", same.format() + "-999"}, {"report", "x"}, {"report", same.format()}});
    CHECK(world.report(different).state == State::sent);
    CHECK(world.report(same).state == State::sent);
    world.post(world.staff(), "/en/staff/reports/accept", {{"report", choice(same)}});
    CHECK(world.report(same).state == State::accepted);
    world.runner.run_due();
    CHECK(world.published(same).has_value());
  });
}

TEST_CASE("reading a report writes nothing, and what only the page has seen can be decided") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation, "Amina Yusuf leads our work.");
    const auto open_findings = [&] { return world.db.read([&](db::Read& read) { return find_findings(read, get_report(read, id)); }); };
    CHECK(has(world.go(world.staff(), world.url(id)).body, "Amina Yusuf"));
    REQUIRE(open_findings().size() == 1);
    CHECK(open_findings().front().id == 0);  // still not written down
    CHECK(world.post(world.staff(), world.url(id) + "/allow", {{"finding", "0"}, {"question", "why"}, {"span", "Otieno"}}).status == 409);
    CHECK(world.post(world.staff(), world.url(id) + "/allow", {{"finding", "0"}, {"question", "why"}, {"span", "Amina Yusuf"}}).status == 303);
    CHECK(open_findings().empty());
    world.accept(id);
    world.runner.run_due();
    CHECK(world.published(id).has_value());
  });
}

TEST_CASE("staff's list of words to decide names each report that waits for it") {
  for_each_publication_world([](PublicationWorld& world) {
    CHECK(has(test::visible_text(world.go(world.staff(), "/en/staff/reports/held").body), "Nothing to decide"));
    const ReportId id = world.send(world.organisation, "Amina Yusuf leads our work.");
    world.accept(id);
    world.runner.run_due();
    const auto page = world.go(world.staff(), "/en/staff/reports/held");
    CHECK(has(page.body, world.url(id)));
    CHECK(has(page.body, "Lanka Internet Users"));
    for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(problem);
  });
}
