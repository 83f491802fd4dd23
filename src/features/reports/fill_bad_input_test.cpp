// What bad input gets: every question of the report against everything that does not belong in it. A refusal
// is 4xx, stands beside its field, keeps what was typed, and stores nothing of it.
#include <regex>

#include "features/reports/fill_world_test.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const std::string kOwn = "/en/me/report";
const std::string kLong(100'001, 'x');

// Values for one field that no question of the kind may take.
std::vector<std::string> list_bad(const forms::Question& question) {
  const std::string too_long(static_cast<std::size_t>(question.length_limit()) + 1, 'x');
  switch (question.kind) {
    case forms::Kind::text: return {too_long, "two\nlines", "a\u202Eb", "a\u2066b", std::string("a\0b", 3), "\xff\xfe", kLong};
    case forms::Kind::long_text: return {too_long, "a\u202Eb", std::string("a\0b", 3), "\xc3\x28", kLong};
    case forms::Kind::number: return {"many", "-1", "99999999999999999999", "1.5", "=1+1", "<b>7</b>", "1\u202E7", std::string("1\0", 2), "\xff", kLong};
    case forms::Kind::choice: return {"unknown_code", "<script>", "a\u202Eb", std::string("yes\0", 4), "\xff", kLong};
    case forms::Kind::several: return {"unknown_code", "<script>", std::string("x\0", 2), "\xff", kLong};
    case forms::Kind::date: return {"tomorrow", "2026-13-01", "2026-02-31", "0000", "=1", "\xff", kLong};
    case forms::Kind::email: return {"no address", "a@b@c", "a@example.org\r\nBcc: b@example.org", "<a@example.org>", "a\u202E@example.org", std::string("a\0@example.org", 14), "\xff@example.org", kLong + "@example.org"};
    case forms::Kind::link: return {"javascript:alert(1)", "not a link", "ftp://example.org", "https://", "https://user:word@example.org", "https://exa mple.org", "https://a\u202Eb.example", "\xff", "https://example.org/" + kLong};
    case forms::Kind::confirm: return {"maybe", "<script>", "\xff", kLong};
    case forms::Kind::items: return {};
  }
  return {};
}

// The answers that make the question one that is asked.
void add_conditions(const forms::Page& page, const forms::Question& question, Form& form) {
  if (!question.condition) return;
  const forms::Question* opener = page.find_question(question.condition->question);
  REQUIRE(opener != nullptr);
  add_conditions(page, *opener, form);
  form.emplace_back(opener->code, question.condition->values.front());
}

// A fresh page of one form, sent with this field; later pages see the versions that are stored.
Form make_form(FillWorld& world, const forms::Page& page, const forms::Question& question, const std::string& field, const std::string& value) {
  Form form;
  add_conditions(page, question, form);
  form.emplace_back(field, value);
  const auto now = world.fill();
  for (const auto& asked : page.questions) {
    const auto* stored = forms::find_answer(now->answers, asked.code);
    form.emplace_back(asked.code + "-version", stored == nullptr ? "0" : std::to_string(stored->version));
  }
  return form;
}

bool has_error_beside(const std::string& html, const std::string& field) {
  return html.find("id=\"" + field + "-e\"") != std::string::npos;
}

void check_refused(FillWorld& world, const forms::Page& page, const forms::Question& question, const std::string& field, const std::string& value) {
  CAPTURE(field);
  CAPTURE(value.substr(0, 40));
  const Form form = make_form(world, page, question, field, value);
  const auto before = world.fill();
  const auto* stored = forms::find_answer(before->answers, question.code);
  const forms::Answer kept = stored == nullptr ? forms::Answer{} : stored->answer;
  const auto refused = world.post(world.representative(), kOwn + "/" + page.code, form);
  CHECK(refused.status == 422);
  const bool is_beside = has_error_beside(refused.body, field) || has_error_beside(refused.body, question.code);
  CHECK(is_beside);
  for (const auto& problem : test::check_html(refused.body, test::Markup::page)) FAIL_CHECK(problem);
  CHECK(refused.body.find("<script>alert") == std::string::npos);
  const auto by_script = world.auto_save(world.representative(), kOwn + "/" + page.code, form);
  CHECK(by_script.status == 422);
  CHECK(by_script.body.find("\"saved\":false") != std::string::npos);
  const auto after = world.fill();
  stored = forms::find_answer(after->answers, question.code);
  CHECK((stored == nullptr ? forms::Answer{} : stored->answer) == kept);
}

}  // namespace

