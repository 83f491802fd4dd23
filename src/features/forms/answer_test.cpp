// What people send, kind by kind, and what comes of it.
#include "features/forms/answer.hpp"

#include <doctest/doctest.h>

#include <string>

#include "features/forms/number.hpp"
#include "features/forms/sample_form.hpp"

using namespace muster;
using namespace muster::forms;

namespace {

Answer good(const Question& question, const RawFields& fields) {
  const auto answer = check_answer(question, fields);
  REQUIRE_MESSAGE(answer.has_value(), question.code << ": " << (answer ? "" : answer.error().front().message.one));
  return *answer;
}

// The first problem's field; "" when the answer was taken.
std::string bad_field(const Question& question, const RawFields& fields) {
  const auto answer = check_answer(question, fields);
  if (answer) return "";
  CHECK(!answer.error().front().message.one.empty());
  CHECK(answer.error().front().kind == Problem::Kind::invalid);
  return answer.error().front().field;
}

const Question& get(const Form& form, std::string_view code) { return *form.find_question(code); }

}  // namespace

TEST_CASE("numbers are read as people write them") {
  CHECK(parse_number("420") == 420);
  CHECK(parse_number(" 1,234 ") == 1234);
  CHECK(parse_number("1.234") == 1234);
  CHECK(parse_number("12 345") == 12345);
  CHECK(parse_number("12\u00A0345") == 12345);
  CHECK(parse_number("12\u202F345") == 12345);
  CHECK(parse_number("1'234'567") == 1234567);
  CHECK(parse_number("1,23,456") == 123456);
  CHECK(parse_number("٤٢٠") == 420);
  CHECK(parse_number("١٬٢٣٤") == 1234);
  CHECK(parse_number("۴۲۰") == 420);
  CHECK(parse_number("４２０") == 420);
  CHECK(parse_number("१२३") == 123);
  CHECK(parse_number("-5") == -5);
  for (const char* text : {"", "abc", "1,5", "1.25", "1,2345", "12.34.56", "1,234.567", "4 20", "=1+1", "1e3", "0x10", "99999999999999999999", "1--2"}) {
    CHECK_MESSAGE(!parse_number(text), text);
  }
  CHECK(parse_number_or_range("100-499") == Number{.low = 100, .high = 499});
  CHECK(parse_number_or_range("100 – 499") == Number{.low = 100, .high = 499});
  CHECK(parse_number_or_range("１００～５００") == Number{.low = 100, .high = 500});
  CHECK(parse_number_or_range("~420") == Number{.low = 420});
  CHECK(parse_number_or_range("1,000+") == Number{.low = 1000, .is_open_ended = true});
  CHECK(!parse_number_or_range("499-100"));
  CHECK(!parse_number_or_range("1-2-3"));
  CHECK(fold_digits("عام ٢٠٠٣") == "عام 2003");
}

