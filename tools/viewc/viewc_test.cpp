#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "viewc/view.hpp"

namespace {

using viewc::parse_view;
using viewc::View;
using viewc::ViewError;

constexpr const char* kFirstLine = "{@ view sample(const Page& page)}\n";

// The body of the function that a view becomes, without #line, blanks at the start of lines, the frame and the line that tells tests its name.
std::string compile(const std::string& body, const std::string& file = "sample.html") {
  const viewc::Generated generated = viewc::generate("web", {parse_view(file, kFirstLine + body)});
  std::string out;
  std::size_t start = generated.source.find(") {\n") + 4;
  while (start < generated.source.size()) {
    const std::size_t end = generated.source.find('\n', start);
    std::string line = generated.source.substr(start, end - start);
    start = end + 1;
    if (line == "}") break;
    line.erase(0, line.find_first_not_of(' '));
    if (!line.starts_with("#line") && !line.starts_with("w.begin(")) out += line + "\n";
  }
  return out;
}

// "line: text" of the mistake in a view.
std::string mistake(const std::string& body, const std::string& file = "sample.html") {
  try {
    parse_view(file, kFirstLine + body);
  } catch (const ViewError& error) {
    return std::to_string(error.line) + ": " + error.text;
  }
  return "none";
}

}  // namespace

TEST_CASE("a value is written by its place") {
  CHECK(compile("<p>{page.name}</p>") == "w.raw(\"<p>\");\nw.text(page.name);\nw.raw(\"</p>\");\n");
  CHECK(compile("<p class=\"{page.kind}\"></p>") == "w.raw(\"<p class=\\\"\");\nw.attribute(page.kind);\nw.raw(\"\\\"></p>\");\n");
  CHECK(compile("<a href=\"{page.url}\"></a>") == "w.raw(\"<a href=\\\"\");\nw.url(page.url);\nw.raw(\"\\\"></a>\");\n");
  CHECK(compile("<a href=\"/x/{page.id}\"></a>") == "w.raw(\"<a href=\\\"/x/\");\nw.url_part(page.id);\nw.raw(\"\\\"></a>\");\n");
  CHECK(compile("<a href=\"{page.base}{page.id}\"></a>").find("w.url(page.base);\nw.url_part(page.id);") != std::string::npos);
  CHECK(compile("<textarea>{page.text}</textarea>") == "w.raw(\"<textarea>\\n\");\nw.inner(page.text);\nw.raw(\"</textarea>\");\n");
  CHECK(compile("<title>{page.name()}</title>").find("w.inner(page.name());") != std::string::npos);
  CHECK(compile("<form action=\"x\" data-autosave=\"{page.url}\"></form>").find("w.url(page.url);") != std::string::npos);
}

TEST_CASE("the place of a value inside an if of an address depends on what was written before") {
  const std::string code = compile("<a href=\"{#if page.is_far}{page.url}{:else}/x/{page.id}{/if}#{page.anchor}\"></a>");
  CHECK(code.find("w.url(page.url);") != std::string::npos);
  CHECK(code.find("w.url_part(page.id);") != std::string::npos);
  CHECK(code.find("w.url_part(page.anchor);") != std::string::npos);
}

TEST_CASE("formats and boolean attributes") {
  CHECK(compile("<p>{page.due|compact}</p>").find("w.text(w.format_compact(page.due));") != std::string::npos);
  CHECK(compile("<input {?checked page.is_on}>") == "w.raw(\"<input \");\nif (html::is_true(page.is_on)) w.raw(\"checked\");\nw.raw(\">\");\n");
  CHECK(mistake("{page.due|nice}").find("'nice' is no format") != std::string::npos);
}

