#include "features/reports/guard_job.hpp"

#include <algorithm>
#include <charconv>

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/schedule_job.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

using MakeContent = mail::Content (*)(const i18n::Texts&, Locale, const html::MailFrame&, const PublishedMail&);

void send_to(db::Write& write, jobs::Context& context, const jobs::Job& job, const Report& report, PersonId id, MakeContent make, const PublishedMail& view) {
  const people::Person person = people::get_person(write, id);
  const Email* address = person.preferred_address();
  if (person.is_erased || address == nullptr) return;
  const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent {organisation}.", {{"organisation", view.organisation}}));
  mail::enqueue(write, context.clock, context.random,
                {.kind = job.kind, .key = job.kind + "/" + job.id.format() + "/" + id.format(), .to = *address, .to_name = person.name, .person = id,
                 .organisation = report.organisation, .locale = person.locale, .content = make(context.texts, person.locale, frame, view)});
}

// Who sent the report, as long as they represent the organisation; else everybody who does.
std::vector<PersonId> list_readers(db::Read& read, const Report& report, Date today) {
  const auto seats = access::list_seats_of_organisation(read, report.organisation, today);
  if (report.sent_by && std::ranges::find(seats, report.sent_by, &access::SeatRow::person) != seats.end()) return {report.sent_by};
  return organisations::list_recipients(read, report.organisation, false, today);
}

jobs::Outcome tell(jobs::Context& context, const jobs::Job& job, MakeContent make) {
  const auto id = ReportId::parse(job.value("report"));
  if (!id) return jobs::Outcome::failed("no report");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto report = find_report(write, *id);
    const auto page = find_publication(write, *id);
    if (!report || !page || page->is_withdrawn) return;
    const std::string name = organisations::display_name(organisations::get_organisation(write, report->organisation));
    for (const PersonId reader : list_readers(write, *report, context.clock.today())) {
      const std::string url = context.public_url + "/" + std::string(locale_tag(people::get_person(write, reader).locale)) + "/reports/" + page->publication.address();
      send_to(write, context, job, *report, reader, make, {.organisation = name, .url = url});
    }
  });
  return jobs::Outcome::done();
}

// The question goes to everybody who represents the organisation: whoever can answer does.
jobs::Outcome tell_question(jobs::Context& context, const jobs::Job& job) {
  std::int64_t number = 0;
  const std::string& text = job.value("question");
  std::from_chars(text.data(), text.data() + text.size(), number);
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto question = find_question(write, number);
    if (!question || question->answered_at) return;
    const Report report = get_report(write, question->report);
    const auto& form = forms::get_form(write, forms::get_response(write, report.response).form_version);
    const forms::Page* part = form.find_page_of(question->question);
    if (part == nullptr) return;
    const std::string name = organisations::display_name(organisations::get_organisation(write, report.organisation));
    for (const PersonId reader : organisations::list_recipients(write, report.organisation, false, context.clock.today())) {
      const Locale locale = people::get_person(write, reader).locale;
      const std::string url = access::make_invitation(write, context.clock, context.random, reader, "/me/report/" + part->code,
                                                      context.programme.invitation_days, context.public_url);
      send_to(write, context, job, report, reader, views::question_mail,
              {.organisation = name, .url = url, .question = part->find_question(question->question)->name.in(locale), .words = question->words});
    }
  });
  return jobs::Outcome::done();
}

// Once accepted. What the leak guard holds back, or a representative has still to confirm, stays with staff.
jobs::Outcome publish(jobs::Context& context, const jobs::Job& job) {
  const auto id = ReportId::parse(job.value("report"));
  if (!id) return jobs::Outcome::failed("no report");
  const Actor system = Actor::system();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    if (find_publication(write, *id)) return;  // published before; a report that was taken down stays down
    (void)publish_report(write, By{context.clock, context.random, system}, *id);
  });
  return jobs::Outcome::done();
}

// Each published report in a write of its own: the guard reads a whole report.
void guard_organisation(jobs::Context& context, const jobs::Job& job, OrganisationId organisation) {
  const Actor system = Actor::system();
  for (const ReportId report : context.db.read([&](db::Read& read) { return list_published_reports_of(read, organisation); })) {
    context.db.write([&](db::Write& write) {
      jobs::check_fence(write, job);
      guard_published(write, By{context.clock, context.random, system}, report);
    });
  }
}

jobs::Outcome person_changed(jobs::Context& context, const jobs::Job& job) {
  const auto person = PersonId::parse(job.value("person"));
  if (!person) return jobs::Outcome::failed("no person");
  for (const auto organisation : context.db.read([&](db::Read& read) { return organisations::list_organisations_of_person(read, *person); })) {
    guard_organisation(context, job, organisation);
  }
  return jobs::Outcome::done();
}

jobs::Outcome people_changed(jobs::Context& context, const jobs::Job& job) {
  const auto organisation = OrganisationId::parse(job.value("organisation"));
  if (!organisation) return jobs::Outcome::failed("no organisation");
  guard_organisation(context, job, *organisation);
  return jobs::Outcome::done();
}

// A member that came gets its month. For one that left, its reports' pages, lists and feed are made anew.
jobs::Outcome status_changed(jobs::Context& context, const jobs::Job& job) {
  const auto organisation = OrganisationId::parse(job.value("organisation"));
  if (!organisation) return jobs::Outcome::failed("no organisation");
  give_month(context, job, *organisation);
  if (context.db.read([&](db::Read& read) { return list_published_reports_of(read, *organisation); }).empty()) return jobs::Outcome::done();
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    organisations::stamp_public(write, "reports");
  });
  return jobs::Outcome::done();
}

}  // namespace

std::vector<jobs::Kind> make_guard_jobs() {
  const auto kind = [](std::string_view name, std::function<jobs::Outcome(jobs::Context&, const jobs::Job&)> run) {
    return jobs::Kind{.name = std::string(name), .run = std::move(run)};
  };
  const auto telling = [&](std::string_view name, MakeContent make) {
    return kind(name, [make](jobs::Context& context, const jobs::Job& job) { return tell(context, job, make); });
  };
  return {kind(kPublish, publish),
          telling(kTellPublished, views::published_mail),
          telling(kTellCorrected, views::corrected_mail),
          kind(kTellQuestion, tell_question),
          kind(people::kPersonChanged, person_changed),
          kind(organisations::kPeopleChanged, people_changed),
          kind(organisations::kStatusChanged, status_changed)};
}

}  // namespace muster::reports
