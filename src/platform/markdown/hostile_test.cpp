// Texts made to get something through: whatever is put in, only allowed links, no raw HTML, no picture, and balanced
// markup come out; and nothing takes long.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "platform/markdown/prose.hpp"
#include "platform/markdown/write.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::markdown;

namespace {

const std::vector<std::string> kSchemes = {
    "javascript:alert(1)", "JAVASCRIPT:alert(1)", "JavaScript&#58;alert(1)", "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "java&#10;script:alert(1)",
    "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)", "java\\\nscript:alert(1)", "\\javascript:alert(1)", "javascript\\:alert(1)", "&#1;javascript:alert(1)", "%6Aavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "DATA&#x3A;text/html,x", "vbscript:msgbox(1)", "file:///etc/passwd", "blob:https://a.example/x",
    "about:blank", "view-source:https://a.example", "ftp://a.example/x", "//evil.example/x", "\\\\evil.example", "/local/path", "?x=1", "#x", "https:javascript:alert(1)", "https://",
    "https://good.example@evil.example", "https://\u202eevil.example", "http://a.example:99999/", "mailto:a@example.org?bcc=x@example.org", "mailto:a@example.org%0aBcc:x@example.org",
    "intent://x#Intent;end", "chrome://settings", "ws://a.example", "tel:+123", "sms:+123", "cid:1", "feed:javascript:alert(1)", "jar:http://a.example!/", "x:y"};

const std::vector<std::pair<std::string, std::string>> kFrames = {
    {"[x](", ")"}, {"[x](<", ">)"}, {"[x][r]\n\n[r]: ", "\n"}, {"![x](", ")"}, {"<", ">"}, {"[![x](", ")](https://a.example)"}, {"[x](https://a.example \"", "\")"}};

const std::vector<std::string> kMarkup = {
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>", "<svg/onload=alert(1)>", "<!-- x -->", "<!doctype html>", "<![CDATA[<b>]]>", "<?php x ?>",
    "<style>*{}</style>", "<iframe src=x></iframe>", "</p></div></body>", "<b", "<", "<<<>>>", "<script", "</script>", "<p>\n\n<script>\nx\n</script>", "&lt;script&gt;", "&#60;script&#62;",
    "`<script>`", "```\n</pre><script>\n```", "    <script>", "<https://a.example/\"onmouseover=\"alert(1)>", "<https://a.example/'x'>", "[<script>](https://a.example)", "[a](https://a.example/\"><script>)",
    "[a](https://a.example/<script>)", "https://a.example/\"><script>", "www.a.example/'><b>", "a@example.org\"><b>", "**<b>**", "*[x*](https://a.example)", "**[x](https://a.example**)", "[a](https://a.example)](https://b.example)",
    "[[a](https://a.example)](https://b.example)", "[a [b](https://a.example) c](https://b.example)", "[https://a.example](https://b.example)", "![[a](https://a.example)](x)", "[![a](b)](https://a.example)",
    "{{organisation}}", "{{{organisation}}}", "{\\{organisation}}", "{&#123;organisation}}", "[{{organisation}}](https://a.example)", "[a](https://a.example/{{organisation}})", "[a]({{organisation}}{{organisation}})",
    "{{regional note}}", "> {{regional note}}", "- {{regional note}}", "{{#a}}{{/a}}", "{{>x}}", "{{&x}}", "{{!x}}", "{{=<% %>=}}", "| a | b |\n|---|---|\n| c | d |", "~~a~~", "- [ ] a", "$$x$$", "[[wiki]]", "[^1]: x",
    "# a\n===", "a\n---\n", "1. a\n2. b\n\n   c", "99999999999. a", "0. a", "- a\n\n\n- b", "-\n  a", "- - - a", "> - > - a", "\ta", " \t a", "a\\\nb", "a  \n", "\\", "\\<b>", "&", "&;", "&#;", "&#x;", "&#0;", "&#xD800;",
    "&#1114112;", "&bogus;", "&amp;amp;", "a&#x202e;b", "*", "**", "***", "_a_b_", "*a **b* c**", "**a *b** c*", "`", "``a`", "[", "]", "[]", "[]()", "[](https://a.example)", "[ ](https://a.example)", "[a](<>)", "[a]()",
    "[a]: https://a.example\n\n[a] [A] [a][] [b][a]", "[a]: <javascript:x>\n\n[a]", "[a]: https://a.example 'x\ny'\n[a]", "\u0301", "\u200b", "\ufeff# a", "互联[网](https://a.example)络", "مرحبا [x](https://a.example)"};

std::vector<std::string> make_vectors() {
  std::vector<std::string> vectors = kMarkup;
  for (const auto& [before, after] : kFrames) {
    for (const auto& scheme : kSchemes) vectors.push_back(before + scheme + after);
  }
  for (const auto& markup : kMarkup) {
    vectors.push_back("> - *" + markup + "*");
    vectors.push_back("[" + markup + "](https://a.example)");
  }
  return vectors;
}

// Every href begins as allowed; no element but those that the writers know.
void check_markup(const std::string& markup) {
  static const std::set<std::string, std::less<>> kElements = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "strong", "em", "a", "br", "bdi", "span", "div", "aside"};
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const std::size_t name = at + (markup[at + 1] == '/' ? 2 : 1);
    CHECK_MESSAGE(kElements.contains(markup.substr(name, markup.find_first_of(" >", name) - name)), markup);
  }
  for (std::size_t at = markup.find(" href=\""); at != std::string::npos; at = markup.find(" href=\"", at + 1)) {
    const std::string_view href = std::string_view(markup).substr(at + 7);
    CHECK_MESSAGE((href.starts_with("https://") || href.starts_with("http://") || href.starts_with("mailto:")), markup);
  }
  for (const auto& line : muster::test::check_html(markup, muster::test::Markup::part)) {
    if (line.find("style") == std::string::npos) FAIL_CHECK(line << " in " << markup);
  }
}

