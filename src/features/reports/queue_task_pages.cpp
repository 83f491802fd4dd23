// What a person has to do about reports: organisations to call or write to, and wishes for more time. Each
// decision is taken once; whoever comes second is told so and sees what stands now.
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "features/people/people.hpp"
#include "features/reports/bulk_job.hpp"
#include "features/reports/day_pages.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/queue_job.hpp"
#include "features/reports/queue_pages.hpp"
#include "features/reports/schedule_store.hpp"
#include "features/reports/task_store.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr int kMostShown = 200;
constexpr int kDoneShown = 20;
constexpr int kNoteLength = 600;

// Zero, which nothing has, for what is no number.
std::int64_t read_number(const http::Request& request, std::string_view name) {
  return request.id<Id<struct LineTag>>(name).value_or(Id<struct LineTag>{}).value();
}

html::Tag task_tag(const std::string& kind) {
  if (kind == "no_answer") return {.kind = "late", .label = tr("No answer")};
  if (kind == "nobody_to_remind") return {.kind = "late", .label = tr("Nobody to remind")};
  if (kind == "confirm_on_behalf") return {.kind = "info", .label = tr("Not confirmed")};
  if (kind == "wrong_person") return {.kind = "due", .label = tr("Wrong person")};
  return {.kind = "info", .label = tr("Wish")};
}

Message task_line(const std::string& kind) {
  if (kind == "no_answer") return tr("The reminders had no answer. Call, or write to somebody else.");
  if (kind == "nobody_to_remind") return tr("No representative has an address. Find somebody to write to.");
  if (kind == "confirm_on_behalf") return tr("Staff entered the report. No representative has confirmed it yet.");
  if (kind == "wrong_person") return tr("Our mail reached the wrong person.");
  return tr("They ask to be freed from passing updates on.");
}

// What somebody typed into one of the page's forms, and what is wrong with it.
struct Refusal {
  std::string form;  // "wish-3", "task-7"
  Problem problem;
};

bool is_of(const std::optional<Refusal>& refusal, const std::string& form) { return refusal && refusal->form == form; }

TaskLine make_task_line(const http::Request& request, const Task& task, const std::string& name, const std::optional<Refusal>& refusal) {
  const std::string form = "task-" + std::to_string(task.id);
  const std::string organisation = local_url(request, "/staff/organisations/" + task.organisation.format());
  TaskLine line{.id = task.id, .tag = task_tag(task.kind), .organisation = name, .url = organisation, .people_url = organisation + "/people", .line = task_line(task.kind),
                .since = task.closed_at.value_or(task.opened_at).date(), .note = task.note, .action_url = local_url(request, "/staff/reports/tasks/" + std::to_string(task.id))};
  line.words = {.id = form + "-note", .name = "note", .label = tr("Note"), .is_optional = true, .hint = tr("Whom you reached, and what they said. Only staff read it."),
                .max_length = kNoteLength, .rows = 2};
  line.defer_url = local_url(request, "/staff/reports/" + task.organisation.format() + "/defer");
  if (is_of(refusal, form)) {
    line.words.value = request.form.get("note");
    line.is_open = true;
    if (refusal->problem.kind == Problem::Kind::invalid) line.words.error = refusal->problem.message;
  }
  return line;
}

TimeLine make_time_line(const http::Request& request, const TimeRequest& wish, const std::optional<Refusal>& refusal) {
  const std::string id = std::to_string(wish.id), form = "wish-" + id;
  TimeLine line{.id = wish.id, .url = local_url(request, "/staff/organisations/" + wish.organisation.format()), .asked_on = wish.asked_at.date(),
                .wished_on = wish.wished_on, .reason = wish.reason, .action_url = local_url(request, "/staff/reports/wishes/" + id)};
  line.until = {.id = form + "-until", .name = "until", .label = tr("Until when?"), .day = std::to_string(wish.wished_on.day()),
                .month = std::to_string(wish.wished_on.month()), .year = std::to_string(wish.wished_on.year())};
  line.answer = {.id = form + "-answer", .name = "answer", .label = tr("Message to them"), .is_optional = true,
                 .hint = tr("They get it by mail. Needed when the date stays."), .max_length = kNoteLength, .rows = 3};
  if (is_of(refusal, form)) {
    line.until.day = request.form.get("until-day"), line.until.month = request.form.get("until-month"), line.until.year = request.form.get("until-year");
    line.answer.value = request.form.get("answer");
    if (refusal->problem.field == "until") line.until.error = refusal->problem.message;
    if (refusal->problem.field == "answer") line.answer.error = refusal->problem.message;
  }
  return line;
}

