#include "features/reports/date_job.hpp"

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::string_view kTellNewDate = "reports.tell_new_date";

bool waits_for_report(const Place& place) {
  return place.standing != Standing::to_review && place.standing != Standing::question && place.standing != Standing::accepted;
}

void send_to(db::Write& write, jobs::Context& context, const jobs::Job& job, OrganisationId organisation, DateMail view, PersonId id) {
  const people::Person person = people::get_person(write, id);
  const Email* address = person.preferred_address();
  if (person.is_erased || address == nullptr) return;
  view.url = access::make_invitation(write, context.clock, context.random, id, "/me", context.programme.invitation_days, context.public_url);
  const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent {organisation}.", {{"organisation", view.organisation}}));
  mail::enqueue(write, context.clock, context.random,
                {.kind = job.kind, .key = job.kind + "/" + job.id.format() + "/" + id.format(), .to = *address, .to_name = person.name, .person = id, .organisation = organisation, .locale = person.locale, .content = views::date_mail(context.texts, person.locale, frame, view)});
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto id = OrganisationId::parse(job.value("organisation"));
  if (!id) return jobs::Outcome::failed("no organisation");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const Date today = context.clock.today();
    const auto place = find_place(write, context.programme, *id, today);
    if (!place || !place->due_on || !waits_for_report(*place) || place->due_on->format_iso() == job.value("was")) return;
    const DateMail view{.organisation = organisations::display_name(organisations::get_organisation(write, *id)), .due_on = *place->due_on, .url = {}};
    for (const PersonId person : organisations::list_recipients(write, *id, true, today)) send_to(write, context, job, *id, view, person);
  });
  return jobs::Outcome::done();
}

}  // namespace

void tell_new_date(db::Write& write, const Clock& clock, OrganisationId organisation, Date was) {
  jobs::enqueue(write, clock,
                {.kind = std::string(kTellNewDate), .key = organisation.format(), .values = {{"organisation", organisation.format()}, {"was", was.format_iso()}}, .run_at = clock.now() + kTimeToTakeBack});
}

std::vector<jobs::Kind> make_date_jobs() { return {{.name = std::string(kTellNewDate), .run = run}}; }

}  // namespace muster::reports
