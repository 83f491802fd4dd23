// Every shared fragment in every language with sample data, some of it hostile: the markup must stay
// well-formed, and what people typed must stay text.
#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "platform/html/charts.hpp"
#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/json_ld.hpp"
#include "platform/html/mail_frame.hpp"
#include "platform/html/mail_text.hpp"
#include "platform/html/shell.hpp"
#include "platform/html/writer.hpp"
#include "tests/support/html_check.hpp"
#include "views_web.hpp"

namespace muster::web {
namespace {

using test::check_html;
using test::Markup;

constexpr const char* kHostile = "<img src=x onerror=alert(1)> \"quoted\" & 'more' العربية";

const i18n::Texts& texts() {
  static const i18n::Texts kept;
  return kept;
}

Message hostile() { return verbatim(kHostile); }

html::Shell sample_shell(Locale locale) {
  html::Shell shell;
  shell.locale = locale;
  shell.title = hostile();
  shell.has_error = true;
  shell.brand = "ICANN At-Large";
  shell.brand_line = "Organisations";
  shell.home_url = "/" + std::string(locale_tag(locale)) + "/";
  shell.languages = html::make_language_links("https://example.org", "/en/organisations", "q=<a>&b=\"", locale);
  shell.is_reviewed = false;
  shell.has_alternates = true;
  shell.feed_url = "/en/reports.atom";
  shell.linked_data = html::make_linked_data(html::LinkedData("Organization").add("name", kHostile));
  shell.items = {{tr("Settings"), "/en/organisations", "users", 0, true}};
  shell.groups = {{{}, {{tr("Settings"), "/en/staff", "inbox", 21, true}}}, {hostile(), {{hostile(), "/en/staff/x", "settings", 0, false}}}};
  shell.switches = {{hostile(), "/en/me", "user", 0, false}};
  shell.footer = {{tr("Settings"), "/en/help", "", 0, false}};
  shell.actor_name = kHostile;
  shell.sign_out_url = "/en/sign-out";
  shell.settings_url = "/en/me/settings";
  shell.csrf_token = "abc\"def";
  shell.notice = html::Notice{"done", hostile()};
  shell.demo = html::DemoBar{Instant::from_date(*Date::parse("2026-11-23")), "/dev/clock", "/dev/mail"};
  return shell;
}

html::TextField sample_text() {
  return {.id = "name", .name = "name", .label = hostile(), .is_heading = true, .is_optional = true, .is_required = true,
          .hint = hostile(), .error = hostile(), .value = kHostile, .input_mode = "numeric", .autocomplete = "name", .size = "w10",
          .unit = "%", .max_length = 300, .rows = 4, .audience = html::Audience::not_published};
}

html::ChoiceField sample_choice() {
  return {.id = "kind", .name = "kind", .label = hostile(), .is_heading = true, .is_optional = true, .is_many = true, .is_across = true,
          .hint = hostile(), .error = hostile(),
          .choices = {{kHostile, hostile(), hostile(), true, -1, Html::from_trusted("<p>1</p>")}, {"b", tr("Settings"), {}, false, 3, {}}},
          .empty_choice = hostile(), .audience = html::Audience::published};
}

using Draw = std::function<void(html::Writer&, const html::Shell&)>;
using Parts = std::vector<std::pair<std::string, Draw>>;

const auto kNothing = [](html::Writer&) {};
const auto kParagraph = [](html::Writer& w) { w.raw("<p>1</p>"); };

Parts form_parts() {
  return {
      {"csrf", [](auto& w, auto& shell) { views::csrf(w, shell); }},
      {"error_summary", [](auto& w, auto&) { views::error_summary(w, {{"name", hostile()}, {"", hostile()}}); }},
      {"no error_summary", [](auto& w, auto&) { views::error_summary(w, {}); }},
      {"text_field", [](auto& w, auto&) { views::text_field(w, sample_text()); }},
      {"bare text_field", [](auto& w, auto&) { views::text_field(w, {.id = "a", .name = "a", .label = tr("Settings")}); }},
      {"textarea", [](auto& w, auto&) { views::textarea(w, sample_text()); }},
      {"bare textarea", [](auto& w, auto&) { views::textarea(w, {.id = "a", .name = "a", .label = tr("Settings"), .value = "\nfirst"}); }},
      {"choice_field", [](auto& w, auto&) { views::choice_field(w, sample_choice()); }},
      {"bare choice_field", [](auto& w, auto&) { views::choice_field(w, {.id = "a", .name = "a", .label = tr("Settings"), .choices = {{"1", tr("Settings"), {}, false, -1, {}}}}); }},
      {"select_field", [](auto& w, auto&) { views::select_field(w, sample_choice()); }},
      {"check_field", [](auto& w, auto&) { views::check_field(w, {.id = "ok", .name = "ok", .label = hostile(), .hint = hostile(), .error = hostile(), .is_chosen = true, .is_declaration = true}); }},
      {"date_field", [](auto& w, auto&) { views::date_field(w, {.id = "due", .name = "due", .label = hostile(), .is_optional = true, .hint = hostile(), .error = hostile(), .day = kHostile}); }},
      {"file_field", [](auto& w, auto&) { views::file_field(w, {.id = "file", .name = "file", .label = hostile(), .hint = hostile(), .error = hostile(), .accept = ".csv"}); }},
      {"save_bar", [](auto& w, auto&) { views::save_bar(w, {hostile(), true, true, "/en/sign-in"}); }},
      {"confirm_form", [](auto& w, auto& shell) { views::confirm_form(w, shell, {"/en/x", "/en/y", hostile(), true}, kParagraph); }},
  };
}

Parts list_parts() {
  const html::Tag tag{"done", "check", hostile()};
  return {
      {"tag", [tag](auto& w, auto&) { views::tag(w, tag); }},
      {"task_list", [tag](auto& w, auto&) { views::task_list(w, {{hostile(), "/en/me/report/members", hostile(), tag}, {hostile(), "", {}, {}}}); }},
      {"summary_list", [](auto& w, auto&) {
         views::summary_list(w, {{hostile(), {kHostile, "b"}, "si", true, {}, "/en/x"}, {hostile(), {}, "", false, {}, ""}, {hostile(), {}, "", false, Html::from_trusted("<p>1</p>"), ""}}, "answers");
       }},
      {"timeline", [](auto& w, auto&) {
         views::timeline(w, {{Instant::from_microseconds(0), {}, hostile(), hostile(), kHostile, true}, {{}, *Date::parse("2026-11-23"), hostile(), {}, "", false}});
       }},
      {"diff_pair", [](auto& w, auto&) { views::diff_pair(w, {hostile(), {{kHostile, true}, {"b", false}}, {}, true, "ar"}); }},
      {"conflicts", [](auto& w, auto&) {
         views::conflicts(w, {{html::make_diff_pair(hostile(), kHostile, "Something else"), "summary"}, {html::make_diff_pair({}, "", kHostile), {}}});
       }},
      {"steps", [](auto& w, auto&) { views::steps(w, {{hostile(), true, false}, {hostile(), false, true}}); }},
  };
}

Parts data_parts() {
  const html::StackedBar bar = html::make_stacked_bar({{"c-done", hostile(), 97, "/en/staff/reports?status=1", 0, 0}, {"c-late", hostile(), 9, "", 0, 0}, {"c-rev", hostile(), 0, "", 0, 0}});
  return {
      {"chips", [](auto& w, auto&) { views::chips(w, {{hostile(), "?region=AF"}}, "/en/organisations"); }},
      {"filter_group", [](auto& w, auto&) { views::filter_group(w, {"region", hostile(), false, {{kHostile, hostile(), {}, true, 1234, {}}, {"b", hostile(), {}, false, -1, {}}}}); }},
      {"filter_panel", [](auto& w, auto&) { views::filter_panel(w, hostile(), kParagraph); }},
      {"pager", [](auto& w, auto&) { views::pager(w, html::make_pager({1000, 50, 10}, "/en/x?q=%3Ca%3E&")); }},
      {"one page", [](auto& w, auto&) { views::pager(w, html::make_pager({10, 50, 1}, "?")); }},
      {"tabs", [](auto& w, auto&) { views::tabs(w, {{hostile(), "?show=1", 21, true}, {hostile(), "?", -1, false}}, hostile()); }},
      {"column_head", [](auto& w, auto&) { w.raw("<table><tr>"); views::column_head(w, {hostile(), "?sort=name", "ascending", true, true}); views::column_head(w, {hostile(), "", "", false, true}); w.raw("</tr></table>"); }},
      {"dots", [](auto& w, auto&) { views::dots(w, html::make_dots({html::Dot::ready, html::Dot::check, html::Dot::to_do})); }},
      {"stacked_bar", [bar](auto& w, auto&) { views::stacked_bar(w, bar); }},
      {"bar_legend", [bar](auto& w, auto&) { views::bar_legend(w, bar); }},
      {"month_bars", [](auto& w, auto&) { views::month_bars(w, html::make_month_bars(hostile(), {{3, "p", false}, {5, "m", true}}, hostile(), hostile())); }},
      {"dot_map", [](auto& w, auto&) { views::dot_map(w, {"/a/world-night.svg", hostile(), {{442.6, 199.6, 9.5, "r1", "?country=ng", hostile()}, {1, 2, 4, "", "", {}}}}); }},
      {"region_dot", [](auto& w, auto&) { views::region_dot(w, 3, hostile()); }},
  };
}

Parts feedback_parts() {
  return {
      {"notice", [](auto& w, auto&) { views::notice(w, "info", hostile()); }},
      {"notice_box", [](auto& w, auto&) { views::notice_box(w, "warn", hostile(), kParagraph); }},
      {"empty_state", [](auto& w, auto&) { views::empty_state(w, "inbox", hostile(), hostile(), kNothing); }},
      {"help_box", [](auto& w, auto&) { views::help_box(w, hostile(), kParagraph); }},
      {"card", [](auto& w, auto&) { views::card(w, hostile(), "/en/x", hostile(), kParagraph); }},
      {"lock_line", [](auto& w, auto&) { views::lock_line(w, "lock", hostile()); }},
      {"staff_head", [](auto& w, auto&) { views::staff_head(w, hostile(), hostile(), kNothing); }},
      {"hero", [](auto& w, auto&) { views::hero(w, {hostile(), hostile(), hostile(), "/en/x", hostile(), true, true, true}, kParagraph); }},
  };
}

std::string draw(const Draw& part, Locale locale) {
  html::Writer w(texts(), locale);
  part(w, sample_shell(locale));
  return w.take();
}

void check_parts(const Parts& parts) {
  for (const auto& [name, part] : parts) {
    for (const Locale locale : kLocales) {
      const std::string html = draw(part, locale);
      CAPTURE(name);
      CAPTURE(locale_tag(locale));
      CAPTURE(html);
      for (const std::string& problem : check_html(html, Markup::part)) CHECK(problem == "");
      CHECK(html.find("<img src=x") == std::string::npos);
    }
  }
}

const auto fill_main = [](html::Writer& w) { views::hero(w, {.title = hostile()}, kNothing); };

}  // namespace

TEST_CASE("form fragments are well-formed in every language") { check_parts(form_parts()); }
TEST_CASE("list fragments are well-formed in every language") { check_parts(list_parts()); }
TEST_CASE("data fragments are well-formed in every language") { check_parts(data_parts()); }
TEST_CASE("feedback fragments are well-formed in every language") { check_parts(feedback_parts()); }

TEST_CASE("frames are whole documents in every language and direction") {
  const Parts frames = {
      {"public_page", [](auto& w, auto& shell) { views::public_page(w, shell, fill_main); }},
      {"representative_page", [](auto& w, auto& shell) { views::representative_page(w, shell, fill_main); }},
      {"staff_page", [](auto& w, auto& shell) { views::staff_page(w, shell, [](html::Writer& w) { views::staff_head(w, hostile(), {}, kNothing); }); }},
      {"plain_page", [](auto& w, auto& shell) { views::plain_page(w, shell, hostile(), kNothing); }},
  };
  for (const auto& [name, frame] : frames) {
    for (const Locale locale : kLocales) {
      const std::string html = draw(frame, locale);
      CAPTURE(name);
      CAPTURE(html);
      for (const std::string& problem : check_html(html, Markup::page)) CHECK(problem == "");
      const std::string start = "<html lang=\"" + std::string(locale_tag(locale)) + "\" dir=\"" + (locale == Locale::ar ? "rtl" : "ltr") + "\">";
      CHECK(html.find(start) != std::string::npos);
      CHECK(html.find("<img src=x") == std::string::npos);
      CHECK(html.find("noindex") != std::string::npos);
    }
  }
}

TEST_CASE("a frame without a person, languages or notices is still whole") {
  html::Shell shell;
  shell.title = tr("Settings");
  shell.brand = "ICANN At-Large";
  shell.home_url = "/en/";
  shell.sign_in_url = "/en/sign-in";
  shell.is_indexed = true;
  html::Writer w(texts(), Locale::en);
  views::public_page(w, shell, fill_main);
  const std::string html = w.take();
  for (const std::string& problem : check_html(html, Markup::page)) CHECK(problem == "");
  CHECK(html.find("Sign out") == std::string::npos);
  CHECK(html.find("noindex") == std::string::npos);
  CHECK(html.find("Move the clock") == std::string::npos);
}

TEST_CASE("the language menu keeps the page and its query") {
  const std::string html = draw([](auto& w, auto& shell) { views::language_menu(w, shell); }, Locale::en);
  CHECK(html.find("href=\"/ar/organisations?q=&lt;a&gt;&amp;b=&quot;\"") != std::string::npos);
  CHECK(html.find("lang=\"ar\" hreflang=\"ar\"") != std::string::npos);
}

TEST_CASE("icons come from the frame's sprite") {
  const std::string html = draw([](auto& w, auto& shell) {
    html::Shell other = shell;
    other.assets.icons = "/a/icons.1234.svg";
    views::plain_page(w, other, tr("Settings"), [](html::Writer& w) { views::icon(w, "check", "flip"); });
  }, Locale::en);
  CHECK(html.find("<svg class=\"i flip\" aria-hidden=\"true\"><use href=\"/a/icons.1234.svg#check\"/></svg>") != std::string::npos);
}

TEST_CASE("a textarea gives back what was typed, the first empty line too") {
  const std::string html = draw([](auto& w, auto&) { views::textarea(w, {.id = "a", .name = "a", .label = tr("Settings"), .value = "\nfirst"}); }, Locale::en);
  CHECK(html.find(">\n\nfirst</textarea>") != std::string::npos);
}

TEST_CASE("mails are one column that loads nothing, in every language") {
  for (const Locale locale : kLocales) {
    html::MailFrame frame{locale, "ICANN At-Large", "https://example.org/", "staff@example.org", hostile(), "https://example.org/en/me/settings"};
    html::Writer w(texts(), locale);
    views::mail_page(w, frame, [](html::Writer& w) {
      views::mail_heading(w, tr("Settings"));
      views::mail_line(w, hostile());
      views::mail_button(w, tr("Settings"), "https://example.org/en/me/report?a=1&b=2");
      views::mail_link(w, tr("Settings"), "https://example.org/en/help");
      views::mail_code(w, "482913");
      views::mail_quote(w, kHostile);
    });
    const std::string html = w.take();
    CAPTURE(html);
    for (const std::string& problem : check_html(html, Markup::mail)) CHECK(problem == "");
    CHECK(html.find(locale == Locale::ar ? "<td align=\"right\" lang=\"ar\" dir=\"rtl\"" : "dir=\"ltr\"") != std::string::npos);
    CHECK(html.size() < 30 * 1024);
    const std::string text = html::make_plain_text(html);
    CHECK(text.find(": https://example.org/en/me/report?a=1&b=2\n") != std::string::npos);
    CHECK(text.find("482913") != std::string::npos);
    CHECK(text.find(kHostile) != std::string::npos);
    CHECK(text.find('\t') == std::string::npos);
  }
}

TEST_CASE("the strict reader finds what a browser would repair in silence") {
  const auto finds = [](std::string_view html, std::string_view problem) {
    for (const std::string& found : check_html(html, Markup::part)) {
      if (found.find(problem) != std::string::npos) return true;
    }
    return false;
  };
  CHECK(finds("<p><b></p>", "</p> closes <b>"));
  CHECK(finds("<p>", "never closed"));
  CHECK(finds("<p class=a></p>", "not quoted"));
  CHECK(finds("<p id=\"a\"></p><p id=\"a\"></p>", "stands twice"));
  CHECK(finds("<input name=\"a\">", "has no label"));
  CHECK(finds("<img src=\"a\">", "without alt"));
  CHECK(finds("<p>a & b</p>", "&amp;"));
  CHECK(finds("<p>a < b</p>", "&lt;"));
  CHECK(finds("<p><div></div></p>", "inside <p>"));
  CHECK(finds("<a href=\"#\"><a href=\"#\"></a></a>", "<a> inside <a>"));
  CHECK(finds("<p onclick=\"x\"></p>", "onclick="));
  CHECK(finds("<form method=\"post\"></form>", "no csrf"));
  CHECK(finds("<ul><p></p></ul>", "directly inside <ul>"));
  CHECK_FALSE(finds("<label for=\"a\">1</label><input id=\"a\" name=\"a\"><br><svg><circle r=\"1\"/></svg>", ""));
  bool has_lang = true;
  for (const std::string& found : check_html("<!doctype html><html><head><title>1</title></head><body><main><h1>1</h1></main></body></html>", Markup::page)) {
    if (found.find("without lang=") != std::string::npos) has_lang = false;
  }
  CHECK_FALSE(has_lang);
}

}  // namespace muster::web
