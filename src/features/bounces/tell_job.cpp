#include "features/bounces/tell_job.hpp"

#include <algorithm>

#include "features/access/access.hpp"
#include "features/bounces/bounce_jobs.hpp"
#include "features/bounces/bounce_store.hpp"
#include "features/bounces/mail_view.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

void tell(db::Write& write, jobs::Context& context, const Event& event, const organisations::Organisation& of, const people::Person& whose) {
  for (const PersonId recipient : organisations::list_recipients(write, of.id, false, context.clock.today())) {
    if (recipient == whose.id) continue;
    const people::Person person = people::get_person(write, recipient);
    const Email* address = person.preferred_address();
    if (address == nullptr || address->key() == event.address_key || mail::find_suppression(write, *address)) continue;
    const ComesBackMail view{.organisation = organisations::display_name(of),
                             .person = whose.name,
                             .url = access::make_invitation(write, context.clock, context.random, recipient, "/me/people", context.programme.invitation_days, context.public_url)};
    const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent this organisation."));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = std::string(kTell), .key = "comes-back/" + event.id.format() + "/" + of.id.format() + "/" + recipient.format(), .to = *address, .to_name = person.name,
                   .person = recipient, .organisation = of.id, .locale = person.locale, .content = views::comes_back(context.texts, person.locale, frame, view)});
  }
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto id = EventId::parse(job.value("event"));
  if (!id) return jobs::Outcome::failed("no event");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto event = find_event(write, *id);
    const auto stopped = event ? find_address_by_key(write, event->address_key) : std::nullopt;
    if (!stopped || !stopped->is_stopped) return;  // put back or forgotten meanwhile
    const auto address = Email::parse(event->address);
    const auto owner = address ? people::find_person_by_address(write, *address) : std::nullopt;
    const auto whose = owner ? people::find_person(write, *owner) : std::nullopt;
    if (!whose || whose->preferred_address() == nullptr || whose->preferred_address()->key() != event->address_key) return;  // an address that is not used
    for (const auto& seat : access::list_seats_of_person(write, whose->id, context.clock.today())) {
      if (seat.role == Role::representative) tell(write, context, *event, organisations::get_organisation(write, seat.organisation), *whose);
    }
  });
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_tell_job() {
  jobs::Kind kind;
  kind.name = std::string(kTell);
  kind.run = run;
  return kind;
}

}  // namespace muster::bounces
