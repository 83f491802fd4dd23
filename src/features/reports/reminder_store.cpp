#include "features/reports/reminder_store.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

using RoundKey = std::pair<OrganisationId, int>;

SentStep make_step(const db::Row& row) {
  return {.organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .due_on = row.date("due_on"),
          .step = static_cast<int>(row.int64("step")),
          .sent_at = row.instant("sent_at"),
          .recipients = static_cast<int>(row.int64("recipients"))};
}

RoundKey make_key(const db::Row& row) { return {row.id<OrganisationId>("organisation"), static_cast<int>(row.int64("round"))}; }

// The first address that mail has not come back from.
const Email* find_working_address(const people::Person& person) {
  if (person.is_erased) return nullptr;
  const auto found = std::ranges::find_if(person.addresses, [](const people::Address& address) { return !address.is_failing; });
  return found == person.addresses.end() ? nullptr : &found->email;
}

std::vector<Recipient> list_reachable(db::Read& read, OrganisationId organisation, bool is_action, Date today) {
  std::vector<Recipient> recipients;
  for (const PersonId id : organisations::list_recipients(read, organisation, is_action, today)) {
    const people::Person person = people::get_person(read, id);
    if (const Email* address = find_working_address(person)) recipients.push_back({id, person.name, person.locale, *address});
  }
  return recipients;
}

}  // namespace

std::vector<SentStep> list_reminders(db::Read& read, OrganisationId organisation, int round) {
  return read.list(sql::list_reminders_of, {{"organisation", organisation}, {"round", round}}, make_step);
}

std::vector<SentStep> list_reminders_since(db::Read& read, Instant since) {
  return read.list(sql::list_reminders, {{"since", since}}, make_step);
}

bool insert_reminder(db::Write& write, const SentStep& step) {
  return write.execute(sql::insert_reminder, {{"organisation", step.organisation},
                                              {"round", step.round},
                                              {"due_on", step.due_on},
                                              {"step", step.step},
                                              {"at", step.sent_at},
                                              {"recipients", step.recipients}}) > 0;
}

std::vector<Remindable> list_remindable(db::Read& read, const Programme& programme, Date day) {
  const Schedule schedule = get_schedule(read, programme);
  if (!schedule.first_cycle_on) return {};
  std::map<OrganisationId, Slot> slots;
  for (Slot& slot : list_slots(read)) slots.emplace(slot.organisation, std::move(slot));
  std::map<OrganisationId, std::vector<Exception>> exceptions;
  for (Exception& exception : list_exceptions(read)) exceptions[exception.organisation].push_back(std::move(exception));
  std::set<RoundKey> started, with_person;
  read.each(sql::list_report_states, {}, [&](const db::Row& row) { started.insert(make_key(row)); });
  read.each(sql::list_rounds_with_person, {}, [&](const db::Row& row) { with_person.insert(make_key(row)); });
  std::map<RoundKey, std::vector<SentStep>> sent;
  for (SentStep& step : list_reminders_since(read, Instant::from_date(day.plus_months(-2 * schedule.cycle_months)))) {
    const RoundKey key{step.organisation, step.round};
    sent[key].push_back(std::move(step));
  }
  std::vector<Remindable> all;
  for (const auto& organisation : organisations::list_reporting(read)) {
    const auto slot = slots.find(organisation.id);
    if (slot == slots.end()) continue;
    const auto turn = find_turn(schedule, slot->second, exceptions[organisation.id], day);
    if (!turn) continue;
    const RoundKey key{organisation.id, turn->round};
    all.push_back({organisation.id, *turn, started.contains(key), with_person.contains(key), std::move(sent[key])});
  }
  return all;
}

std::optional<Remindable> find_remindable(db::Read& read, const Programme& programme, OrganisationId id, Date day) {
  using enum organisations::Status;
  const auto organisation = organisations::find_organisation(read, id);
  if (!organisation || (organisation->status != accredited && organisation->status != unclear)) return std::nullopt;
  const auto slot = find_slot(read, id);
  if (!slot) return std::nullopt;
  const auto turn = find_turn(get_schedule(read, programme), *slot, list_exceptions(read, id), day);
  if (!turn) return std::nullopt;
  const bool is_started = find_report_of_round(read, id, turn->round).has_value();
  const bool is_with_person = read.count(sql::is_with_person, {{"organisation", id}, {"round", turn->round}}) > 0;
  return Remindable{id, *turn, is_started, is_with_person, list_reminders(read, id, turn->round)};
}

std::vector<Recipient> list_reminded(db::Read& read, OrganisationId organisation, bool to_all, Date today) {
  auto recipients = list_reachable(read, organisation, !to_all, today);
  if (recipients.empty() && !to_all) recipients = list_reachable(read, organisation, false, today);
  return recipients;
}

Result<int> send_reminder(db::Write& write, const By& by, const Programme& programme, OrganisationId id) {
  write.lock("organisation", id.value());
  const Date today = by.clock.today();
  const auto of = find_remindable(write, programme, id, today);
  if (!of) return refused(Problem::Kind::not_found, tr("This organisation does not report at the moment."));
  const auto due = plan_extra(*of, today);
  if (!due) return std::unexpected(due.error());
  const int count = static_cast<int>(list_reminded(write, id, due->to_all, today).size());
  if (count == 0) {
    open_task(write, by.clock, id, due->round, "nobody_to_remind");
    return refused(Problem::Kind::conflict, tr("Nobody of this organisation has an address that works. It is now in the list of tasks."));
  }
  if (!insert_reminder(write, {id, due->round, due->due_on, due->step, by.clock.now(), count})) {
    return refused(Problem::Kind::conflict, tr("A reminder was sent today already."));
  }
  audit::record(write, by, {.action = "reports.remind", .subject_kind = "organisation", .subject = id.value(), .organisation = id,
                            .changes = {{"recipients", "", std::to_string(count)}}});
  jobs::enqueue(write, by.clock, {.kind = std::string(kRemindByHand),
                                  .key = id.format() + "/" + std::to_string(due->step),
                                  .values = {{"organisation", id.format()},
                                             {"round", std::to_string(due->round)},
                                             {"due_on", due->due_on.format_iso()},
                                             {"step", std::to_string(due->step)}}});
  return count;
}

}  // namespace muster::reports
