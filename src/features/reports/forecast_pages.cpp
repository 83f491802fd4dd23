// "Who gets what tomorrow": the mail of one of the next days before it is sent, each as its readers will get it.
#include <algorithm>
#include <set>

#include "features/reports/fill_pages.hpp"
#include "features/reports/forecast_store.hpp"
#include "features/reports/forecast_view.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/remind_view.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

// The day in the address; tomorrow when it says none, or none of the days to choose from.
Date find_day(const http::Request& request, Date today) {
  const auto wanted = Date::parse(request.query.get("day"));
  const int ahead = wanted ? today.days_until(*wanted) : 0;
  return ahead >= 1 && ahead <= kForecastDays ? *wanted : today.plus_days(1);
}

html::ChoiceField make_days(const http::Request& request, const http::Context& context, Date today, Date day) {
  html::ChoiceField field{.id = "day", .name = "day", .label = tr("Day")};
  for (int ahead = 1; ahead <= kForecastDays; ++ahead) {
    const Date one = today.plus_days(ahead);
    field.choices.push_back({.value = one.format_iso(), .label = verbatim(context.texts.format_date(request.locale, one)), .is_chosen = one == day});
  }
  return field;
}

Message describe_step(const ForecastReminder& reminder, Date day) {
  if (reminder.readers.empty()) return tr("Nobody has an address that works. Staff get a task instead.");
  const int left = day.days_until(reminder.due.due_on);
  if (left == 0) return tr("The report is due on this day.");
  return left > 0 ? trn("The report is due in {count} day.", "The report is due in {count} days.", left)
                  : trn("The report is {count} day late.", "The report is {count} days late.", -left);
}

ForecastPage::Row make_row(const http::Request& request, const http::Context& context, const ForecastReminder& reminder, Date day) {
  std::vector<std::string> names, languages;
  for (const Recipient& reader : reminder.readers) {
    names.push_back(reader.name);
    auto language = context.texts.format_language(request.locale, locale_tag(reader.locale));
    if (std::ranges::find(languages, language) == languages.end()) languages.push_back(std::move(language));
  }
  ForecastPage::Row row{.name = reminder.organisation, .reason = describe_step(reminder, day)};
  if (names.empty()) return row;
  row.url = local_url(request, "/staff/mail/tomorrow/" + reminder.due.organisation.format() + "?day=" + day.format_iso());
  row.readers = context.texts.format_list(request.locale, names);
  row.languages = context.texts.format_list(request.locale, languages);
  return row;
}

ForecastPage::Row make_queued_row(const http::Request& request, const http::Context& context, const mail::MailRow& mail) {
  const bool is_secret = mail.mail_class == mail::Class::sign_in;  // a code may stand in its subject
  return {.name = is_secret ? context.texts.translate(request.locale, tr("Sign-in mail")) : mail.subject,
          .url = local_url(request, "/staff/settings/mail/" + mail.id.format()),
          .readers = mail.to_name.empty() ? mail.to : mail.to_name,
          .languages = context.texts.format_language(request.locale, locale_tag(mail.locale)),
          .reason = mail.state == "held" ? tr("On hold") : mail.attempts > 0 ? tr("Tried before, and tried again on this day.") : tr("Written, and to be sent on this day.")};
}

std::vector<ForecastPage::Group> make_groups(const http::Request& request, const http::Context& context, const Forecast& forecast, Date day) {
  std::vector<ForecastPage::Group> groups = {{tr("Reminders before the date"), tr("To the main contact, or to all who asked for it."), {}},
                                             {tr("Reminders after the date"), tr("The report is late, and nobody started it."), {}},
                                             {tr("Last reminders"), tr("Afterwards a person writes or calls."), {}},
                                             {tr("In the queue already"), tr("Written before, and not sent yet."), {}},
                                             {tr("No mail any more"), tr("The reminders had no answer. Staff get a task."), {}}};
  for (const ForecastReminder& reminder : forecast.reminders) {
    const std::size_t group = reminder.due.is_last ? 2 : reminder.due.due_on < day ? 1 : 0;
    groups[group].rows.push_back(make_row(request, context, reminder, day));
  }
  for (const auto& mail : forecast.queued) groups[3].rows.push_back(make_queued_row(request, context, mail));
  for (const auto& handed : forecast.handed) groups[4].rows.push_back({.name = handed.name, .reason = tr("A person takes over.")});
  std::erase_if(groups, [](const ForecastPage::Group& group) { return group.rows.empty(); });
  return groups;
}

http::Response show_forecast(const http::Request& request, http::Context& context) {
  const Date today = context.clock.today();
  const Date day = find_day(request, today);
  const Forecast forecast = context.db.read([&](db::Read& read) { return get_forecast(read, context.programme, today, day); });
  ForecastPage page{.url = local_url(request, "/staff/mail/tomorrow"), .mail_url = local_url(request, "/staff/settings/mail"),
                    .reports_url = local_url(request, "/staff/reports"), .day = day, .days = make_days(request, context, today, day),
                    .is_held = forecast.is_held, .mails = static_cast<std::int64_t>(forecast.queued.size()), .more = forecast.more,
                    .groups = make_groups(request, context, forecast, day)};
  for (const ForecastReminder& reminder : forecast.reminders) page.mails += static_cast<std::int64_t>(reminder.readers.size());
  html::Writer w(context.texts, request.locale);
  views::forecast(w, context.make_shell(request, tr("Who gets what tomorrow")), page);
  return http::Response::page(w.take());
}

http::Response show_forecast_mail(const http::Request& request, http::Context& context) {
  const Date today = context.clock.today();
  const Date day = find_day(request, today);
  const auto id = request.id<OrganisationId>("organisation");
  const auto found = id ? context.db.read([&](db::Read& read) { return find_forecast(read, context.programme, *id, today, day); }) : std::nullopt;
  if (!found) return http::nothing_here();
  ForecastMailPage page{.back_url = local_url(request, "/staff/mail/tomorrow?day=" + day.format_iso()), .day = day};
  for (const Recipient& reader : found->readers) {
    std::vector<std::string> others;
    for (const Recipient& other : found->readers) {
      if (other.person != reader.person) others.push_back(other.name);
    }
    const ReminderMail mail{.organisation = found->organisation, .due_on = found->due.due_on, .is_past = found->due.due_on < day, .is_last = found->due.is_last,
                            .others = others.empty() ? "" : context.texts.format_list(reader.locale, others)};
    page.mails.push_back({reader.name, reader.address.text(), make_reminder_sample(request, context, reader.locale, mail)});
  }
  html::Writer w(context.texts, request.locale);
  views::forecast_mail(w, context.make_shell(request, verbatim(found->organisation)), page);
  return http::Response::page(w.take());
}

}  // namespace

http::Routes make_forecast_routes() {
  const auto route = [](const std::string& path, auto* handler) {
    return http::Route{http::Method::get, "/{lang}/staff/mail/tomorrow" + path, Permission::run_programme, http::PrivateHandler(handler), {}};
  };
  return {route("", show_forecast), route("/{organisation}", show_forecast_mail)};
}

}  // namespace muster::reports
