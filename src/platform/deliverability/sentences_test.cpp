// The sentences as a table: each has one code, few words and values by name; what another version kept is told apart.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "platform/deliverability/sentences.hpp"

namespace muster::deliverability {
namespace {

TEST_CASE("each sentence has a code of its own and is short") {
  std::set<std::string_view> codes, texts;
  for (const KnownSentence& each : kSentences) {
    CAPTURE(each.code);
    CHECK(codes.insert(each.code).second);
    CHECK(texts.insert(each.text.text).second);
    // "One. Two: three" are three to read.
    std::size_t words = 0;
    for (const std::string_view word : split(each.text.text, ' ')) {
      CHECK(++words <= 20);
      if (word.ends_with('.') || word.ends_with('?') || word.ends_with(':') || word.ends_with(';')) words = 0;
    }
  }
}

TEST_CASE("values fill a sentence and are never read as one") {
  const Sentence sentence = say("spf_refuses", {{"record", "v=spf1 {domain} -all"}, {"domain", "example.org"}, {"address", "203.0.113.5"}, {"result", "fail"}});
  const auto message = describe(sentence);
  REQUIRE(message);
  CHECK(message->arguments.size() == 4);
  CHECK(format_english({sentence, say("try_later")}) == "The SPF record of example.org does not let 203.0.113.5 send for it (fail): v=spf1 {domain} -all Try again later.");
}

TEST_CASE("a code of another version, or one without a value, says nothing") {
  CHECK_FALSE(describe({.code = "of_tomorrow", .values = {}}));
  CHECK_FALSE(describe({.code = "spf_missing", .values = {{"name", "example.org"}}}));
  CHECK(describe({.code = "spf_missing", .values = {{"domain", "example.org"}, {"more", "x"}}}));
}

}  // namespace
}  // namespace muster::deliverability
