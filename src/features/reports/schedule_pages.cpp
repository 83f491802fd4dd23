// Staff's pages of report dates: when cycles begin, weeks without dates, and the plan that spreads organisations
// over the months (S18, S128 to S131). A plan is shown first; what is applied is what was shown.
#include "features/reports/schedule_pages.hpp"

#include <algorithm>
#include <charconv>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/day_pages.hpp"
#include "features/reports/figure_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/schedule_store.hpp"
#include "platform/crypto/crypto.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kChunk = 500;       // organisations a write
constexpr std::size_t kMostRows = 500;    // of a plan that are listed
constexpr int kWeekReasonLength = 200;    // code points
constexpr const char* kBase = "/staff/schedule";

std::int64_t parse_number(std::string_view text, std::int64_t otherwise) {
  std::int64_t value = 0;
  const std::string_view trimmed = trim(text);
  const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
  return error == std::errc{} && end == trimmed.data() + trimmed.size() ? value : otherwise;
}

// --- When cycles begin ---------------------------------------------------------------------------------

struct Typed {
  Schedule schedule;
  Problems problems;
};

Typed read_milestones(const http::Request& request) {
  Typed typed;
  const auto day = [&](const std::string& name, std::optional<Date>& into) {
    auto given = forms::read_day(request.form.pairs(), name);
    if (given) into = *given;
    else typed.problems.push_back(given.error());
  };
  day("rules_approved_on", typed.schedule.rules_approved_on);
  typed.schedule.needs_board_approval = request.form.has("needs_board_approval");
  day("board_approved_on", typed.schedule.board_approved_on);
  typed.schedule.implementation_months = static_cast<int>(std::clamp<std::int64_t>(parse_number(request.form.get("implementation_months"), -1), -1, 1000));
  day("first_cycle_on", typed.schedule.first_cycle_on);
  typed.schedule.version = parse_number(request.form.get("version"), -1);
  for (Problem& problem : check_schedule(typed.schedule)) {
    const bool is_named = std::ranges::any_of(typed.problems, [&](const Problem& other) { return other.field == problem.field; });
    if (!is_named) typed.problems.push_back(std::move(problem));
  }
  return typed;
}

html::DateField* find_day(MilestonesForm& form, std::string_view name) {
  for (html::DateField* field : {&form.rules, &form.board, &form.first}) {
    if (field->name == name) return field;
  }
  return nullptr;
}

MilestonesForm make_milestones(const http::Request& request, const Schedule& stored, std::int64_t with_month, const Problems* problems) {
  const bool is_typed = problems != nullptr;
  const auto day = [&](const char* name, Message label, std::optional<Date> known) {
    return is_typed ? make_day_field(request, name, std::move(label)) : make_day_field(name, std::move(label), known);
  };
  MilestonesForm form{.url = local_url(request, kBase), .version = stored.version};
  form.rules = day("rules_approved_on", tr("Rules approved on"), stored.rules_approved_on);
  form.needs_board = {.id = "needs_board_approval", .name = "needs_board_approval", .label = tr("The Board must approve them too"),
                      .is_chosen = is_typed ? request.form.has("needs_board_approval") : stored.needs_board_approval};
  form.board = day("board_approved_on", tr("Approved by the Board on"), stored.board_approved_on);
  form.months = {.id = "implementation_months", .name = "implementation_months", .label = tr("Months to prepare"), .hint = tr("Expected: 6 to 12 months between the approvals and the first cycle."),
                 .value = is_typed ? request.form.get("implementation_months") : std::to_string(stored.implementation_months), .input_mode = "numeric", .direction = "ltr", .size = "w4"};
  form.first = day("first_cycle_on", tr("First cycle begins on"), stored.first_cycle_on);
  form.first.hint = tr("Nothing is due before this day. Choose the first day of a month.");
  for (html::DateField* field : {&form.rules, &form.board, &form.first}) field->is_optional = true;
  if (stored.first_cycle_on && with_month > 0) {
    form.moves = html::CheckField{.id = "moves", .name = "moves", .label = trn("Move the date of {count} organisation", "Move the dates of {count} organisations", with_month),
                                  .hint = tr("Needed only when the first cycle begins on another day."), .is_chosen = is_typed && request.form.has("moves")};
  }
  if (!is_typed) return form;
  for (const Problem& problem : *problems) {
    form.errors.push_back({problem.field, problem.message});
    if (html::DateField* field = find_day(form, problem.field)) field->error = problem.message;
    if (problem.field == form.months.name) form.months.error = problem.message;
    if (form.moves && problem.field == "moves") form.moves->error = problem.message;
  }
  return form;
}

