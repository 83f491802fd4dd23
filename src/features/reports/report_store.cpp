#include "features/reports/report_store.hpp"

#include <map>
#include <stdexcept>

#include "features/audit/audit.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/schedule_store.hpp"
#include "features/reports/standing.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::string_view kForm = "report";

Report make_report(const db::Row& row) {
  return {.id = row.id<ReportId>("id"),
          .organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .state = parse_state(row.text("state")).value(),
          .response = row.id<ResponseId>("response"),
          .due_on = row.date("due_on"),
          .started_at = row.instant("started_at"),
          .started_by = row.id<PersonId>("started_by"),
          .sent_at = row.optional_instant("sent_at"),
          .sent_by = row.id<PersonId>("sent_by"),
          .accepted_at = row.optional_instant("accepted_at"),
          .assigned_to = row.id<PersonId>("assigned_to"),
          .is_on_behalf = row.flag("on_behalf"),
          .on_behalf_source = row.text("on_behalf_source"),
          .confirmed_at = row.optional_instant("confirmed_at"),
          .version = row.int64("version")};
}

Question make_question(const db::Row& row) {
  return {.id = row.int64("id"),
          .report = row.id<ReportId>("report"),
          .question = row.text("question"),
          .words = row.text("words"),
          .asked_by = row.id<PersonId>("asked_by"),
          .asked_at = row.instant("asked_at"),
          .reply = row.optional_text("reply"),
          .answered_by = row.id<PersonId>("answered_by"),
          .answered_at = row.optional_instant("answered_at")};
}

Task make_task(const db::Row& row) {
  return {.id = row.int64("id"),
          .organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .kind = row.text("kind"),
          .opened_at = row.instant("opened_at"),
          .closed_at = row.optional_instant("closed_at"),
          .note = row.text("note")};
}

// Takes the report's lock and reads it: what every move begins with.
Result<Report> lock_report(db::Write& write, ReportId id, std::int64_t version) {
  write.lock("report", id.value());
  auto report = find_report(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (version != 0 && version != report->version) {
    return refused(Problem::Kind::conflict, tr("Somebody changed this report meanwhile. Look at it again."));
  }
  return *report;
}

std::unexpected<Problem> refuse_state() {
  return refused(Problem::Kind::conflict, tr("The report has moved on meanwhile. Look at it again."));
}

void record_move(db::Write& write, const By& by, const Report& report, std::string action, std::string_view to) {
  audit::Entry entry{.action = std::move(action), .subject_kind = "report", .subject = report.id.value(), .organisation = report.organisation};
  if (!to.empty()) entry.changes.push_back({"state", std::string(state_name(report.state)), std::string(to)});
  audit::record(write, by, entry);
}

bool is_waiting(const Report& report) { return report.state == State::sent || report.state == State::review; }

}  // namespace

std::optional<Report> find_report(db::Read& read, ReportId id) { return read.find(sql::find_report, {{"report", id}}, make_report); }

Report get_report(db::Read& read, ReportId report) { return read.get(sql::find_report, {{"report", report}}, make_report); }

std::optional<Report> find_report_of_round(db::Read& read, OrganisationId organisation, int round) {
  return read.find(sql::find_report_of_round, {{"organisation", organisation}, {"round", round}}, make_report);
}

std::optional<Report> find_current_report(db::Read& read, const Programme& programme, OrganisationId organisation, Date today) {
  const auto place = find_place(read, programme, organisation, today);
  if (!place) return std::nullopt;
  return find_report_of_round(read, organisation, place->round);
}

std::vector<Report> list_reports(db::Read& read, OrganisationId organisation) {
  return read.list(sql::list_reports, {{"organisation", organisation}}, make_report);
}

std::optional<Report> find_last_accepted(db::Read& read, OrganisationId organisation, ReportId before) {
  return read.find(sql::find_last_accepted, {{"organisation", organisation}, {"before", before.value()}}, make_report);
}

std::vector<Report> list_reports_to_review(db::Read& read, ReportId except, int limit) {
  return read.list(sql::list_to_review, {{"except", except.value()}, {"limit", limit}}, make_report);
}

std::vector<Report> list_sent_reports(db::Read& read, ReportId before, int limit) {
  return read.list(sql::list_sent_reports, {{"before", before.value()}, {"limit", limit}}, make_report);
}

std::vector<Report> list_reports_in(db::Read& read, State state, int limit) {
  return read.list(sql::list_reports_in, {{"state", state_name(state)}, {"limit", limit}}, make_report);
}

