#include "platform/search/search.hpp"

#include <cstdint>
#include <doctest/doctest.h>

#include <thread>

namespace muster::search {
namespace {

TEST_CASE("text folds to plain Latin words") {
  struct Row {
    std::string_view text;
    std::string_view folded;
  };
  const Row rows[] = {
      {"", ""},
      {"isoc", "isoc"},
      {"ISOC  Chapter", "isoc chapter"},
      {"Red de Educación Abierta", "red de educacion abierta"},
      {"Société – Internet/Côte d'Ivoire", "societe internet cote divoire"},
      {"Straße Øst Łódź", "strasse ost lodz"},
      {"Москва", "moskva"},
      {"Αθήνα", "athena"},
      {"互联网", "hu lian wang"},
      {"ＦＵＬＬ　ｗｉｄｔｈ", "full width"},
      {"n° 42 (2026)", "n 42 2026"},
      {"100 %", "100"},
      {"···", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(fold(row.text) == row.folded);
  }
}

TEST_CASE("plain ASCII folds by a short way to what the long way makes of it") {
  std::string text;
  std::uint32_t state = 7;
  for (int round = 0; round < 3000; ++round) {
    text.clear();
    for (int length = round % 40; length >= 0; --length) {
      state = state * 1664525u + 1013904223u;
      text += static_cast<char>(1 + (state >> 16) % 127);
    }
    CAPTURE(text);
    const std::string folded = fold(text);
    CHECK((folded.empty() ? "e" : folded + " e") == fold(text + " \u00e9"));  // one letter more takes the long way
  }
}

TEST_CASE("a long text folds as its words do") {
  const std::vector<std::string> words = {"Société", "d’Été", "Москва", "العربية", "Straße", "plain", "互联网", "Ελλάς", "ﬁn"};
  std::string text;
  std::string folded;
  for (int i = 0; i < 900; ++i) {
    const std::string& word = words[static_cast<std::size_t>(i) % words.size()];
    text += (i == 0 ? "" : " ") + word;
    folded += (i == 0 ? "" : " ") + fold(word);
  }
  CHECK(fold(text) == folded);
}

TEST_CASE("what people type is found in its own script and in Latin letters") {
  struct Row {
    std::string_view stored;
    std::string_view query;
  };
  const Row rows[] = {{"جمعية الإنترنت العربية", "العربية"},
                      {"جمعية الإنترنت العربية", "الإنترنت"},
                      {"中国互联网协会", "互联"},
                      {"中国互联网协会", "hu lian"},
                      {"Интернет Ассоциация", "ассоциация"},
                      {"Интернет Ассоциация", "INTERNET"},
                      {"Educación Abierta", "abierta educacion"},
                      {"ශ්‍රී ලංකා අන්තර්ජාල", "ලංකා"},
                      {"भारत इंटरनेट", "भारत"},
                      {"다국어도메인", "다국어"}};
  for (const Row& row : rows) {
    CAPTURE(row.query);
    const std::string folded = fold(row.stored);
    const auto terms = split_terms(row.query);
    REQUIRE_FALSE(terms.empty());
    for (const std::string& term : terms) {
      CAPTURE(term);
      CHECK(folded.find(term) != std::string::npos);
    }
  }
}

TEST_CASE("folding twice changes nothing") {
  for (const std::string_view text : {"Société", "互联网", "العربية", "ދިވެހި", "ሁለንአቀፍ", "ไทย", "Ünïcode"}) {
    CAPTURE(text);
    CHECK(fold(fold(text)) == fold(text));
  }
}

TEST_CASE("queries are bounded and never hold wild cards") {
  CHECK(split_terms("  % _ \\ * \" ").empty());
  CHECK(split_terms("a b c d e f g h i j k l").size() == 10);
  CHECK(split_terms(std::string(500, 'x')).front().size() == 60);
  CHECK(split_terms("\xff\xfe").empty());
  CHECK(fold("a%b_c*\"") == "a b c");
}

TEST_CASE("threads fold at once") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 200; ++i) wrong[t] += fold("Ассоциация é") == "associacia e" ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  for (const int count : wrong) CHECK(count == 0);
}

}  // namespace
}  // namespace muster::search