// What stands now beside what was typed, for whoever was overtaken.
std::vector<html::Conflict> list_differences(const http::Request& request, const http::Context& context, const Schedule& stored, const Schedule& typed) {
  std::vector<html::Conflict> conflicts;
  const auto add = [&](Message label, const std::string& theirs, const std::string& own) {
    if (theirs != own) conflicts.push_back({html::make_diff_pair(std::move(label), theirs, own), {}});
  };
  const auto day = [&](std::optional<Date> date) { return date ? context.texts.format_date(request.locale, *date, i18n::DateStyle::medium) : std::string(); };
  const auto yes = [&](bool is_so) { return context.texts.translate(request.locale, is_so ? tr("Yes") : tr("No")); };
  add(tr("Rules approved on"), day(stored.rules_approved_on), day(typed.rules_approved_on));
  add(tr("The Board must approve them too"), yes(stored.needs_board_approval), yes(typed.needs_board_approval));
  add(tr("Approved by the Board on"), day(stored.board_approved_on), day(typed.board_approved_on));
  add(tr("Months to prepare"), std::to_string(stored.implementation_months), std::to_string(typed.implementation_months));
  add(tr("First cycle begins on"), day(stored.first_cycle_on), day(typed.first_cycle_on));
  return conflicts;
}

// --- Weeks without dates -------------------------------------------------------------------------------

WeeksForm make_weeks(const http::Request& request, const Schedule& schedule, const Problems* problems) {
  const std::string url = local_url(request, std::string(kBase) + "/weeks");
  WeeksForm form{.url = url, .is_open = problems != nullptr};
  form.first = problems ? make_day_field(request, "first_on", tr("First day")) : make_day_field("first_on", tr("First day"), {});
  form.last = problems ? make_day_field(request, "last_on", tr("Last day")) : make_day_field("last_on", tr("Last day"), {});
  form.reason = {.id = "week_reason", .name = "week_reason", .label = tr("What happens then?"), .is_optional = true, .hint = tr("For example a public meeting, or holidays."),
                 .value = problems ? request.form.get("week_reason") : ""};
  for (const Blackout& week : schedule.blackouts) {
    form.weeks.push_back({week.first_on, week.last_on, week.reason, url + "/" + std::to_string(week.id) + "/remove"});
  }
  if (problems == nullptr) return form;
  for (const Problem& problem : *problems) {
    form.errors.push_back({problem.field, problem.message});
    if (problem.field == "first_on") form.first.error = problem.message;
    if (problem.field == "last_on") form.last.error = problem.message;
    if (problem.field == "week_reason") form.reason.error = problem.message;
  }
  return form;
}

struct Refused {
  const Problems* milestones = nullptr;
  const Problems* weeks = nullptr;
  const Schedule* overtaken = nullptr;  // what was typed when somebody else was faster
};

struct Now {
  Schedule schedule;
  std::vector<Slot> slots;
  std::vector<organisations::Organisation> members;
  std::int64_t undone = 0;

  std::set<OrganisationId> member_ids() const {
    std::set<OrganisationId> ids;
    for (const auto& member : members) ids.insert(member.id);
    return ids;
  }
};

Now read_now(db::Read& read, const http::Context& context) {
  return {get_schedule(read, context.programme), list_slots(read), organisations::list_reporting(read), count_undo(read)};
}

std::optional<html::Notice> make_notice(const http::Request& request) {
  const std::string& done = request.query.get("done");
  if (done == "plan") return html::Notice{"done", tr("The plan is applied. Every organisation has its month.")};
  if (done == "undo") return html::Notice{"done", tr("The last plan is undone.")};
  if (done == "1") return html::Notice{"done", tr("Everything is saved.")};
  return {};
}