Result<Started> start_report(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation,
                             std::string_view on_behalf_source) {
  write.lock("organisation", organisation.value());
  const Date today = by.clock.today();
  const auto place = find_place(write, programme, organisation, today);
  if (!place) return refused(Problem::Kind::not_found, tr("This organisation does not report at the moment."));
  if (auto existing = find_report_of_round(write, organisation, place->round)) return Started{*existing, false};
  if (!place->due_on || !place->opens_on || today < *place->opens_on) {
    return refused(Problem::Kind::conflict, tr("This report cannot be started yet."));
  }
  const auto form = forms::find_newest_version(write, kForm);
  if (!form) throw std::runtime_error("reports: the form \"report\" was never stored");
  const ResponseId response = forms::insert_response(
      write, by, {.form_version = *form, .organisation = organisation, .person = by.actor.person, .subject_kind = "report"});
  const ReportId id(write.insert(sql::insert_report, {{"organisation", organisation},
                                                      {"round", place->round},
                                                      {"response", response},
                                                      {"due_on", *place->due_on},
                                                      {"at", by.clock.now()},
                                                      {"started_by", by.actor.person},
                                                      {"on_behalf", !on_behalf_source.empty()},
                                                      {"on_behalf_source", on_behalf_source}}));
  forms::set_subject(write, response, "report", id.value());
  const Report report = get_report(write, id);
  record_move(write, by, report, on_behalf_source.empty() ? "reports.start" : "reports.start_on_behalf", {});
  if (!on_behalf_source.empty()) open_task(write, by.clock, organisation, report.round, "confirm_on_behalf");
  return Started{report, true};
}

Result<void> send_report(db::Write& write, const By& by, ReportId id, std::int64_t version, std::string_view register_json) {
  const auto report = lock_report(write, id, version);
  if (!report) return std::unexpected(report.error());
  if (report->state != State::started && report->state != State::question) return refuse_state();
  const Instant now = by.clock.now();
  write.execute(sql::update_sent, {{"report", id}, {"at", now}, {"by", by.actor.person}});
  write.execute(sql::insert_snapshot, {{"report", id}, {"at", now}, {"register", register_json}});
  forms::lock_response(write, report->response);
  record_move(write, by, *report, "reports.send", "sent");
  return {};
}

Result<void> take_back_report(db::Write& write, const By& by, ReportId id, std::int64_t version) {
  const auto report = lock_report(write, id, version);
  if (!report) return std::unexpected(report.error());
  if (report->state != State::sent) return refuse_state();
  write.execute(sql::update_state, {{"report", id}, {"state", "started"}});
  forms::unlock_response(write, report->response);
  record_move(write, by, *report, "reports.take_back", "started");
  return {};
}

Result<void> open_review(db::Write& write, const By& by, ReportId id) {
  const auto report = lock_report(write, id, 0);
  if (!report) return std::unexpected(report.error());
  if (report->state == State::review) return {};
  if (report->state != State::sent) return refuse_state();
  write.execute(sql::update_state, {{"report", id}, {"state", "review"}});
  record_move(write, by, *report, "reports.open_review", "review");
  return {};
}

Result<std::int64_t> ask_question(db::Write& write, const By& by, ReportId id, std::int64_t version, std::string_view question,
                                  std::string_view words) {
  const auto report = lock_report(write, id, version);
  if (!report) return std::unexpected(report.error());
  if (!is_waiting(*report)) return refuse_state();
  if (words.empty()) return invalid("words", tr("Write what you would like to know."));
  const auto number = write.insert(sql::insert_question, {{"report", id}, {"question", question}, {"asked_by", by.actor.person},
                                                          {"at", by.clock.now()}, {"words", words}});
  write.execute(sql::update_state, {{"report", id}, {"state", "question"}});
  forms::unlock_response(write, report->response);
  record_move(write, by, *report, "reports.ask", "question");
  return number;
}

Result<void> answer_question(db::Write& write, const By& by, std::int64_t number, std::string_view reply) {
  const auto question = find_question(write, number);
  if (!question) return refused(Problem::Kind::not_found, tr("There is no such question."));
  const auto report = lock_report(write, question->report, 0);
  if (!report) return std::unexpected(report.error());
  const auto changed = write.execute(sql::answer_question, {{"id", number}, {"reply", reply}, {"by", by.actor.person}, {"at", by.clock.now()}});
  if (changed == 0 || report->state != State::question) return refuse_state();
  if (write.count(sql::count_open_questions, {{"report", report->id}}) > 0) return {};
  write.execute(sql::update_state, {{"report", report->id}, {"state", "review"}});
  forms::lock_response(write, report->response);
  record_move(write, by, *report, "reports.answer", "review");
  return {};
}

