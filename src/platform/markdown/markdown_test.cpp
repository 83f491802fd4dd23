// What is read and what is refused, and the four ways to write it.
#include "platform/markdown/markdown.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "base/text.hpp"
#include "platform/i18n/breaks.hpp"
#include "platform/markdown/prose.hpp"
#include "platform/markdown/write.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::markdown;

namespace {

Document read(std::string_view source) { return parse(source, {.places = {"regional note", "question"}}).value(); }
std::string page(std::string_view source, const Fill& fill = {}) { return write_page(read(source), 2, fill).markup(); }
std::string text(std::string_view source, Locale locale = Locale::en, const Fill& fill = {}) { return write_text(read(source), locale, fill); }
bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

const Fill kFill = {.field = [](std::string_view name) { return name == "organisation" ? std::string("*x* <b> & [y](javascript:z)") : std::string("https://muster.example/en/updates/7"); },
                    .link = [](const Link& link, const std::string&) { return "https://muster.example/t/" + std::to_string(link.position); },
                    .place = [](std::string_view name) { return Html::from_trusted("<aside>" + std::string(name) + "</aside>"); },
                    .place_text = [](std::string_view name) { return "[" + std::string(name) + "]\n"; }};

}  // namespace

TEST_CASE("a page: headings from the level that is asked for, lists, quotes, code") {
  CHECK(page("# One\n\n## Two\n\nWords *here* and **there**.") == "<h2>One</h2><h3>Two</h3><p>Words <em>here</em> and <strong>there</strong>.</p>");
  CHECK(page("## Two\n\n###### Six") == "<h2>Two</h2><h6>Six</h6>");
  CHECK(page("- a\n- b\n") == "<ul><li>a</li><li>b</li></ul>");
  CHECK(page("3. a\n4. b\n") == "<ol start=\"3\"><li>a</li><li>b</li></ol>");
  CHECK(page("> said\n\n`x<y`\n\n***\n\n```\nif (a<b)\n```") ==
        "<blockquote><p>said</p></blockquote><p><code dir=\"ltr\">x&lt;y</code></p><hr><pre dir=\"ltr\">if (a&lt;b)\n</pre>");
  CHECK(page("a  \nb\nc") == "<p>a<br>b c</p>");
  CHECK(page("互联\n网络") == "<p>互联网络</p>");
  CHECK(page("").empty());
}

TEST_CASE("a link shows where it leads, and leads to http, https or mailto alone") {
  CHECK(page("[the policy](https://icann.org/x?a=1&b=2)") ==
        "<p><a href=\"https://icann.org/x?a=1&amp;b=2\" rel=\"nofollow noopener\">the policy</a> <span class=\"mute\">(<bdi dir=\"ltr\">icann.org/x?a=1&amp;b=2</bdi>)</span></p>");
  CHECK(page("<https://icann.org/x>") == "<p><a href=\"https://icann.org/x\" rel=\"nofollow noopener\">https://icann.org/x</a></p>");
  CHECK(has(page("see https://icann.org/x today"), "<a href=\"https://icann.org/x\""));
  CHECK(has(page("write to amal@example.org"), "<a href=\"mailto:amal@example.org\""));
  CHECK(has(page("[x](mailto:amal@example.org?subject=Hello%20you)"), "href=\"mailto:amal@example.org?subject=Hello%20you\""));
  const Document document = read("A [bad](javascript:alert(1)) one,\nand [good](https://a.example) *and [rel](/x)*.");
  REQUIRE(document.refused.size() == 2);
  CHECK(document.refused[0].target == "javascript:alert(1)");
  CHECK(document.refused[0].place == TextPlace{1, 4});
  CHECK(document.refused[1].target == "/x");
  REQUIRE(document.links.size() == 1);
  CHECK(document.links[0].words == "good");
  CHECK(document.links[0].target == "https://a.example");
  CHECK(document.links[0].place == TextPlace{2, 6});
  CHECK(has(write_page(document, 1).markup(), "A bad one, and <a"));
}

TEST_CASE("targets: what is taken and what is not") {
  for (const char* good : {"https://icann.org", "HTTP://icann.org/a?b#c", "https://互联网.example/路径", "mailto:a@example.org", "mailto:a@example.org?subject=x"}) CHECK(check_target(good));
  for (const char* bad : {"", "icann.org", "/x", "//icann.org", "#a", "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://a.example",
                          "https://", "https:///x", "https://icann.org@evil.example/", "https://a b.example", "https://a.example/\tx", "https:\\\\a.example", " https://a.example", "mailto:",
                          "mailto:a", "mailto:a@example.org,b@example.org", "mailto:a@example.org?bcc=b@example.org", "mailto:a@example.org?subject=x&bcc=b@example.org",
                          "mailto:a%0abcc:b@example.org", "tel:123", "https://a.example/\xE2\x80\xAEx", "blob:https://a.example"}) {
    CHECK_MESSAGE(!check_target(bad), bad);
  }
  CHECK(show_target("https://a.example/") == "a.example");
  CHECK(count_code_points(show_target("https://a.example/" + std::string(200, 'x'))) == 60);
}