http::Response render(const http::Request& request, http::Context& context, const Refused& refused = {}) {
  const Now now = context.db.read([&](db::Read& read) { return read_now(read, context); });
  const auto members = now.member_ids();
  SchedulePage page{.queue_url = local_url(request, "/staff/reports"), .notes = check_first_cycle(now.schedule)};
  const auto with_month = std::ranges::count_if(now.slots, [&](const Slot& slot) { return members.contains(slot.organisation); });
  page.without_month = static_cast<std::int64_t>(members.size()) - with_month;
  page.line = tr("When each organisation’s two-year report is due.");
  if (now.schedule.first_cycle_on) {
    page.plan_url = local_url(request, std::string(kBase) + "/plan");
    if (with_month > 0) page.figure = make_figure(request, context, now.schedule, now.slots, members);
  }
  page.undone = now.undone;
  if (now.undone > 0) page.undo_url = local_url(request, std::string(kBase) + "/undo");
  page.milestones = make_milestones(request, now.schedule, with_month, refused.milestones);
  page.weeks = make_weeks(request, now.schedule, refused.weeks);
  html::Shell shell = context.make_shell(request, tr("Report dates"));
  shell.notice = make_notice(request);
  if (refused.overtaken != nullptr) {
    page.milestones.meanwhile = list_differences(request, context, now.schedule, *refused.overtaken);
    shell.notice = html::Notice{"warn", tr("Somebody saved these settings meanwhile. Look at what differs below, then save again.")};
  }
  shell.has_error = !page.milestones.errors.empty() || !page.weeks.errors.empty();
  if (const std::int64_t removed = parse_number(request.query.get("removed"), 0); removed > 0) {
    page.restore_url = local_url(request, std::string(kBase) + "/weeks/" + std::to_string(removed) + "/restore");
  }
  html::Writer w(context.texts, request.locale);
  views::schedule(w, shell, page);
  return http::Response::page(w.take(), refused.overtaken ? 409 : shell.has_error ? 422 : 200);
}

http::Response show_schedule(const http::Request& request, http::Context& context) { return render(request, context); }

http::Response go_back(const http::Request& request, const std::string& query) {
  return http::Response::see_other(local_url(request, std::string(kBase) + "?" + query));
}

http::Response save_milestones(const http::Request& request, http::Context& context) {
  Typed typed = read_milestones(request);
  const Now now = context.db.read([&](db::Read& read) { return read_now(read, context); });
  const bool is_moving = now.schedule.first_cycle_on && now.schedule.first_cycle_on != typed.schedule.first_cycle_on && !now.slots.empty();
  // Whoever was overtaken sees that first: the box belongs to what stands now.
  if (is_moving && now.schedule.version == typed.schedule.version && !request.form.has("moves")) {
    typed.problems.push_back({Problem::Kind::invalid, "moves", tr("Another first day moves every date. Tick the box if you want that.")});
  }
  if (!typed.problems.empty()) return render(request, context, {.milestones = &typed.problems});
  const auto saved = context.db.write([&](db::Write& write) { return save_schedule(write, make_by(request, context), typed.schedule); });
  if (saved) return go_back(request, "done=1");
  const Problems problems = saved.error().kind == Problem::Kind::conflict ? Problems{} : Problems{saved.error()};
  return render(request, context, {.milestones = &problems, .overtaken = problems.empty() ? &typed.schedule : nullptr});
}

http::Response add_weeks(const http::Request& request, http::Context& context) {
  Problems problems;
  Blackout week;
  for (const auto& [name, into] : {std::pair("first_on", &week.first_on), std::pair("last_on", &week.last_on)}) {
    const auto day = forms::read_day(request.form.pairs(), name);
    if (!day) problems.push_back(day.error());
    else if (!*day) problems.push_back({Problem::Kind::invalid, name, tr("Enter day, month and year.")});
    else *into = **day;
  }
  if (const auto reason = read_words(request, "week_reason", forms::Kind::text, kWeekReasonLength)) week.reason = *reason;
  else problems.push_back(reason.error());
  if (!problems.empty()) return render(request, context, {.weeks = &problems});
  const auto added = context.db.write([&](db::Write& write) { return insert_blackout(write, make_by(request, context), week); });
  if (added) return go_back(request, "done=1");
  problems.push_back(added.error());
  return render(request, context, {.weeks = &problems});
}

