#include "features/inbox/conversation.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

namespace muster::inbox {
namespace {

constexpr Instant at(std::int64_t hours) { return Instant::from_microseconds(hours * 3'600'000'000); }

Arrived make_message(Proof proof, std::int64_t hour = 1) {
  Arrived message{};
  message.at = at(hour);
  message.proof = proof;
  message.words = "Words";
  return message;
}

}  // namespace

TEST_CASE("names of places, states, proofs and steps come back as they were stored") {
  for (const Place each : kPlaces) CHECK(parse_place(place_name(each)) == each);
  for (const State each : kStates) CHECK(parse_state(state_name(each)) == each);
  for (const Proof each : kProofs) CHECK(parse_proof(proof_name(each)) == each);
  for (const Step each : kSteps) CHECK(parse_step(step_name(each)) == each);
  CHECK_FALSE(parse_place("spam"));
}

TEST_CASE("S49: a message begins where it belongs: tied to us it waits, unknown it stands apart, a machine's waits never") {
  CHECK(begin(make_message(Proof::token)).place == Place::inbox);
  CHECK(begin(make_message(Proof::token)).waiting_since == at(1));
  CHECK(begin(make_message(Proof::address)).place == Place::inbox);
  CHECK(begin(make_message(Proof::none)).place == Place::unknown);
  Arrived list = make_message(Proof::address);
  list.is_list = true;
  CHECK(begin(list).place == Place::unknown);
  Arrived machine = make_message(Proof::token);
  machine.is_automatic = true;
  CHECK(begin(machine).place == Place::automatic);
  CHECK(begin(machine).state == State::closed);
  CHECK_FALSE(begin(machine).waiting_since);
}

TEST_CASE("a person who writes again opens the conversation again; the wait counts from the first message without an answer") {
  const Standing first = begin(make_message(Proof::token));
  CHECK(go_on(first, make_message(Proof::token, 5)).waiting_since == at(1));
  const Standing answered = answer(first, false, at(6));
  CHECK(answered.state == State::answered);
  CHECK_FALSE(answered.waiting_since);
  CHECK(go_on(answered, make_message(Proof::token, 7)).waiting_since == at(7));
  const Standing closed = answer(first, true, at(6));
  CHECK(closed.state == State::closed);
  CHECK(closed.closed_at == at(6));
  const Standing again = go_on(closed, make_message(Proof::token, 9));
  CHECK(again.state == State::waiting);
  CHECK_FALSE(again.closed_at);
  Arrived machine = make_message(Proof::token, 10);
  machine.is_automatic = true;
  CHECK(go_on(closed, machine) == closed);
  CHECK(go_on({.place = Place::automatic, .state = State::closed, .waiting_since = {}, .closed_at = at(1), .assigned_to = {}}, make_message(Proof::token, 2)).place == Place::inbox);
  CHECK(go_on({.place = Place::aside}, make_message(Proof::token, 2)).place == Place::aside);
  CHECK(go_on({.place = Place::unknown}, make_message(Proof::none, 2)).place == Place::unknown);
  CHECK(go_on({.place = Place::unknown}, make_message(Proof::token, 2)).place == Place::inbox);
}

TEST_CASE("a step that was done already is a conflict") {
  const Standing waiting = begin(make_message(Proof::token));
  const auto closed = take_step(waiting, Step::close, at(3), at(1));
  REQUIRE(closed.has_value());
  CHECK(closed->closed_at == at(3));
  CHECK(take_step(*closed, Step::close, at(4), at(1)).error().kind == Problem::Kind::conflict);
  const auto open = take_step(*closed, Step::reopen, at(5), at(1));
  REQUIRE(open.has_value());
  CHECK(open->waiting_since == at(1));
  CHECK_FALSE(take_step(waiting, Step::reopen, at(5), at(1)).has_value());
  CHECK(take_step(waiting, Step::set_aside, at(5), at(1))->place == Place::aside);
  CHECK_FALSE(take_step(waiting, Step::bring_in, at(5), at(1)).has_value());
  const Standing machine{.place = Place::automatic, .state = State::closed, .waiting_since = {}, .closed_at = at(1), .assigned_to = {}};
  CHECK(take_step(machine, Step::bring_in, at(5), at(2))->waiting_since == at(2));
}

TEST_CASE("the language of an answer is that of the script; among Latin ones the likely one") {
  CHECK(choose_language("ما معنى هذا؟", Locale::en) == Locale::ar);
  CHECK(choose_language("这是什么意思？ICANN", Locale::en) == Locale::zh);
  CHECK(choose_language("Что это значит?", Locale::zh) == Locale::ru);
  CHECK(choose_language("Qué significa", Locale::es) == Locale::es);
  CHECK(choose_language("What is it", Locale::ar) == Locale::en);
  CHECK(choose_language("", Locale::ar) == Locale::ar);
  CHECK(choose_language("12 ?!", Locale::zh) == Locale::zh);
}

TEST_CASE("an answer's subject has one Re:, whatever programs put before it") {
  CHECK(answer_subject("November news") == "Re: November news");
  CHECK(answer_subject("RE: Re: AW: November news") == "Re: November news");
  CHECK(answer_subject("回复：十一月新闻") == "Re: 十一月新闻");
  CHECK(answer_subject("رد: أخبار") == "Re: أخبار");
  CHECK(answer_subject("  ") == "Re:");
  CHECK(bare_subject("Re:") == "");
  CHECK(bare_subject("Research: a plan") == "Research: a plan");
}

TEST_CASE("the same message has the same digest, however it came; another one has not") {
  Arrived message = make_message(Proof::token);
  message.message_id = "a@b.example";
  const std::string digest = digest_of(message);
  Arrived again = message;
  again.incoming = 9;
  again.at = at(20);
  again.proof = Proof::none;
  CHECK(digest_of(again) == digest);
  again.words = "Other words";
  CHECK(digest_of(again) != digest);
  Arrived shifted = message;
  shifted.subject = "Words";
  shifted.words = "";
  CHECK(digest_of(shifted) != digest);
}

TEST_CASE("how long somebody waits is said in words") {
  CHECK(say_wait(at(5), at(5)).one == "Waits for less than an hour");
  CHECK(say_wait(at(5), at(4)).one == "Waits for less than an hour");  // a clock that was set back
  CHECK(say_wait(at(5), at(7)).count == 2);
  CHECK(say_wait(at(0), at(49)).count == 2);
}

TEST_CASE("words of staff are trimmed; what cannot be shown is refused") {
  CHECK(check_words("words", "  a\r\nb ", 10).value() == "a\nb");
  CHECK_FALSE(check_words("words", " \n ", 10).has_value());
  // Two empty fields of one page ask for different things.
  CHECK(check_words("question", "", 10).error().message.one != check_words("answer", "", 10).error().message.one);
  CHECK_FALSE(check_words("words", "a\xE2\x80\xAE" "b", 10).has_value());
  CHECK_FALSE(check_words("words", "12345678901", 10).has_value());
  CHECK(check_words("words", "1234567890", 10).has_value());
}

}  // namespace muster::inbox
