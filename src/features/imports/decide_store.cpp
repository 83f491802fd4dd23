#include "features/imports/decide_store.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/imports/stored.hpp"
#include "platform/search/search.hpp"
#include "queries_imports.hpp"

namespace muster::imports {
namespace {

using organisations::Organisation;

std::string_view find_fact(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  return found == facts.end() ? std::string_view{} : std::string_view(found->second);
}

// What files said last of each field, imports that were undone left out.
Facts find_base(db::Read& read, OrganisationId id) {
  Facts base;
  const auto stored = read.list(sql::list_file_values, {{"organisation", id}}, [](const db::Row& row) { return row.text("file_values"); });
  for (const std::string& values : stored) base.merge(parse_facts(values));  // the newest first, and it stays
  return base;
}

void compare(const Facts& now, const Facts& base, const Entry& entry, Decision& decision) {
  std::vector<std::string> contested;
  for (const auto& [name, value] : entry.facts) {
    const std::string_view held = find_fact(now, name);
    if (value == held) continue;
    const auto last = base.find(name);
    const bool was_changed_here = last != base.end() && last->second != held;
    if (was_changed_here && last->second == value) continue;  // the file says nothing new
    if (was_changed_here) {
      contested.push_back(name);
      continue;
    }
    decision.changes[name] = value;
    decision.before[name] = held;
    if (name == "region") decision.before["region_reason"] = find_fact(now, "region_reason");
  }
  if (contested.empty()) return;
  decision.outcome = Outcome::conflict;
  decision.why.push_back(tr("Changed here and in the file since the last import: {columns}.", {{"columns", join(contested, ", ")}}));
}

// Who of the line's people is not there yet; whoever is left out is named by the number of the columns, as
// reports of imports hold no names of people.
class PeoplePlan {
 public:
  PeoplePlan(db::Read& read, const Rules& rules, OrganisationId id, Date today) : read_(read), most_(rules.programme.representatives_most) {
    for (const auto& seat : access::list_seats_of_organisation(read, id, today)) {
      seated_.push_back(seat.person);
      if (seat.is_prime) prime_ = seat.person;
    }
    for (const auto& seat : access::list_seat_history(read, id)) held_.push_back(seat.person);
  }

  void add(const Entry::Representative& one, Decision& decision) {
    const Message::Argument number{"number", std::int64_t{one.number}};
    if (!one.person.email) {
      if (!is_seated_by_name(one.person.name)) decision.why.push_back(tr("Person {number} is left out: an e-mail address is needed to add somebody.", {number}));
      return;
    }
    const auto known = people::find_person_by_address(read_, *one.person.email);
    if (known && has(seated_, *known)) {
      if (one.is_prime && prime_ && prime_ != *known) decision.why.push_back(tr("Person {number} is not made the main contact: there is one already.", {number}));
      return;
    }
    if (known && has(held_, *known)) {
      decision.why.push_back(tr("Person {number} is left out: the person has left this organisation before.", {number}));
      return;
    }
    if (is_planned(*one.person.email, decision)) return;
    if (static_cast<int>(seated_.size() + decision.people.size()) >= most_) {
      decision.why.push_back(tr("Person {number} is left out: an organisation has at most {count} representatives.", {number, {"count", std::int64_t{most_}}}));
      return;
    }
    if (one.is_prime && prime_) decision.why.push_back(tr("Person {number} is not made the main contact: there is one already.", {number}));
    decision.people.push_back(one);
  }

 private:
  static bool has(const std::vector<PersonId>& list, PersonId person) { return std::ranges::find(list, person) != list.end(); }
  static bool is_planned(const Email& email, const Decision& decision) {
    return std::ranges::any_of(decision.people, [&](const auto& planned) { return planned.person.email && planned.person.email->key() == email.key(); });
  }
  bool is_seated_by_name(const std::string& name) {
    return std::ranges::any_of(people::list_persons(read_, seated_), [&](const people::Person& person) { return person.name == name; });
  }

  db::Read& read_;
  int most_;
  std::vector<PersonId> seated_, held_;
  PersonId prime_;
};

Decision decide_new(const Rules& rules, const Entry& entry) {
  Decision decision{.outcome = Outcome::added, .changes = entry.facts, .people = entry.people};
  if (static_cast<int>(entry.people.size()) > rules.programme.representatives_most) {
    decision.why.push_back(tr("More than {count} representatives: held as they are, for staff to put right.", {{"count", std::int64_t{rules.programme.representatives_most}}}));
  }
  return decision;
}

}  // namespace

void renew_names(db::Read& read, NameIndex& names) {
  read.each(sql::list_english_names, {{"after", names.newest()}}, [&](const db::Row& row) {
    names.add(row.id<OrganisationId>("id"), search::fold(row.text("name_english")));
  });
}

std::vector<OrganisationId> find_matches(db::Read& read, const NameIndex& names, const Entry& entry) {
  if (!entry.key.empty()) {
    if (const auto found = organisations::find_by_external_key(read, entry.key)) return {*found};
  }
  const std::string_view name = find_fact(entry.facts, "name");
  const std::string_view country = find_fact(entry.facts, "country");
  const std::string folded = search::fold(name);
  auto candidates = organisations::list_by_folded_name(read, folded);
  for (Organisation& candidate : organisations::list_organisations(read, names.find(folded))) {
    const bool stands = !organisations::find_standing_for(read, candidate.id) && search::fold(candidate.name_english) == folded;
    if (stands) candidates.push_back(std::move(candidate));
  }
  std::vector<OrganisationId> matches;
  for (const Organisation& candidate : candidates) {
    const bool is_elsewhere = !country.empty() && !candidate.country.empty() && candidate.country != country;
    if (is_elsewhere || std::ranges::find(matches, candidate.id) != matches.end()) continue;
    // Known by another key: another organisation of the same name.
    if (!entry.key.empty() && !organisations::get_private_side(read, candidate.id).external_key.empty()) continue;
    matches.push_back(candidate.id);
  }
  return matches;
}

Decision decide(db::Read& read, const Rules& rules, const Entry& entry, const std::vector<OrganisationId>& matches, Date today) {
  if (matches.empty()) return decide_new(rules, entry);
  if (matches.size() > 1) return {.outcome = Outcome::conflict, .why = {tr("More than one organisation has this name. Add a key column.")}};
  Decision decision{.organisation = matches.front()};
  const Organisation of = organisations::get_organisation(read, decision.organisation);
  compare(make_facts(of, organisations::get_private_side(read, of.id)), find_base(read, of.id), entry, decision);
  if (decision.outcome == Outcome::conflict) return {.outcome = Outcome::conflict, .why = decision.why, .organisation = of.id};
  PeoplePlan plan(read, rules, of.id, today);
  for (const Entry::Representative& one : entry.people) plan.add(one, decision);
  if (!decision.changes.empty() || !decision.people.empty()) decision.outcome = Outcome::changed;
  return decision;
}

}  // namespace muster::imports