std::int64_t parse_week(const http::Request& request) {
  const auto found = request.parameters.find("week");
  const std::int64_t id = found == request.parameters.end() ? 0 : parse_number(found->second, 0);
  return id > 0 && std::to_string(id) == found->second ? id : 0;  // one address for each
}

http::Response remove_weeks(const http::Request& request, http::Context& context) {
  const std::int64_t id = parse_week(request);
  if (!context.db.read([&](db::Read& read) { return find_blackout(read, id); })) return http::nothing_here();
  // Gone already is what was wanted.
  context.db.write([&](db::Write& write) { return remove_blackout(write, make_by(request, context), id); });
  return go_back(request, "removed=" + std::to_string(id));
}

http::Response restore_weeks(const http::Request& request, http::Context& context) {
  const std::int64_t id = parse_week(request);
  if (!context.db.read([&](db::Read& read) { return find_blackout(read, id); })) return http::nothing_here();
  context.db.write([&](db::Write& write) { return restore_blackout(write, make_by(request, context), id); });
  return go_back(request, "done=1");
}

// --- The plan ------------------------------------------------------------------------------------------

struct Made {
  Now now;
  Plan plan;
  bool is_empty() const { return plan.moved.empty() && plan.added.empty(); }
};

Made make(db::Read& read, const http::Context& context) {
  Made made{.now = read_now(read, context), .plan = {}};
  if (!made.now.schedule.first_cycle_on) return made;
  const Date today = context.clock.today();
  Situation situation{.today = today, .exceptions = list_exceptions(read), .begun = {}};
  situation.begun = list_begun(read, made.now.schedule, made.now.slots, situation.exceptions, today);
  std::vector<Member> members;
  for (const auto& member : made.now.members) members.push_back({member.id, member.region});
  made.plan = make_plan(made.now.schedule, members, made.now.slots, situation);
  return made;
}

// Two plans with the same mark do the same to the same months.
std::string make_mark(const Made& made) {
  std::string text;
  const auto add = [&](const Slot& slot) { text += slot.organisation.format() + " " + std::to_string(slot.slot) + " " + std::to_string(slot.from_round) + " " + slot.region + "\n"; };
  for (const Slot& slot : made.now.slots) add(slot);
  text += "=\n";
  for (const Slot& slot : made.plan.slots) add(slot);
  for (const Exception& kept : made.plan.kept) text += kept.organisation.format() + " " + std::to_string(kept.round) + " " + kept.due_on.format_iso() + "\n";
  return crypto::tag_hex(text);
}

std::vector<PlanPage::Row> make_rows(const http::Request& request, const http::Context& context, const Made& made) {
  std::map<OrganisationId, const organisations::Organisation*> members;
  for (const auto& member : made.now.members) members.emplace(member.id, &member);
  std::map<OrganisationId, int> former;
  for (const Slot& slot : made.now.slots) former.emplace(slot.organisation, slot.slot);
  std::map<OrganisationId, const Exception*> kept;
  for (const Exception& exception : made.plan.kept) kept.emplace(exception.organisation, &exception);
  const Schedule& schedule = made.now.schedule;
  const int round = find_shown_round(schedule, context.clock.today());
  std::vector<PlanPage::Row> rows;
  for (const Slot& slot : made.plan.slots) {
    const auto before = former.find(slot.organisation);
    if (before != former.end() && before->second == slot.slot) continue;
    const auto& of = *members.at(slot.organisation);
    const auto* region = context.programme.find_region(of.region);
    PlanPage::Row row{.url = local_url(request, std::string(kBase) + "/" + of.id.format()), .name = organisations::display_name(of), .colour = region ? region->colour : 8,
                      .region = region ? verbatim(region->name.in(request.locale)) : tr("Region not known yet"), .from = {},
                      .to = name_month(request, context, schedule, slot.slot, std::max(round, slot.from_round))};
    if (before != former.end()) row.from = name_month(request, context, schedule, before->second, round);
    if (const auto stays = kept.find(slot.organisation); stays != kept.end()) {
      row.kept_on = stays->second->due_on;
      row.to = name_month(request, context, schedule, slot.slot, stays->second->round + 1);  // the first report that the new month is for
    }
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows, [&](const auto& a, const auto& b) { return context.texts.compare(request.locale, a.name, b.name) < 0; });
  return rows;
}

