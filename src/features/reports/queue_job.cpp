#include "features/reports/queue_job.hpp"

#include <algorithm>
#include <charconv>

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

constexpr std::string_view kTellTimeDecision = "reports.tell_time_decision";

// Whoever asked, while they represent the organisation; else those who get its mail now.
std::vector<PersonId> list_readers(db::Read& read, const TimeRequest& request, Date today) {
  const auto all = organisations::list_recipients(read, request.organisation, false, today);
  if (std::ranges::find(all, request.asked_by) != all.end()) return {request.asked_by};
  return organisations::list_recipients(read, request.organisation, true, today);
}

void send_to(db::Write& write, jobs::Context& context, const jobs::Job& job, const TimeRequest& request, TimeMail view, PersonId id) {
  const people::Person person = people::get_person(write, id);
  const Email* address = person.preferred_address();
  if (person.is_erased || address == nullptr) return;
  view.url = access::make_invitation(write, context.clock, context.random, id, "/me", context.programme.invitation_days, context.public_url);
  const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent {organisation}.", {{"organisation", view.organisation}}));
  mail::enqueue(write, context.clock, context.random,
                {.kind = job.kind, .key = job.kind + "/" + job.key + "/" + id.format(), .to = *address, .to_name = person.name, .person = id,
                 .organisation = request.organisation, .locale = person.locale, .content = views::queue_time_mail(context.texts, person.locale, frame, view)});
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const std::string& text = job.value("request");
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto request = find_time_request(write, number);
    if (!request) return;
    const Date today = context.clock.today();
    TimeMail view{.organisation = organisations::display_name(organisations::get_organisation(write, request->organisation)),
                  .answer = request->answer, .until = Date::parse(job.value("until"))};
    if (const auto place = find_place(write, context.programme, request->organisation, today)) view.due_on = place->due_on;
    for (const PersonId person : list_readers(write, *request, today)) send_to(write, context, job, *request, view, person);
  });
  return jobs::Outcome::done();
}

}  // namespace

void tell_time_decision(db::Write& write, const Clock& clock, std::int64_t request, std::optional<Date> until) {
  const std::string key = std::to_string(request);
  jobs::enqueue(write, clock, {.kind = std::string(kTellTimeDecision), .key = key, .values = {{"request", key}, {"until", until ? until->format_iso() : ""}}});
}

std::vector<jobs::Kind> make_queue_jobs() { return {{.name = std::string(kTellTimeDecision), .run = run}}; }

}  // namespace muster::reports
