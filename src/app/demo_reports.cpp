#include <algorithm>

#include "app/demo_seed.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_store.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/reports.hpp"
#include "features/reports/rotation.hpp"
#include "features/reports/schedule_store.hpp"

namespace muster::app {
namespace {

constexpr int kMonthsBehind = 12;   // the first cycle began a year ago
constexpr int kMonthsApproved = 24;

template <class T>
T checked(Result<T> result, const std::string& what) {
  if (!result) throw std::logic_error("demo: " + what + ": " + result.error().field + ": " + std::string(result.error().message.one));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Date first_of_month(Date day) { return Date::from_ymd(day.year(), day.month(), 1).value(); }

int months_between(Date earlier, Date later) {
  return (later.year() - earlier.year()) * 12 + static_cast<int>(later.month()) - static_cast<int>(earlier.month());
}

reports::Schedule seed_schedule(const DemoParts& parts, const By& by) {
  const Date month = first_of_month(by.clock.today());
  reports::Schedule schedule;
  schedule.rules_approved_on = month.plus_months(-kMonthsApproved);
  schedule.implementation_months = kMonthsApproved - kMonthsBehind;
  schedule.first_cycle_on = month.plus_months(-kMonthsBehind);
  schedule.cycle_months = parts.programme.cycle_months;
  parts.database.write([&](db::Write& write) { checked(reports::save_schedule(write, by, schedule), "schedule"); });
  return parts.database.read([&](db::Read& read) { return reports::get_schedule(read, parts.programme); });
}

// Real organisations report in the months ahead: nothing may be said of them that did not happen.
void seed_slots(const DemoParts& parts, const By& by, const reports::Schedule& schedule, const std::vector<DemoMember>& demo) {
  const Date today = by.clock.today();
  const int first_ahead = kMonthsBehind + 2;
  int next = 0;
  for (const auto& of : parts.database.read([](db::Read& read) { return organisations::list_reporting(read); })) {
    const auto found = std::find_if(demo.begin(), demo.end(), [&](const DemoMember& candidate) { return candidate.id == of.id; });
    const bool is_real = found == demo.end();
    const int slot = is_real ? first_ahead + next++ % (schedule.cycle_months - first_ahead) : months_between(*schedule.first_cycle_on, today.plus_days(found->days));
    parts.database.write([&](db::Write& write) {
      reports::set_slot(write, by, {.organisation = of.id, .slot = slot, .region = of.region});
      if (is_real) return;
      checked(reports::set_exception(write, by, schedule,
                                     {.organisation = of.id,
                                      .round = 1,
                                      .kind = "moved",
                                      .due_on = today.plus_days(found->days),
                                      .reason = "Demo",
                                      .decided_at = by.clock.now()}),
              found->key);
    });
  }
}

// What the person types on each page of the report.
std::vector<std::pair<std::string, forms::RawFields>> make_pages(const DemoMember& of) {
  std::string why = of.why;
  if (of.story == "leak") why += " " + of.prime_name + " (" + of.key + "-1@example.org) leads our work.";
  // Two organisations name one leader: the pair that the page of duplicates shows.
  const std::string leader = of.key == "en1" || of.key == "en2" ? "Demo leader" : "Demo leader " + of.key;
  return {{"leaders", {{"leaders-0-name", leader}, {"leaders-0-office", "Chair"}, {"leaders_know", "yes"}}},
          {"people", {{"representatives_right", "yes"}}},
          {"members", {{"members", of.members}, {"member_groups", "users"}, {"member_groups", "students"}}},
          {"why", {{"why", why}, {"topics", "local_scripts"}}},
          {"activities", {{"activities_any", "none"}}},
          {"other-groups", {{"other_any", "no"}}},
          {"updates", {{"updates_way", "pass_on"}, {"pass_on_by", "email"}, {"pass_on_certified", "yes"}}},
          {"website", {{"web_kind", "yes"}, {"website", "https://" + of.key + ".example.org"}, {"mentions_icann", "yes"}, {"reference_url", "https://" + of.key + ".example.org/icann"}}},
          {"contact", {{"contact_kind", "email"}, {"contact_email", of.key + "@example.org"}}}};
}

class Teller {
 public:
  Teller(const DemoParts& parts, const DemoMember& of, PersonId staff) : parts_(parts), of_(of), staff_(staff) {}

  // Everything up to where the story has got to, each step on its own day.
  void tell() {
    if (of_.people.empty() || of_.story == "not_started" || of_.story == "late") return;
    const Date due = parts_.clock.today().plus_days(of_.days);
    if (of_.story == "deferred") return defer();
    const bool is_finished = of_.story != "started";
    const Date begun = std::min(due.plus_days(-20), parts_.clock.today().plus_days(-3));
    fill(begun, is_finished ? 9 : 4);
    if (!is_finished) return;
    send(begun.plus_days(1));
    if (of_.story == "question") ask(begun.plus_days(2));
    if (of_.story == "accepted" || of_.story == "leak") accept(begun.plus_days(2));
  }

 private:
  // One act of a person at noon of a day.
  template <class F>
  void act(Date day, PersonId person, F&& f) {
    const FixedClock clock(Instant::from_date(day) + std::chrono::hours(12));
    parts_.database.write([&](db::Write& write) {
      const Actor actor = access::make_actor(write, person, parts_.clock.today());
      f(write, By{clock, parts_.random, actor});
    });
  }

  // As the page would send them: with the versions of the answers that it showed.
  forms::RawFields with_versions(Date day, forms::RawFields fields) {
    const auto shown = parts_.database.read([&](db::Read& read) { return reports::find_fill(read, parts_.programme, of_.id, day); });
    if (!shown) throw std::logic_error("demo: " + of_.key + " has no open round on " + day.format_iso());
    for (const forms::StoredAnswer& answer : shown->answers) fields.emplace_back(answer.question + "-version", std::to_string(answer.version));
    return fields;
  }

  void fill(Date day, std::size_t pages) {
    const auto all = make_pages(of_);
    for (std::size_t i = 0; i < pages && i < all.size(); ++i) {
      const forms::RawFields fields = with_versions(day, all[i].second);
      act(day, of_.people.front(), [&](db::Write& write, const By& by) {
        const auto saved = checked(reports::save_part(write, by, parts_.programme, of_.id, {.page = all[i].first, .fields = fields, .written_in = of_.locale}),
                                   of_.key + " " + all[i].first);
        if (!saved.is_saved()) throw std::logic_error("demo: " + of_.key + " " + all[i].first + " is refused" + (saved.problems.empty() ? "" : ": " + saved.problems.front().field));
      });
    }
  }

  void send(Date day) {
    act(day, of_.people.front(), [&](db::Write& write, const By& by) { checked(reports::send_fill(write, by, parts_.programme, of_.id, 0), of_.key + " send"); });
  }

  reports::Report current() {
    return parts_.database.read([&](db::Read& read) { return reports::find_current_report(read, parts_.programme, of_.id, parts_.clock.today()).value(); });
  }

  void ask(Date day) {
    const ReportId report = current().id;
    act(day, staff_, [&](db::Write& write, const By& by) {
      checked(reports::open_review(write, by, report), of_.key + " review");
      checked(reports::ask_question(write, by, report, 0, "members", "Is this the number of people, or of groups?"), of_.key + " ask");
    });
  }

  void accept(Date day) {
    const ReportId report = current().id;
    act(day, staff_, [&](db::Write& write, const By& by) {
      checked(reports::open_review(write, by, report), of_.key + " review");
      checked(reports::accept_and_publish(write, by, report, 0), of_.key + " accept");
      // One story is held back by the leak guard until staff decide.
      if (of_.story == "accepted") checked(reports::publish_report(write, by, report), of_.key + " publish");
    });
  }

  void defer() {
    const auto schedule = parts_.database.read([&](db::Read& read) { return reports::get_schedule(read, parts_.programme); });
    act(parts_.clock.today().plus_days(-1), staff_, [&](db::Write& write, const By& by) {
      checked(reports::set_exception(write, by, schedule,
                                     {.organisation = of_.id,
                                      .round = 1,
                                      .kind = "deferred",
                                      .due_on = parts_.clock.today().plus_days(200),
                                      .reason = "Demo: a flood in the region",
                                      .decided_at = by.clock.now()}),
              of_.key + " defer");
    });
  }

  const DemoParts& parts_;
  const DemoMember& of_;
  PersonId staff_;
};

}  // namespace

void seed_reports(const DemoParts& parts, const By& by, const std::vector<DemoMember>& organisations) {
  const reports::Schedule schedule = seed_schedule(parts, by);
  seed_slots(parts, by, schedule, organisations);
  const PersonId staff = parts.database.write([&](db::Write& write) {
    const PersonId person = people::insert_person(write, by, {.name = "Demo reviewer", .email = Email::parse("reviewer@example.org").value()});
    access::grant_seat(write, by, {.person = person, .role = Role::staff, .from = by.clock.today()});
    return person;
  });
  for (const DemoMember& of : organisations) Teller(parts, of, staff).tell();
}

}  // namespace muster::app
