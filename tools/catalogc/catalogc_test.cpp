#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "catalogc/po.hpp"

namespace {

using catalogc::Catalogue;
using catalogc::parse_po;
using catalogc::PoError;

const std::string kRussian =
    "msgid \"\"\nmsgstr \"\"\n\"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : "
    "2);\\n\"\n\"X-Reviewed: no\\n\"\n\n";
const std::string kTemplate =
    "msgid \"\"\nmsgstr \"\"\n\nmsgid \"Open\"\nmsgstr \"\"\n\nmsgctxt \"verb\"\nmsgid \"Open\"\nmsgstr \"\"\n\n"
    "msgid \"By <1>{date}</1> <2>ask</2>\"\nmsgstr \"\"\n\nmsgid \"{count} page of {name}\"\nmsgid_plural \"{count} pages of {name}\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n";
const std::string kGood =
    "msgid \"Open\"\nmsgstr \"o\"\n\nmsgctxt \"verb\"\nmsgid \"Open\"\nmsgstr \"v\"\n\nmsgid \"By <1>{date}</1> <2>ask</2>\"\n"
    "msgstr \"<2>a</2> <1>{date}</1>\"\n\nmsgid \"{count} page of {name}\"\nmsgid_plural \"{count} pages of {name}\"\n"
    "msgstr[0] \"{count} a {name}\"\nmsgstr[1] \"{name} b {count}\"\nmsgstr[2] \"{count} c {name}\"\n";

std::vector<std::string> check(std::string source) { return check_catalogue(parse_po("locales/ru.po", source), parse_po("muster.pot", kTemplate)); }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t found = text.find(from);
  REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

bool says(const std::vector<std::string>& problems, const std::string& text) {
  return std::any_of(problems.begin(), problems.end(), [&](const std::string& problem) { return problem.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("a catalogue is read with contexts, plural forms, continued lines and escapes") {
  const Catalogue catalogue = parse_po("locales/ru.po", kRussian + "#, fuzzy\nmsgctxt \"a\"\nmsgid \"\"\n\"long \"\n\"text\"\nmsgstr \"x\\n\\\"y\\\"\"\n#~ msgid \"old\"\n#~ msgstr \"alt\"\n");
  REQUIRE(catalogue.entries.size() == 2);
  CHECK(catalogue.tag == "ru");
  CHECK(catalogue.header.at("X-Reviewed") == "no");
  CHECK(catalogue.entries[0].context == "a");
  CHECK(catalogue.entries[0].one == "long text");
  CHECK(catalogue.entries[0].forms.front() == "x\n\"y\"");
  CHECK(catalogue.entries[0].is_fuzzy);
  CHECK(catalogue.entries[1].is_obsolete);
  CHECK(parse_plural_forms(catalogue).count == 3);
}

TEST_CASE("a plural expression that is not arithmetic is refused, as it becomes code") {
  const Catalogue catalogue = parse_po("locales/ru.po", "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=2; plural=system(n);\\n\"\n");
  CHECK_THROWS_AS(parse_plural_forms(catalogue), PoError);
  CHECK_THROWS_AS(parse_plural_forms(parse_po("locales/ru.po", "msgid \"\"\nmsgstr \"Language: ru\\n\"\n")), PoError);
}

TEST_CASE("a number of forms that is none, and a text without its source, are refused with their line") {
  for (const std::string count : {"", "x", "0", "7", "99999999999"}) {
    CAPTURE(count);
    CHECK_THROWS_AS(parse_plural_forms(parse_po("locales/ru.po", "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=" + count + "; plural=0;\\n\"\n")), PoError);
  }
  CHECK_THROWS_AS(parse_po("locales/ru.po", "msgid_plural \"x\"\nmsgstr[0] \"y\"\n"), PoError);
}

TEST_CASE("a complete catalogue has no problems") { CHECK(check(kRussian + kGood).empty()); }

TEST_CASE("missing, unused, untranslated and fuzzy messages are named") {
  CHECK(says(check(kRussian), "missing: \"Open\""));
  CHECK(says(check(kRussian + kGood + "\nmsgid \"Gone\"\nmsgstr \"x\"\n"), "\"Gone\" is not used any more"));
  CHECK(says(check(kRussian + kGood + "\n#~ msgid \"Gone\"\n#~ msgstr \"x\"\n"), "\"Gone\" is not used any more"));
  CHECK(says(check(kRussian + replaced(kGood, "msgstr \"o\"", "msgstr \"\"")), "\"Open\" is not translated"));
  CHECK(says(check(kRussian + replaced(kGood, "{name} b {count}", "")), "form 1 is not translated"));
  CHECK(says(check(kRussian + "#, fuzzy\n" + kGood), "is marked fuzzy"));
}

TEST_CASE("slots, numbered marks and plural forms must agree with the source") {
  CHECK(says(check(kRussian + replaced(kGood, "</2> <1>{date}</1>", "</2> <1>{datum}</1>")), "has other slots: source {date}, here {datum}"));
  CHECK(says(check(kRussian + replaced(kGood, "{count} c {name}", "c {name}")), "form 2 has other slots"));
  CHECK(check(kRussian + replaced(kGood, "{count} a {name}", "a {name}")).empty());
  CHECK(says(check(kRussian + replaced(kGood, "<2>a</2> ", "a ")), "has other numbered marks"));
  CHECK(says(check(kRussian + replaced(kGood, "<2>a</2> <1>{date}</1>", "<2>a<1></2>{date}</1>")), "marks that cross"));
  CHECK(says(check(kRussian + replaced(kGood, "msgstr[2] \"{count} c {name}\"\n", "")), "needs 3 forms, has 2"));
  CHECK(says(check(replaced(kRussian, "nplurals=3", "nplurals=2") + kGood), "nplurals=3"));
  CHECK(says(check(replaced(kRussian, "X-Reviewed: no", "X-Reviewed: perhaps") + kGood), "X-Reviewed"));
}
