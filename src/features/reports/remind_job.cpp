#include "features/reports/remind_job.hpp"

#include <algorithm>
#include <charconv>

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/reminder_store.hpp"
#include "features/reports/report_store.hpp"
#include "platform/mail/frame.hpp"
#include "queries_reports.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kChunk = 5;  // organisations in one write: a few mails each, well under its time

int parse_int(const std::string& text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Names of everybody but the reader.
std::string list_others(const jobs::Context& context, const std::vector<Recipient>& all, const Recipient& reader) {
  std::vector<std::string> names;
  for (const Recipient& one : all) {
    if (one.person != reader.person) names.push_back(one.name);
  }
  return names.empty() ? "" : context.texts.format_list(reader.locale, names);
}

// One reader's mail. The links only open pages: a browser that we do not know asks for a code first.
void enqueue_mail(db::Write& write, jobs::Context& context, const DueReminder& due, const std::vector<Recipient>& all, const Recipient& reader) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  const auto invite = [&](std::string_view path) {
    return access::make_invitation(write, context.clock, context.random, reader.person, path, context.programme.invitation_days, context.public_url);
  };
  const ReminderMail view{.organisation = organisations::display_name(organisations::get_organisation(write, due.organisation)),
                          .due_on = due.due_on,
                          .is_past = due.due_on < context.clock.today(),
                          .is_last = due.is_last,
                          .others = list_others(context, all, reader),
                          .url = invite("/me/report"),
                          .more_time_url = invite("/me/report/more-time"),
                          .leave_url = invite("/me/people/leave"),
                          .wrong_person_url = organisations::make_wrong_person_link(write, by, reader.person, due.organisation, reader.locale, context.public_url)};
  const auto frame = mail::make_frame(context, reader.locale, tr("You get this mail because you represent {organisation}.", {{"organisation", view.organisation}}));
  const std::string key = std::string(kRemind) + "/" + due.organisation.format() + "/" + std::to_string(due.round) + "/" + due.due_on.format_iso() + "/" +
                          std::to_string(due.step) + "/" + reader.person.format();
  mail::enqueue(write, context.clock, context.random,
                {.kind = std::string(kRemind), .key = key, .to = reader.address, .to_name = reader.name, .person = reader.person,
                 .organisation = due.organisation, .locale = reader.locale, .content = make_reminder_mail(context.texts, reader.locale, frame, view)});
}

// What the rules say of one organisation now, under its lock: somebody may have started a moment ago.
ReminderPlan plan_now(db::Write& write, const jobs::Context& context, OrganisationId organisation) {
  write.lock("organisation", organisation.value());
  const Date today = context.clock.today();
  const auto of = find_remindable(write, context.programme, organisation, today);
  return of ? plan_reminders(std::span(&*of, 1), reminder_rules(context.programme), today) : ReminderPlan{};
}

void remind(db::Write& write, jobs::Context& context, OrganisationId organisation) {
  for (const DueReminder& due : plan_now(write, context, organisation).reminders) {
    const auto readers = list_reminded(write, organisation, due.to_all, context.clock.today());
    const SentStep step{organisation, due.round, due.due_on, due.step, context.clock.now(), static_cast<int>(readers.size())};
    if (!insert_reminder(write, step)) continue;
    if (readers.empty()) open_task(write, context.clock, organisation, due.round, "nobody_to_remind");
    for (const Recipient& reader : readers) enqueue_mail(write, context, due, readers, reader);
  }
}

void hand_to_person(db::Write& write, jobs::Context& context, OrganisationId organisation) {
  for (const DueTask& due : plan_now(write, context, organisation).tasks) {
    open_task(write, context.clock, due.organisation, due.round, "no_answer");
  }
}

template <class Due>
void write_chunks(jobs::Context& context, const jobs::Job& job, const std::vector<Due>& all, void (*act)(db::Write&, jobs::Context&, OrganisationId)) {
  for (std::size_t first = 0; first < all.size(); first += kChunk) {
    context.db.write(
        [&](db::Write& write) {
          jobs::check_fence(write, job);
          for (std::size_t i = first; i < std::min(first + kChunk, all.size()); ++i) act(write, context, all[i].organisation);
        },
        db::Priority::bulk);
  }
}

// Somebody started after all: there is nothing left for a person to do.
void close_answered(jobs::Context& context, const jobs::Job& job) {
  const auto tasks = context.db.read([](db::Read& read) {
    return read.list(sql::list_answered_tasks, {}, [](const db::Row& row) { return row.int64("id"); });
  });
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  for (const std::int64_t task : tasks) {
    context.db.write([&](db::Write& write) {
      jobs::check_fence(write, job);
      write_task(write, by, task, "", true);
    }, db::Priority::bulk);
  }
}

jobs::Outcome run_remind(jobs::Context& context, const jobs::Job& job) {
  const Date today = context.clock.today();
  const ReminderPlan plan = context.db.read([&](db::Read& read) {
    return plan_reminders(list_remindable(read, context.programme, today), reminder_rules(context.programme), today);
  });
  write_chunks(context, job, plan.reminders, remind);
  write_chunks(context, job, plan.tasks, hand_to_person);
  close_answered(context, job);
  return jobs::Outcome::done();
}

// The step is in the table already; the mails follow, each once by its key.
jobs::Outcome run_by_hand(jobs::Context& context, const jobs::Job& job) {
  const auto organisation = OrganisationId::parse(job.value("organisation"));
  const auto due_on = Date::parse(job.value("due_on"));
  if (!organisation || !due_on) return jobs::Outcome::failed("no organisation or date");
  const DueReminder due{.organisation = *organisation, .round = parse_int(job.value("round")), .due_on = *due_on, .step = parse_int(job.value("step"))};
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    write.lock("organisation", organisation->value());
    if (find_report_of_round(write, due.organisation, due.round)) return;
    const auto readers = list_reminded(write, due.organisation, due.to_all, context.clock.today());
    for (const Recipient& reader : readers) enqueue_mail(write, context, due, readers, reader);
  });
  return jobs::Outcome::done();
}

}  // namespace

mail::Content make_reminder_mail(const i18n::Texts& texts, Locale locale, const html::MailFrame& frame, const ReminderMail& mail) {
  return views::remind_mail(texts, locale, frame, mail);
}

std::vector<jobs::Kind> make_remind_jobs() {
  return {{.name = std::string(kRemind), .deadline = std::chrono::minutes(10), .run = run_remind},
          {.name = std::string(kRemindByHand), .run = run_by_hand}};
}

std::vector<jobs::Recurring> make_remind_recurring() { return {{.name = std::string(kRemind), .offset = kRemindAt}}; }

}  // namespace muster::reports
