#include "platform/html/mail_text.hpp"

#include <doctest/doctest.h>

namespace muster::html {

TEST_CASE("the text part keeps what the HTML part says") {
  const std::string html =
      "<!doctype html><html lang=\"en\"><head><title>x</title></head><body>\n<table><tr><td>\n"
      "<h1>Your report</h1>\n<p>Send it by <b>31 January</b> &amp; rest.</p>"
      "<p><a href=\"https://example.org/en/me?a=1&amp;b=2\">Open the report</a></p>"
      "<p aria-hidden=\"true\">https://example.org/en/me</p>"
      "<ul><li>One</li><li>Two</li></ul><p>Line<br>next</p></td></tr></table></body></html>";
  CHECK(make_plain_text(html) ==
        "Your report\n\nSend it by 31 January & rest.\n\nOpen the report: https://example.org/en/me?a=1&b=2\n\n- One\n- Two\n\nLine\nnext\n");
}

TEST_CASE("a link whose text is its address is written once") {
  CHECK(make_plain_text("<p><a href=\"https://example.org/\">https://example.org/</a></p>") == "https://example.org/\n");
  CHECK(make_plain_text("<p>Write to <a href=\"mailto:a@example.org\">a@example.org</a>.</p>") == "Write to a@example.org.\n");
}

TEST_CASE("escaped input stays what was typed") {
  CHECK(make_plain_text("<p>&lt;b&gt; &#39;x&#39; &#x41; &unknown;</p>") == "<b> 'x' A &unknown;\n");
  CHECK(make_plain_text("<p>&#xD800; &#56320;</p>") == "&#xD800; &#56320;\n");  // halves of a character are none
  CHECK(make_plain_text("") == "\n");
  CHECK(make_plain_text("a <b") == "a\n");
}

TEST_CASE("a subject is one line") { CHECK(make_subject("  Your report:\n due\t 31 ") == "Your report: due 31"); }

}  // namespace muster::html
