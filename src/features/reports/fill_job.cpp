#include "features/reports/fill_job.hpp"

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_store.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

using MakeContent = mail::Content (*)(const i18n::Texts&, Locale, const html::MailFrame&, const FillMail&);

void send_to(db::Write& write, jobs::Context& context, const jobs::Job& job, const Report& report, PersonId id, MakeContent make, const std::string& path) {
  const people::Person person = people::get_person(write, id);
  const Email* address = person.preferred_address();
  if (person.is_erased || address == nullptr) return;
  const FillMail view{organisations::display_name(organisations::get_organisation(write, report.organisation)),
                      access::make_invitation(write, context.clock, context.random, id, path, context.programme.invitation_days, context.public_url)};
  const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent {organisation}.", {{"organisation", view.organisation}}));
  mail::enqueue(write, context.clock, context.random,
                {.kind = job.kind, .key = job.kind + "/" + job.key + "/" + id.format(), .to = *address, .to_name = person.name, .person = id,
                 .organisation = report.organisation, .locale = person.locale, .content = make(context.texts, person.locale, frame, view)});
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job, MakeContent make, const std::string& path) {
  const auto id = ReportId::parse(job.value("report"));
  if (!id) return jobs::Outcome::failed("no report");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto report = find_report(write, *id);
    if (!report) return;
    std::vector<PersonId> readers = organisations::list_recipients(write, report->organisation, false, context.clock.today());
    if (job.kind == kTellHandOver) readers = report->assigned_to ? std::vector{report->assigned_to} : std::vector<PersonId>{};
    for (const PersonId person : readers) send_to(write, context, job, *report, person, make, path);
  });
  return jobs::Outcome::done();
}

}  // namespace

std::vector<jobs::Kind> make_fill_jobs() {
  const auto kind = [](std::string_view name, MakeContent make, std::string path) {
    return jobs::Kind{.name = std::string(name), .run = [make, path](jobs::Context& context, const jobs::Job& job) { return run(context, job, make, path); }};
  };
  return {kind(kSendReceipt, views::fill_receipt_mail, "/me/report"), kind(kTellHandOver, views::fill_hand_over_mail, "/me/report"),
          kind(kAskConfirmation, views::fill_confirm_mail, "/me/report/confirm")};
}

}  // namespace muster::reports
