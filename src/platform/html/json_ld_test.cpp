#include "platform/html/json_ld.hpp"
#include "platform/html/shell.hpp"

#include <doctest/doctest.h>

namespace muster::html {

TEST_CASE("linked data is JSON in which nothing can end its block") {
  LinkedData data("Organization");
  data.add("name", "A \"B\" \\ </script><!-- & '\n\u2028x").add("empty", "").add("knowsLanguage", std::vector<std::string>{"ar", "zh"});
  data.add("address", LinkedData("PostalAddress").add("addressCountry", "LK"));
  CHECK(data.format() ==
        R"({"@type":"Organization","name":"A \"B\" \\ \u003c/script\u003e\u003c!-- \u0026 \u0027\u000a\u2028x","knowsLanguage":["ar","zh"],"address":{"@type":"PostalAddress","addressCountry":"LK"}})");
  const std::string block = make_linked_data(data).markup();
  CHECK(block.starts_with("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\""));
  CHECK(block.find("</script>") == block.size() - 9);
}

TEST_CASE("the origin of a page stays the same when its address has a query and its canonical one has none") {
  Shell shell;
  CHECK(shell.origin().empty());
  shell.languages = make_language_links("https://muster.example", "/en/reports/2026-7", "q=%3Cx%3E", Locale::en);
  CHECK(shell.origin() == "https://muster.example");
  set_canonical(shell, "/reports/2026-7");
  CHECK(shell.origin() == "https://muster.example");
  CHECK(shell.languages.front().absolute_url.find('?') == std::string::npos);
}

}  // namespace muster::html