TEST_CASE("every question of the report refuses what does not belong in it, beside its field") {
  for_each_fill_world([](FillWorld& world) {
    const forms::Form form = *world.fill()->form;
    int refused = 0;
    for (const forms::Page& page : form.pages) {
      for (const forms::Question& question : page.questions) {
        for (const std::string& value : list_bad(question)) check_refused(world, page, question, question.code, value), ++refused;
        for (const forms::Question& part : question.items) {
          // Dates come in three fields.
          const std::string name = question.code + "-0-" + part.code;
          if (part.kind != forms::Kind::date) {
            for (const std::string& value : list_bad(part)) check_refused(world, page, question, name, value), ++refused;
            continue;
          }
          for (const std::string value : {"20x6", "6", "=1", "\xff"}) {
            const auto answer = world.post(world.representative(), kOwn + "/" + page.code, make_form(world, page, question, name + "-year", value));
            CHECK(answer.status == 422);
            CHECK(std::regex_search(answer.body, std::regex("id=\"" + name + "[a-z-]*-e\"")));
          }
        }
      }
    }
    CHECK(refused > 150);
  });
}

TEST_CASE("markup and formulas are words like any other: stored as typed, shown escaped") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    for (const std::string words : {"<script>alert(1)</script>", "=HYPERLINK(\"https://x.example\")", "+1", "@SUM(A1)", "{t \"x\"}", "' OR 1=1 --", "&amp; &lt;"}) {
      const forms::Page& page = *world.fill()->form->find_page("why");
      CHECK(world.post(actor, kOwn + "/why", make_form(world, page, *page.find_question("why"), "why", words)).status == 303);
      CHECK(world.text_of("why") == words);
      for (const std::string path : {"", "/why", "/preview", "/copy"}) {
        const auto shown = world.go(actor, kOwn + path);
        CHECK(shown.body.find("<script>alert") == std::string::npos);
        CHECK(test::check_html(shown.body, test::Markup::page).empty());
      }
      CHECK(test::visible_text(world.go(actor, kOwn + "/preview").body).find(words) != std::string::npos);
    }
  });
}

TEST_CASE("what is wrong leaves the rest of the page typed: both are there again") {
  for_each_fill_world([](FillWorld& world) {
    const auto page = world.post(world.representative(), kOwn + "/members", {{"members", "many"}, {"member_groups", "students"}, {"member_groups", "other"}, {"member_groups_other", "Bakers <&>"}});
    CHECK(page.status == 422);
    CHECK(page.body.find("value=\"many\"") != std::string::npos);
    CHECK(page.body.find("value=\"students\" checked") != std::string::npos);
    CHECK(page.body.find("value=\"Bakers &lt;&amp;&gt;\"") != std::string::npos);
    CHECK(page.body.find("Error:") != std::string::npos);
    CHECK(test::visible_text(page.body).find("for example") != std::string::npos);
    const auto item = world.post(world.representative(), kOwn + "/activities", {{"activities_any", "some"}, {"activities-0-title", "A meeting"}, {"activities-0-held_on-year", "20"}, {"local_work", "Classes"}});
    CHECK(item.status == 422);
    CHECK(item.body.find("value=\"A meeting\"") != std::string::npos);
    CHECK(item.body.find("Classes</textarea>") != std::string::npos);
  });
}

TEST_CASE("a required answer that is missing is told beside its field, and what was given is kept") {
  for_each_fill_world([](FillWorld& world) {
    const auto page = world.post(world.representative(), kOwn + "/leaders", {{"leaders-0-name", "Chandra"}});
    CHECK(page.status == 422);
    CHECK(has_error_beside(page.body, "leaders_know"));
    CHECK(page.body.find("Chandra") != std::string::npos);
    CHECK(world.post(world.representative(), kOwn + "/leaders", {{"leaders-0-name", "Chandra"}, {"leaders-version", "1"}, {"later", "1"}}).status == 303);
    for (const std::string page_code : {"people", "members", "why", "other-groups", "updates", "website", "contact"}) {
      CAPTURE(page_code);
      const auto empty = world.post(world.representative(), kOwn + "/" + page_code);
      CHECK(empty.status == 422);
      CHECK(test::check_html(empty.body, test::Markup::page).empty());
    }
    // S26.
    CHECK(world.post(world.representative(), kOwn + "/activities").status == 303);
  });
}