TEST_CASE("blocks") {
  CHECK(compile("{#if page.a}1{:elif not page.b}2{:elif page.c == \"x\"}3{:elif page.d != Kind::late}4{:else}5{/if}") ==
        "if (html::is_true(page.a)) {\nw.raw(\"1\");\n} else if (!html::is_true(page.b)) {\nw.raw(\"2\");\n"
        "} else if (page.c == \"x\") {\nw.raw(\"3\");\n} else if (page.d != Kind::late) {\nw.raw(\"4\");\n} else {\nw.raw(\"5\");\n}\n");
  const std::string each = compile("{#each page.rows as row}{row_index}{#if row_last}.{/if}{:else}-{/each}");
  CHECK(each.find("auto&& row_list = page.rows;") != std::string::npos);
  CHECK(each.find("for (const auto& row : row_list) {") != std::string::npos);
  CHECK(each.find("const bool row_last = row_index + 1 == std::size(row_list);") != std::string::npos);
  CHECK(each.find("row_first") == std::string::npos);
  CHECK(each.find("if (row_index == 0) {\nw.raw(\"-\");") != std::string::npos);
  const std::string with = compile("{#with page.report as report}{report.title}{:else}-{/with}");
  CHECK(with.find("if (const auto& report_maybe = page.report; report_maybe) {\n[[maybe_unused]] const auto& report = *report_maybe;") != std::string::npos);
}

TEST_CASE("calls of views") {
  const std::string file = std::string("{@ view sample(const Page& page)}\n") +
                           "{#> web::frame(page.shell, not page.is_on, t \"Due {date}\" date=page.due)}<p>{page.name}</p>{/>}{> row(3, \"x\")}";
  const viewc::Generated generated = viewc::generate("reports", {parse_view("sample.html", file)});
  CHECK(generated.source.find("#include \"views_web.hpp\"") != std::string::npos);
  CHECK(generated.source.find("::muster::web::views::frame(w, page.shell, !html::is_true(page.is_on), ::muster::Message{\"Due {date}\", \"\", \"\", 0, "
                              "{{\"date\", html::message_value(page.due)}}, {}}, [&]([[maybe_unused]] html::Writer& w) {") != std::string::npos);
  CHECK(generated.source.find("row(w, 3, \"x\");") != std::string::npos);
  CHECK(generated.source.find("w.begin(\"reports/sample\");") != std::string::npos);
  CHECK(generated.header.find("void sample(html::Writer& w, const Page& page);") != std::string::npos);
}

TEST_CASE("a view with a body, and default values of parameters") {
  const viewc::Generated frame = viewc::generate("web", {parse_view("f.html", "{@ view frame(const Shell& shell)}<main>{@ body}</main>")});
  CHECK(frame.header.find("void frame(html::Writer& w, const Shell& shell, html::Body body);") != std::string::npos);
  CHECK(frame.source.find("body(w);") != std::string::npos);
  const viewc::Generated icon = viewc::generate("web", {parse_view("i.html", "{@ view icon(std::string_view name, std::string_view extra = {})}{name}")});
  CHECK(icon.header.find("std::string_view extra = {});") != std::string::npos);
  CHECK(icon.source.find("std::string_view extra) {") != std::string::npos);
}

TEST_CASE("messages") {
  CHECK(compile("{t \"Open\"}") == "w.text(w.find(\"Open\"));\n");
  CHECK(compile("{t \"Open\" context=\"button\"}") == "w.text(w.find(\"Open\", \"\", 0, \"button\"));\n");
  CHECK(compile("<p title=\"{t \"Say \\\"yes\\\"\"}\"></p>").find("w.attribute(w.find(\"Say \\\"yes\\\"\"));") != std::string::npos);
  const std::string plural = compile("{t \"{count} page\" many=\"{count} pages\" count=page.total}");
  CHECK(plural.find("w.message(w.find(\"{count} page\", \"{count} pages\", static_cast<std::int64_t>(page.total)), ") != std::string::npos);
  CHECK(plural.find("if (slot_name == \"count\") w.slot(page.total);") != std::string::npos);
}

