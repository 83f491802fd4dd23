#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisation_jobs.hpp"
#include "features/organisations/organisations.hpp"
#include "features/organisations/public_people_store.hpp"
#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

std::int64_t count_distinct(const std::vector<access::SeatRow>& seats) {
  std::vector<PersonId> persons;
  for (const auto& seat : seats) {
    if (std::ranges::find(persons, seat.person) == persons.end()) persons.push_back(seat.person);
  }
  return static_cast<std::int64_t>(persons.size());
}

bool has_prime(const std::vector<access::SeatRow>& seats) {
  return std::ranges::any_of(seats, [](const auto& seat) { return seat.is_prime; });
}

bool represents(const std::vector<access::SeatRow>& seats, PersonId person) {
  return std::ranges::any_of(seats, [&](const auto& seat) { return seat.person == person; });
}

void open_prime_change(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId former, PersonId person) {
  const Instant now = by.clock.now();
  const std::int64_t change = write.insert(sql::insert_prime_change, {{"organisation", id},
                                                                      {"former", former},
                                                                      {"person", person},
                                                                      {"at", now},
                                                                      {"until", now + std::chrono::days(programme.contest_days)}});
  const std::string key = std::to_string(change);
  jobs::enqueue(write, by.clock, {.kind = std::string(kTellPrimeChange), .key = key, .values = {{"change", key}}});
}

// One entry a person, so that what is personal in it goes with that person.
struct OfficeChange {
  PersonId person;
  audit::Change change;
};
void record_office(db::Write& write, const By& by, OrganisationId id, std::string action, OfficeChange made) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "organisation", .subject = id.value(), .organisation = id, .about = made.person, .changes = {std::move(made.change)}});
}

PrimeChange make_prime_change(const db::Row& row) {
  return {.id = row.int64("id"),
          .former = row.id<PersonId>("former_person"),
          .person = row.id<PersonId>("person"),
          .changed_at = row.instant("changed_at"),
          .contestable_until = row.instant("contestable_until"),
          .is_contested = !row.is_null("contested_at")};
}

}  // namespace

void tell_people_changed(db::Write& write, const By& by, OrganisationId id) {
  renew_public_people(write, id, by.clock.today());
  stamp_public(write, "organisations");
  jobs::enqueue(write, by.clock, {.kind = std::string(kPeopleChanged), .key = id.format(), .values = {{"organisation", id.format()}}});
}

void renew_deadline(db::Write& write, const By& by, const Programme& programme, OrganisationId id, bool is_departure) {
  const auto seats = access::list_seats_of_organisation(write, id, by.clock.today());
  const bool is_well = count_distinct(seats) >= programme.representatives_least && has_prime(seats);
  const auto before = get_private_side(write, id).departure_deadline;
  if (is_well) {
    if (before) write.execute(sql::update_departure_deadline, {{"organisation", id}, {"deadline", nullptr}});
    close_attention(write, by, id, "departure");
  } else if (is_departure && !before) {
    const Date deadline = by.clock.today().plus_days(programme.departure_grace_days);
    write.execute(sql::update_departure_deadline, {{"organisation", id}, {"deadline", deadline}});
  }
}

Result<void> add_representative(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId person, bool as_prime) {
  write.lock("organisation", id.value());
  const auto seats = access::list_seats_of_organisation(write, id, by.clock.today());
  if (!represents(seats, person)) {
    if (count_distinct(seats) >= programme.representatives_most) {
      return refused(Problem::Kind::conflict,
                     tr("An organisation has at most {count} representatives. Remove one first.", {{"count", std::int64_t{programme.representatives_most}}}));
    }
    access::grant_seat(write, by, {.person = person, .role = Role::representative, .organisation = id, .from = by.clock.today()});
    tell_people_changed(write, by, id);
  }
  if (as_prime) {
    if (auto changed = change_prime(write, by, programme, id, person); !changed) return changed;
  }
  renew_deadline(write, by, programme, id, false);
  return {};
}

SeatId hold_representative(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId person, bool as_prime) {
  write.lock("organisation", id.value());
  const auto seats = access::list_seats_of_organisation(write, id, by.clock.today());
  const bool becomes_prime = as_prime && !has_prime(seats);
  const SeatId seat =
      access::grant_seat(write, by, {.person = person, .role = Role::representative, .organisation = id, .is_prime = becomes_prime, .from = by.clock.today()});
  renew_deadline(write, by, programme, id, false);
  tell_people_changed(write, by, id);
  return seat;
}

