#include "base/email.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <fstream>

#include "base/text.hpp"
#include "base/url.hpp"

namespace muster {
namespace {

TEST_CASE("addresses keep their text and compare by A-label") {
  struct Row {
    std::string_view typed, text, key;
    bool needs_smtputf8;
  };
  const Row rows[] = {
      {" name@example.org\n", "name@example.org", "name@example.org", false},
      {"Name.O'Neil+x@EXAMPLE.org", "Name.O'Neil+x@EXAMPLE.org", "Name.O'Neil+x@example.org", false},
      {"info@vermögensberatung.de", "info@vermögensberatung.de", "info@xn--vermgensberatung-pwb.de", false},
      {"info@xn--vermgensberatung-pwb.de", "info@xn--vermgensberatung-pwb.de", "info@xn--vermgensberatung-pwb.de", false},
      {"用户@例子.广告", "用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v", true},
      {"अजय@डाटा.भारत", "अजय@डाटा.भारत", "अजय@xn--c2bd1gb.xn--h2brj9c", true},
      {"a@faß.de", "a@faß.de", "a@xn--fa-hia.de", false},
      {"می\u200Cخواهم@example.org", "می\u200Cخواهم@example.org", "می\u200Cخواهم@example.org", true},  // a joiner is a letter's business
      {"x@例子。广告", "x@例子。广告", "x@xn--fsqu00a.xn--4rr70v", false},  // the ideographic full stop is a dot
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto email = Email::parse(row.typed);
    REQUIRE(email);
    CHECK(email->text() == row.text);
    CHECK(email->key() == row.key);
    CHECK(email->transport() == row.key);
    CHECK(email->needs_smtputf8() == row.needs_smtputf8);
  }
  CHECK(*Email::parse("a@Bücher.example") == *Email::parse("a@xn--bcher-kva.example"));
  CHECK_FALSE(*Email::parse("a@example.org") == *Email::parse("A@example.org"));
  CHECK(Email::parse("a.b@c.example")->local_part() == "a.b");
  CHECK(Email::parse("a.b@c.example")->domain() == "c.example");
}

TEST_CASE("what is not an address is refused") {
  const std::string nul("a\0@example.org", 14);
  for (const std::string& text : {std::string(), std::string("name"), std::string("@example.org"), std::string("name@"),
                                  std::string("a@b@example.org"), std::string("a b@example.org"), std::string("a@exam ple.org"),
                                  std::string("a\r\nBcc: x@example.org"), std::string("a@example.org\r\nBcc: x@y.org"),
                                  std::string("a\n@example.org"), nul, std::string("\"a b\"@example.org"), std::string("a@[192.0.2.1]"),
                                  std::string("a@192.0.2.1"), std::string("a@localhost"), std::string("a@example"),
                                  std::string("a@printer.local"), std::string("a..b@example.org"), std::string(".a@example.org"),
                                  std::string("a.@example.org"), std::string("a@-example.org"), std::string("a@example-.org"),
                                  std::string("a@exa_mple.org"), std::string("a@example..org"), std::string("a@example.org."),
                                  std::string("a,b@example.org"), std::string("<a@example.org>"), std::string("a@xn--a.org"),
                                  std::string("a\u202E@example.org"), std::string("\xFF@example.org"), std::string("a\u00A0@example.org"),
                                  std::string("a\u00A0b@example.org"), std::string("a\u2028b@example.org"), std::string("a\uFEFFb@example.org"),
                                  std::string("a\u200Eb@example.org"), std::string("a\u3000b@example.org"),
                                  std::string(65, 'a') + "@example.org", "a@" + std::string(64, 'a') + ".org",
                                  "a@" + std::string(250, 'a') + ".org"}) {
    CAPTURE(text);
    const auto email = Email::parse(text);
    REQUIRE_FALSE(email);
    CHECK(email.error().kind == Problem::Kind::invalid);
    CHECK(email.error().field.empty());
  }
  CHECK(Email::parse(std::string(64, 'a') + "@example.org"));
}

TEST_CASE("no bytes that parse could break a mail header") {
  CHECK(rc::check([](const std::string& local, const std::string& domain) {
    const auto email = Email::parse(local + "@" + domain + ".org");
    if (!email) return;
    RC_ASSERT(is_clean_utf8(email->text()));
    RC_ASSERT(email->text().find_first_of(std::string("\r\n\t \"<>,;\0", 10)) == std::string::npos);
    RC_ASSERT(Email::parse(email->key()));
  }));
}

// Universal acceptance: every published test name works in addresses of mail and of the web, and
// equals its A-label form.
TEST_CASE("names published for universal acceptance tests work everywhere") {
  std::ifstream file("../shared/data/universal_acceptance_domains.txt");
  if (!file) {
    MESSAGE("list not present");
    return;
  }
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    CAPTURE(line);
    ++count;
    const auto email = Email::parse("name@" + line);
    REQUIRE(email);
    CHECK(email->domain() == line);
    CHECK(*email == *Email::parse(email->transport()));
    CHECK(Email::parse("имя@" + line)->needs_smtputf8());
    const auto url = Url::parse(line);
    REQUIRE(url);
    CHECK(url->display() == line);
    CHECK(email->key() == "name@" + url->host());
    CHECK(Url::parse(url->text())->host() == url->host());
  }
  CHECK(count > 20);
}

}  // namespace
}  // namespace muster
