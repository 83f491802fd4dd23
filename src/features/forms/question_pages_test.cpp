// Questions and answers as markup: every kind in every language, what was typed, conflicts, rows.
#include "features/forms/question_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "features/forms/form_file.hpp"
#include "features/forms/sample_form.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "platform/i18n/texts.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::forms;

namespace {

const i18n::Texts& texts() {
  static const i18n::Texts made;
  return made;
}

std::string join_page(const PageView& page) {
  std::string markup = page.errors.markup();
  for (const Html& question : page.questions) markup += question.markup();
  return markup;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

StoredAnswer stored(std::string question, Answer answer, AnswerState state = AnswerState::given) {
  return {.question = std::move(question), .answer = std::move(answer), .state = state, .version = 3, .changed_by = PersonId(2), .changed_by_name = "Bo <b>", .changed_at = Instant::from_microseconds(0)};
}

Form delivered_form() {
  const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  const auto programme = config::load_programme(files);
  REQUIRE(programme);
  return *read_form(*config::parse_toml(files.at("forms/report.toml"), "report.toml"), "report.toml", *programme);
}

std::string show(const Form& form, std::string_view page, const std::vector<StoredAnswer>& answers, const RawFields* typed = nullptr,
                 const SaveOutcome* outcome = nullptr, Locale locale = Locale::en) {
  return join_page(make_page_view({.form = form, .page = *form.find_page(page), .stored = answers, .outcome = outcome, .typed = typed, .reader = PersonId(1)}, texts(), locale));
}

}  // namespace

TEST_CASE("every page of the delivered report and of the sample renders soundly in every language") {
  for (const Form& form : {delivered_form(), sample::form()}) {
    for (const Page& page : form.pages) {
      for (const Locale locale : kLocales) {
        const std::string markup = show(form, page.code, {}, nullptr, nullptr, locale);
        for (const std::string& problem : test::check_html(markup, test::Markup::part)) FAIL_CHECK(form.code << " " << page.code << " " << locale_tag(locale) << ": " << problem);
        for (const Question& question : page.questions) {
          CHECK_MESSAGE(holds(markup, "name=\"" + question.code + "-version\""), question.code);
        }
      }
    }
  }
}

TEST_CASE("each question says whether it is published") {
  const Form form = delivered_form();
  CHECK(holds(show(form, "members", {}), "Published"));
  CHECK(holds(show(form, "leaders", {}), "Not published"));
  CHECK(holds(show(form, "contact", {}), "Not published"));
  CHECK(!holds(show(form, "contact", {}), ">Published"));
}

TEST_CASE("stored answers stand in the fields, escaped; others' changes are named, one's own are not") {
  const Form form = sample::form();
  std::string markup = show(form, "members", {stored("why", Answer{std::string("<script>&\"")}), stored("members", Answer{Number{.low = 5, .high = 9}})});
  CHECK(holds(markup, "&lt;script&gt;"));
  CHECK(!holds(markup, "<script"));
  CHECK(holds(markup, "value=\"5–9\""));
  CHECK(holds(markup, "name=\"why-version\" value=\"3\""));
  CHECK(holds(markup, "Bo &lt;b&gt;"));
  StoredAnswer own = stored("why", Answer{std::string("x")});
  own.changed_by = PersonId(1);
  CHECK(!holds(show(form, "members", {own}), "Changed by"));
  CHECK(holds(show(form, "members", {stored("why", Answer{std::string("x")}, AnswerState::copied)}), "Copied from earlier"));
}

TEST_CASE("what could not be saved is shown as typed, with the problem beside it and in the summary") {
  const Form form = sample::form();
  const RawFields typed = {{"members", "many <i>"}, {"why", "ok"}};
  const SaveOutcome outcome{.problems = {{Problem::Kind::invalid, "members", tr("Enter a number, for example {example}", {{"example", std::int64_t{420}}})}}};
  const PageView page = make_page_view({.form = form, .page = form.pages[0], .stored = {}, .outcome = &outcome, .typed = &typed}, texts(), Locale::en);
  CHECK(page.has_errors);
  const std::string markup = join_page(page);
  CHECK(holds(markup, "value=\"many &lt;i&gt;\""));
  CHECK(holds(markup, "href=\"#members\""));
  CHECK(holds(markup, "aria-invalid=\"true\""));
  CHECK(std::ranges::count(markup, '4') >= 2);
  CHECK(test::check_html(markup, test::Markup::part).empty());
}

TEST_CASE("a conflict shows the other's text, keeps one's own in the field, and carries the newer version") {
  const Form form = sample::form();
  const StoredAnswer theirs = stored("why", Answer{std::string("of Bo")});
  const RawFields typed = {{"why", "of Amina"}, {"why-version", "1"}};
  const SaveOutcome outcome{.conflicts = {{"why", Answer{std::string("of Amina")}, theirs}}};
  std::string markup = show(form, "members", {theirs}, &typed, &outcome);
  CHECK(holds(markup, "of <mark>Bo</mark>"));
  CHECK(holds(markup, ">\nof Amina</textarea>"));
  CHECK(holds(markup, "name=\"why-version\" value=\"3\""));
  CHECK(holds(markup, "name=\"take\" value=\"why\""));
  CHECK(holds(markup, "<bdi>Bo &lt;b&gt;</bdi>"));
  // One's own older tab is not called somebody else.
  StoredAnswer own = theirs;
  own.changed_by = PersonId(1);
  const SaveOutcome tab{.conflicts = {{"why", Answer{std::string("of Amina")}, own}}};
  markup = show(form, "members", {own}, &typed, &tab);
  CHECK(holds(markup, "You changed this answer on another page"));
  CHECK(test::check_html(markup, test::Markup::part).empty());
}

TEST_CASE("a question that an answer opens stands under its option, once") {
  const std::string markup = show(sample::form(), "updates", {});
  const auto direct = markup.find("value=\"direct\"");
  const auto sub = markup.find("class=\"sub\"", direct);
  const auto address = markup.find("name=\"address\"");
  CHECK(direct < sub);
  CHECK(sub < address);
  CHECK(markup.find("name=\"address\"", address + 1) == std::string::npos);
}

TEST_CASE("rows are added and removed without script") {
  const Form form = sample::form();
  const Page& page = *form.find_page("activities");
  RawFields fields = {{"activities-0-what", "One"}, {"activities-4-what", "Two"}, {"add", "activities"}};
  CHECK(change_rows(page, fields));
  std::string markup = show(form, "activities", {}, &fields);
  CHECK(holds(markup, "name=\"activities-5-what\""));
  CHECK(holds(markup, "value=\"Two\""));
  fields.emplace_back("remove", "activities-4");
  CHECK(change_rows(page, fields));
  markup = show(form, "activities", {}, &fields);
  CHECK(!holds(markup, "value=\"Two\""));
  CHECK(holds(markup, "value=\"One\""));
  for (const char* odd : {"x", "activities", "activities-", "activities-1x", "members-1", "-1"}) {
    RawFields other = {{"remove", odd}};
    CHECK(!change_rows(page, other));
  }
  RawFields other = {{"add", "members"}};
  CHECK(!change_rows(page, other));
}

TEST_CASE("fields made from an answer read back as the same answer") {
  const Form form = sample::form();
  const auto read = [&](const char* code, const RawFields& fields) {
    const Question& question = *form.find_question(code);
    const auto answer = check_answer(question, fields);
    REQUIRE(answer);
    const auto again = check_answer(question, make_fields(question, *answer));
    REQUIRE(again);
    CHECK(*again == *answer);
  };
  read("members", {{"members", "1,234"}});
  read("members", {{"members", "10-20"}});
  read("members", {{"members", "500+"}});
  read("members", {{"members-range", "few"}});
  read("why", {{"why", "a\nb"}});
  read("by", {{"by", "web"}, {"by", "mail"}});
  read("certified", {{"certified", "1"}});
  read("founded", {{"founded-year", "2003"}, {"founded-month", "2"}});
  read("met_on", {{"met_on", "2024-02-29"}});
  read("site", {{"site", "example.org"}});
  read("activities", {{"activities-3-what", "One"}, {"activities-3-held_on-year", "2026"}, {"activities-9-what", "Two"}});
}

TEST_CASE("answers are read in the reader's language; people's words keep their own") {
  const Form form = sample::form();
  const auto plain = [&](const char* code, const RawFields& fields) {
    const Question& question = *form.find_question(code);
    return format_plain(question, *check_answer(question, fields), texts(), Locale::en);
  };
  CHECK(plain("members", {{"members", "1234"}}) == "1,234");
  CHECK(plain("members", {{"members", "10-20"}}) == "10 to 20");
  CHECK(plain("members", {{"members", "500+"}}) == "500 or more");
  CHECK(plain("members", {{"members-range", "few"}}) == "1 to 19");
  CHECK(plain("by", {{"by", "web"}, {"by", "mail"}}) == "mail and web");
  CHECK(plain("certified", {{"certified", "1"}}) == "Confirmed");
  CHECK(plain("founded", {{"founded-year", "2003"}}) == "2003");
  CHECK(plain("activities", {{"activities-0-what", "One"}, {"activities-0-held_on-year", "2026"}, {"activities-1-what", "Two"}}) == "One · 2026\nTwo");
  CHECK(plain("why", {}) == "");

  const Question& why = *form.find_question("why");
  const AnswerView view = make_answer_view(why, Answer{std::string("مرحبا <b>")}, "ar", texts(), Locale::en);
  const std::string markup = render_answer(view, texts(), Locale::en).markup();
  CHECK(holds(markup, "lang=\"ar\""));
  CHECK(holds(markup, "dir=\"auto\""));
  CHECK(holds(markup, "&lt;b&gt;"));
  const Question& site = *form.find_question("site");
  const AnswerView link = make_answer_view(site, *check_answer(site, {{"site", "example.org/x"}}), "ar", texts(), Locale::ar);
  CHECK(holds(render_answer(link, texts(), Locale::ar).markup(), "href=\"https://example.org/x\""));
  CHECK(format_brief(why, Answer{std::string("one\ntwo three")}, texts(), Locale::en, 8) == "one two…");
}

TEST_CASE("the reply to autosave says what the script needs") {
  SaveOutcome outcome{.versions = {{"why", 4}, {"members", 2}}, .saved_at = Instant::from_date(*Date::from_ymd(2026, 11, 23)) + std::chrono::hours(21)};
  SavedReply reply = format_saved(outcome, PersonId(1), texts(), Locale::en);
  CHECK(reply.status == 200);
  CHECK(holds(reply.body, "\"saved\":true"));
  CHECK(holds(reply.body, "\"why-version\":\"4\""));
  CHECK(holds(reply.body, "21:00"));
  outcome.conflicts = {{"why", {}, stored("why", Answer{std::string("x")})}};
  reply = format_saved(outcome, PersonId(1), texts(), Locale::en);
  CHECK(reply.status == 409);
  CHECK(holds(reply.body, "\"by\":\"Bo <b>\""));
  CHECK(!holds(reply.body, "why-version"));  // the next save must meet the other's text again
  CHECK(holds(reply.body, "members-version"));
  outcome.conflicts.clear();
  outcome.problems = {{Problem::Kind::invalid, "members", tr("Write this on one line")}};
  reply = format_saved(outcome, PersonId(1), texts(), Locale::en);
  CHECK(reply.status == 422);
  CHECK(holds(reply.body, "Write this on one line"));
}