// Names are looked up once for each organisation.
class Names {
 public:
  explicit Names(db::Read& read) : read_(read) {}
  const std::string& of(OrganisationId id) {
    auto& name = names_[id];
    if (name.empty()) name = organisations::display_name(organisations::get_organisation(read_, id));
    return name;
  }

 private:
  db::Read& read_;
  std::map<OrganisationId, std::string> names_;
};

TasksPage make_page(db::Read& read, const http::Request& request, http::Context& context, const std::optional<Refusal>& refusal) {
  TasksPage page{.queue_url = local_url(request, "/staff/reports")};
  Names names(read);
  for (const TimeRequest& wish : list_time_requests(read, "open", kMostShown)) {
    TimeLine line = make_time_line(request, wish, refusal);
    line.organisation = names.of(wish.organisation);
    if (const auto person = people::find_person(read, wish.asked_by)) line.asked_by = person->name;
    if (const auto place = find_place(read, context.programme, wish.organisation, context.clock.today())) line.due_on = place->due_on;
    page.wishes.push_back(std::move(line));
  }
  for (const Task& task : list_open_tasks(read, kMostShown)) page.open.push_back(make_task_line(request, task, names.of(task.organisation), refusal));
  for (const Task& task : list_closed_tasks(read, kDoneShown)) page.done.push_back(make_task_line(request, task, names.of(task.organisation), refusal));
  return page;
}

int find_status(const Problem& problem) { return problem.kind == Problem::Kind::invalid ? 422 : problem.kind == Problem::Kind::not_found ? 404 : 409; }

http::Response render_tasks(const http::Request& request, http::Context& context, const std::optional<Refusal>& refusal) {
  if (refusal && refusal->problem.kind == Problem::Kind::not_found) return http::nothing_here();
  TasksPage page = context.db.read([&](db::Read& read) { return make_page(read, request, context, refusal); });
  html::Shell shell = context.make_shell(request, tr("Tasks and wishes"));
  if (refusal && refusal->problem.kind == Problem::Kind::invalid) {
    page.errors.push_back({refusal->form + "-" + refusal->problem.field, refusal->problem.message});
    shell.has_error = true;
  } else if (refusal) {
    shell.notice = html::Notice{"warn", refusal->problem.message};
  } else if (request.query.has("done")) {
    shell.notice = html::Notice{"done", tr("Everything is saved.")};
  }
  html::Writer w(context.texts, request.locale);
  views::queue_tasks(w, shell, page);
  return http::Response::page(w.take(), refusal ? find_status(refusal->problem) : 200);
}

http::Response go_back(const http::Request& request) { return http::Response::see_other(local_url(request, "/staff/reports/tasks?done=1")); }

Problem too_long(std::string field) {
  return {Problem::Kind::invalid, std::move(field), tr("Use at most {number} characters.", {{"number", std::int64_t{kNoteLength}}})};
}

struct Decision {
  std::optional<Date> until;  // empty: refused
  std::string answer;
};

Result<Decision> parse_decision(const http::Request& request, const Clock& clock) {
  Decision decision{.answer = std::string(trim(request.form.get("answer")))};
  if (count_code_points(decision.answer) > kNoteLength) return std::unexpected(too_long("answer"));
  const std::string& act = request.form.get("act");
  if (act == "grant") {
    const auto until = read_day_to_come(request, clock, "until");
    if (!until) return std::unexpected(until.error());
    decision.until = *until;
    return decision;
  }
  if (act != "refuse") return invalid("answer", tr("Choose whether to give more time."));
  if (decision.answer.empty()) return invalid("answer", tr("Write why the date stays."));
  return decision;
}

http::Response render_deferral(const http::Request& request, http::Context& context, OrganisationId id, const std::optional<Problem>& problem) {
  struct Found {
    std::optional<organisations::Organisation> organisation;
    std::optional<Place> place;
  };
  const auto found = context.db.read([&](db::Read& read) {
    return Found{organisations::find_organisation(read, id), find_place(read, context.programme, id, context.clock.today())};
  });
  if (!found.organisation || !found.place || !found.place->due_on) return http::nothing_here();
  const std::string base = local_url(request, "/staff/reports/" + id.format() + "/defer");
  AskPage page{.hero = {.title = tr("Defer the report"), .eyebrow = verbatim(organisations::display_name(*found.organisation)), .is_narrow = true},
               .url = base, .back_url = local_url(request, "/staff/reports"),
               .lead = tr("It is due on {date}. No reminder goes out before the new date.", {{"date", *found.place->due_on}}), .action = tr("Defer report")};
  page.date = make_day_field(request, "until", tr("Until when?"));
  page.words = html::TextField{.id = "reason", .name = "reason", .label = tr("Why?"), .hint = tr("Only staff read it."), .value = request.form.get("reason"), .max_length = kNoteLength, .rows = 4};
  if (problem) {
    page.errors.push_back({problem->field, problem->message});
    if (problem->field == "until") page.date->error = problem->message;
    if (problem->field == "reason") page.words->error = problem->message;
  }
  return show_ask(request, context, page, true);
}

