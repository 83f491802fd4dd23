// The glossary without a database: the programme's file, what staff may type, search.
#include "features/updates/glossary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "features/updates/glossary_file.hpp"
#include "platform/config/toml_node.hpp"

using namespace muster;
using namespace muster::updates;

namespace {

std::string read_file() {
  std::ifstream file("programmes/icann-at-large/glossary.toml");
  return {std::istreambuf_iterator<char>(file), {}};
}
std::expected<std::vector<Term>, std::vector<std::string>> read(const std::string& text) { return read_glossary(config::parse_toml(text, "glossary.toml").value(), "glossary.toml"); }

std::size_t count_words(std::string_view text) { return split(text, ' ').size(); }

Term term(std::string short_form, std::string name, std::string plain) {
  Term made{.short_form = std::move(short_form)};
  made.name.texts[static_cast<std::size_t>(Locale::en)] = std::move(name);
  made.plain.texts[static_cast<std::size_t>(Locale::en)] = std::move(plain);
  return made;
}
std::set<std::string> fields(const Term& typed) {
  std::set<std::string> names;
  for (const Problem& problem : check_term(typed).problems) names.insert(problem.field);
  return names;
}

}  // namespace

TEST_CASE("S44: the programme's glossary has at least 60 terms, each explained in six languages in at most twenty words") {
  const auto terms = read(read_file()).value();
  std::set<std::string> codes;
  for (const Term& term : terms) {
    codes.insert(term.code);
    if (term.is_known) continue;
    for (const Locale locale : kLocales) {
      CHECK_MESSAGE(!term.name.in(locale).empty(), term.code);
      const std::string& plain = term.plain.in(locale);
      const bool is_short = locale == Locale::zh ? count_code_points(plain) <= 40 : count_words(plain) <= kPlainWords + (locale == Locale::fr ? 2 : 0);  // « : » and « ; » stand apart
      CHECK_MESSAGE((!plain.empty() && is_short), term.code << " " << locale_tag(locale));
    }
  }
  CHECK(std::ranges::count(terms, false, &Term::is_known) >= 60);
  for (const char* code : {"icann", "alac", "als", "ralo", "gnso", "ccnso", "gac", "ssac", "rssac", "pdp", "epdp", "ccwg", "idn", "ua", "dns", "dnssec", "tld", "gtld", "cctld", "registrar", "registry", "whois", "rdap", "dns_abuse", "phishing",
                           "subpro", "udrp", "urs", "pic", "iana", "pti", "root_zone", "ksk", "multistakeholder", "at_large", "nomcom", "agb", "eai", "wsis", "igf"}) {
    CHECK_MESSAGE(codes.contains(code), code);
  }
}

TEST_CASE("a mistake in the file is named with its line and key") {
  const std::string words = "name = {ar='a',en='a',es='a',fr='a',ru='a',zh='a'}\nplain = {ar='a',en='a',es='a',fr='a',ru='a',zh='a'}\n";
  CHECK(read("known = ['PDF']\n[[terms]]\ncode = 'a'\n" + words).value().size() == 2);
  const auto twice = read("[[terms]]\ncode = 'a'\n" + words + "[[terms]]\ncode = 'a'\n" + words);
  REQUIRE_FALSE(twice);
  CHECK(twice.error().front().find("terms[2].code") != std::string::npos);
  CHECK_FALSE(read("[[terms]]\ncode = 'a'\nshrot = 'b'\n" + words));
  CHECK_FALSE(read("[[terms]]\ncode = 'a'\nshort = '" + std::string(21, 'A') + "'\n" + words));
  CHECK_FALSE(read("[[terms]]\ncode = 'a'\nname = {en='a'}\n"));
  CHECK_FALSE(read("known = ['PDF', 'PDF']\n"));
}

TEST_CASE("what staff type: an English word with an explanation, or an acronym that everybody knows") {
  CHECK(fields(term("", "registry", "A list.")).empty());
  CHECK(check_term(term(" DNS ", "  Domain\nName System ", "x")).term.name.in(Locale::en) == "Domain Name System");
  CHECK(fields(term("", "", "")) == std::set<std::string>{"name-en", "plain-en"});
  CHECK(fields(term("DNS", "", "x")) == std::set<std::string>{"name-en"});
  Term known = term("PDF", "", "");
  known.is_known = true;
  CHECK(fields(known).empty());
  CHECK(fields(term(std::string(21, 'A'), "a", "b")) == std::set<std::string>{"short"});
  CHECK(fields(term("", std::string(121, 'a'), std::string(301, 'b'))) == std::set<std::string>{"name-en", "plain-en"});
  CHECK(fields(term("", "a\u202eb", "c")) == std::set<std::string>{"name-en"});
  Term half = term("", "a", "b");
  half.plain.texts[static_cast<std::size_t>(Locale::ar)] = "شرح";
  CHECK(fields(half) == std::set<std::string>{"name-ar"});
}

TEST_CASE("a code is made from the words, a language without words shows English") {
  CHECK(make_code(term("ccNSO", "x", "")) == "ccnso");
  CHECK(make_code(term("", "Root zone – the list", "")) == "root_zone_the_list");
  CHECK(make_code(term("", "!!", "")) == "term");
  const Term english = term("", "registry", "A list.");
  CHECK(english.title(Locale::fr) == "registry");
  CHECK(show_text(english.plain, Locale::fr).is_english_instead);
  CHECK_FALSE(show_text(english.plain, Locale::en).is_english_instead);
}

TEST_CASE("search finds terms in any language and script") {
  const auto terms = read(read_file()).value();
  const auto codes = [&](std::string_view query) {
    std::set<std::string> found;
    for (const Term& term : search_terms(terms, query)) found.insert(term.code);
    return found;
  };
  CHECK(codes("").size() == terms.size());
  CHECK(codes("alac").contains("alac"));
  CHECK(codes("registrador").contains("registrar"));
  CHECK(codes("корневая").contains("root_zone"));
  CHECK(codes("域名").contains("domain_name"));
  CHECK(codes("zzzz").empty());
}
