#include "features/reports/figure_pages.hpp"

#include <algorithm>

#include "features/reports/fill_pages.hpp"
#include "platform/html/charts.hpp"

namespace muster::reports {
namespace {

std::string format_month(Date month) { return month.format_iso().substr(0, 7); }

bool has_weeks_off(const Schedule& schedule, Date first, Date end) {
  return std::ranges::any_of(schedule.blackouts, [&](const Blackout& week) { return week.first_on < end && first <= week.last_on; });
}

// In the programme's order; those whose country nobody knows come last.
std::vector<MonthsFigure::Region> list_regions(const http::Request& request, const http::Context& context, const std::vector<std::map<std::string, int>>& months) {
  std::vector<MonthsFigure::Region> regions;
  for (const auto& region : context.programme.regions) regions.push_back({region.colour, region.code, verbatim(region.name.in(request.locale)), 0});
  regions.push_back({8, "?", tr("Region not known yet"), 0});
  for (const auto& month : months) {
    for (const auto& [code, count] : month) {
      const auto found = std::ranges::find(regions, code, &MonthsFigure::Region::code);
      (found == regions.end() ? regions.back() : *found).count += count;
    }
  }
  if (regions.back().count == 0) regions.pop_back();
  return regions;
}

}  // namespace

int find_shown_round(const Schedule& schedule, Date today) {
  int round = 1;
  while (month_of(schedule, 0, round + 1) <= today) ++round;
  return round;
}

Message name_month(const http::Request& request, const http::Context& context, const Schedule& schedule, int slot, int round) {
  return verbatim(context.texts.format_date(request.locale, month_of(schedule, slot, round), i18n::DateStyle::month));
}

MonthsFigure make_figure(const http::Request& request, const http::Context& context, const Schedule& schedule, std::span<const Slot> slots,
                         const std::set<OrganisationId>& members) {
  std::vector<Slot> counted;
  std::ranges::copy_if(slots, std::back_inserter(counted), [&](const Slot& slot) { return members.contains(slot.organisation); });
  const auto months = count_months(schedule, counted);
  const int round = find_shown_round(schedule, context.clock.today());
  MonthsFigure figure{.bars = {}, .regions = list_regions(request, context, months), .rows = {}};
  std::vector<html::MonthStack> stacks;
  std::int64_t least = static_cast<std::int64_t>(counted.size()), most = 0;
  for (int slot = 0; slot < schedule.cycle_months; ++slot) {
    const Date first = month_of(schedule, slot, round);
    MonthsFigure::Row row{.month = name_month(request, context, schedule, slot, round),
                          .url = local_url(request, "/staff/reports?due=" + format_month(first)),
                          .has_weeks_off = has_weeks_off(schedule, first, month_of(schedule, slot + 1, round))};
    html::MonthStack stack{.parts = {}, .is_blackout = row.has_weeks_off};
    auto left = months[static_cast<std::size_t>(slot)];
    for (const auto& region : figure.regions) {
      std::int64_t count = 0;
      if (region.code == "?") {
        for (const auto& [code, others] : left) count += others;
      } else if (const auto found = left.find(region.code); found != left.end()) {
        count = found->second;
        left.erase(found);
      }
      row.counts.push_back(count);
      row.total += count;
      stack.parts.push_back({count, "r" + std::to_string(region.colour)});
    }
    least = std::min(least, row.total), most = std::max(most, row.total);
    stacks.push_back(std::move(stack));
    figure.rows.push_back(std::move(row));
  }
  const Message label = tr("Reports due in each month, by region: at least {least}, at most {most}.", {{"least", least}, {"most", most}});
  figure.bars = html::make_month_stacks(label, stacks, figure.rows.front().month, figure.rows.back().month);
  return figure;
}

}  // namespace muster::reports
