#include "features/reports/forecast_store.hpp"

#include <algorithm>
#include <utility>

#include "features/organisations/organisations.hpp"

namespace muster::reports {
namespace {

std::string name_of(db::Read& read, OrganisationId id) { return organisations::display_name(organisations::get_organisation(read, id)); }

ForecastReminder make_reminder(db::Read& read, const DueReminder& due, Date day) {
  return {due, name_of(read, due.organisation), list_reminded(read, due.organisation, due.to_all, day)};
}

}  // namespace

Forecast get_forecast(db::Read& read, const Programme& programme, Date today, Date day) {
  const ReminderPlan plan = plan_ahead(list_remindable(read, programme, day), reminder_rules(programme), today, day);
  Forecast forecast{.is_held = mail::is_held(read)};
  const std::size_t shown = std::min(plan.reminders.size(), kForecastMost);
  for (std::size_t at = 0; at < shown; ++at) forecast.reminders.push_back(make_reminder(read, plan.reminders[at], day));
  forecast.more = static_cast<std::int64_t>(plan.reminders.size() - shown);
  for (const DueTask& task : plan.tasks) {
    if (forecast.handed.size() < kForecastMost) forecast.handed.push_back({task.organisation, name_of(read, task.organisation)});
  }
  for (mail::MailRow& row : mail::list_planned(read, Instant::from_date(day.plus_days(1)))) {
    if (row.due_at.date() == day || row.state == "held") forecast.queued.push_back(std::move(row));
  }
  return forecast;
}

std::optional<ForecastReminder> find_forecast(db::Read& read, const Programme& programme, OrganisationId organisation, Date today, Date day) {
  auto of = find_remindable(read, programme, organisation, day);
  if (!of) return std::nullopt;
  const ReminderPlan plan = plan_ahead({std::move(*of)}, reminder_rules(programme), today, day);
  if (plan.reminders.empty()) return std::nullopt;
  return make_reminder(read, plan.reminders.front(), day);
}

}  // namespace muster::reports
