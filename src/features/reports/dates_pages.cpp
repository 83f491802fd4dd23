// One organisation's report dates: its month in the cycle, and the date of this report by hand (S18, S131).
#include <algorithm>
#include <charconv>

#include "features/organisations/organisations.hpp"
#include "features/reports/date_job.hpp"
#include "features/reports/day_pages.hpp"
#include "features/reports/figure_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/schedule_pages.hpp"
#include "features/reports/schedule_store.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kRoundsShown = 3;
constexpr int kReasonLength = 600;  // code points

// An organisation's place in time as it stands now.
struct Stand {
  organisations::Organisation organisation;
  Schedule schedule;
  std::optional<Slot> slot;
  std::vector<Slot> slots;  // everybody's, for the figures beside the months
  std::vector<Exception> exceptions;
  std::optional<Turn> turn;
  Standing standing = Standing::not_due;

  bool is_sent() const { return standing == Standing::to_review || standing == Standing::question || standing == Standing::accepted; }
};

// Empty for an organisation that does not exist, or that need not report.
std::optional<Stand> find_stand(db::Read& read, const http::Context& context, OrganisationId id) {
  const Date today = context.clock.today();
  const auto place = find_place(read, context.programme, id, today);
  const auto organisation = organisations::find_organisation(read, id);
  if (!organisation || !place) return std::nullopt;
  Stand stand{.organisation = *organisation, .schedule = get_schedule(read, context.programme), .slot = find_slot(read, id), .slots = list_slots(read),
              .exceptions = list_exceptions(read, id), .turn = {}, .standing = place->standing};
  if (stand.slot) stand.turn = find_turn(stand.schedule, *stand.slot, stand.exceptions, today);
  return stand;
}

std::string dates_url(const http::Request& request, OrganisationId id) { return local_url(request, "/staff/schedule/" + id.format()); }

Message name_kind(const std::string& kind) {
  if (kind == "deferred") return tr("Deferred");
  if (kind == "more_time") return tr("More time given");
  if (kind == "moved") return tr("Set by hand");
  return tr("Regular date");
}

std::vector<DatesPage::Turn> list_turns(const http::Request& request, const Stand& stand) {
  std::vector<DatesPage::Turn> turns;
  for (int round = stand.turn->round; round < stand.turn->round + kRoundsShown; ++round) {
    const Turn turn = make_turn(stand.schedule, *stand.slot, stand.exceptions, round);
    DatesPage::Turn row{.due_on = turn.due_on, .kind = name_kind(turn.kind), .state = round == stand.turn->round ? tr("This report") : tr("Later"), .round = std::to_string(round)};
    const auto exception = std::ranges::find(stand.exceptions, round, &Exception::round);
    if (exception != stand.exceptions.end()) {
      row.reason = exception->reason;
      if (!stand.is_sent() || round != stand.turn->round) row.remove_url = dates_url(request, stand.organisation.id) + "/date/remove";
    }
    turns.push_back(std::move(row));
  }
  return turns;
}

html::ChoiceField make_months(const http::Request& request, const http::Context& context, const Stand& stand) {
  html::ChoiceField field{.id = "month", .name = "month", .label = tr("Month in the cycle"), .hint = tr("How many reports are due in each month stands behind it.")};
  const auto counts = count_months(stand.schedule, stand.slots);
  const int round = std::max(stand.slot->from_round, find_shown_round(stand.schedule, context.clock.today()));
  for (int slot = 0; slot < stand.schedule.cycle_months; ++slot) {
    std::int64_t count = 0;
    for (const auto& [region, part] : counts[static_cast<std::size_t>(slot)]) count += part;
    field.choices.push_back({.value = std::to_string(slot), .label = trn("{month}: {count} report", "{month}: {count} reports", count, {{"month", name_month(request, context, stand.schedule, slot, round).verbatim}}),
                             .is_chosen = slot == stand.slot->slot % stand.schedule.cycle_months});
  }
  return field;
}