TEST_CASE("markup inside a message is numbered and stays in the view") {
  const std::string body = "{#t}Send it\n by <b>{page.due_on as date}</b> &amp; <a href=\"{page.url}\">ask</a><br>.{/t}";
  const std::string code = compile(body);
  CHECK(code.find("w.marked_message(w.find(\"Send it by <1>{date}</1> & <2>ask</2><3/>.\"), ") != std::string::npos);
  CHECK(code.find("if (slot_name == \"<2>\") {\nw.raw(\"<a href=\\\"\");\nw.url(page.url);\nw.raw(\"\\\">\");\n}") != std::string::npos);
  CHECK(code.find("if (slot_name == \"</1>\") w.raw(\"</b>\");") != std::string::npos);
  const std::string plural = compile("{#t count=page.n}<b>{page.n as count}</b> page{:many}<b>{page.n as count}</b> pages{/t}");
  CHECK(plural.find("w.find(\"<1>{count}</1> page\", \"<1>{count}</1> pages\"") != std::string::npos);
}

TEST_CASE("marks alone on a line take the line with them, other blanks are folded") {
  CHECK(compile("<ul>\n  {#each page.rows as row}\n    <li>{row}</li>\n  {/each}\n</ul>\n\n").find("w.raw(\"<ul>\\n\");") == 0);
  CHECK(compile("{! a note !}\n<p>  {page.a}   {page.b}</p>\n") == "w.raw(\"<p> \");\nw.text(page.a);\nw.raw(\" \");\nw.text(page.b);\nw.raw(\"</p>\");\n");
  CHECK(compile("<pre>1\n  2</pre>").find("2</pre>") != std::string::npos);
}

TEST_CASE("a mail has a subject, an HTML part and a text part") {
  const std::string mail = "{@ view note(const NoteMail& mail)}\n{@ subject}{t \"Due {date}\" date=mail.due}\n{@ html}\n<p style=\"margin:0\">{mail.name}</p>\n";
  const viewc::Generated made = viewc::generate("reports", {parse_view("note.mail", mail)});
  CHECK(made.header.find("::muster::mail::Content note(const i18n::Texts& texts, Locale locale, const NoteMail& mail);") != std::string::npos);
  CHECK(made.source.find("if (slot_name == \"date\") w.plain(mail.due);") != std::string::npos);
  CHECK(made.source.find("made.text = html::make_plain_text(made.html);") != std::string::npos);
  const viewc::Generated written = viewc::generate("reports", {parse_view("note.mail", mail + "{@ text}\n{mail.name}\n\n{t \"Bye\"}\n")});
  CHECK(written.source.find("w.plain(mail.name);") != std::string::npos);
  CHECK(written.source.find("make_plain_text") == std::string::npos);
}

TEST_CASE("mistakes are named with their line") {
  CHECK(mistake("<p>\nHello</p>") == "3: 'Hello' is a literal word; write it as a message: {t \"...\"}");
  CHECK(mistake("<p>été</p>") == "2: 'été' is a literal word; write it as a message: {t \"...\"}");
  CHECK(mistake("<img alt=\"Map\">") == "2: 'Map' in alt= is a literal word; write it as a message: {t \"...\"}");
  CHECK(mistake("<p class=a></p>") == "2: the value of 'class' must stand in double quotes");
  CHECK(mistake("<p class='a'></p>") == "2: the value of 'class' must stand in double quotes");
  CHECK(mistake("<script>1</script>") == "2: <script> may only name a file: <script src=\"...\" type=\"module\"></script>");
  CHECK(mistake("<style></style>") == "2: <style> is refused by the browser here; use the stylesheet in web/css");
  CHECK(mistake("<p style=\"x\"></p>") == "2: 'style=' is refused by the browser here; use a class of web/README.md");
  CHECK(mistake("<p onclick=\"x\"></p>") == "2: 'onclick=' is refused by the browser here; behaviour lives in web/js");
  CHECK(mistake("<a href=\"javascript:x\"></a>") == "2: 'href=' may hold paths of this site, http, https, mailto and tel");
  CHECK(mistake("<p {page.x}></p>") == "2: a value between attributes is not possible; put it in double quotes after name=");
  CHECK(mistake("<!-- x -->") == "2: HTML comments would be sent to readers; write {! comment !}");
  CHECK(mistake("{#if page.a}\n<p></p>") == "2: {#if} is not closed with {/if} in the place where it began");
  CHECK(mistake("{#if page.a}{/each}") == "2: {/each} closes what {#if} of line 2 opened");
  CHECK(mistake("{/if}") == "2: this mark closes or continues a block that was never opened");
  CHECK(mistake("<a {#if page.a}>{/if}") == "2: {#if} is not closed with {/if} in the place where it began");
  CHECK(mistake("{#if page.a + 1}{/if}") == "2: '+ 1' is not understood here; anything more is computed in C++");
  CHECK(mistake("{page->name}") == "2: '->' is not written in views; use {#with ... as name} and then name.member");
  CHECK(mistake("{#each page.rows}{/each}") == "2: write {#each path as name}");
  CHECK(mistake("{#loop page.rows}{/loop}") == "2: 'loop page.rows' is no block; there are #if, #each, #with, #t and #>");
  CHECK(mistake("}") == "2: a closing brace without its mark; write {rb} for the character");
  CHECK(mistake("{page.name") == "2: the mark is not closed with '}'");
  CHECK(mistake("<option><b></b></option>") == "2: no tag can stand inside <option>");
  CHECK(mistake("<p>{t \"a\"", "sample.html").find("not closed") != std::string::npos);
  CHECK(mistake("<p") == "2: the file ends inside a tag");
}

