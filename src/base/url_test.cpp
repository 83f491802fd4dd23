#include "base/url.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

namespace muster {
namespace {

TEST_CASE("web addresses are completed, shown short and linked safely") {
  struct Row {
    std::string_view typed, text, host, display;
  };
  const Row rows[] = {
      {"example.org", "https://example.org", "example.org", "example.org"},
      {" http://Example.ORG/ ", "http://example.org/", "example.org", "Example.ORG"},
      {"HTTPS://example.org/a/", "https://example.org/a/", "example.org", "example.org/a"},
      {"example.org:8080/x?y=1#z", "https://example.org:8080/x?y=1#z", "example.org", "example.org:8080/x?y=1#z"},
      {"https://bücher.example/größe", "https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe", "xn--bcher-kva.example", "bücher.example/größe"},
      {"https://example.org/a b\"<>'%20", "https://example.org/a%20b%22%3C%3E'%20", "example.org", "example.org/a b\"<>'%20"},
      {"https://example.org?q=@x", "https://example.org?q=@x", "example.org", "example.org?q=@x"},
      {"www.例子.广告", "https://www.xn--fsqu00a.xn--4rr70v", "www.xn--fsqu00a.xn--4rr70v", "www.例子.广告"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.typed);
    const auto url = Url::parse(row.typed);
    REQUIRE(url);
    CHECK(url->text() == row.text);
    CHECK(url->host() == row.host);
    CHECK(url->display() == row.display);
  }
}

TEST_CASE("what could run, fetch from inside or deceive is refused") {
  const std::string nul("https://example.org/\0", 21);
  for (const std::string& text :
       {std::string(), std::string("https://"), std::string("javascript:alert(1)"), std::string("JaVaScRiPt:alert(1)"),
        std::string("java\tscript:alert(1)"), std::string("data:text/html,x"), std::string("vbscript:x"), std::string("file:///etc/passwd"),
        std::string("ftp://example.org"), std::string("mailto:a@example.org"), std::string("javascript://example.org/%0aalert(1)"),
        std::string("https://user@example.org"), std::string("https://user:pass@example.org"),
        std::string("https://user＠example.org"), std::string("https://example.org／@evil.example"), std::string("https://a℀b.example"), std::string("https://example.org@evil.example"),
        std::string("https://localhost"), std::string("localhost:8080"), std::string("http://sub.localhost/"), std::string("http://127.0.0.1"),
        std::string("http://127.1"), std::string("http://0x7f.1"), std::string("http://a.0x7f"), std::string("http://2130706433"),
        std::string("http://[::1]/"), std::string("http://169.254.169.254/latest"), std::string("http://１２７.0.0.1"),
        std::string("http://printer.local"), std::string("http://db.internal"), std::string("//example.org"), std::string("https:///example.org"),
        std::string("https:\\\\example.org"), std::string("https://example.org\\@evil.example"), std::string("https://exa mple.org"),
        std::string("https://example.org:0"), std::string("https://example.org:65536"), std::string("https://example.org:"),
        std::string("https://example.org:80x"), std::string("https://example.org/\r\nX: y"), std::string("https://example.org/\u202Efdp"), nul,
        std::string("https://example.org/\xFF"), "https://example.org/" + std::string(2000, 'a')}) {
    CAPTURE(text);
    const auto url = Url::parse(text);
    REQUIRE_FALSE(url);
    CHECK(url.error().kind == Problem::Kind::invalid);
  }
}

TEST_CASE("whatever parses is a plain http address and parses again to itself") {
  CHECK(rc::check([](const std::string& rest) {
    const auto url = Url::parse("example.org/" + rest);
    if (!url) return;
    RC_ASSERT(url->text().starts_with("https://example.org/"));
    RC_ASSERT(url->text().find_first_of("\r\n\t \"<>\\") == std::string::npos);
    RC_ASSERT(Url::parse(url->text())->text() == url->text());
  }));
}

}  // namespace
}  // namespace muster
