// Pages and mails that no test of a room renders in every language, seen as a reader gets them. check_views beside
// this file names what is still left out, of any room.
#include "tests/routes/routes_world.hpp"
#include "tests/support/html_check.hpp"
#include "views_access.hpp"
#include "views_organisations.hpp"
#include "views_overview.hpp"
#include "views_reports.hpp"

namespace muster {
namespace {

std::string in_language(std::string pattern, Locale locale) {
  if (const auto at = pattern.find("{lang}"); at != std::string::npos) pattern.replace(at, 6, locale_tag(locale));
  return pattern;
}

void check_answer(const net::RawResponse& answer, Locale locale) {
  CHECK(answer.status < 500);
  const std::string html(answer.content());
  if (!html.starts_with("<!doctype html>") && !html.starts_with("<!DOCTYPE html>")) return;
  const auto problems = test::check_html(html, test::Markup::page);
  for (const auto& problem : problems) CHECK_MESSAGE(false, problem);
  CHECK(html.find("<html lang=\"" + std::string(locale_tag(locale)) + "\"") != std::string::npos);
}

}  // namespace

TEST_CASE("every page that can be asked for is sound in every language") {
  RoutesWorld world;
  std::map<char, std::string> sessions;
  for (const char role : kLetters) sessions[role] = world.sign_in(role);
  int pages = 0;
  for (const auto& row : read_table()) {
    if (row.method != "GET" || row.pattern.find("{lang}") == std::string::npos || row.pattern.ends_with("/html")) continue;
    for (const Locale locale : kLocales) {
      for (const char role : kLetters) {
        const std::string path = RoutesWorld::fill(in_language(row.pattern, locale), RoutesWorld::own());
        CAPTURE(path);
        CAPTURE(role);
        check_answer(world.send("GET", path, sessions[role]), locale);
        ++pages;
      }
    }
  }
  CHECK(pages > 3000);
}

TEST_CASE("personal data of a number that nobody has is said to be nobody's in every language") {
  RoutesWorld world;
  const std::string session = world.sign_in('a');
  for (const Locale locale : kLocales) {
    const auto answer = world.send("GET", in_language("/{lang}/staff/settings/privacy/999999", locale), session);
    CHECK(answer.status == 404);
    check_answer(answer, locale);
  }
}

namespace {

// What strangers may have typed stands in every mail and page that can show it.
const std::string kName = "Society <b>\"&' \u0645\u0646\u0638\u0645\u0629";
const std::string kUrl = "https://muster.example/en/go/" + std::string(43, 'x') + "?a=1&b=2";
const Instant kAt = kRoutesNow;
const Date kDay = kRoutesToday;

void check_mail(const mail::Content& made) {
  CHECK_FALSE(made.subject.empty());
  CHECK(made.subject.find('\n') == std::string::npos);
  CHECK(made.subject.size() < 250);
  CHECK_FALSE(made.text.empty());
  CHECK(made.text.find("&amp;") == std::string::npos);
  CHECK(made.text.find("&quot;") == std::string::npos);
  for (const auto& problem : test::check_html(made.html, test::Markup::mail)) CHECK_MESSAGE(false, problem);
  CHECK(made.html.find("<b>\"&") == std::string::npos);
}

html::Shell make_shell(Locale locale) {
  html::Shell shell;
  shell.locale = locale;
  shell.title = verbatim("Sample");
  shell.brand = "Sample";
  shell.csrf_token = "token";
  for (const Locale other : kLocales) shell.languages.push_back({other, "/" + std::string(locale_tag(other)) + "/x", "https://muster.example/" + std::string(locale_tag(other)) + "/x", other == locale});
  return shell;
}

html::TextField make_field(const std::string& id, bool has_error) {
  html::TextField field{.id = id, .name = id, .label = verbatim("Label of " + id), .value = kName};
  if (has_error) field.error = verbatim("Not so");
  return field;
}

}  // namespace

TEST_CASE("mails are sound in every language") {
  const i18n::Texts texts;
  for (const Locale locale : kLocales) {
    CAPTURE(locale_tag(locale));
    const html::MailFrame frame{.locale = locale, .brand = kName, .home_url = "https://muster.example", .reply_to = "staff@example.org", .reason = verbatim(kName), .settings_url = kUrl};
    check_mail(access::views::address_mail(texts, locale, frame, {.code = "123456"}));
    for (const bool is_password : {true, false}) check_mail(access::views::secret_changed_mail(texts, locale, frame, {.is_password = is_password}));
    check_mail(access::views::set_up_mail(texts, locale, frame, {.url = kUrl}));
    check_mail(access::views::sign_in_mail(texts, locale, frame, {.code = "123456", .url = kUrl}));
    for (const std::string& office : {std::string(), kName}) check_mail(organisations::views::leader_named(texts, locale, frame, {kName, office, kUrl, kUrl}));
    check_mail(organisations::views::prime_changed(texts, locale, frame, {.organisation = kName, .person = kName, .url = kUrl, .wrong_person_url = kUrl}));
    for (const bool is_for_staff : {true, false}) {
      check_mail(organisations::views::relayed(texts, locale, frame, {.organisation = kName, .writer_name = kName, .writer_address = "writer@example.org", .words = kName + "\n\nTwo", .page_url = kUrl}, is_for_staff));
    }
    check_mail(overview::views::test_mail(texts, locale, frame, kAt));
    const reports::PublishedMail published{.organisation = kName, .url = kUrl, .question = kName, .words = kName};
    check_mail(reports::views::corrected_mail(texts, locale, frame, published));
    check_mail(reports::views::published_mail(texts, locale, frame, published));
    check_mail(reports::views::question_mail(texts, locale, frame, published));
    check_mail(reports::views::date_mail(texts, locale, frame, {.organisation = kName, .due_on = kDay, .url = kUrl}));
    for (const std::optional<Date>& until : {std::optional(kDay), std::optional<Date>()}) {
      for (const std::string& answer : {std::string(), kName}) check_mail(reports::views::queue_time_mail(texts, locale, frame, {.organisation = kName, .answer = answer, .until = until, .due_on = kDay, .url = kUrl}));
    }
  }
}

TEST_CASE("pages about passwords, second factors and kept forms are sound in every language, with and without mistakes") {
  const i18n::Texts texts;
  for (const Locale locale : kLocales) {
    CAPTURE(locale_tag(locale));
    const auto check = [&](auto&& view) {
      html::Writer w(texts, locale);
      view(w, make_shell(locale));
      const std::string html = w.take();
      for (const auto& problem : test::check_html(html, test::Markup::page)) CHECK_MESSAGE(false, problem);
      CHECK(html.find("<b>\"&") == std::string::npos);
    };
    for (const bool has_error : {false, true}) {
      const std::vector<html::ErrorLine> errors = has_error ? std::vector<html::ErrorLine>{{"code", verbatim("Not so")}} : std::vector<html::ErrorLine>{};
      const access::OwnSecretPage own{.url = "/x", .back_url = "/y", .old_password = make_field("old_password", has_error), .code = make_field("code", has_error),
                                      .password = make_field("password", has_error), .codes_left = 3, .errors = errors};
      check([&](html::Writer& w, const html::Shell& shell) { access::views::change_password(w, shell, own); });
      check([&](html::Writer& w, const html::Shell& shell) { access::views::renew_codes(w, shell, own); });
      check([&](html::Writer& w, const html::Shell& shell) {
        access::views::authenticator(w, shell, {.url = "/x", .qr = Html::from_trusted("<svg></svg>"), .secret = "ABCD EFGH", .code = make_field("code", has_error), .errors = errors});
      });
      check([&](html::Writer& w, const html::Shell& shell) {
        access::views::set_password(w, shell, {.url = "/x", .name = kName, .password = make_field("password", has_error)});
      });
      for (const bool is_missing : {false, true}) {
        check([&](html::Writer& w, const html::Shell& shell) {
          access::views::second_factor(w, shell, {.url = "/x", .return_to = "/en/staff", .skip_url = "/en/me", .is_missing = is_missing, .set_up_url = "/y",
                                                  .password = make_field("password", has_error), .code = make_field("code", has_error), .errors = errors});
        });
      }
    }
    check([&](html::Writer& w, const html::Shell& shell) { access::views::recovery_codes(w, shell, {.codes = {"aaaa-bbbb", "cccc-dddd"}, .next_url = "/x"}); });
    check([&](html::Writer& w, const html::Shell& shell) { access::views::kept(w, shell, {.url = "/x", .discard_url = "/y", .fields = {{"why", kName}, {"why-version", "1"}}}); });
  }
}

}  // namespace muster