TEST_CASE("one answer sent twice, or two choices, are not guessed between") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    CHECK(world.post(actor, kOwn + "/why", {{"why", "One"}, {"why", "Two"}}).status == 422);
    CHECK(world.post(actor, kOwn + "/other-groups", {{"other_any", "yes"}, {"other_any", "no"}}).status == 422);
    CHECK(world.post(actor, kOwn + "/members", {{"members", "1"}, {"members", "2"}}).status == 422);
    CHECK(world.text_of("why").empty());
  });
}

TEST_CASE("more entries than a list may have are refused, with all of them on the page") {
  for_each_fill_world([](FillWorld& world) {
    Form many = {{"leaders_know", "1"}};
    for (int i = 0; i < 21; ++i) many.emplace_back("leaders-" + std::to_string(i) + "-name", "Leader " + std::to_string(i));
    const auto page = world.post(world.representative(), kOwn + "/leaders", many);
    CHECK(page.status == 422);
    CHECK(has_error_beside(page.body, "leaders"));
    CHECK(page.body.find("Leader 20") != std::string::npos);
  });
}

TEST_CASE("another organisation's report, round, question and part are not there") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    world.fill_all(actor);
    world.send(actor);
    const auto number = world.ask("members", "Is it 420?");
    const std::string report = world.fill()->report->id.format();
    CHECK(world.go(actor, kOwn + "/copy?report=" + report).status == 200);
    CHECK(world.go(world.stranger(), kOwn + "/copy?report=" + report).status == 404);
    for (const std::string bad : {"999", "0", "-1", "x", "99999999999999999999"}) CHECK_MESSAGE(world.go(world.stranger(), kOwn + "/copy?report=" + bad).status == 404, bad);
    CHECK(test::visible_text(world.go(world.stranger(), kOwn).body).find("Is it 420?") == std::string::npos);
    world.post(world.stranger(), kOwn + "/members", {{"members", "7"}, {"question", std::to_string(number)}, {"reply", "Mine"}});
    CHECK_FALSE(world.db.read([&](db::Read& read) { return find_question(read, number); })->answered_at.has_value());
    CHECK(world.go(actor, kOwn + "/no-such-part").status == 404);
    CHECK(world.post(actor, kOwn + "/no-such-part", {{"x", "1"}}).status == 404);
    CHECK(world.go(world.staff(), "/en/staff/reports/99999/enter").status == 404);
    CHECK(world.post(world.staff(), "/en/staff/reports/99999/enter", {{"way", "mail"}, {"note", "x"}}).status == 404);
    CHECK(world.post(world.staff(), "/en/staff/reports/99999/enter/why", {{"why", "x"}}).status == 404);
    CHECK(world.go(actor, "/en/staff/reports/" + world.organisation.format() + "/enter").status == 403);
  });
}

TEST_CASE("a small form refuses what the report refuses") {
  for_each_fill_world([](FillWorld& world) {
    const Actor actor = world.representative();
    const std::string desk = "/en/staff/reports/" + world.organisation.format() + "/enter";
    for (const std::string& bad : {std::string("a\u202Eb"), std::string("a\0b", 3), std::string("\xff"), kLong}) {
      CAPTURE(bad.substr(0, 20));
      const auto time = world.post(actor, kOwn + "/more-time", {{"wished-day", "1"}, {"wished-month", "2"}, {"wished-year", "2027"}, {"reason", bad}});
      CHECK(time.status == 422);
      CHECK(has_error_beside(time.body, "reason"));
      const auto entry = world.post(world.staff(), desk, {{"way", "mail"}, {"note", bad}});
      CHECK(entry.status == 422);
      CHECK(has_error_beside(entry.body, "note"));
      const auto name = world.post(actor, kOwn + "/representatives/add", {{"name", bad}, {"email", "x@lanka.example"}});
      CHECK(name.status == 422);
      CHECK(has_error_beside(name.body, "name"));
      const auto address = world.post(actor, kOwn + "/representatives/add", {{"name", "Eve"}, {"email", bad}});
      CHECK(address.status == 422);
      CHECK(has_error_beside(address.body, "email"));
      CHECK(world.post(actor, kOwn + "/hand-over", {{"person", bad}}).status == 422);
      CHECK(world.post(actor, kOwn + "/check", {{"declare", "1"}, {"version", bad}}).status < 500);
      CHECK(world.post(actor, kOwn + "/unchanged", {{"right", "1"}, {"part", bad}}).status < 500);
    }
  });
}