http::Response render_plan(const http::Request& request, http::Context& context, const Made& made, bool is_stale) {
  PlanPage page{.url = local_url(request, std::string(kBase) + "/plan"), .back_url = local_url(request, kBase), .mark = make_mark(made)};
  page.moved = static_cast<std::int64_t>(made.plan.moved.size());
  page.added = static_cast<std::int64_t>(made.plan.added.size());
  page.kept = static_cast<std::int64_t>(made.plan.slots.size()) - page.moved - page.added;
  page.line = tr("Nothing changes before you apply the plan.");
  const auto members = made.now.member_ids();
  page.before = make_figure(request, context, made.now.schedule, made.now.slots, members);
  page.after = make_figure(request, context, made.now.schedule, made.plan.slots, members);
  page.rows = make_rows(request, context, made);
  if (page.rows.size() > kMostRows) {
    page.more = static_cast<std::int64_t>(page.rows.size() - kMostRows);
    page.rows.resize(kMostRows);
  }
  html::Shell shell = context.make_shell(request, tr("Spread the dates"));
  if (is_stale) shell.notice = html::Notice{"warn", tr("Something changed since this plan was made. Nothing was applied. Here is a new plan.")};
  html::Writer w(context.texts, request.locale);
  views::schedule_plan(w, shell, page);
  return http::Response::page(w.take(), is_stale ? 409 : 200);
}

Made make_now(http::Context& context) {
  return context.db.read([&](db::Read& read) { return make(read, context); });
}

http::Response show_plan(const http::Request& request, http::Context& context) {
  const Made made = make_now(context);
  if (!made.now.schedule.first_cycle_on) return http::Response::see_other(local_url(request, kBase));
  return render_plan(request, context, made, false);
}

http::Response apply_plan(const http::Request& request, http::Context& context) {
  const Made made = make_now(context);
  if (!made.now.schedule.first_cycle_on) return http::Response::see_other(local_url(request, kBase));
  if (made.is_empty()) return go_back(request, "done=plan");  // sent twice
  if (request.form.get("mark") != make_mark(made)) return render_plan(request, context, made, true);
  const By by = make_by(request, context);
  const auto begun = context.db.write([&](db::Write& write) {
    auto allowed = begin_plan(write, by, made.now.slots, made.plan);
    crash_point("plan.after_begin");
    if (allowed) store_slots(write, by, made.plan, 0, kChunk);
    return allowed;
  });
  if (!begun) return render_plan(request, context, make_now(context), true);
  crash_point("plan.after_first_chunk");
  for (std::size_t first = kChunk; first < made.plan.slots.size(); first += kChunk) {
    context.db.write([&](db::Write& write) { store_slots(write, by, made.plan, first, kChunk); });
  }
  return go_back(request, "done=plan");
}

http::Response undo_plan(const http::Request& request, http::Context& context) {
  const bool is_undone = context.db.write([&](db::Write& write) { return undo_slots(write, make_by(request, context)); });
  if (is_undone) return go_back(request, "done=undo");
  return show_problem(request, context, {Problem::Kind::conflict, {}, tr("There is no plan to undo.")}, local_url(request, kBase));
}

}  // namespace

http::Routes make_schedule_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}" + std::string(kBase) + path, Permission::run_programme, http::PrivateHandler(handler), {}});
  };
  add(get, "", show_schedule);
  add(post, "", save_milestones);
  add(post, "/weeks", add_weeks);
  add(post, "/weeks/{week}/remove", remove_weeks);
  add(post, "/weeks/{week}/restore", restore_weeks);
  add(get, "/plan", show_plan);
  add(post, "/plan", apply_plan);
  add(post, "/undo", undo_plan);
  add(get, "/{organisation}", show_dates);
  add(post, "/{organisation}/month", save_month);
  add(post, "/{organisation}/date", save_date);
  add(post, "/{organisation}/date/remove", remove_date);
  add(post, "/{organisation}/date/restore", restore_date);
  return routes;
}

}  // namespace muster::reports
