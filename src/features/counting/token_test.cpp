// Tokens of counted links: what they say comes back, and nothing else is taken.
#include "features/counting/token.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

using namespace muster;
using namespace muster::counting;

namespace {

const Keys kKeys = make_keys(Secret(std::string(32, 'k')));

}  // namespace

TEST_CASE("S52: a token says the issue, the organisation, the language and the link, and is short") {
  std::set<std::string> tokens;
  for (const std::int64_t issue : {1LL, 127LL, 128LL, 5000LL, 1'000'000LL}) {
    for (const std::int64_t organisation : {0LL, 1LL, 300LL, 100'000LL}) {
      for (const Locale locale : kLocales) {
        for (const std::int64_t link : {0LL, 1LL, 12LL, 9999LL}) {
          const CountedLink counted{issue, OrganisationId(organisation), locale, link};
          const std::string token = make_link_token(kKeys, counted);
          CHECK(parse_link_token(kKeys, token) == counted);
          CHECK(tokens.insert(token).second);
          CHECK(token.size() <= 24);
        }
      }
    }
  }
  CHECK(make_link_token(kKeys, {12, OrganisationId(246), Locale::en, 3}).size() <= 19);
  const CountedLink greatest{std::numeric_limits<std::int64_t>::max(), OrganisationId(std::numeric_limits<std::int64_t>::max()), Locale::zh, kLinkMost};
  CHECK(parse_link_token(kKeys, make_link_token(kKeys, greatest)) == greatest);
}

TEST_CASE("a token that was changed, cut, lengthened, made with another key or for another purpose is nothing") {
  const CountedLink link{12, OrganisationId(246), Locale::ar, 3};
  const std::string token = make_link_token(kKeys, link);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : kAlphabet) {
      if (other == token[at]) continue;
      std::string changed = token;
      changed[at] = other;
      CHECK_FALSE(parse_link_token(kKeys, changed));
    }
    CHECK_FALSE(parse_link_token(kKeys, token.substr(0, at)));
    CHECK_FALSE(parse_link_token(kKeys, token.substr(at + 1)));
  }
  for (const std::string& other : {token + "A", token + "=", token + token, std::string(10'000, 'A'), std::string("%00"), std::string("../"), std::string("a b")}) CHECK_FALSE(parse_link_token(kKeys, other));
  CHECK_FALSE(parse_link_token(make_keys(Secret(std::string(32, 'l'))), token));
  CHECK_FALSE(parse_question_token(kKeys, token));
  CHECK_FALSE(parse_link_token(kKeys, make_question_token(kKeys, link)));
}

TEST_CASE("numbers that are not written the shortest way are refused even with a good code") {
  const auto sign = [](const std::string& bytes) { return crypto::encode_base64url(bytes + crypto::hmac_sha256(kKeys.links, bytes).substr(0, 8)); };
  using namespace std::string_literals;
  CHECK(parse_link_token(kKeys, sign("\x00\x01\x02\x03"s)));
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\x81\x00\x02\x03"s)));
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\x00\x02\x03"s)));      // no issue
  CHECK_FALSE(parse_link_token(kKeys, sign("\x09\x01\x02\x03"s)));      // no language
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\x01\x02\x03\x00"s)));  // something behind
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\x01\x02"s)));
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\x01\x02\x90\x4e"s)));  // 10,000
  CHECK_FALSE(parse_link_token(kKeys, sign("\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03"s)));
}

TEST_CASE("what cannot be counted makes no token") {
  for (const CountedLink& link : {CountedLink{0, OrganisationId(1), Locale::en, 1}, CountedLink{-1, OrganisationId(1), Locale::en, 1}, CountedLink{1, OrganisationId(-1), Locale::en, 1},
                                  CountedLink{1, OrganisationId(1), Locale::en, -1}, CountedLink{1, OrganisationId(1), Locale::en, kLinkMost + 1}}) {
    CHECK_THROWS_AS(make_link_token(kKeys, link), std::invalid_argument);
  }
}

TEST_CASE("S51: the mark of an answer is the same for all who chose the same, and holds for its copy alone") {
  const CountedLink copy{12, OrganisationId(246), Locale::ar, 0}, other{12, OrganisationId(247), Locale::ar, 0};
  const std::string mark = make_answer_mark(kKeys, copy, 2);
  CHECK(mark == make_answer_mark(kKeys, {12, OrganisationId(246), Locale::ar, 5}, 2));
  CHECK(parse_answer_mark(kKeys, copy, mark) == 2);
  CHECK_FALSE(parse_answer_mark(kKeys, other, mark));
  CHECK_FALSE(parse_answer_mark(kKeys, copy, "1" + mark.substr(1)));
  for (const char* text : {"", "2", "2-", "0-AAAAAAAAAAA", "x"}) CHECK_FALSE(parse_answer_mark(kKeys, copy, text));
}

TEST_CASE("addresses of links say nothing but the token") {
  const CountedLink link{12, OrganisationId(246), Locale::ar, 3};
  CHECK(make_link_url(kKeys, "https://muster.example", link) == "https://muster.example/t/" + make_link_token(kKeys, link));
  CHECK(make_preview_url(kKeys, "https://muster.example", link) == make_link_url(kKeys, "https://muster.example", link) + "?preview");
  CHECK(make_answer_url(kKeys, "https://muster.example", link, 2) == "https://muster.example/q/" + make_question_token(kKeys, link) + "?choice=2");
}
