// Merging and the state of pages: pure rules.
#include "features/forms/response.hpp"

#include <doctest/doctest.h>

#include "features/forms/sample_form.hpp"

using namespace muster;
using namespace muster::forms;

namespace {

Answer words(std::string text) { return Answer{std::move(text)}; }

StoredAnswer stored(std::string question, Answer answer, AnswerState state = AnswerState::given) {
  return {.question = std::move(question), .answer = std::move(answer), .state = state, .version = 1};
}

PageState state_of(std::string_view page, const std::vector<StoredAnswer>& answers, const std::vector<std::string>& saved = {}) {
  for (const PageState& state : list_page_states(sample::form(), answers, saved)) {
    if (state.page == page) return state;
  }
  FAIL("no such page");
  return {};
}

}  // namespace

TEST_CASE("two people on one question: only words that both changed, differently, are a conflict") {
  const Answer base = words("old");
  CHECK(merge_answer(base, words("new"), base, false) == Merge::write);
  CHECK(merge_answer(base, base, base, false) == Merge::keep);
  CHECK(merge_answer(base, base, words("theirs"), true) == Merge::keep);
  CHECK(merge_answer(base, words("same"), words("same"), true) == Merge::keep);
  CHECK(merge_answer(base, words("mine"), words("theirs"), true) == Merge::conflict);
  CHECK(merge_answer(base, {}, words("theirs"), true) == Merge::conflict);
  CHECK(merge_answer({}, words("mine"), {}, true) == Merge::conflict);  // they took out what I wrote anew
}

TEST_CASE("S30: a page is to do, to be checked, or ready") {
  const StoredAnswer members = stored("members", Answer{Number{.low = 4}});
  CHECK(state_of("members", {}).status == PageStatus::to_do);
  CHECK(state_of("members", {}).is_blocking);
  CHECK(state_of("members", {members}).status == PageStatus::ready);
  CHECK(!state_of("members", {members}).is_blocking);
  StoredAnswer copied = members;
  copied.state = AnswerState::copied;
  CHECK(state_of("members", {copied}).status == PageStatus::check);
  CHECK(state_of("members", {copied}).is_blocking);
  // A copied optional answer beside a missing required one: to do comes first.
  CHECK(state_of("members", {stored("title", words("x"), AnswerState::copied)}).status == PageStatus::to_do);
}

TEST_CASE("S26: an optional page holds up nothing, opened or not, filled or not") {
  CHECK(state_of("activities", {}).status == PageStatus::to_do);
  CHECK(!state_of("activities", {}).is_blocking);
  CHECK(state_of("activities", {}, {"activities"}).status == PageStatus::ready);
  CHECK(!state_of("activities", {stored("activities", {})}, {"activities"}).is_blocking);
}

TEST_CASE("answers to hidden questions do not count, copied ones neither") {
  const StoredAnswer way = stored("way", words("pass_on"));
  const StoredAnswer hidden = stored("address", words("a@example.org"), AnswerState::copied);
  CHECK(state_of("updates", {way, hidden}).status == PageStatus::ready);
}
