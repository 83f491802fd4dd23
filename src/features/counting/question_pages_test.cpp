// The question of an issue (S51): a page with a button, answers as sums, a second answer in the place of the first.
#include "features/counting/counting_world_test.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::counting;
using counting::test::for_each_world;
using counting::test::World;
using muster::test::find_header;

TEST_CASE("S51, M5: opening the question counts nothing; its button counts one answer by choice, language and copy") {
  for_each_world([](World& world) {
    const auto copy = world.link(0);
    const auto opened = world.get(world.question_path(copy) + "?choice=2");
    CHECK(opened.status == 303);
    CHECK(find_header(opened, "location") == "/en" + world.question_path(copy) + "?choice=2");
    const std::string page(world.get(find_header(opened, "location")).content());
    CHECK(page.find("Was this useful?") != std::string::npos);
    CHECK(page.find("value=\"2\" checked") != std::string::npos);
    CHECK(page.find("action=\"" + world.question_path(copy) + "\"") != std::string::npos);
    CHECK(world.answers() == 0);
    std::string mark;
    const auto answered = world.answer("2", mark, copy);
    CHECK(answered.status == 303);
    CHECK(find_header(answered, "location") == "/en" + world.question_path(copy) + "?counted=2");
    CHECK(world.answers("issue = 7 AND organisation = 5 AND locale = 'en' AND choice = 2") == 1);
    const auto thanks = world.get(find_header(answered, "location"));
    CHECK(thanks.status == 200);
    CHECK(thanks.content().find("Partly") != std::string::npos);
    CHECK(world.answers() == 1);
  });
}

TEST_CASE("S51: another answer of the same browser takes the place of the first; its mark names nobody and holds for one path") {
  for_each_world([](World& world) {
    std::string mark, other_mark, second_mark;
    const auto answered = world.answer("1", mark, world.link(0));
    const std::string cookie = find_header(answered, "set-cookie");
    CHECK(cookie.starts_with("__Secure-here-answer=1-"));
    CHECK(cookie.find("; Path=" + world.question_path(world.link(0)) + ";") != std::string::npos);
    CHECK(cookie.find("HttpOnly") != std::string::npos);
    CHECK(cookie.find("Secure") != std::string::npos);
    CHECK(cookie.find("Max-Age") == std::string::npos);  // until the browser is closed
    const std::string first_mark = mark;
    world.answer("3", mark, world.link(0));
    CHECK(world.answers("choice = 1") == 0);
    CHECK(world.answers("choice = 3") == 1);
    world.answer("3", mark, world.link(0));
    CHECK(world.answers() == 1);
    world.answer("1", other_mark, world.link(0));
    CHECK(other_mark == first_mark);  // whoever chose the same holds the same
    CHECK(world.answers() == 2);
    world.answer("2", mark, world.link(0, 6));  // the mark of another copy proves nothing
    CHECK(world.answers("organisation = 6 AND choice = 2") == 1);
    CHECK(world.answers() == 3);
    second_mark = "__Secure-here-answer=1-AAAAAAAAAAA";  // a made-up mark takes nothing away
    world.answer("2", second_mark, world.link(0));
    CHECK(world.answers("organisation = 5 AND choice = 1") == 1);
    CHECK(world.answers() == 4);
    // An old mark sent again and again never takes more than there is.
    for (int time = 0; time < 3; ++time) {
      std::string old = first_mark;
      world.answer("2", old, world.link(0));
    }
    CHECK(world.answers("choice = 1") == 0);
    CHECK(world.answers("times < 0") == 0);
  });
}

TEST_CASE("S51: no choice is asked for again, a made-up one too; a forged link is a plain page; no post without the form's token") {
  for_each_world([](World& world) {
    for (const char* choice : {"", "0", "4", "9", "x", "1 ", "11", "-1"}) {
      std::string mark;
      const auto answered = world.answer(choice, mark, world.link(0));
      CHECK(answered.status == 422);
      CHECK(mark.empty());
      CHECK(answered.content().find("Choose an answer") != std::string::npos);
    }
    CHECK(world.answers() == 0);
    for (const char* path : {"/q/x", "/en/q/x"}) {
      const auto answer = world.get(path);
      CHECK(answer.status == 404);
      CHECK(answer.content().find("href=\"/en/updates\"") != std::string::npos);
    }
    CHECK(world.get("/en/q/" + make_question_token(world.parts.keys, {8, {}, Locale::en, 0})).status == 404);  // an issue without a question
    CHECK(world.app->answer(muster::test::make_post(world.question_path(world.link(0)), {{"choice", "1"}, {"lang", "en"}})).status == 403);
    CHECK(world.answers() == 0);
  });
}

TEST_CASE("S51: one network cannot fill the sums, and nothing of it is stored") {
  for_each_world([](World& world) {
    int taken = 0;
    for (int time = 0; time < Counter::kAnswersMost + 5; ++time) {
      std::string mark;
      taken += world.answer("1", mark, world.link(0)).status == 303 ? 1 : 0;
    }
    CHECK(taken == Counter::kAnswersMost);
    CHECK(world.answers() == Counter::kAnswersMost);
  });
}

TEST_CASE("S51: the pages of a question are sound in six languages, with the words that there are") {
  for_each_world([](World& world) {
    for (const Locale locale : kLocales) {
      const std::string prefix = "/" + std::string(locale_tag(locale));
      for (const std::string& path : {prefix + world.question_path(world.link(0)), prefix + world.question_path(world.link(0)) + "?counted=1", prefix + "/q/x"}) {
        CAPTURE(path);
        const std::string html(world.get(path).content());
        for (const auto& problem : muster::test::check_html(html, muster::test::Markup::page)) CHECK_MESSAGE(false, problem);
        CHECK(html.find("<html lang=\"" + std::string(locale_tag(locale)) + "\"") != std::string::npos);
      }
      const std::string page(world.get(prefix + world.question_path(world.link(0))).content());
      CHECK(page.find(locale == Locale::ar ? "هل كان هذا مفيدا؟" : "Was this useful?") != std::string::npos);
      CHECK(page.find("<script src") == page.rfind("<script src"));  // works without one
    }
  });
}

TEST_CASE("S51: a question has words and two to nine choices") {
  for_each_world([](World& world) {
    const auto take = [&](const Question& question) {
      return world.db.write([&](db::Write& write) { return register_question(write, 11, Locale::en, question); });
    };
    CHECK_FALSE(take({"", {"Yes", "No"}}));
    CHECK_FALSE(take({"Why?", {"Yes"}}));
    CHECK_FALSE(take({"Why?", std::vector<std::string>(10, "Yes")}));
    CHECK_FALSE(take({"Why?", {"Yes", " "}}));
    CHECK(take({"Why?", {"One", "Two", "Three"}}));
    CHECK(take({"Why not?", {"One", "Two"}}));
    const auto question = world.db.read([](db::Read& read) { return find_question(read, 11, Locale::en); });
    CHECK(question->words == "Why not?");
    CHECK(question->choices == std::vector<std::string>{"One", "Two"});
    CHECK_FALSE(world.db.read([](db::Read& read) { return find_question(read, 11, Locale::fr); }));
  });
}