TEST_CASE("links are written anew by their position, in every output, and the true target stays visible") {
  const std::string source = "Read [one](https://a.example/1) and [two]({{archive_address}}).";
  const Document document = read(source);
  REQUIRE(document.links.size() == 2);
  CHECK(document.links[1].field == "archive_address");
  CHECK(document.links[1].target.empty());
  const std::string made = write_page(document, 2, kFill).markup();
  CHECK(has(made, "href=\"https://muster.example/t/0\""));
  CHECK(has(made, "a.example/1</bdi>"));
  CHECK(has(made, "href=\"https://muster.example/t/1\""));
  CHECK(has(made, "muster.example/en/updates/7</bdi>"));
  CHECK(write_text(document, Locale::en, kFill, 200) ==
        "Read one (a.example/1) <https://muster.example/t/0> and two (muster.example/en/updates/7) <https://muster.example/t/1>.\n");
  CHECK(text("Read [one](https://a.example/1).") == "Read one <https://a.example/1>.\n");
  CHECK(text("Read https://a.example/1 now.") == "Read https://a.example/1 now.\n");
  // A field that gives no address leaves words; a callback that gives another scheme is not followed.
  Fill wrong = kFill;
  wrong.field = [](std::string_view) { return std::string("javascript:alert(1)"); };
  wrong.link = [](const Link&, const std::string&) { return std::string("javascript:alert(2)"); };
  CHECK(page(source, wrong) == "<p>Read <a href=\"https://a.example/1\" rel=\"nofollow noopener\">one</a> <span class=\"mute\">(<bdi dir=\"ltr\">a.example/1</bdi>)</span> and two.</p>");
}

TEST_CASE("a field's value is text: never Markdown, never markup, in any output") {
  const std::string source = "Dear {{organisation}}, `{{organisation}}`\n\n- {{ organisation }}";
  CHECK(has(page(source, kFill), "<p>Dear <bdi>*x* &lt;b&gt; &amp; [y](javascript:z)</bdi>, <code"));
  CHECK(text(source, Locale::en, kFill) == "Dear *x* <b> & [y](javascript:z), *x* <b> & [y](javascript:z)\n\n- *x* <b> & [y](javascript:z)\n");
  CHECK(write_social(read(source), Locale::en, kFill).starts_with("Dear *x* <b> & [y](javascript:z), "));
  CHECK(page("Dear {{organisation}}") == "<p>Dear <bdi>{{organisation}}</bdi></p>");
  Fill lines;
  lines.field = [](std::string_view) { return std::string("a\r\n\r\n# b"); };
  CHECK(text("x {{organisation}}", Locale::en, lines) == "x a # b\n");
}

TEST_CASE("a place marker stands alone in a paragraph, at the top") {
  const Document document = read("Before\n\n{{regional note}}\n\nafter {{question}} here\n\n> {{question}}");
  CHECK(document.has_place("regional note"));
  CHECK_FALSE(document.has_place("question"));
  CHECK(has(write_page(document, 2, kFill).markup(), "<p>Before</p><aside>regional note</aside><p>after"));
  CHECK(has(write_text(document, Locale::en, kFill), "Before\n\n[regional note]\n\nafter"));
  CHECK(write_page(document, 2).markup().find("regional note") == std::string::npos);
}

TEST_CASE("a mail has its styles on elements, and right to left where the language is") {
  const std::string made = write_mail(read("# A\n\n- b\n\n> [c](https://a.example)"), Locale::ar).markup();
  CHECK(made.starts_with("<div lang=\"ar\" dir=\"rtl\" style=\"text-align:right\"><h2 style=\""));
  CHECK(has(made, "padding:0 24px 0 0"));
  CHECK(has(made, "border-right:4px"));
  CHECK_FALSE(has(made, "<table"));
  CHECK_FALSE(has(made, "class="));
  CHECK(has(write_mail(read("- b"), Locale::en).markup(), "padding:0 0 0 24px"));
  for (const Locale locale : kLocales) {
    const std::string mail = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\"><title>x</title></head><body><h1>x</h1>" +
                             write_mail(read("# A\n\n1. b\n   - c\n\n```\nd\n```\n***\n[e](https://a.example) {{organisation}}"), locale, 2, kFill).markup() + "</body></html>";
    for (const auto& line : muster::test::check_html(mail, muster::test::Markup::mail)) FAIL_CHECK(line);
  }
}

