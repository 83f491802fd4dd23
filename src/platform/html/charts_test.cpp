#include "platform/html/charts.hpp"

#include <doctest/doctest.h>

#include "platform/html/shell.hpp"

namespace muster::html {

TEST_CASE("a stacked bar shares its length by count, with gaps, and leaves zeros out") {
  const StackedBar bar = make_stacked_bar({{"c-done", {}, 30, "", 0, 0}, {"c-rev", {}, 0, "", 0, 0}, {"c-late", {}, 10, "", 0, 0}});
  CHECK(bar.parts[0].x == 0);
  CHECK(bar.parts[0].width == doctest::Approx(747.75));
  CHECK(bar.parts[1].width == 0);
  CHECK(bar.parts[2].x == doctest::Approx(750.75));
  CHECK(bar.parts[2].x + bar.parts[2].width == doctest::Approx(1000));
  CHECK(make_stacked_bar({}).parts.empty());
  CHECK(make_stacked_bar({{"c-done", {}, 0, "", 0, 0}}).parts[0].width == 0);
}

TEST_CASE("month bars reach the full height at the highest count") {
  const MonthBars chart = make_month_bars({}, {{10, "p", false}, {5, "m", true}, {0, "m", false}}, {}, {});
  REQUIRE(chart.bars.size() == 2);
  CHECK(chart.bars[0].height == 80);
  CHECK(chart.bars[1].height == 40);
  CHECK(chart.bars[1].y == 40);
  CHECK(chart.blackouts.size() == 1);
  CHECK(make_month_bars({}, {}, {}, {}).bars.empty());
}

TEST_CASE("dots stand 38 units apart") {
  const std::vector<DotMark> marks = make_dots({Dot::ready, Dot::check, Dot::to_do});
  CHECK(marks[2].x == 87);
  CHECK(marks[0].view_width == 98);
  CHECK(make_dots({}).empty());
}

TEST_CASE("the mark of one organisation is small, and no mark covers the map") {
  CHECK(map_radius(1) == 4);
  CHECK(map_radius(0) == 4);
  CHECK(map_radius(100000) == 12);
  CHECK(map_radius(4) > map_radius(2));
}

TEST_CASE("a pager shows first, last and two on either side") {
  const Pager pager = make_pager({1000, 50, 10}, "/en/x?q=a&");
  std::string shown;
  for (const PagerLink& link : pager.links) shown += (link.number == 0 ? std::string("-") : std::to_string(link.number)) + " ";
  CHECK(shown == "1 - 8 9 10 11 12 - 20 ");
  CHECK(pager.previous_url == "/en/x?q=a&page=9");
  CHECK(pager.next_url == "/en/x?q=a&page=11");
  CHECK(make_pager({50, 50, 1}, "?").links.empty());
  CHECK(make_pager({0, 50, 1}, "?").links.empty());
  CHECK(make_pager({101, 50, 99}, "?").next_url.empty());
  CHECK(make_pager({101, 50, 1}, "?").previous_url.empty());
}

TEST_CASE("the language menu stays on the page") {
  const std::vector<LanguageLink> links = make_language_links("https://example.org", "/en/organisations/142", "q=a&page=2", Locale::en);
  REQUIRE(links.size() == 6);
  CHECK(links[0].url == "/ar/organisations/142?q=a&page=2");
  CHECK(links[0].absolute_url == "https://example.org/ar/organisations/142?q=a&page=2");
  CHECK(links[1].is_current);
  CHECK_FALSE(links[0].is_current);
  CHECK(make_language_links("", "/", "", Locale::fr)[3].url == "/fr/");
  CHECK(make_language_links("", "/en", "", Locale::fr)[3].url == "/fr/");
  CHECK(make_language_links("", "/en/", "", Locale::fr)[0].url == "/ar/");
}

}  // namespace muster::html
