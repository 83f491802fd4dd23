#include <doctest/doctest.h>

#include "base/xml.hpp"

using namespace muster;

TEST_CASE("what XML would read as markup becomes entities, everything else stays") {
  CHECK(escape_xml("") == "");
  CHECK(escape_xml("a < b && \"c\" > 'd'") == "a &lt; b &amp;&amp; &quot;c&quot; &gt; 'd'");
  CHECK(escape_xml("&amp;") == "&amp;amp;");
  CHECK(escape_xml("مرحبا 互联网") == "مرحبا 互联网");
}
