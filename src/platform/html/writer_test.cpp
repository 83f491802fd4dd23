#include "platform/html/writer.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace muster::html {
namespace {

const i18n::Texts& texts() {
  static const i18n::Texts kept;
  return kept;
}

// What a call writes.
template <class Write>
std::string written(Write write, Locale locale = Locale::en) {
  Writer w(texts(), locale);
  write(w);
  return w.take();
}

}  // namespace

TEST_CASE("text and attributes are escaped, markup is not") {
  const std::string nasty = "<b a=\"1\" b='2'>&";
  CHECK(written([&](Writer& w) { w.text(nasty); }) == "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
  CHECK(written([&](Writer& w) { w.attribute(nasty); }) == "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
  CHECK(written([&](Writer& w) { w.inner(nasty); }) == "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
  CHECK(written([&](Writer& w) { w.plain(nasty); }) == nasty);
  CHECK(written([&](Writer& w) { w.text(Html::from_trusted("<b>1</b>")); }) == "<b>1</b>");
  CHECK(written([](Writer& w) { w.text("العربية"); }) == "العربية");
  CHECK(written([](Writer& w) { w.text(verbatim("a < b")); }) == "a &lt; b");
  CHECK(written([](Writer& w) { w.plain(verbatim("a < b")); }) == "a < b");
}

TEST_CASE("numbers are for readers in text and for machines in attributes") {
  CHECK(written([](Writer& w) { w.text(1234567); }) == "1,234,567");
  CHECK(written([](Writer& w) { w.text(std::size_t{12}); }) == "12");
  CHECK(written([](Writer& w) { w.text(1234567); }, Locale::ar) == "1,234,567");
  CHECK(written([](Writer& w) { w.attribute(1234567); }) == "1234567");
  CHECK(written([](Writer& w) { w.attribute(391.34); }) == "391.3");
  CHECK(written([](Writer& w) { w.attribute(6.0); }) == "6");
  CHECK(written([](Writer& w) { w.attribute(true); }) == "true");
  CHECK(written([](Writer& w) { w.text(OrganisationId(1420)); }) == "1420");
  CHECK(written([](Writer& w) { w.text(std::numeric_limits<std::int64_t>::min()); }) == "-9,223,372,036,854,775,808");
}

TEST_CASE("dates are words in text and ISO 8601 in attributes") {
  const Date day = *Date::parse("2027-01-31");
  CHECK(written([&](Writer& w) { w.text(day); }) == "31 January 2027");
  CHECK(written([&](Writer& w) { w.attribute(day); }) == "2027-01-31");
  CHECK(written([&](Writer& w) { w.attribute(Instant::from_date(day)); }) == "2027-01-31T00:00:00Z");
  CHECK(written([&](Writer& w) { w.text(w.format_compact(day)); }) == "31 Jan 2027");
}

TEST_CASE("addresses that run script or leave by another way become #") {
  const auto url = [](std::string_view value) { return written([&](Writer& w) { w.url(value); }); };
  for (const std::string_view good : {"/en/organisations?q=1&b=2", "#main", "?page=2", "https://example.org/", "http://example.org", "mailto:a@example.org", "tel:+941", "edit", "a/b:c"}) {
    CHECK(url(good) == written([&](Writer& w) { w.attribute(good); }));
  }
  for (const std::string_view bad : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:x", "\tjavascript:x", "data:text/html,x",
                                     "vbscript:x", "//evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "blob:x", "x:y"}) {
    CHECK(url(bad) == "#");
  }
}

TEST_CASE("parts of addresses are percent-encoded") {
  CHECK(written([](Writer& w) { w.url_part("a/b?c=d&e #%"); }) == "a%2Fb%3Fc%3Dd%26e%20%23%25");
  CHECK(written([](Writer& w) { w.url_part(std::string("né")); }) == "n%C3%A9");
  CHECK(written([](Writer& w) { w.url_part(42); }) == "42");
  CHECK(written([](Writer& w) { w.url_part(Locale::ar); }) == "ar");
}

TEST_CASE("mail addresses and links are isolated left to right") {
  const Email email = Email::parse("info@example.org").value();
  CHECK(written([&](Writer& w) { w.text(email); }, Locale::ar) == "<bdi dir=\"ltr\">info@example.org</bdi>");
  CHECK(written([&](Writer& w) { w.attribute(email); }) == "info@example.org");
  CHECK(written([&](Writer& w) { w.raw("mailto:"); w.url_part(Email::parse("a+b?c@example.org").value()); }) == "mailto:a%2Bb%3Fc@example.org");
}

TEST_CASE("messages are escaped around their slots and marks") {
  const auto fill = [](Writer& w) {
    return [&w](std::string_view slot) {
      if (slot == "name") w.slot("A & B");
      if (slot == "<1>") w.raw("<b>");
      if (slot == "</1>") w.raw("</b>");
    };
  };
  CHECK(written([&](Writer& w) { w.message("1 < 2: {name}!", fill(w)); }) == "1 &lt; 2: A &amp; B!");
  CHECK(written([&](Writer& w) { w.message("<1>{name}</1>", fill(w)); }) == "&lt;1&gt;A &amp; B&lt;/1&gt;");
  CHECK(written([&](Writer& w) { w.marked_message("<1>{name}</1> <2/> <b>", fill(w)); }) == "<b>A &amp; B</b>  &lt;b&gt;");
  CHECK(written([&](Writer& w) { w.marked_message("a {name", fill(w)); }) == "a {name");
}

TEST_CASE("a name that runs against the sentence is isolated") {
  CHECK(written([](Writer& w) { w.slot("Lanka"); }) == "Lanka");
  CHECK(written([](Writer& w) { w.slot("لانكا"); }) == "<bdi>لانكا</bdi>");
  CHECK(written([](Writer& w) { w.slot("Lanka"); }, Locale::ar) == "<bdi>Lanka</bdi>");
  CHECK(written([](Writer& w) { w.slot("12"); }, Locale::ar) == "12");
}

TEST_CASE("what is true in a view") {
  CHECK(is_true(true));
  CHECK_FALSE(is_true(0));
  CHECK(is_true(std::string("a")));
  CHECK_FALSE(is_true(std::string()));
  CHECK_FALSE(is_true(std::string_view()));
  CHECK_FALSE(is_true(std::vector<int>()));
  CHECK(is_true(std::optional<int>(0)));
  CHECK_FALSE(is_true(std::optional<int>()));
  CHECK_FALSE(is_true(Html()));
  CHECK_FALSE(is_true(OrganisationId()));
  CHECK(is_true(OrganisationId(1)));
  CHECK_FALSE(is_true(Message{}));
  CHECK(is_true(verbatim("a")));
  CHECK_FALSE(is_true(static_cast<const int*>(nullptr)));
  CHECK_FALSE(is_true(""));
}

}  // namespace muster::html