void remove_mistaken_representative(db::Write& write, const By& by, OrganisationId id, SeatId seat, std::string_view reason) {
  write.lock("organisation", id.value());
  access::remove_mistaken_seat(write, by, seat, reason);
  tell_people_changed(write, by, id);
}

void remove_representative(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId person, std::string_view reason) {
  write.lock("organisation", id.value());
  const auto seats = access::list_seats_of_organisation(write, id, by.clock.today());
  if (!represents(seats, person)) return;
  for (const auto& seat : seats) {
    // Yesterday is the last day, so that the right ends with this click.
    if (seat.person == person) access::end_seat(write, by, seat.id, by.clock.today().plus_days(-1), reason);
  }
  if (static_cast<int>(count_distinct(seats)) - 1 < programme.representatives_least) {
    write.execute(sql::insert_attention, {{"organisation", id}, {"kind", "departure"}, {"person", person}, {"words", ""}, {"at", by.clock.now()}});
  }
  renew_deadline(write, by, programme, id, true);
  tell_people_changed(write, by, id);
}

Result<void> change_prime(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId person) {
  write.lock("organisation", id.value());
  const auto seats = access::list_seats_of_organisation(write, id, by.clock.today());
  if (!represents(seats, person)) return refused(Problem::Kind::not_found, tr("This person is not a representative of the organisation."));
  PersonId former;
  for (const auto& seat : seats) {
    if (seat.is_prime) former = seat.person;
  }
  if (former == person) return {};
  access::make_prime(write, by, id, person);
  open_prime_change(write, by, programme, id, former, person);
  renew_deadline(write, by, programme, id, false);
  tell_people_changed(write, by, id);
  return {};
}

std::optional<PrimeChange> find_prime_change(db::Read& read, OrganisationId id, Instant now) {
  return read.find(sql::find_prime_change, {{"organisation", id}, {"now", now}}, make_prime_change);
}

Result<void> contest_prime(db::Write& write, const By& by, OrganisationId id) {
  write.lock("organisation", id.value());
  const auto change = find_prime_change(write, id, by.clock.now());
  if (!change) return refused(Problem::Kind::gone, tr("The time to object has passed. Write to us instead."));
  const Instant now = by.clock.now();
  if (write.execute(sql::contest_prime_change, {{"change", change->id}, {"person", by.actor.person}, {"at", now}}) == 0) return {};
  write.execute(sql::insert_attention, {{"organisation", id}, {"kind", "prime_contested"}, {"person", by.actor.person}, {"words", ""}, {"at", now}});
  audit::record(write, by, {.action = "organisations.contest_prime",
                            .subject_kind = "organisation",
                            .subject = id.value(),
                            .organisation = id,
                            .about = by.actor.person,
                            .changes = {{.field = "prime_contested", .after = change->person.format()}}});
  return {};
}

std::vector<PersonId> list_recipients(db::Read& read, OrganisationId id, bool is_action, Date today) {
  const auto seats = access::list_seats_of_organisation(read, id, today);
  const bool is_prime_alone = is_action && has_prime(seats) && !get_private_side(read, id).action_mail_to_all;
  std::vector<PersonId> persons;
  for (const auto& seat : seats) {
    if (is_prime_alone && !seat.is_prime) continue;
    if (std::ranges::find(persons, seat.person) == persons.end()) persons.push_back(seat.person);
  }
  return persons;
}

std::vector<PersonId> list_known_people(db::Read& read, OrganisationId number) {
  const OrganisationId id = find_standing_for(read, number).value_or(number);
  std::vector<PersonId> persons;
  for (const auto& seat : access::list_seat_history(read, id)) persons.push_back(seat.person);
  read.each(sql::list_leader_history, {{"organisation", id}}, [&](const db::Row& row) { persons.push_back(row.id<PersonId>("person")); });
  std::ranges::sort(persons);
  const auto repeated = std::ranges::unique(persons);
  persons.erase(repeated.begin(), repeated.end());
  return persons;
}