const Fill kFill = {.field = [](std::string_view) { return std::string("\"><script>alert(1)</script> *x*"); },
                    .place = [](std::string_view) { return Html::from_trusted("<aside></aside>"); },
                    .place_text = [](std::string_view) { return std::string("note"); }};

double cpu_ms(const std::function<void()>& run) {
  const std::clock_t start = std::clock();
  run();
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("more than 300 hostile texts come out harmless from every writer") {
  const auto vectors = make_vectors();
  CHECK(vectors.size() >= 300);
  for (const auto& vector : vectors) {
    const auto document = parse(vector, {.places = {"regional note"}});
    if (!document) continue;
    for (const Fill& fill : {Fill{}, kFill}) {
      check_markup(write_page(*document, 2, fill).markup());
      check_markup(write_mail(*document, Locale::ar, 2, fill).markup());
      const std::string text = write_text(*document, Locale::en, fill);
      CHECK_MESSAGE(is_clean_utf8(text + write_social(*document, Locale::zh, fill)), vector);
    }
    for (const Link& link : document->links) CHECK_MESSAGE((link.target.empty() ? !link.field.empty() : check_target(link.target).has_value()), vector);
  }
}

TEST_CASE("a megabyte is refused at once, and the longest text that is taken is read, written and cut in 200 ms") {
  const std::vector<std::string> units = {
      "a ", "*", "**a ", "*a_ ", "_a*", "`", "`` ` ", "[", "[a](", "[a](b", "![", "[a][b]", "[[a]] ", "]", "](", "[a](<b", "<", "<a", "<a@", "<http:", "&", "&a;", "&#1;", "\\", "\\*", ">", "> ", ">a\n", "- ", "- a\n",
      "1. ", "1. a\n", "  - a\n", "\t- a\n", "# ", "# a\n", "#", "=", "=\n", "a\n=\n", "-", "-\n", "a\n-\n", "```\n", "~~~\n", "    a\n", "\n", " ", " \n", "\t", "a\n", "a  \n", "a\\\n", "[a]: b\n", "[a]: b\n\n[a]\n", "[a\n", "[a]:\n",
      "https://a.b/ ", "https://a.b/(", "www.a.b ", "www.", "a@b.c ", "a@", "@", "@a.", ".", "a.b@c.d", "http://", "://", ":", "{{", "{{a}}", "{{organisation}} ", "}}", "互", "互联。", "أ ب. ", "\u0301", "(", "\"", "'", "<!--", "<?", "<![CDATA[",
      "*_", "*a*", "**a**", "***a***", "[*a](", "*[a*](b) ", "![a](b)", "[a](https://a.example) ", "[](https://a.example)", "<https://a.example>", "> - ", "* * ", "a. ", "A. b ", "$", "~", "|", "|-", "|a\n|-\n"};
  std::string worst;
  double slowest = 0;
  for (const auto& unit : units) {
    std::string source;
    while (source.size() + unit.size() <= kBytesMost) source += unit;
    const double ms = cpu_ms([&] {
      const auto document = parse(source);
      if (!document) return;
      write_mail(*document, Locale::en, 2, kFill);
      write_text(*document, Locale::en, kFill);
    });
    if (ms > slowest) slowest = ms, worst = unit;
    if (ms > 100) MESSAGE("slow: " << unit << " " << ms);
    std::string megabyte;
    while (megabyte.size() < 1024 * 1024) megabyte += unit;
    CHECK(cpu_ms([&] { CHECK_FALSE(parse(megabyte)); }) < 200);
  }
  MESSAGE("slowest: " << slowest << " ms for " << worst);
  CHECK_MESSAGE(slowest < 200, worst);
}
