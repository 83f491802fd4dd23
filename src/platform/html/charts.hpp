// Sizes of what the server draws: turns counts into the lengths that the fragments stacked_bar,
// month_bars and dot_map write. Pure arithmetic; words and links come from the caller.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/html/components.hpp"

namespace muster::html {

// Fills x and width of each part so that 1000 units are shared by count, with a gap of 3 between parts.
// Parts of zero get no width.
StackedBar make_stacked_bar(std::vector<BarPart> parts, bool is_small = false);

// Fills the places of a row of dots.
std::vector<DotMark> make_dots(const std::vector<Dot>& states);

struct MonthCount {
  std::int64_t count = 0;
  std::string kind = "m";  // m to come, p received, x late
  bool is_blackout = false;
};
// Bars in a drawing of 480 x 84; the highest count fills the height.
MonthBars make_month_bars(Message label, const std::vector<MonthCount>& months, Message first, Message last);

// A month's parts from the bottom; their kinds are colours, r1 to r8.
struct MonthStack {
  std::vector<MonthCount> parts;
  bool is_blackout = false;
};
// The same drawing with bars of several parts; the highest sum fills the height.
MonthBars make_month_stacks(Message label, const std::vector<MonthStack>& months, Message first, Message last);

// Radius of a mark for so many organisations: the area grows with the count.
double map_radius(std::int64_t count);

// How many rows there are, and which page of them is shown.
struct PageCount {
  std::int64_t rows = 0;
  std::int64_t rows_per_page = 50;
  std::int64_t current = 1;  // from 1
};
// Links to the first, the last and two pages on either side, gaps between; none for a single page.
// `base_url` is the address without the page's number, ending in "?" or "&": "page=2" is added.
Pager make_pager(const PageCount& count, const std::string& base_url);

}  // namespace muster::html