Result<void> check_reason(const std::string& reason) {
  if (reason.empty()) return invalid("reason", tr("Write why the report is deferred."));
  if (count_code_points(reason) > kNoteLength) return std::unexpected(too_long("reason"));
  return {};
}

}  // namespace

http::Response show_tasks(const http::Request& request, http::Context& context) { return render_tasks(request, context, {}); }

http::Response save_task(const http::Request& request, http::Context& context) {
  const std::int64_t id = read_number(request, "task");
  const std::string form = "task-" + std::to_string(id), note(trim(request.form.get("note")));
  const bool is_closing = request.form.get("act") == "close";
  const By by{context.clock, context.random, request.actor};
  if (!context.db.read([&](db::Read& read) { return find_task(read, id); })) return http::nothing_here();
  if (count_code_points(note) > kNoteLength) return render_tasks(request, context, Refusal{form, too_long("note")});
  if (!is_closing && note.empty()) return render_tasks(request, context, Refusal{form, {Problem::Kind::invalid, "note", tr("Write a note first.")}});
  const bool is_written = context.db.write([&](db::Write& write) { return write_task(write, by, id, note, is_closing); });
  if (!is_written) return render_tasks(request, context, Refusal{form, {Problem::Kind::conflict, {}, tr("Somebody marked this as done already. Open it again to write a note.")}});
  return go_back(request);
}

http::Response reopen(const http::Request& request, http::Context& context) {
  const std::int64_t id = read_number(request, "task");
  const By by{context.clock, context.random, request.actor};
  if (!context.db.read([&](db::Read& read) { return find_task(read, id); })) return http::nothing_here();
  const bool is_open = context.db.write([&](db::Write& write) { return reopen_task(write, by, id); });
  if (!is_open) return render_tasks(request, context, Refusal{{}, {Problem::Kind::conflict, {}, tr("Somebody opened this again already.")}});
  return go_back(request);
}

http::Response decide_time(const http::Request& request, http::Context& context) {
  const std::int64_t id = read_number(request, "wish");
  const std::string form = "wish-" + std::to_string(id);
  const auto wish = context.db.read([&](db::Read& read) { return find_time_request(read, id); });
  if (!wish) return http::nothing_here();
  // What somebody else decided meanwhile comes before what is wrong with this form.
  if (wish->decision != "open") return render_tasks(request, context, Refusal{form, {Problem::Kind::conflict, {}, tr("Somebody decided this already.")}});
  const auto decision = parse_decision(request, context.clock);
  if (!decision) return render_tasks(request, context, Refusal{form, decision.error()});
  const By by{context.clock, context.random, request.actor};
  const auto decided = context.db.write([&](db::Write& write) -> Result<void> {
    auto done = decide_time_request(write, by, get_schedule(write, context.programme), id, decision->until, decision->answer);
    if (done) tell_time_decision(write, context.clock, id, decision->until);
    return done;
  });
  if (decided) return go_back(request);
  Problem problem = decided.error();
  if (problem.field == "due_on") problem.field = "until";
  return render_tasks(request, context, Refusal{form, problem});
}

http::Response show_deferral(const http::Request& request, http::Context& context) {
  const auto id = request.id<OrganisationId>("organisation");
  return id ? render_deferral(request, context, *id, {}) : http::nothing_here();
}

http::Response defer_report(const http::Request& request, http::Context& context) {
  const auto id = request.id<OrganisationId>("organisation");
  if (!id) return http::nothing_here();
  const std::string reason(trim(request.form.get("reason")));
  const auto until = read_day_to_come(request, context.clock, "until");
  if (!until) return render_deferral(request, context, *id, until.error());
  if (const auto checked = check_reason(reason); !checked) return render_deferral(request, context, *id, checked.error());
  const By by{context.clock, context.random, request.actor};
  const auto done = context.db.write([&](db::Write& write) { return defer(write, by, context.programme, *id, *until, reason, ""); });
  if (done) return http::Response::see_other(local_url(request, "/staff/reports?status=deferred"));
  Problem problem = done.error();
  if (problem.kind == Problem::Kind::not_found) return http::nothing_here();
  if (problem.kind == Problem::Kind::conflict) return show_problem(request, context, problem, local_url(request, "/staff/reports"));
  if (problem.field == "due_on") problem.field = "until";
  return render_deferral(request, context, *id, problem);
}

}  // namespace muster::reports
