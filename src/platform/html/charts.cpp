#include "platform/html/charts.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace muster::html {

StackedBar make_stacked_bar(std::vector<BarPart> parts, bool is_small) {
  constexpr double kLength = 1000;
  constexpr double kGap = 3;
  std::int64_t total = 0;
  std::int64_t visible = 0;
  for (const BarPart& part : parts) {
    total += part.count;
    visible += part.count > 0 ? 1 : 0;
  }
  const double shared = kLength - kGap * static_cast<double>(std::max<std::int64_t>(visible - 1, 0));
  double x = 0;
  for (BarPart& part : parts) {
    if (part.count <= 0) continue;
    part.x = x;
    part.width = shared * static_cast<double>(part.count) / static_cast<double>(total);
    x += part.width + kGap;
  }
  return {std::move(parts), is_small};
}

std::vector<DotMark> make_dots(const std::vector<Dot>& states) {
  constexpr int kStep = 38;
  constexpr int kMargin = 11;
  const int width = 2 * kMargin + kStep * (static_cast<int>(states.size()) - 1);
  std::vector<DotMark> marks;
  for (const Dot state : states) marks.push_back({state, kMargin + kStep * static_cast<int>(marks.size()), width});
  return marks;
}

MonthBars make_month_bars(Message label, const std::vector<MonthCount>& months, Message first, Message last) {
  std::vector<MonthStack> stacks;
  for (const MonthCount& month : months) stacks.push_back({{month}, month.is_blackout});
  return make_month_stacks(std::move(label), stacks, std::move(first), std::move(last));
}

MonthBars make_month_stacks(Message label, const std::vector<MonthStack>& months, Message first, Message last) {
  constexpr double kWidth = 480;
  constexpr double kHeight = 80;
  constexpr double kGap = 4;
  MonthBars out{std::move(label), {}, {}, std::move(first), std::move(last)};
  if (months.empty()) return out;
  std::int64_t highest = 1;
  for (const MonthStack& month : months) {
    std::int64_t sum = 0;
    for (const MonthCount& part : month.parts) sum += part.count;
    highest = std::max(highest, sum);
  }
  const double step = kWidth / static_cast<double>(months.size());
  double x = 0;
  for (const MonthStack& month : months) {
    if (month.is_blackout) out.blackouts.push_back({x, 0, step, kHeight, "b"});
    double top = kHeight;
    for (const MonthCount& part : month.parts) {
      if (part.count == 0) continue;
      const double height = kHeight * static_cast<double>(part.count) / static_cast<double>(highest);
      top -= height;
      out.bars.push_back({x + kGap / 2, top, step - kGap, height, part.kind});
    }
    x += step;
  }
  return out;
}

double map_radius(std::int64_t count) {
  constexpr double kLeast = 4;
  constexpr double kMost = 12;
  return std::min(kMost, kLeast + 1.6 * std::sqrt(static_cast<double>(std::max<std::int64_t>(count, 1) - 1)));
}

Pager make_pager(const PageCount& count, const std::string& base_url) {
  const std::int64_t pages = std::max<std::int64_t>(1, (count.rows + count.rows_per_page - 1) / count.rows_per_page);
  const std::int64_t current = std::clamp<std::int64_t>(count.current, 1, pages);
  const auto url = [&](std::int64_t number) { return base_url + "page=" + std::to_string(number); };
  Pager pager;
  if (pages == 1) return pager;
  if (current > 1) pager.previous_url = url(current - 1);
  if (current < pages) pager.next_url = url(current + 1);
  std::int64_t last_shown = 0;
  for (std::int64_t number = 1; number <= pages; ++number) {
    const bool is_shown = number == 1 || number == pages || std::abs(number - current) <= 2;
    if (!is_shown) continue;
    if (number > last_shown + 1) pager.links.push_back({});
    pager.links.push_back({number, url(number), number == current});
    last_shown = number;
  }
  return pager;
}

}  // namespace muster::html
