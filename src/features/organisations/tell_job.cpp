#include "features/organisations/tell_job.hpp"

#include <charconv>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/link_store.hpp"
#include "features/organisations/mail_view.hpp"
#include "features/organisations/message_store.hpp"
#include "features/organisations/organisation_jobs.hpp"
#include "features/people/people.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

constexpr std::string_view kWrongPerson = "wrong_person";

std::int64_t parse_number(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string page_url(const jobs::Context& context, Locale locale, OrganisationId id) {
  return context.public_url + "/" + std::string(locale_tag(locale)) + "/organisations/" + id.format();
}

// Every representative hears of it, the former main contact too.
jobs::Outcome tell_prime_change(jobs::Context& context, const jobs::Job& job) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto change = find_prime_change_by_id(write, parse_number(job.value("change")));
    if (!change) return;
    const auto& [id, what] = *change;
    const Organisation of = get_organisation(write, id);
    const people::Person prime = people::get_person(write, what.person);
    for (const PersonId recipient : list_recipients(write, id, false, context.clock.today())) {
      const people::Person person = people::get_person(write, recipient);
      const Email* address = person.preferred_address();
      if (address == nullptr) continue;
      const PrimeChangeMail view{.organisation = display_name(of),
                                 .person = prime.name,
                                 .url = access::make_invitation(write, context.clock, context.random, recipient, "/me/people", context.programme.invitation_days, context.public_url),
                                 .wrong_person_url = make_wrong_person_link(write, by, recipient, id, person.locale, context.public_url),
                                 .days = context.programme.contest_days};
      const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because you represent this organisation."));
      mail::enqueue(write, context.clock, context.random,
                    {.kind = std::string(kTellPrimeChange), .key = "prime/" + job.value("change") + "/" + recipient.format(), .to = *address, .to_name = person.name,
                     .person = recipient, .organisation = id, .locale = person.locale, .content = views::prime_changed(context.texts, person.locale, frame, view)});
    }
  });
  return jobs::Outcome::done();
}

void tell_leader(db::Write& write, jobs::Context& context, const Organisation& of, const Leader& leader) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  const people::Person person = people::get_person(write, leader.person);
  const Email* address = person.preferred_address();
  if (address == nullptr) return;  // told when there is an address: the mark stays off
  const LeaderMail view{.organisation = display_name(of),
                        .office = leader.office,
                        .page_url = page_url(context, person.locale, of.id),
                        .wrong_person_url = make_wrong_person_link(write, by, leader.person, of.id, person.locale, context.public_url)};
  const auto frame = mail::make_frame(context, person.locale, tr("You get this mail because an organisation named you as a leader."));
  mail::enqueue(write, context.clock, context.random,
                {.kind = std::string(kTellLeaders), .key = "leader/" + of.id.format() + "/" + leader.person.format(), .to = *address, .to_name = person.name,
                 .person = leader.person, .organisation = of.id, .locale = person.locale, .content = views::leader_named(context.texts, person.locale, frame, view)});
  mark_leader_told(write, context.clock, of.id, leader.person);
}

jobs::Outcome tell_leaders(jobs::Context& context, const jobs::Job& job) {
  const auto id = OrganisationId::parse(job.value("organisation"));
  if (!id) return jobs::Outcome::failed("no organisation");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const Organisation of = get_organisation(write, *id);
    for (const Leader& leader : list_untold_leaders(write, *id)) tell_leader(write, context, of, leader);
  });
  return jobs::Outcome::done();
}

// To the relay address, else the public contact, else the main contact; staff where nothing is known.
std::optional<Email> find_relay_target(db::Read& read, const jobs::Context& context, const Organisation& of) {
  for (const std::string& text : {get_private_side(read, of.id).relay_address, of.contact}) {
    if (auto address = Email::parse(text)) return std::move(*address);
  }
  for (const PersonId person : list_recipients(read, of.id, true, context.clock.today())) {
    const people::Person found = people::get_person(read, person);
    if (const Email* address = found.preferred_address()) return *address;
  }
  return std::nullopt;
}

jobs::Outcome deliver_message(jobs::Context& context, const jobs::Job& job) {
  const std::int64_t number = parse_number(job.value("message"));
  return context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto message = find_message(write, number);
    if (!message || message->is_delivered) return jobs::Outcome::done();
    const Organisation of = get_organisation(write, message->organisation);
    auto target = message->is_for_staff ? std::nullopt : find_relay_target(write, context, of);
    if (!target) {
      if (auto staff = Email::parse(context.programme.staff_email)) target = std::move(*staff);
    }
    if (!target) return jobs::Outcome::failed("no address to deliver to");
    const RelayedMail view{display_name(of), message->writer_name, message->writer_address, message->words, page_url(context, Locale::en, of.id)};
    const auto frame = mail::make_frame(context, Locale::en, tr("You get this mail because somebody used the form on a public page."));
    mail::NewMail mail{.kind = std::string(kDeliverMessage), .key = "message/" + job.value("message"), .to = *target, .organisation = of.id,
                       .content = views::relayed(context.texts, Locale::en, frame, view, message->is_for_staff)};
    if (auto writer = Email::parse(message->writer_address)) mail.reply_to = std::move(*writer);
    mail::enqueue(write, context.clock, context.random, mail);
    mark_relayed(write, context.clock, number);
    return jobs::Outcome::done();
  });
}

jobs::Outcome report_wrong_person(jobs::Context& context, const jobs::Job& job) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto link = find_mail_link(write, job.value("token"));
    if (!link) return;
    insert_attention(write, context.clock, link->organisation, kWrongPerson, link->person);
    audit::record(write, by, {.action = "organisations.report_wrong_person",
                              .subject_kind = "organisation",
                              .subject = link->organisation.value(),
                              .organisation = link->organisation,
                              .about = link->person,
                              .changes = {{.field = std::string(kWrongPerson), .after = link->person.format()}}});
  });
  return jobs::Outcome::done();
}

}  // namespace

std::vector<jobs::Kind> make_tell_jobs() {
  return {{.name = std::string(kTellPrimeChange), .run = tell_prime_change},
          {.name = std::string(kTellLeaders), .run = tell_leaders},
          {.name = std::string(kDeliverMessage), .run = deliver_message},
          {.name = std::string(kReportWrongPerson), .run = report_wrong_person}};
}

}  // namespace muster::organisations
