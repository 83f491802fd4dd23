// Reminding by hand: choose in the list, see who gets what and who is left out, send. What is sent stands in one
// row an organisation and day, so that neither a second press nor a second person sends it again.
#include <algorithm>
#include <charconv>

#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/queue_store.hpp"
#include "features/reports/remind_job.hpp"
#include "features/reports/reminder_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kMostChosen = 1000;
constexpr std::size_t kChunk = 5;  // organisations in one write
constexpr int kJobsRead = 2000;

std::vector<OrganisationId> parse_ids(const std::vector<std::string>& values) {
  std::vector<OrganisationId> ids;
  for (const std::string& value : values) {
    const auto id = OrganisationId::parse(value);
    if (id && std::ranges::find(ids, *id) == ids.end()) ids.push_back(*id);
  }
  return ids;
}

// Ticked, or all of the list that the address describes.
std::vector<OrganisationId> find_chosen(const http::Request& request, http::Context& context) {
  if (!request.query.has("all")) return parse_ids(request.query.list("id"));
  std::vector<OrganisationId> ids;
  for (const QueueRow& row : find_queue(request, context, parse_queue_filter(request))) ids.push_back(row.organisation.id);
  return ids;
}

std::int64_t read_count(const http::Request& request, std::string_view name) {
  const std::string& text = request.query.get(name);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp<std::int64_t>(value, 0, static_cast<std::int64_t>(kMostChosen));
}

}  // namespace

RemindPage::Sample make_reminder_sample(const http::Request& request, const http::Context& context, Locale locale, ReminderMail mail) {
  const std::string base = "/" + std::string(locale_tag(locale));
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
  if (ids.empty()) return render_queue(request, context, tr("Choose at least one organisation."));
  if (ids.size() > kMostChosen) return render_queue(request, context, tr("Choose at most {number} organisations at once.", {{"number", static_cast<std::int64_t>(kMostChosen)}}));
  const Date today = context.clock.today();
  const HandPlan plan = plan_by_hand(context.db.read([&](db::Read& read) { return list_chosen(read, context.programme, ids, today); }), today);
  if (plan.reminded.empty() && plan.left_out.empty()) return nothing_here();
  RemindPage page{.url = local_url(request, "/staff/reports/remind"), .back_url = local_url(request, "/staff/reports")};
  if (const std::string query = format_queue_query(parse_queue_filter(request)); !query.empty()) page.back_url += "?" + query;
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
  const auto ids = parse_ids(request.form.list("id"));
  if (ids.empty()) return render_queue(request, context, tr("Choose at least one organisation."));
  if (ids.size() > kMostChosen) return render_queue(request, context, tr("Choose at most {number} organisations at once.", {{"number", static_cast<std::int64_t>(kMostChosen)}}));
  const By by{context.clock, context.random, request.actor};
  std::int64_t sent = 0;
  for (std::size_t first = 0; first < ids.size(); first += kChunk) {
    sent += context.db.write(
        [&](db::Write& write) {
          std::int64_t done = 0;
          for (std::size_t at = first; at < std::min(first + kChunk, ids.size()); ++at) {
            if (send_reminder(write, by, context.programme, ids[at])) ++done;
          }
          return done;
        },
        db::Priority::bulk);
  }
  const auto left = static_cast<std::int64_t>(ids.size()) - sent;
  return http::Response::see_other(local_url(request, "/staff/reports/remind/sent?sent=" + std::to_string(sent) + "&left=" + std::to_string(left)));
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
  html::Shell shell = context.make_shell(request, tr("Reminders sent today"));
  if (const auto left = read_count(request, "left"); left > 0) {
    shell.notice = html::Notice{"warn", trn("{count} organisation was left out: something changed since the preview, or it was reminded today already.",
                                            "{count} organisations were left out: something changed since the preview, or they were reminded today already.", left)};
  } else if (const auto sent = read_count(request, "sent"); sent > 0) {
    shell.notice = html::Notice{"done", trn("{count} organisation gets a reminder.", "{count} organisations get a reminder.", sent)};
  }
  html::Writer w(context.texts, request.locale);
  views::queue_reminded(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace muster::reports
