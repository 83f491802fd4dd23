#include "features/updates/audience_store.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <set>

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/leaving_store.hpp"
#include "platform/mail/mail.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

struct Known {
  std::unordered_map<PersonId, people::MailAddress> persons;
  std::unordered_set<std::string> suppressed;
  std::unordered_set<PersonId> left;
  std::unordered_map<std::string, int> received;

  Member::Address make_address(std::string text, std::string key) const {
    const auto found = received.find(key);
    Member::Address address{.text = std::move(text), .key = std::move(key), .is_suppressed = false, .received = found == received.end() ? 0 : found->second};
    address.is_suppressed = suppressed.contains(address.key);
    return address;
  }
};

Known read_known(db::Read& read, IssueId issue, Date today) {
  Known known;
  for (auto& address : people::list_mail_addresses(read)) {
    const PersonId person = address.person;
    known.persons.emplace(person, std::move(address));
  }
  for (auto& key : mail::list_suppressed(read)) known.suppressed.insert(std::move(key));
  for (const Leaving& one : list_left(read)) known.left.insert(one.person);
  const Instant since = Instant::from_date(*Date::from_ymd(today.year(), today.month(), 1));
  read.each(sql::count_received, {{"since", since}, {"issue", issue.value()}}, [&](const db::Row& row) { known.received.emplace(row.text("address_key"), static_cast<int>(row.int64("count"))); });
  return known;
}

void add_representatives(db::Read& read, const Known& known, Date today, std::unordered_map<OrganisationId, Member*>& members) {
  for (const auto& seat : access::list_representatives(read, today)) {
    const auto member = members.find(seat.organisation);
    if (member == members.end()) continue;
    Member::Representative who{.person = seat.person, .name = {}, .is_prime = seat.is_prime, .address = {}};
    who.has_left = known.left.contains(seat.person);
    if (const auto person = known.persons.find(seat.person); person != known.persons.end()) {
      who.name = person->second.name;
      who.locale = person->second.locale;
      who.site_locale = person->second.site_locale;
      who.address = known.make_address(person->second.text, person->second.key);
    }
    member->second->representatives.push_back(std::move(who));
  }
}

void add_redistribution(db::Read& read, const Known& known, std::unordered_map<OrganisationId, Member*>& members) {
  for (const auto& choice : organisations::list_mail_choices(read)) {
    const auto member = members.find(choice.id);
    if (member == members.end()) continue;
    member->second->action_mail_to_all = choice.action_mail_to_all;
    const auto email = Email::parse(choice.redistribution_address);
    if (email) member->second->redistribution = known.make_address(email->text(), email->key());
  }
  for (const AskedAddress& asked : list_addresses(read)) {
    const auto member = members.find(asked.organisation);
    if (member == members.end()) continue;
    member->second->is_waived = asked.waived_at.has_value();
    member->second->is_confirmed = asked.confirmed_at && member->second->redistribution && member->second->redistribution->key == asked.address_key;
  }
}

}  // namespace

std::vector<Member> list_members(db::Read& read, IssueId issue, Date today) {
  std::vector<Member> members;
  for (auto& of : organisations::list_reporting(read)) {
    members.push_back({.id = of.id, .name = organisations::display_name(of), .region = std::move(of.region), .kind = std::move(of.kind), .languages = std::move(of.languages), .topics = std::move(of.topics), .is_quiet = of.is_quiet});
  }
  std::unordered_map<OrganisationId, Member*> by_id;
  for (Member& member : members) by_id.emplace(member.id, &member);
  const Known known = read_known(read, issue, today);
  add_representatives(read, known, today, by_id);
  add_redistribution(read, known, by_id);
  return members;
}

Counted find_audience(db::Read& read, const Programme& programme, const Issue& issue, Date today) {
  // Where a second person gave a reason for one more, the limit is lifted for this one.
  const int most = issue.rate_reason.empty() ? programme.updates_per_month_most : 0;
  return count_audience(issue.target, list_members(read, issue.id, today), most);
}

std::vector<Recipient> list_recipients(db::Read& read, const Programme& programme, IssueId id, Date today) {
  const auto issue = find_issue(read, id);
  if (!issue) return {};
  const auto ready = list_ready(*issue, list_versions(read, id));
  auto recipients = find_audience(read, programme, *issue, today).recipients;
  std::erase_if(recipients, [&](const Recipient& one) { return std::ranges::find(ready, one.locale) == ready.end(); });
  return recipients;
}

std::vector<Recipient> list_waiting(db::Read& read, const Programme& programme, IssueId id, Date today) {
  std::set<std::pair<std::string, std::string>, std::less<>> made;
  read.each(sql::list_deliveries, {{"issue", id}}, [&](const db::Row& row) { made.emplace(row.text("locale"), row.text("address_key")); });
  auto recipients = list_recipients(read, programme, id, today);
  std::erase_if(recipients, [&](const Recipient& one) { return made.contains(std::pair(std::string(locale_tag(one.locale)), one.address_key)); });
  return recipients;
}

void set_delivery_mail(db::Write& write, IssueId issue, const Recipient& recipient, MailId mail) {
  write.execute(sql::set_delivery_mail, {{"issue", issue}, {"locale", locale_tag(recipient.locale)}, {"address_key", recipient.address_key}, {"mail", mail}});
}

bool insert_delivery(db::Write& write, IssueId issue, const Recipient& recipient, MailId mail, Instant at) {
  return write.execute(sql::insert_delivery, {{"issue", issue}, {"locale", locale_tag(recipient.locale)}, {"address_key", recipient.address_key}, {"organisation", recipient.organisation}, {"kind", copy_name(recipient.copy)}, {"person", recipient.person}, {"mail", mail}, {"at", at}}) > 0;
}

void record_sent(db::Write& write, const By& by, const Programme& programme, IssueId issue) {
  if (!mark_sent(write, by, issue)) return;
  for (const Recipient& recipient : list_recipients(write, programme, issue, by.clock.today())) insert_delivery(write, issue, recipient, {}, by.clock.now());
}

}  // namespace muster::updates