Result<void> accept_report(db::Write& write, const By& by, ReportId id, std::int64_t version) {
  const auto report = lock_report(write, id, version);
  if (!report) return std::unexpected(report.error());
  if (!is_waiting(*report)) return refuse_state();
  write.execute(sql::update_accepted, {{"report", id}, {"at", by.clock.now()}, {"by", by.actor.person}});
  record_move(write, by, *report, "reports.accept", "accepted");
  return {};
}

Result<void> confirm_report(db::Write& write, const By& by, ReportId id) {
  const auto report = lock_report(write, id, 0);
  if (!report) return std::unexpected(report.error());
  if (!report->is_on_behalf || report->confirmed_at) return refuse_state();
  write.execute(sql::update_confirmed, {{"report", id}, {"at", by.clock.now()}, {"by", by.actor.person}});
  record_move(write, by, *report, "reports.confirm", {});
  if (report->state == State::accepted) jobs::enqueue(write, by.clock, {.kind = std::string(kPublish), .key = id.format(), .values = {{"report", id.format()}}});
  return {};
}

Result<void> assign_report(db::Write& write, const By& by, ReportId id, PersonId person) {
  const auto report = lock_report(write, id, 0);
  if (!report) return std::unexpected(report.error());
  if (report->state == State::accepted) return refuse_state();
  write.execute(sql::update_assigned, {{"report", id}, {"person", person}});
  record_move(write, by, *report, "reports.assign", {});
  return {};
}

std::vector<Question> list_questions(db::Read& read, ReportId report) {
  return read.list(sql::list_questions, {{"report", report}}, make_question);
}

std::optional<Question> find_question(db::Read& read, std::int64_t id) { return read.find(sql::find_question, {{"id", id}}, make_question); }

std::vector<Snapshot> list_snapshots(db::Read& read, ReportId report) {
  return read.list(sql::list_snapshots, {{"report", report}},
                   [](const db::Row& row) { return Snapshot{row.instant("taken_at"), row.text("register")}; });
}

void insert_certification(db::Write& write, const By& by, OrganisationId organisation, ReportId report, Locale locale, std::string_view words) {
  write.execute(sql::insert_certification, {{"organisation", organisation},
                                            {"report", report},
                                            {"person", by.actor.person},
                                            {"at", by.clock.now()},
                                            {"language", locale_tag(locale)},
                                            {"words", words}});
  audit::record(write, by, {.action = "reports.certify", .subject_kind = "organisation", .subject = organisation.value(), .organisation = organisation});
}

std::optional<Certification> find_certification(db::Read& read, OrganisationId organisation) {
  return read.find(sql::find_certification, {{"organisation", organisation}}, [](const db::Row& row) {
    return Certification{row.int64("id"), row.id<OrganisationId>("organisation"), row.id<ReportId>("report"), row.id<PersonId>("person"),
                         row.instant("certified_at"), row.text("language"), row.text("words")};
  });
}

bool open_task(db::Write& write, const Clock& clock, OrganisationId organisation, int round, std::string_view kind, std::string_view note) {
  return write.execute(sql::insert_task, {{"organisation", organisation}, {"round", round}, {"kind", kind}, {"at", clock.now()}, {"note", note}}) > 0;
}

std::vector<Task> list_open_tasks(db::Read& read, int limit) { return read.list(sql::list_open_tasks, {{"limit", limit}}, make_task); }

std::optional<Task> find_task(db::Read& read, std::int64_t id) { return read.find(sql::find_task, {{"id", id}}, make_task); }

std::int64_t count_open_tasks(db::Read& read) { return read.count(sql::count_open_tasks); }

bool write_task(db::Write& write, const By& by, std::int64_t id, std::string_view note, bool close) {
  write.lock("report_task", id);
  const auto task = find_task(write, id);
  if (!task || task->closed_at) return false;
  std::string words = task->note;
  if (!note.empty()) words += (words.empty() ? "" : "\n") + by.clock.today().format_iso() + ": " + std::string(note);
  const std::optional<Instant> closed_at = close ? std::optional(by.clock.now()) : std::nullopt;
  write.execute(sql::update_task, {{"id", id}, {"note", words}, {"closed_at", closed_at}, {"closed_by", close ? by.actor.person : PersonId{}}});
  audit::record(write, by, {.action = close ? "reports.close_task" : "reports.note_task", .subject_kind = "report_task", .subject = id,
                            .organisation = task->organisation, .changes = {{"note", task->note, words, true}}});
  return true;
}

}  // namespace muster::reports