TEST_CASE("every kind takes a good answer and refuses a bad one beside its field") {
  const Form form = sample::form();
  SUBCASE("text") {
    const Question& title = get(form, "title");
    CHECK(good(title, {{"title", "  Hello \u200F"}}).text() == "Hello");
    CHECK(good(title, {{"title", "<b>x</b>"}}).text() == "<b>x</b>");      // HTML is text
    CHECK(good(title, {{"title", "=1+2"}}).text() == "=1+2");              // so is a formula
    CHECK(good(title, {{"title", "你好世界你好世界你好"}}).text().size() == 30);  // ten characters, not bytes
    CHECK(good(title, {}).empty());
    CHECK(good(title, {{"title", " \u00A0 "}}).empty());
    for (const std::string& text : {std::string("12345678901"), std::string("a\nb"), std::string("a\0b", 3), std::string("a\xFF"),
                                    std::string("a\u202Eb"), std::string("\u2066a"), std::string("a\x1B[0m")}) {
      CHECK(bad_field(title, {{"title", text}}) == "title");
    }
  }
  SUBCASE("the length is told as what is too much") {
    const auto answer = check_answer(get(form, "title"), {{"title", "1234567890123"}});
    REQUIRE(!answer);
    CHECK(answer.error().front().message.count == 3);
  }
  SUBCASE("long text") {
    CHECK(good(get(form, "why"), {{"why", "a\r\nb\rc"}}).text() == "a\nb\nc");
    CHECK(bad_field(get(form, "why"), {{"why", std::string(21, 'x')}}) == "why");
    CHECK(bad_field(get(form, "why"), {{"why", std::string(300'000, 'x')}}) == "why");
    CHECK(bad_field(get(form, "why"), {{"why", "a\u2067b"}}) == "why");
  }
  SUBCASE("number") {
    const Question& members = get(form, "members");
    CHECK(*good(members, {{"members", "٤٢٠"}}).number() == Number{.low = 420});
    CHECK(*good(members, {{"members", "0"}}).number() == Number{.low = 0});  // S89
    CHECK(*good(members, {{"members", ""}, {"members-range", "few"}}).number() == Number{.low = 1, .high = 19, .range = "few"});
    CHECK(good(members, {{"members-range", "many"}}).number()->is_open_ended);
    CHECK(*good(members, {{"members", "7"}, {"members-range", "many"}}).number() == Number{.low = 7});  // what was typed counts
    for (const char* text : {"about four hundred", "-1", "1000001", "1.5", "<b>4</b>", "=4", "4\u202E2"}) CHECK(bad_field(members, {{"members", text}}) == "members");
    CHECK(bad_field(members, {{"members-range", "huge"}}) == "members");
  }
  SUBCASE("choice") {
    CHECK(good(get(form, "way"), {{"way", "direct"}}).text() == "direct");
    CHECK(good(get(form, "way"), {{"way", ""}}).empty());
    CHECK(bad_field(get(form, "way"), {{"way", "pigeon"}}) == "way");
    CHECK(bad_field(get(form, "way"), {{"way", "direct"}, {"way", "pass_on"}}) == "way");
  }
  SUBCASE("several") {
    CHECK(good(get(form, "by"), {{"by", "web"}, {"by", "mail"}, {"by", "web"}}).codes() == Codes{"mail", "web"});
    CHECK(good(get(form, "by"), {}).empty());
    CHECK(bad_field(get(form, "by"), {{"by", "web"}, {"by", "x"}}) == "by");
    CHECK(bad_field(get(form, "by"), {{"by", "web"}, {"by", "mail"}, {"by", "talk"}}) == "by");
  }
  SUBCASE("e-mail and link") {
    CHECK(good(get(form, "address"), {{"address", " list@example.org "}}).text() == "list@example.org");
    for (const char* text : {"nobody", "a@b@", "a b@example.org", "<a@example.org>"}) CHECK(bad_field(get(form, "address"), {{"address", text}}) == "address");
    CHECK(good(get(form, "site"), {{"site", "www.example.org/about"}}).text() == "https://www.example.org/about");
    for (const char* text : {"javascript:alert(1)", "data:text/html,x", "ftp://example.org", "http://user:pw@example.org", "not a link"}) {
      CHECK(bad_field(get(form, "site"), {{"site", text}}) == "site");
    }
  }
  SUBCASE("date") {
    const Question& met = get(form, "met_on");
    const Question& founded = get(form, "founded");
    CHECK(std::get<PartialDate>(good(met, {{"met_on-day", "١"}, {"met_on-month", "٢"}, {"met_on-year", "٢٠٢٤"}}).value).format_iso() == "2024-02-01");
    CHECK(std::get<PartialDate>(good(met, {{"met_on", "2024-02-29"}}).value).format_iso() == "2024-02-29");
    CHECK(std::get<PartialDate>(good(founded, {{"founded-year", "2003"}}).value).format_iso() == "2003");
    CHECK(std::get<PartialDate>(good(founded, {{"founded-month", "12"}, {"founded-year", "2003"}}).value).format_iso() == "2003-12");
    CHECK(bad_field(met, {{"met_on-day", "29"}, {"met_on-month", "2"}, {"met_on-year", "2027"}}) == "met_on-day");
    CHECK(bad_field(met, {{"met_on-day", "1"}, {"met_on-month", "13"}, {"met_on-year", "2027"}}) == "met_on-month");
    CHECK(bad_field(met, {{"met_on-day", "1"}, {"met_on-month", "1"}, {"met_on-year", "27"}}) == "met_on-year");
    CHECK(bad_field(met, {{"met_on-year", "2027"}}) == "met_on-month");
    CHECK(bad_field(founded, {{"founded-day", "3"}, {"founded-year", "2003"}}) == "founded-month");
    CHECK(bad_field(met, {{"met_on", "yesterday"}}) == "met_on-year");
  }
  SUBCASE("confirm") {
    CHECK(good(get(form, "certified"), {{"certified", "1"}}).is_confirmed());
    CHECK(good(get(form, "certified"), {}).empty());
    CHECK(bad_field(get(form, "certified"), {{"certified", "perhaps"}}) == "certified");
  }
  SUBCASE("items") {
    const Question& activities = get(form, "activities");
    const Answer answer = good(activities, {{"activities-7-what", "Two"}, {"activities-0-what", "One"}, {"activities-0-held_on-year", "2026"}, {"activities-3-what", ""}});
    REQUIRE(answer.items().size() == 2);
    CHECK(answer.items()[0].find("what")->text() == "One");
    CHECK(answer.items()[1].find("what")->text() == "Two");
    CHECK(bad_field(activities, {{"activities-2-what", "a\u202Eb"}}) == "activities-2-what");
    CHECK(bad_field(activities, {{"activities-0-held_on-year", "26"}}) == "activities-0-held_on-year");
    CHECK(bad_field(activities, {{"activities-0-what", "1"}, {"activities-1-what", "2"}, {"activities-2-what", "3"}, {"activities-3-what", "4"}}) == "activities");
    CHECK(good(activities, {{"activities-x-what", "1"}, {"activities-9999999-what", "1"}}).empty());
  }
}

TEST_CASE("answers are stored as text and read back the same") {
  const Form form = sample::form();
  const std::vector<std::pair<std::string, RawFields>> samples = {
      {"title", {{"title", "\"q\" \\ <b>"}}},
      {"members", {{"members", "5"}}},
      {"members", {{"members", "5-9"}}},
      {"members", {{"members-range", "many"}}},
      {"way", {{"way", "direct"}}},
      {"by", {{"by", "web"}}},
      {"certified", {{"certified", "1"}}},
      {"founded", {{"founded-year", "2003"}}},
      {"activities", {{"activities-0-what", "One"}, {"activities-0-held_on-year", "2026"}}},
  };
  for (const auto& [code, fields] : samples) {
    const Question& question = get(form, code);
    const Answer answer = good(question, fields);
    const std::string text = format_answer(answer);
    const auto again = parse_answer(question, text);
    REQUIRE_MESSAGE(again.has_value(), text);
    CHECK(*again == answer);
    CHECK(format_answer(*again) == text);
  }
  CHECK(parse_answer(get(form, "title"), "")->empty());
  CHECK(!parse_answer(get(form, "title"), "{"));
  CHECK(!parse_answer(get(form, "title"), "7"));
  CHECK(!parse_answer(get(form, "way"), "\"pigeon\""));
  CHECK(!parse_answer(get(form, "by"), "[7]"));
  CHECK(!parse_answer(get(form, "met_on"), "\"2003\""));
  CHECK(!parse_answer(get(form, "title"), "\"" + std::string(11, 'x') + "\""));
}

TEST_CASE("conditions decide what is asked, required and published") {
  const Form form = sample::form();
  Answers answers;
  CHECK(!is_shown(form, get(form, "address"), answers));
  answers["way"] = Answer{std::string("direct")};
  CHECK(is_shown(form, get(form, "address"), answers));
  CHECK(!is_shown(form, get(form, "by"), answers));

  answers["members"] = Answer{Number{.low = 4}};
  const Problems missing = check_complete(form, answers);
  REQUIRE(missing.size() == 1);
  CHECK(missing.front().field == "address");
  answers["way"] = Answer{std::string("pass_on")};
  CHECK(check_complete(form, answers).empty());
  // What stays stored under a hidden question is not published.
  answers["by"] = Answer{Codes{"mail"}};
  answers["way"] = Answer{std::string("direct")};
  for (const PublicAnswer& open : list_public_answers(form, answers)) CHECK(open.question() != "by");
}

TEST_CASE("S26: activities left empty are complete; a half-filled entry says what it lacks") {
  const Form form = sample::form();
  Answers answers;
  CHECK(check_page_complete(form, *form.find_page("activities"), answers).empty());
  Item item;
  item.answers.emplace_back("held_on", Answer{*PartialDate::parse("2026")});
  answers["activities"] = Answer{std::vector<Item>{item}};
  const Problems problems = check_page_complete(form, *form.find_page("activities"), answers);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().field == "activities-0-what");
}

TEST_CASE("S32: public answers hold nothing personal or private, not even inside an entry") {
  const Form form = sample::form();
  Answers answers;
  answers["way"] = Answer{std::string("direct")};
  answers["address"] = Answer{std::string("secret@example.org")};
  answers["certified"] = Answer{true};
  Item item;
  item.answers.emplace_back("what", Answer{std::string("Workshop")});
  item.answers.emplace_back("contact", Answer{std::string("secret@example.org")});
  Item only_personal;
  only_personal.answers.emplace_back("contact", Answer{std::string("secret@example.org")});
  answers["activities"] = Answer{std::vector<Item>{item, only_personal}};
  const auto open = list_public_answers(form, answers);
  REQUIRE(open.size() == 2);
  CHECK(open[0].question() == "way");
  CHECK(open[1].question() == "activities");
  for (const PublicAnswer& answer : open) CHECK(format_answer(answer.answer()).find("secret") == std::string::npos);
  CHECK(open[1].answer().items().size() == 1);
}

TEST_CASE("a day by itself: whole, empty, or refused by its name, in digits of every script") {
  const auto read = [](const std::string& day, const std::string& month, const std::string& year) { return read_day({{"on-day", day}, {"on-month", month}, {"on-year", year}}, "on"); };
  CHECK(read("3", "12", "2026").value() == Date::from_ymd(2026, 12, 3));
  CHECK(read("٣", "١٢", "٢٠٢٦").value() == Date::from_ymd(2026, 12, 3));
  CHECK_FALSE(read("", "", "").value());
  CHECK(read("", "12", "2026").error().field == "on");  // a month is no day
  CHECK(read("31", "2", "2026").error().field == "on");
}