TEST_CASE("mistakes in messages") {
  CHECK(mistake("{t \"By {date}\"}") == "2: the slot {date} is not given");
  CHECK(mistake("{t \"Now\" date=page.due}") == "2: 'date' is given but {date} does not occur in the text");
  CHECK(mistake("{t \"{count} page\" many=\"{count} pages\"}") == "2: a plural needs count=");
  CHECK(mistake("{t \"\"}") == "2: the message is empty");
  CHECK(mistake("<a href=\"{t \"x\"}\"></a>") == "2: an address cannot be translated");
  CHECK(mistake("{#t}a <div>b</div>{/t}") == "2: <div> cannot stand in a message; only a b i em strong code bdi span abbr time br can");
  CHECK(mistake("{#t}a <b>b{/t}") == "2: <b> is not closed inside the message");
  CHECK(mistake("{#t}a &copy; b{/t}") == "2: in a message write the character itself instead of an entity");
  CHECK(mistake("{#t count=page.n}<b>a</b>{:many}b{/t}") == "2: {:many} must hold the same elements in the same order");
}

TEST_CASE("text that is no word, or is not to be translated, passes") {
  CHECK(mistake("<p>« 12 · 34 – / » × &nbsp; …</p>") == "none");
  CHECK(mistake("<code>CSV</code><li translate=\"no\">Muster</li>") == "none");
  CHECK(mistake("<code>CSV</code> word").find("literal word") != std::string::npos);
  CHECK(mistake("<p style=\"margin:0\"></p>", "part.mail") == "none");
}

TEST_CASE("the template lists every message once with its places and notes") {
  const std::string source = std::string(kFirstLine) +
                             "<p title=\"{t \"Open\"}\">{t \"Open\"}</p>\n{t \"Open\" context=\"verb\" note=\"On a button\"}\n"
                             "{#t}By <b>{page.due as date}</b>{/t}\n{> row(t \"{count} page\" many=\"{count} pages\" count=page.n)}\n"
                             "{#if page.a}{t \"Inside\"}{/if}";
  const std::string pot = viewc::extract({parse_view("v.html", source)});
  CHECK(pot.find("#: v.html:2 v.html:2\nmsgid \"Open\"\nmsgstr \"\"\n") != std::string::npos);
  CHECK(pot.find("#. On a button\n#: v.html:3\nmsgctxt \"verb\"\nmsgid \"Open\"\n") != std::string::npos);
  CHECK(pot.find("#. {date} is page.due\n#. <1> is <b>\n#: v.html:4\nmsgid \"By <1>{date}</1>\"\n") != std::string::npos);
  CHECK(pot.find("msgid \"{count} page\"\nmsgid_plural \"{count} pages\"\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n") != std::string::npos);
  CHECK(pot.find("msgid \"Inside\"") != std::string::npos);
  const std::string twice = std::string(kFirstLine) + "{t \"a\" many=\"b\" count=page.n}{t \"a\" many=\"c\" count=page.n}";
  CHECK_THROWS_AS(viewc::extract({parse_view("v.html", twice)}), ViewError);
}