void add_date_form(const http::Request& request, const Stand& stand, const std::optional<Problem>& problem, DatesPage& page) {
  const bool is_typed = request.method == http::Method::post && request.form.has("kind");
  page.can_change = stand.turn && !stand.is_sent();
  page.date = is_typed ? make_day_field(request, "until", tr("New date of this report")) : make_day_field("until", tr("New date of this report"), stand.turn ? std::optional(stand.turn->due_on) : std::nullopt);
  page.kind = {.id = "kind", .name = "kind", .label = tr("What is it?")};
  const std::string chosen = is_typed ? request.form.get("kind") : "moved";
  page.kind.choices = {{.value = "moved", .label = tr("Another date"), .hint = tr("The month stays for the reports after this one."), .is_chosen = chosen == "moved"},
                       {.value = "deferred", .label = tr("A deferral"), .hint = tr("Needs a reason."), .is_chosen = chosen == "deferred"}};
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why?"), .hint = tr("Only staff read it."), .value = request.form.get("reason"), .max_length = kReasonLength, .rows = 3};
  if (!problem || problem->field.empty()) return;
  page.errors.push_back({problem->field, problem->message});
  if (problem->field == "until") page.date.error = problem->message;
  if (problem->field == "kind") page.kind.error = problem->message;
  if (problem->field == "reason") page.reason.error = problem->message;
  if (problem->field == "month") page.month.error = problem->message;
}

int find_status(const std::optional<Problem>& problem) {
  if (!problem) return 200;
  return problem->kind == Problem::Kind::conflict ? 409 : 422;
}

http::Response render(const http::Request& request, http::Context& context, const Stand& stand, const std::optional<Problem>& problem = {}) {
  const OrganisationId id = stand.organisation.id;
  DatesPage page{.url = dates_url(request, id), .back_url = local_url(request, "/staff/schedule"), .organisation_url = local_url(request, "/staff/organisations/" + id.format())};
  page.has_month = stand.slot.has_value();
  if (!stand.schedule.first_cycle_on) page.line = tr("No dates yet: the first cycle has no day.");
  else if (!stand.slot) page.line = tr("This organisation has no month yet.");
  if (stand.turn) {
    page.line = tr("The two-year report is due on {date}.", {{"date", stand.turn->due_on}});
    page.turns = list_turns(request, stand);
    page.was = std::to_string(stand.slot->slot);
    page.month = make_months(request, context, stand);
  }
  add_date_form(request, stand, problem, page);
  if (const auto& removed = request.query.get("removed"); !removed.empty() && removed.size() < 4) page.restore_round = removed;
  html::Shell shell = context.make_shell(request, verbatim(organisations::display_name(stand.organisation)));
  shell.has_error = !page.errors.empty();
  if (problem && problem->field.empty()) shell.notice = html::Notice{"warn", problem->message};
  else if (request.query.has("done")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  html::Writer w(context.texts, request.locale);
  views::schedule_dates(w, shell, page);
  return http::Response::page(w.take(), find_status(problem));
}

std::optional<Stand> find_asked(const http::Request& request, http::Context& context) {
  const auto id = request.id<OrganisationId>("organisation");
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) { return find_stand(read, context, *id); });
}

http::Response answer(const http::Request& request, http::Context& context, OrganisationId id, const Result<void>& done, const std::string& query) {
  if (done) return http::Response::see_other(dates_url(request, id) + "?" + query);
  Problem problem = done.error();
  if (problem.field == "due_on") problem.field = "until";
  const auto stand = find_asked(request, context);
  return stand ? render(request, context, *stand, problem) : http::nothing_here();
}

std::optional<int> parse_number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// One without a month gets the emptiest.
Result<void> give_month(db::Write& write, const By& by, const Stand& stand) {
  const std::vector<Member> member = {{stand.organisation.id, stand.organisation.region}};
  const Plan plan = add_members(stand.schedule, member, stand.slots, by.clock.today());
  for (const Slot& slot : plan.slots) set_slot(write, by, slot);
  return {};
}

}  // namespace

http::Response show_dates(const http::Request& request, http::Context& context) {
  const auto stand = find_asked(request, context);
  return stand ? render(request, context, *stand) : http::nothing_here();
}