TEST_CASE("plain text: lists with marks, quotes, wrapped by width in every script") {
  CHECK(text("# A\n\nb\n\n- c\n- d\n  - e\n\n7. f\n8. g\n\n> h\n>\n> i") == "A\n\nb\n\n- c\n- d\n  - e\n\n7. f\n8. g\n\n> h\n>\n> i\n");
  CHECK(text("```\na\n  b\n```\n\nc") == "    a\n      b\n\nc\n");
  const std::string link = "[words](https://example.org/" + std::string(90, 'x') + ")";
  for (const auto& [locale, words] : {std::pair{Locale::en, "Names and numbers "}, {Locale::zh, "互联网名称与数字地址分配机构，"}, {Locale::ar, "الأسماء والأرقام "}, {Locale::ru, "Имена и номера "}}) {
    std::string source = "- ";
    for (int i = 0; i < 40; ++i) source += words;
    const std::string made = text(source + link, locale);
    int lines = 0;
    for (const auto line : split(made, '\n')) {
      if (line.empty()) continue;
      CHECK(line.starts_with(lines == 0 ? "- " : "  "));
      if (!has(line, "https://")) CHECK(i18n::display_width(line) <= 72);
      ++lines;
    }
    CHECK(lines > 8);
    CHECK(has(made, "<https://example.org/" + std::string(90, 'x') + ">"));
  }
}

TEST_CASE("a social text is whole sentences of the first paragraph, at most 280 characters") {
  CHECK(write_social(read("# Title\n\nShort *words* with [a link](https://a.example). Done.\n\nMore."), Locale::en) == "Short words with a link. Done.");
  CHECK(write_social(read("# Title"), Locale::en).empty());
  std::string source;
  for (int i = 0; i < 20; ++i) source += "This sentence has exactly forty letters. ";
  CHECK(count_code_points(write_social(read(source), Locale::en)) == 245);
  const std::string chinese = "互联网名称很重要。";
  std::string many;
  for (int i = 0; i < 60; ++i) many += chinese;
  const std::string made = write_social(read(many), Locale::zh);
  CHECK(made.ends_with("。"));
  CHECK(count_code_points(made) == 279);
  const std::string cut = write_social(read("word " + std::string(400, 'x')), Locale::en);
  CHECK(cut == "word…");
  CHECK(count_code_points(write_social(read(std::string(400, 'x')), Locale::en)) == 280);
}

TEST_CASE("prose leaves out addresses, code and fields, and knows where its words stand") {
  const auto blocks = cut_prose(read("# A title\n\nRead `code` at https://a.example/x and [these words](https://b.example) for {{organisation}}.\nNew *line*.\n\n```\nno\n```\n- item"), Locale::en);
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].is_heading);
  CHECK(blocks[1].text == "Read \ufffc at \ufffc and these words for \ufffc. New line.");
  REQUIRE(blocks[1].sentences.size() == 2);
  CHECK(blocks[1].sentences[0].words.size() == 6);
  const auto& word = blocks[1].sentences[1].words[1];
  CHECK(word.of(blocks[1].text) == "line");
  CHECK(find_place(read("# A title\n\nRead `code` at https://a.example/x and [these words](https://b.example) for {{organisation}}.\nNew *line*.").source, blocks[1].find_source(word.begin)) == TextPlace{4, 6});
  CHECK(blocks[2].text == "item");
}

TEST_CASE("too long, too deep, hidden controls: refused with a reason and a place") {
  CHECK(parse(std::string(kBytesMost, 'a')));
  const auto too_long = parse(std::string(kBytesMost + 1, 'a'));
  REQUIRE_FALSE(too_long);
  CHECK(too_long.error().message.one == "This text is too long. It may have {most} kilobytes, and has {count}.");
  CHECK_FALSE(parse(std::string(1024 * 1024, '*')));
  CHECK(parse("> > > > > > > > > > > > > > a"));
  CHECK_FALSE(parse(std::string(40, '>') + " a"));
  std::string many;
  for (int i = 0; i < 2001; ++i) many += "[a](https://a.example) ";
  CHECK_FALSE(parse(many));
  const auto hidden = parse("a\r\nbc\u202ed");
  REQUIRE_FALSE(hidden);
  CHECK(hidden.error().message.arguments[0].value == Message::Value(std::int64_t{2}));
  CHECK(hidden.error().message.arguments[1].value == Message::Value(std::int64_t{3}));
  CHECK_FALSE(parse("a\xff"));
  CHECK(parse("مرحبا\u200f!"));  // the marks that Arabic needs
}

TEST_CASE("places are counted in characters, excerpts cut between them") {
  CHECK(find_place("ab\nçd", 5) == TextPlace{2, 2});
  CHECK(find_place("ab", 99) == TextPlace{1, 3});
  CHECK(make_excerpt("один два три четыре пять", 0, 8, 12) == "один два…");
  CHECK(make_excerpt("a\nb", 0, 1) == "a b");
}
