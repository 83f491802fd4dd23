#include "features/bounces/tell_job.hpp"

#include <set>
#include <utility>

#include "features/access/access.hpp"
#include "features/bounces/bounce_jobs.hpp"
#include "features/bounces/bounce_store.hpp"
#include "features/bounces/mail_view.hpp"
#include "features/bounces/task_store.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_bounces.hpp"

namespace muster::bounces {
namespace {

using Told = std::set<std::pair<OrganisationId, PersonId>>;

// An address that mail reaches.
const Email* find_working(db::Read& read, const people::Person& person, const Event& event) {
  const Email* address = person.preferred_address();
  return address == nullptr || address->key() == event.address_key || mail::find_suppression(read, *address) ? nullptr : address;
}

mail::NewMail make_mail(const Event& event, const organisations::Organisation& of, const people::Person& to, const Email& address, std::string_view key) {
  return {.kind = std::string(kTell), .key = std::string(key) + "/" + event.id.format() + "/" + of.id.format() + "/" + to.id.format(), .to = address, .to_name = to.name,
          .person = to.id, .organisation = of.id, .locale = to.locale, .content = {}};
}

html::MailFrame make_told_frame(jobs::Context& context, Locale locale) { return mail::make_frame(context, locale, tr("You get this mail because you represent this organisation.")); }

std::string make_url(db::Write& write, jobs::Context& context, PersonId to, std::string_view path) {
  return access::make_invitation(write, context.clock, context.random, to, std::string(path), context.programme.invitation_days, context.public_url);
}

// About a colleague. Whom it tells is added.
void tell(db::Write& write, jobs::Context& context, const Event& event, const organisations::Organisation& of, const people::Person& whose, Told& told) {
  for (const PersonId recipient : organisations::list_recipients(write, of.id, false, context.clock.today())) {
    const people::Person person = people::get_person(write, recipient);
    const Email* address = recipient == whose.id ? nullptr : find_working(write, person, event);
    if (address == nullptr) continue;
    const ComesBackMail view{.organisation = organisations::display_name(of), .person = whose.name, .url = make_url(write, context, recipient, "/me/people")};
    auto mail = make_mail(event, of, person, *address, "comes-back");
    mail.content = views::comes_back(context.texts, person.locale, make_told_frame(context, person.locale), view);
    mail::enqueue(write, context.clock, context.random, mail);
    told.emplace(of.id, recipient);
  }
}

// About the address for passing on; whoever was told of the same address as a colleague's is not told twice.
void tell_of_list(db::Write& write, jobs::Context& context, const Event& event, const RedistributionTask& task, const Told& told) {
  const auto of = organisations::get_organisation(write, task.organisation);
  for (const PersonId recipient : organisations::list_recipients(write, of.id, false, context.clock.today())) {
    const people::Person person = people::get_person(write, recipient);
    const Email* address = find_working(write, person, event);
    if (address == nullptr || told.contains({of.id, recipient})) continue;
    const ListComesBackMail view{.organisation = organisations::display_name(of), .address = task.text, .url = make_url(write, context, recipient, "/me/updates/address")};
    auto mail = make_mail(event, of, person, *address, "list-comes-back");
    mail.content = views::list_comes_back(context.texts, person.locale, make_told_frame(context, person.locale), view);
    mail::enqueue(write, context.clock, context.random, mail);
  }
}

void tell_colleagues(db::Write& write, jobs::Context& context, const Event& event, Told& told) {
  const auto address = Email::parse(event.address);
  const auto owner = address ? people::find_person_by_address(write, *address) : std::nullopt;
  const auto whose = owner ? people::find_person(write, *owner) : std::nullopt;
  if (!whose || whose->preferred_address() == nullptr || whose->preferred_address()->key() != event.address_key) return;  // an address that is not used
  for (const auto& seat : access::list_seats_of_person(write, whose->id, context.clock.today())) {
    if (seat.role == Role::representative) tell(write, context, event, organisations::get_organisation(write, seat.organisation), *whose, told);
  }
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto id = EventId::parse(job.value("event"));
  if (!id) return jobs::Outcome::failed("no event");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto event = find_event(write, *id);
    const auto stopped = event ? find_address_by_key(write, event->address_key) : std::nullopt;
    if (!stopped || !stopped->is_stopped()) return;  // put back or forgotten meanwhile
    Told told;
    tell_colleagues(write, context, *event, told);
    for (const RedistributionTask& task : list_redistribution(write, {}, event->address_key)) tell_of_list(write, context, *event, task, told);
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