http::Response save_month(const http::Request& request, http::Context& context) {
  const auto asked = find_asked(request, context);
  if (!asked) return http::nothing_here();
  const OrganisationId id = asked->organisation.id;
  const By by{context.clock, context.random, request.actor};
  const auto done = context.db.write([&](db::Write& write) -> Result<void> {
    write.lock("schedule", 1);
    const auto stand = find_stand(write, context, id);
    if (!stand || !stand->schedule.first_cycle_on) return refused(Problem::Kind::conflict, tr("Set the day of the first cycle before you give months."));
    if (!stand->slot) return give_month(write, by, *stand);
    const auto month = parse_number(request.form.get("month"));
    if (!month || *month < 0 || *month >= stand->schedule.cycle_months) return invalid("month", tr("Choose a month of the list."));
    if (*month == stand->slot->slot) return {};
    if (request.form.get("was") != std::to_string(stand->slot->slot)) return refused(Problem::Kind::conflict, tr("Somebody moved this organisation meanwhile. Choose again."));
    const Date today = context.clock.today();
    const std::vector<Slot> own = {*stand->slot};
    const Situation situation{.today = today, .exceptions = stand->exceptions, .begun = list_begun(write, stand->schedule, own, stand->exceptions, today)};
    const Move move = move_slot(stand->schedule, *stand->slot, *month, situation);
    set_slot(write, by, move.slot, move.kept);
    return {};
  });
  return answer(request, context, id, done, "done=1");
}

http::Response save_date(const http::Request& request, http::Context& context) {
  const auto asked = find_asked(request, context);
  if (!asked) return http::nothing_here();
  const OrganisationId id = asked->organisation.id;
  const By by{context.clock, context.random, request.actor};
  const auto done = [&]() -> Result<void> {
    const std::string& kind = request.form.get("kind");
    if (kind != "moved" && kind != "deferred") return invalid("kind", tr("Choose one of these."));
    const auto until = read_day_to_come(request, context.clock, "until");
    if (!until) return std::unexpected(until.error());
    const auto reason = read_words(request, "reason", forms::Kind::long_text, kReasonLength);
    if (!reason) return std::unexpected(reason.error());
    return context.db.write([&](db::Write& write) -> Result<void> {
      write.lock("organisation", id.value());
      const auto stand = find_stand(write, context, id);
      if (!stand || !stand->turn) return refused(Problem::Kind::conflict, tr("This organisation has no month yet."));
      if (stand->is_sent()) return refused(Problem::Kind::conflict, tr("The report was sent already. Its date stays."));
      auto set = set_exception(write, by, stand->schedule, {.organisation = id, .round = stand->turn->round, .kind = kind, .due_on = *until, .reason = *reason});
      if (set) tell_new_date(write, context.clock, id, stand->turn->due_on);
      return set;
    });
  }();
  return answer(request, context, id, done, "done=1");
}

http::Response remove_date(const http::Request& request, http::Context& context) {
  const auto asked = find_asked(request, context);
  const auto round = parse_number(request.form.get("round"));
  if (!asked) return http::nothing_here();
  if (!round) return render(request, context, *asked, Problem{Problem::Kind::invalid, {}, tr("Choose one of these.")});
  const By by{context.clock, context.random, request.actor};
  // Gone already is what was wanted.
  context.db.write([&](db::Write& write) {
    if (remove_exception(write, by, asked->organisation.id, *round) && asked->turn) tell_new_date(write, context.clock, asked->organisation.id, asked->turn->due_on);
  });
  return answer(request, context, asked->organisation.id, {}, "removed=" + std::to_string(*round));
}

http::Response restore_date(const http::Request& request, http::Context& context) {
  const auto asked = find_asked(request, context);
  const auto round = parse_number(request.form.get("round"));
  if (!asked) return http::nothing_here();
  if (!round) return render(request, context, *asked, Problem{Problem::Kind::invalid, {}, tr("Choose one of these.")});
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) {
    if (restore_exception(write, by, asked->organisation.id, *round) && asked->turn) tell_new_date(write, context.clock, asked->organisation.id, asked->turn->due_on);
  });
  return answer(request, context, asked->organisation.id, {}, "done=1");
}

}  // namespace muster::reports
