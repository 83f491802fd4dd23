// Reminding by hand: choose in the list, see who gets what and who is left out, send. What is sent stands in one
// row an organisation and day, so that neither a second press nor a second person sends it again.
#include <algorithm>

#include "features/reports/bulk_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/queue_store.hpp"
#include "features/reports/remind_job.hpp"
#include "features/reports/reminder_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kJobsRead = 2000;

}  // namespace

RemindPage::Sample make_reminder_sample(const http::Request& request, const http::Context& context, Locale locale, ReminderMail mail) {
  const std::string base = context.make_shell(request, tr("Send reminders")).origin() + "/" + std::string(locale_tag(locale));
  const html::MailFrame frame{.locale = locale,
                              .brand = context.programme.brand.in(locale),
                              .home_url = base + "/",
                              .reply_to = context.programme.staff_email,
                              .reason = tr("You get this mail because you represent {organisation}.", {{"organisation", mail.organisation}})};
  mail.url = base + "/me/report";
  mail.more_time_url = base + "/me/report/more-time";
  mail.leave_url = base + "/me/people/leave";
  mail.wrong_person_url = base + "/go/";
  const auto content = make_reminder_mail(context.texts, locale, frame, mail);
  return {.tag = std::string(locale_tag(locale)), .direction = std::string(locale_direction(locale)),
          .language = context.texts.format_language(request.locale, locale_tag(locale)), .subject = content.subject, .text = content.text};
}

http::Response show_remind(const http::Request& request, http::Context& context) {
  const auto ids = find_chosen(request, context);
  if (!ids) return render_queue(request, context, ids.error().message);
  const Date today = context.clock.today();
  const HandPlan plan = plan_by_hand(context.db.read([&](db::Read& read) { return list_chosen(read, context.programme, *ids, today); }), today);
  if (plan.reminded.empty() && plan.left_out.empty()) return http::nothing_here();
  RemindPage page{.url = local_url(request, "/staff/reports/remind"), .back_url = queue_back_url(request, context), .mark = context.random.token(),
                  .sent_url = local_url(request, "/staff/reports/remind/sent")};
  for (const auto& one : plan.reminded) {
    page.rows.push_back({one.organisation.format(), one.name, one.due_on, one.readers});
    page.readers += one.readers;
  }
  for (const auto& one : plan.left_out) page.left_out.push_back({one.name, one.reason});
  for (const auto& language : plan.languages) {
    page.samples.push_back(make_reminder_sample(request, context, language.locale,
                                                {.organisation = language.organisation, .due_on = language.due_on, .is_past = language.due_on < today}));
    page.samples.back().readers = language.readers;
  }
  const html::Shell shell = context.make_shell(request, tr("Send reminders"));
  html::Writer w(context.texts, request.locale);
  views::queue_remind(w, shell, page);
  return http::Response::page(w.take());
}

http::Response send_reminders(const http::Request& request, http::Context& context) {
  const auto ids = read_chosen(request.form.list("id"));
  if (!ids) return render_queue(request, context, ids.error().message);
  return begin_bulk(request, context, make_remind_kind(), {}, make_items(context, *ids));
}

http::Response show_reminded(const http::Request& request, http::Context& context) {
  RemindedPage page{.url = local_url(request, "/staff/reports/remind/sent"), .back_url = local_url(request, "/staff/reports")};
  context.db.read([&](db::Read& read) {
    for (const SentByHand& one : list_sent_by_hand(read, context.clock.today())) page.rows.push_back({one.organisation, one.readers, one.sent_at});
    const auto count = [&](std::string_view state) {
      return std::ranges::count(jobs::list_jobs(read, state, kJobsRead), kRemindByHand, &jobs::JobRow::kind);
    };
    page.waiting = count("waiting") + count("running");
    page.failed = count("failed");
  });
  const html::Shell shell = context.make_shell(request, tr("Reminders sent today"));
  html::Writer w(context.texts, request.locale);
  views::queue_reminded(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace muster::reports