std::vector<OrganisationId> list_organisations_of_person(db::Read& read, PersonId person) {
  auto organisations = read.list(sql::list_led_organisations, {{"person", person}}, [](const db::Row& row) { return row.id<OrganisationId>("organisation"); });
  for (const auto& seat : access::list_seat_history_of_person(read, person)) {
    if (seat.organisation) organisations.push_back(seat.organisation);
  }
  // What was said under the number of a merged record is looked through as well.
  for (std::size_t at = 0, count = organisations.size(); at < count; ++at) {
    for (const OrganisationId merged : list_merged(read, organisations[at])) organisations.push_back(merged);
  }
  std::ranges::sort(organisations);
  const auto repeated = std::ranges::unique(organisations);
  organisations.erase(repeated.begin(), repeated.end());
  return organisations;
}

std::vector<Leader> list_leaders(db::Read& read, OrganisationId id) {
  return read.list(sql::list_leaders, {{"organisation", id}},
                   [](const db::Row& row) { return Leader{row.id<PersonId>("person"), row.text("office")}; });
}

PersonId find_or_insert_person(db::Write& write, const By& by, OrganisationId id, const std::string& name) {
  std::vector<PersonId> known;
  for (const Leader& leader : list_leaders(write, id)) known.push_back(leader.person);
  for (const auto& seat : access::list_seats_of_organisation(write, id, by.clock.today())) known.push_back(seat.person);
  for (const auto& person : people::list_persons(write, known)) {
    if (person.name == name) return person.id;
  }
  return people::insert_person(write, by, {.name = name});
}

void set_leaders(db::Write& write, const By& by, OrganisationId id, const std::vector<Leader>& leaders) {
  write.lock("organisation", id.value());
  const auto before = list_leaders(write, id);
  if (std::ranges::equal(before, leaders, [](const Leader& a, const Leader& b) { return a.person == b.person && a.office == b.office; })) return;
  const auto find = [](const std::vector<Leader>& list, PersonId person) { return std::ranges::find(list, person, &Leader::person); };
  for (const Leader& leader : before) {
    if (find(leaders, leader.person) != leaders.end()) continue;
    write.execute(sql::end_leader, {{"organisation", id}, {"person", leader.person}, {"today", by.clock.today()}});
    record_office(write, by, id, "organisations.set_leaders", {leader.person, {"leader", leader.office, "", true}});
  }
  std::int64_t position = 0;
  for (const Leader& leader : leaders) {
    const db::Parameters parameters{{"organisation", id}, {"person", leader.person}, {"office", leader.office}, {"position", position++}};
    const auto former = find(before, leader.person);
    write.execute(former == before.end() ? sql::insert_leader : sql::update_leader, parameters);
    if (former != before.end() && former->office == leader.office) continue;
    record_office(write, by, id, "organisations.set_leaders", {leader.person, {"leader", former == before.end() ? "" : former->office, leader.office, true}});
  }
  jobs::enqueue(write, by.clock, {.kind = std::string(kTellLeaders), .key = id.format(), .values = {{"organisation", id.format()}}});
  tell_people_changed(write, by, id);
}

std::vector<KeyRole> list_key_roles(db::Read& read, OrganisationId id) {
  return read.list(sql::list_key_roles, {{"organisation", id}},
                   [](const db::Row& row) { return KeyRole{row.id<PersonId>("person"), row.text("body"), row.text("role")}; });
}

void set_key_roles(db::Write& write, const By& by, OrganisationId id, const std::vector<KeyRole>& roles) {
  write.lock("organisation", id.value());
  const auto before = list_key_roles(write, id);
  const auto describe = [](const std::vector<KeyRole>& list, PersonId person) {
    std::vector<std::string> lines;
    for (const KeyRole& role : list) {
      if (role.person == person) lines.push_back(role.body + " " + role.role);
    }
    return join(lines, "; ");
  };
  std::vector<PersonId> persons;
  for (const auto* list : {&before, &roles}) {
    for (const KeyRole& role : *list) {
      if (std::ranges::find(persons, role.person) == persons.end()) persons.push_back(role.person);
    }
  }
  for (const PersonId person : persons) {
    const audit::Change change{"key_roles", describe(before, person), describe(roles, person), true};
    if (change.before != change.after) record_office(write, by, id, "organisations.set_key_roles", {person, change});
  }
  write.execute(sql::delete_key_roles, {{"organisation", id}});
  for (const KeyRole& role : roles) {
    write.execute(sql::insert_key_role, {{"organisation", id}, {"person", role.person}, {"body", role.body}, {"role", role.role}});
  }
}

}  // namespace muster::organisations
