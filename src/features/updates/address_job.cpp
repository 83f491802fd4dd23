#include "features/updates/address_job.hpp"

#include <map>

#include "features/organisations/organisations.hpp"
#include "features/updates/audience.hpp"
#include "features/updates/mail_view.hpp"
#include "platform/mail/frame.hpp"
#include "platform/mail/mail.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

void ask(jobs::Context& context, const jobs::Job& job, OrganisationId id) {
  const Actor actor = Actor::system();
  const By by{context.clock, context.random, actor};
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    const auto of = organisations::find_organisation(write, id);
    const auto address = of ? organisations::get_private_side(write, id).redistribution_address : std::nullopt;
    if (!address) return;
    const Locale locale = choose_locales(of->languages).front();
    const std::string token = ask_address(write, by, id, address->key());
    const AddressMail view{organisations::display_name(*of), context.public_url + "/" + std::string(locale_tag(locale)) + "/updates/address/" + token, kAnswerDays};
    const auto frame = mail::make_frame(context, locale, tr("You get this mail because {organisation} gave us your address.", {{"organisation", view.organisation}}));
    mail::enqueue(write, context.clock, context.random,
                  {.kind = std::string(kAskAddresses), .key = "updates.address/" + job.id.format() + "/" + id.format(), .to = *address, .to_name = {}, .organisation = id, .locale = locale, .content = views::address_mail(context.texts, locale, frame, view)});
  });
}

// Addresses that nobody was asked about yet, or not about this one.
std::vector<OrganisationId> list_unasked(db::Read& read) {
  std::map<OrganisationId, AskedAddress> asked;
  for (AskedAddress& one : list_addresses(read)) asked.emplace(one.organisation, std::move(one));
  std::vector<OrganisationId> unasked;
  for (const auto& choice : organisations::list_mail_choices(read)) {
    const auto email = Email::parse(choice.redistribution_address);
    const auto known = asked.find(choice.id);
    if (!email) continue;
    const bool is_known = known != asked.end() && (known->second.waived_at || known->second.address_key == email->key());
    if (!is_known) unasked.push_back(choice.id);
  }
  return unasked;
}

jobs::Outcome run(jobs::Context& context, const jobs::Job& job) {
  const auto named = job.values.find("organisation");
  if (named != job.values.end()) {
    const auto id = OrganisationId::parse(named->second);
    if (!id) return jobs::Outcome::failed("no organisation");
    ask(context, job, *id);
    return jobs::Outcome::done();
  }
  for (const OrganisationId id : context.db.read([](db::Read& read) { return list_unasked(read); })) ask(context, job, id);
  return jobs::Outcome::done();
}

}  // namespace

jobs::Kind make_address_job() { return {.name = std::string(kAskAddresses), .run = run}; }

}  // namespace muster::updates
