// Fields in subjects and texts: what is offered, every mistake with its place, and values that stay as they are.
#include "features/updates/merge_fields.hpp"

#include <doctest/doctest.h>

#include <set>

#include "platform/i18n/texts.hpp"
#include "platform/markdown/write.hpp"

using namespace muster;
using namespace muster::updates;
using Kind = MergeError::Kind;

namespace {

MergeError only(std::string_view text, MergePart part = MergePart::body) {
  const auto errors = check_merge_fields(text, part);
  REQUIRE_MESSAGE(errors.size() == 1, text);
  return errors.front();
}

}  // namespace

TEST_CASE("what is offered is known, and nothing of it is about a person (mails are passed on)") {
  std::string text;
  for (const MergeField& field : kMergeFields) text += "{{" + std::string(field.name) + "}} ";
  CHECK(check_merge_fields(text, MergePart::body).empty());
  CHECK(check_merge_fields(text, MergePart::subject).empty());
  CHECK(check_merge_fields("{{ organisation }}", MergePart::subject).empty());
  for (const MergeField& field : kMergeFields) {
    for (const char* word : {"person", "representative", "contact", "email", "first", "last", "user", "member"}) CHECK(field.name.find(word) == std::string_view::npos);
  }
  CHECK(check_merge_fields("no fields { here } at all", MergePart::body).empty());
}

TEST_CASE("an unknown field is an error with line, column and the nearest name") {
  const MergeError error = only("Dear friends,\nпривет {{organization}}!");
  CHECK(error.kind == Kind::unknown);
  CHECK(error.name == "organization");
  CHECK(error.suggestion == "organisation");
  CHECK(error.place == TextPlace{2, 8});
  CHECK(error.excerpt.find("{{organization}}") != std::string::npos);
  const i18n::Texts texts;
  CHECK(texts.translate(Locale::en, error.message()) == "Line 2, character 8: there is no field “organization”. Did you mean “organisation”?");
  CHECK(only("{{Organisation}}").suggestion == "organisation");
  CHECK(only("{{archive}}").suggestion == "archive_address");
  CHECK(only("{{kit-address}}").suggestion == "kit_address");
  CHECK(only("{{regional_note}}").suggestion == "regional note");
  CHECK(only("{{regional_note}}", MergePart::subject).suggestion == "region");
  CHECK(only("{{first_name}}").suggestion.empty());
  CHECK(only("{{}}").kind == Kind::unknown);
  CHECK(only("{{#organisation}}").kind == Kind::unknown);
  CHECK(only("{{&organisation}}").kind == Kind::unknown);
  CHECK(only("`{{no}}`").kind == Kind::unknown);  // in code as well
}

TEST_CASE("braces that do not fit: not closed, not opened, inside each other") {
  CHECK(only("a {{organisation\nb").kind == Kind::unclosed);
  CHECK(only("a {{organisation").place == TextPlace{1, 3});
  CHECK(only("a {{organisation}").kind == Kind::unclosed);
  CHECK(only("a organisation}} b").kind == Kind::unopened);
  CHECK(only("{{a {{organisation}} b}}").kind == Kind::nested);
  CHECK(only("{{{organisation}}}").kind == Kind::nested);
  CHECK(only("{{organisation}}}").kind == Kind::unopened);
  CHECK(check_merge_fields(std::string(3000, '{'), MergePart::body).size() == 1);
  CHECK(check_merge_fields(std::string(3000, '}'), MergePart::body).size() == 1);
  std::string many;
  for (int i = 0; i < 500; ++i) many += "{{x}}\n";
  CHECK(check_merge_fields(many, MergePart::body).size() == 50);
}

TEST_CASE("a marker stands alone in a paragraph, once, and in no subject") {
  CHECK(check_merge_fields("Text.\n\n{{regional note}}\n\nMore.\r\n\r\n{{question}}", MergePart::body).empty());
  CHECK(only("Text {{regional note}}").kind == Kind::misplaced);
  CHECK(only("Text\n{{regional note}}\n\nmore").kind == Kind::misplaced);
  CHECK(only("{{regional note}}\nmore").kind == Kind::misplaced);
  CHECK(only("- {{question}}").kind == Kind::misplaced);
  CHECK(only("{{question}}", MergePart::subject).kind == Kind::misplaced);
  CHECK(only("{{question}}\n\n{{question}}").kind == Kind::repeated);
}

TEST_CASE("in an address a field stands alone, and is one that gives an address") {
  CHECK(check_merge_fields("[read]({{archive_address}}) and ({{country}}) and [a](https://a.example) {{country}}", MergePart::body).empty());
  CHECK(only("[read]({{organisation}})").kind == Kind::misplaced);
  CHECK(only("[read](https://a.example/{{country}})").kind == Kind::misplaced);
  CHECK(only("https://a.example/?o={{country}}").kind == Kind::misplaced);
  CHECK(only("[read]({{archive_address}}x)").kind == Kind::misplaced);
}

TEST_CASE("every sentence about a mistake names its place in every language") {
  const i18n::Texts texts;
  for (const Kind kind : {Kind::unknown, Kind::unclosed, Kind::unopened, Kind::nested, Kind::misplaced, Kind::repeated}) {
    for (const Locale locale : kLocales) {
      const std::string said = texts.translate(locale, MergeError{.kind = kind, .name = "question", .place = {12, 34}}.message());
      CHECK_MESSAGE(said.find("12") != std::string::npos, said);
      CHECK_MESSAGE(said.find("34") != std::string::npos, said);
    }
  }
}

TEST_CASE("a value stays as typed in a subject and in each output of a text") {
  const MergeValues values{.organisation = "*x* <b> {{country}}\r\nBcc: x@example.org", .country = "Sri Lanka", .archive_address = "https://muster.example/en/updates/7"};
  CHECK(fill_line("News for {{ organisation }} in {{country}}: {{nothing}} {{", values) == "News for *x* <b> {{country}}  Bcc: x@example.org in Sri Lanka: {{nothing}} {{");
  const markdown::Fill fill{.field = [&](std::string_view name) { return values.find(name); }};
  const auto document = markdown::parse("**{{organisation}}** [here]({{archive_address}})").value();
  CHECK(markdown::write_page(document, 2, fill).markup() ==
        "<p><strong><bdi>*x* &lt;b&gt; {{country}} Bcc: x@example.org</bdi></strong> <a href=\"https://muster.example/en/updates/7\" rel=\"nofollow noopener\">here</a>"
        " <span class=\"mute\">(<bdi dir=\"ltr\">muster.example/en/updates/7</bdi>)</span></p>");
  CHECK(markdown::write_text(document, Locale::en, fill) == "*x* <b> {{country}} Bcc: x@example.org here\n<https://muster.example/en/updates/7>\n");
}
