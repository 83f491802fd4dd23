#include "features/updates/audience.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace muster::updates {
namespace {

bool holds(const std::vector<std::string>& list, std::string_view value) { return std::ranges::find(list, value) != list.end(); }

// The languages of this issue for an organisation.
std::vector<Locale> list_wanted(const Target& target, const Member& member) {
  std::vector<Locale> wanted = choose_locales(member.languages);
  if (!target.languages.empty()) std::erase_if(wanted, [&](Locale locale) { return !holds(target.languages, locale_tag(locale)); });
  return wanted;
}

bool is_addressed(const Target& target, const Member& member, const Member::Representative& who) {
  if (!target.asks_action || member.action_mail_to_all || who.is_prime) return true;
  return std::ranges::none_of(member.representatives, &Member::Representative::is_prime);
}

// All languages that a person's organisations want, so that one person gets one mail in the own language.
using Wishes = std::unordered_map<std::string, std::vector<Locale>>;

Wishes collect_wishes(const Target& target, const std::vector<Member>& members) {
  Wishes wishes;
  for (const Member& member : members) {
    if (member.is_quiet || !is_targeted(target, member)) continue;
    const auto wanted = list_wanted(target, member);
    for (const auto& who : member.representatives) {
      if (!who.address || who.has_left || !is_addressed(target, member, who)) continue;
      auto& all = wishes[who.address->key];
      for (const Locale locale : wanted) {
        if (std::ranges::find(all, locale) == all.end()) all.push_back(locale);
      }
    }
  }
  return wishes;
}

std::vector<Locale> choose_for_person(const Member::Representative& who, const std::vector<Locale>& wanted) {
  for (const auto own : {std::optional(who.locale), who.site_locale}) {
    if (own && std::ranges::find(wanted, *own) != wanted.end()) return {*own};
  }
  return wanted;
}

// Addresses of people who want no updates: not as somebody's list either.
std::unordered_set<std::string> collect_left(const std::vector<Member>& members) {
  std::unordered_set<std::string> left;
  for (const Member& member : members) {
    for (const auto& who : member.representatives) {
      if (who.has_left && who.address) left.insert(who.address->key);
    }
  }
  return left;
}

class Counter {
 public:
  Counter(const Target& target, const std::vector<Member>& members, int month_most) : target_(target), wishes_(collect_wishes(target, members)), left_(collect_left(members)), month_most_(month_most) {}

  void count(const Member& member) {
    if (!is_targeted(target_, member)) return;
    if (member.is_quiet) return exclude(member, "", Why::quiet);
    const std::size_t before = counted.recipients.size();
    if (member.representatives.empty()) exclude(member, "", Why::no_representative);
    for (const auto& who : member.representatives) {
      if (!is_addressed(target_, member, who)) continue;
      if (who.has_left)
        exclude(member, who.address ? who.address->text : "", Why::left);
      else if (!who.address)
        exclude(member, "", Why::no_address);
      else if (takes(member, *who.address))
        add(member, *who.address, choose_for_person(who, wishes_[who.address->key]), who.name, who.person, Copy::representative);
      reached_ = reached_ || (who.address && seen_.contains(who.address->key));
    }
    count_redistribution(member);
    if (counted.recipients.size() > before || reached_) ++counted.organisations;
    reached_ = false;
  }

  Counted counted;

 private:
  void exclude(const Member& member, const std::string& address, Why why) { counted.excluded.push_back({member.id, member.name, address, why}); }

  bool takes(const Member& member, const Member::Address& address) {
    const bool is_over = month_most_ > 0 && address.received >= month_most_;
    if (!address.is_suppressed && !is_over) return true;
    if (told_.insert(address.key).second) exclude(member, address.text, address.is_suppressed ? Why::suppressed : Why::at_limit);
    return false;
  }

  // An address that asks for action is a person's: a list gets what is for everybody.
  void count_redistribution(const Member& member) {
    if (!member.redistribution || target_.asks_action) return;
    const Member::Address& address = *member.redistribution;
    if (member.is_waived) return exclude(member, address.text, Why::waived);
    if (!member.is_confirmed) return exclude(member, address.text, Why::not_confirmed);
    if (left_.contains(address.key)) return exclude(member, address.text, Why::left);
    if (wishes_.contains(address.key)) return;  // a representative's own address gets that copy
    if (takes(member, address)) add(member, address, list_wanted(target_, member), "", {}, Copy::redistribution);
  }

  void add(const Member& member, const Member::Address& address, const std::vector<Locale>& locales, const std::string& name, PersonId person, Copy copy) {
    for (const Locale locale : locales) {
      if (!seen_[address.key].insert(locale).second) continue;
      counted.recipients.push_back({address.text, address.key, name, person, member.id, locale, copy});
      ++counted.by_locale[static_cast<std::size_t>(locale)];
    }
  }

  const Target& target_;
  Wishes wishes_;
  std::unordered_set<std::string> left_;
  int month_most_;
  std::unordered_map<std::string, std::set<Locale>> seen_;
  std::unordered_set<std::string> told_;
  bool reached_ = false;
};

}  // namespace

std::string_view copy_name(Copy copy) {
  switch (copy) {
    case Copy::representative:
      return "representative";
    case Copy::redistribution:
      return "redistribution";
    case Copy::kit:
      return "kit";
    case Copy::web:
      break;
  }
  return "web";
}

Message describe_why(Why why) {
  switch (why) {
    case Why::left:
      return tr("A representative wants no updates.");
    case Why::suppressed:
      return tr("Mail to this address came back, or its owner wants none.");
    case Why::at_limit:
      return tr("It got as many updates this month as we promised at most.");
    case Why::quiet:
      return tr("The organisation is listed quietly.");
    case Why::no_address:
      return tr("A representative has no e-mail address.");
    case Why::no_representative:
      return tr("The organisation has no representative.");
    case Why::not_confirmed:
      return tr("The owner of the address for passing on has not confirmed it.");
    case Why::waived:
      break;
  }
  return tr("A waiver ended passing on. Representatives still get the update.");
}

std::vector<Locale> choose_locales(const std::vector<std::string>& languages) {
  std::vector<Locale> chosen;
  for (const std::string& language : languages) {
    const auto locale = parse_locale(to_lower_ascii(language.substr(0, language.find('-'))));
    if (locale && std::ranges::find(chosen, *locale) == chosen.end()) chosen.push_back(*locale);
  }
  if (chosen.empty()) chosen.push_back(Locale::en);
  return chosen;
}

bool is_targeted(const Target& target, const Member& member) {
  if (!target.regions.empty() && !holds(target.regions, member.region)) return false;
  if (!target.kinds.empty() && !holds(target.kinds, member.kind)) return false;
  if (!target.topics.empty() && std::ranges::none_of(member.topics, [&](const std::string& topic) { return holds(target.topics, topic); })) return false;
  return !list_wanted(target, member).empty();
}

Counted count_audience(const Target& target, const std::vector<Member>& members, int month_most) {
  Counter counter(target, members, month_most);
  for (const Member& member : members) counter.count(member);
  return std::move(counter.counted);
}

}  // namespace muster::updates
