#include "features/overview/staff_overview.hpp"

#include <algorithm>

namespace muster::overview {
namespace {

using reports::Place;
using reports::Standing;

bool is_received(Standing standing) { return standing == Standing::accepted || standing == Standing::to_review || standing == Standing::question; }

void count_place(RoundCounts& counts, Standing standing) {
  switch (standing) {
    case Standing::accepted: ++counts.accepted; break;
    case Standing::to_review: ++counts.to_review; break;
    case Standing::question: ++counts.question; break;
    case Standing::started: ++counts.started; break;
    case Standing::late: ++counts.late; break;
    case Standing::deferred: ++counts.deferred; break;
    case Standing::not_due:
    case Standing::not_started: ++counts.not_started; break;
  }
}

std::vector<MonthOfRound> make_months(Date today) {
  std::vector<MonthOfRound> months;
  for (int offset = -12; offset < 12; ++offset) {
    const Date day = Date::from_ymd(today.year(), today.month(), 1)->plus_months(offset);
    months.push_back({.year = day.year(), .month = day.month(), .is_past = offset <= 0});
  }
  return months;
}

void count_month(std::vector<MonthOfRound>& months, const Place& place) {
  if (!place.due_on) return;
  for (MonthOfRound& month : months) {
    if (month.year != place.due_on->year() || month.month != place.due_on->month()) continue;
    ++month.due;
    if (is_received(place.standing)) ++month.received;
  }
}

std::optional<Need> make_need(const Place& place, Date today) {
  Need need{.organisation = place.organisation, .region = place.region, .report = place.report, .reminders = place.reminders_sent};
  if (place.standing == Standing::to_review) {
    need.kind = Need::Kind::review;
    need.days = place.sent_at ? place.sent_at->date().days_until(today) : 0;
    return need;
  }
  if (place.standing == Standing::late && place.due_on) {
    need.kind = Need::Kind::late;
    need.days = place.due_on->days_until(today);
    return need;
  }
  return std::nullopt;
}

void count_attention(std::vector<AttentionCount>& counts, const std::string& kind) {
  const auto found = std::ranges::find(counts, kind, &AttentionCount::attention);
  if (found != counts.end()) ++found->organisations;
}

}  // namespace

const std::vector<std::string>& attention_kinds() {
  static const std::vector<std::string> kinds = {"all_mail_comes_back", "prime_contested", "wrong_person", "mail_comes_back", "list_comes_back", "departure_overdue", "departure", "no_prime",
                                                 "too_few_representatives", "too_many_representatives", "no_contact"};
  return kinds;
}

std::int64_t count_needs(const StaffOverview& overview, Need::Kind kind) {
  if (kind != Need::Kind::attention) return std::ranges::count(overview.needs, kind, &Need::kind);
  std::int64_t sum = 0;
  for (const AttentionCount& count : overview.to_put_right) sum += count.organisations;
  return sum;
}

StaffOverview make_staff_overview(const Programme& programme, const std::vector<organisations::Organisation>& organisations,
                                  const std::vector<Place>& places, const std::vector<organisations::Attention>& attention, Date today,
                                  std::string_view attention_shown) {
  StaffOverview made{.months = make_months(today)};
  for (const auto& region : programme.regions) made.regions.push_back({region.code, {}});
  std::map<OrganisationId, const organisations::Organisation*> by_id;
  std::map<std::string, CountryMark> marks;
  for (const auto& organisation : organisations) {
    by_id[organisation.id] = &organisation;
    if (organisation.country.empty()) continue;
    CountryMark& mark = marks[organisation.country];
    mark.country = organisation.country;
    ++mark.organisations;
  }
  for (const Place& place : places) {
    const auto of = by_id.find(place.organisation);
    if (of == by_id.end()) continue;
    if (place.due_on) made.round_number = std::max(made.round_number, place.round);
    count_place(made.round, place.standing);
    for (RegionCounts& region : made.regions) {
      if (region.region == of->second->region) count_place(region.counts, place.standing);
    }
    count_month(made.months, place);
    if (place.standing == Standing::late && !of->second->country.empty()) marks[of->second->country].has_late = true;
    if (auto need = make_need(place, today)) {
      need->name = organisations::display_name(*of->second);
      made.needs.push_back(std::move(*need));
    }
  }
  for (const std::string& kind : attention_kinds()) made.to_put_right.push_back({kind, 0});
  for (const auto& item : attention) {
    const auto of = by_id.find(item.organisation);
    if (of == by_id.end()) continue;
    count_attention(made.to_put_right, item.kind);
    if (item.kind != attention_shown) continue;
    made.needs.push_back({.kind = Need::Kind::attention,
                          .organisation = item.organisation,
                          .name = organisations::display_name(*of->second),
                          .region = of->second->region,
                          .days = item.since.date().days_until(today),
                          .attention = item.kind,
                          .count = item.count});
  }
  std::erase_if(made.to_put_right, [](const AttentionCount& count) { return count.organisations == 0; });
  for (auto& [code, mark] : marks) made.countries.push_back(mark);
  std::stable_sort(made.needs.begin(), made.needs.end(), [](const Need& a, const Need& b) { return a.days > b.days; });
  return made;
}

}  // namespace muster::overview
