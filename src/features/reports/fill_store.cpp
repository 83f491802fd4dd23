#include "features/reports/fill_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/register_link.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::string_view kForm = "report";
constexpr std::string_view kWaiverWish = "waiver_wish";
constexpr int kReplyLongest = 2000;  // code points

std::optional<forms::Answer> fit(const forms::Question& question, const forms::Answer& answer) {
  return forms::parse_answer(question, forms::format_answer(answer));
}

// What start_fill will copy, with the versions that it will give: prefill first, then what is still empty.
std::vector<forms::StoredAnswer> list_to_copy(db::Read& read, const forms::Form& form, OrganisationId organisation, const std::optional<Report>& last) {
  const forms::Answers known = list_register_values(read, organisation);
  std::vector<forms::StoredAnswer> earlier;
  if (last) earlier = forms::list_answers(read, last->response);
  std::vector<forms::StoredAnswer> copied;
  for (const forms::Page& page : form.pages) {
    for (const forms::Question& question : page.questions) {
      forms::StoredAnswer answer{.question = question.code, .state = forms::AnswerState::copied, .version = 1};
      const auto value = question.prefill.empty() ? known.end() : known.find(question.prefill);
      const forms::StoredAnswer* before = forms::find_answer(earlier, question.code);
      std::optional<forms::Answer> fitting;
      if (value != known.end()) fitting = fit(question, value->second);
      if (!fitting && before != nullptr && !before->answer.empty()) {
        fitting = fit(question, before->answer);
        answer.language = before->language;
      }
      if (!fitting || fitting->empty()) continue;
      answer.answer = std::move(*fitting);
      copied.push_back(std::move(answer));
    }
  }
  return copied;
}

void load_answers(db::Read& read, Fill& fill) {
  fill.form = &forms::get_form(read, forms::get_response(read, fill.report->response).form_version);
  fill.answers = forms::list_answers(read, fill.report->response);
  fill.pages = forms::list_page_states(read, *fill.form, fill.report->response);
}

Result<Fill> find_allowed(db::Read& read, const By& by, const Programme& programme, OrganisationId organisation, Act act) {
  auto fill = find_fill(read, programme, organisation, by.clock.today());
  if (!fill) return refused(Problem::Kind::conflict, tr("No report is due yet."));
  if (auto allowed = check_act(act, fill->standpoint(), by.actor); !allowed) return std::unexpected(allowed.error());
  return std::move(*fill);
}

// The report of the round, started with what can be copied if nobody did yet. `fill` was read in this transaction.
Result<Report> ensure_started(db::Write& write, const By& by, const Programme& programme, const Fill& fill, std::string_view source = {}) {
  if (fill.report) return *fill.report;
  const OrganisationId organisation = fill.organisation;
  auto started = start_report(write, by, programme, organisation, source);
  if (!started) return std::unexpected(started.error());
  if (started->is_new) {
    const ResponseId response = started->report.response;
    forms::prefill_answers(write, by, response, list_register_values(write, organisation));
    if (const auto last = find_last_accepted(write, organisation)) forms::copy_answers(write, by, last->response, response);
  }
  return started->report;
}

// While staff wait for one answer, only its page is open.
Result<void> check_page_open(db::Read& read, const Fill& fill, std::string_view page) {
  if (!fill.report || fill.report->state != State::question) return {};
  for (const Question& question : list_open_questions(read, fill)) {
    const forms::Page* of = fill.form->find_page_of(question.question);
    if (of != nullptr && of->code == page) return {};
  }
  return refused(Problem::Kind::conflict, tr("Staff have asked about one answer. Please answer that first."));
}

void follow_register(db::Write& write, const By& by, const Programme& programme, const Fill& fill, const std::vector<std::string>& pages) {
  if (auto written = write_register(write, by, programme, fill.organisation, *fill.form, fill.answers, pages); !written) {
    throw RegisterRefused{written.error()};
  }
}

void enqueue(db::Write& write, const By& by, std::string_view kind, const Report& report, const std::string& key) {
  jobs::enqueue(write, by.clock, {.kind = std::string(kind), .key = key, .values = {{"report", report.id.format()}}});
}

const forms::StoredAnswer* find_given(const Fill& fill, std::string_view code) {
  const forms::Question* question = fill.form->find_question(code);
  const forms::StoredAnswer* stored = forms::find_answer(fill.answers, code);
  if (question == nullptr || stored == nullptr || stored->answer.empty()) return nullptr;
  return forms::is_shown(*fill.form, *question, forms::list_values(fill.answers)) ? stored : nullptr;
}

// Who ticked the box is who confirms; a box that nobody's name stands at is confirmed by whoever sends.
void certify(db::Write& write, const By& by, const Fill& fill) {
  const forms::StoredAnswer* answer = find_given(fill, kPassOnCertified);
  if (answer == nullptr || !answer->answer.is_confirmed() || !access::permits(by.actor, Permission::represent)) return;
  Actor who = by.actor;
  const bool is_by_staff = fill.report->is_on_behalf;
  if (answer->changed_by && !is_by_staff) who.person = answer->changed_by;
  const Locale locale = parse_locale(answer->language).value_or(Locale::en);
  insert_certification(write, {by.clock, by.random, who}, fill.organisation, fill.report->id, locale,
                       fill.form->find_question(kPassOnCertified)->statement.in(locale));
}

std::optional<Task> find_open_task(db::Read& read, const Fill& fill, std::string_view kind) {
  for (Task& task : list_open_tasks(read, 10'000)) {
    if (task.organisation == fill.organisation && task.round == fill.round && task.kind == kind) return std::move(task);
  }
  return std::nullopt;
}

void close_task(db::Write& write, const By& by, const Fill& fill, std::string_view kind) {
  if (const auto task = find_open_task(write, fill, kind)) write_task(write, by, task->id, {}, true);
}

// A wish not to pass updates on is for staff to decide (S38, S39). A report that is sent again says what the
// wish is now: other words stand beside the first, and a wish that is gone asks nothing of staff.
void follow_waiver_wish(db::Write& write, const By& by, const Programme& programme, const Fill& fill) {
  const forms::StoredAnswer* reason = find_given(fill, kOneTopicReason);
  const std::string wish = reason == nullptr ? std::string() : reason->answer.text();
  const std::string before = organisations::get_private_side(write, fill.organisation).waiver_wish;
  if (wish.empty()) {
    close_task(write, by, fill, kWaiverWish);
  } else if (!open_task(write, by.clock, fill.organisation, fill.round, kWaiverWish, wish) && wish != before) {
    if (const auto task = find_open_task(write, fill, kWaiverWish)) write_task(write, by, task->id, wish, false);
  }
  if (wish == before) return;
  organisations::Edit edit;
  edit.waiver_wish = wish;
  if (auto applied = organisations::apply_edit(write, by, programme, fill.organisation, edit); !applied) {
    throw RegisterRefused{{applied.error().kind, std::string(kOneTopicReason), applied.error().message}};
  }
}

std::vector<std::string> list_codes(const Fill& fill) {
  std::vector<std::string> codes;
  for (const auto& page : fill.pages) codes.push_back(page.page);
  return codes;
}

}  // namespace

Standpoint Fill::standpoint() const {
  Standpoint now{.organisation = organisation};
  if (report) {
    now.state = report->state;
    now.is_on_behalf = report->is_on_behalf;
    now.is_confirmed = report->confirmed_at.has_value();
  }
  return now;
}

std::int64_t Fill::version() const {
  std::int64_t version = report ? report->version : 0;
  for (const auto& answer : answers) version += answer.version;
  return version;
}

std::vector<std::string> Fill::list_unchanged() const {
  std::vector<std::string> codes;
  for (const auto& page : pages) {
    if (page.status == forms::PageStatus::check) codes.push_back(page.page);
  }
  return codes;
}

std::optional<Fill> find_fill(db::Read& read, const Programme& programme, OrganisationId organisation, Date today) {
  const auto place = find_place(read, programme, organisation, today);
  if (!place || !place->due_on) return std::nullopt;
  Fill fill{.organisation = organisation, .round = place->round, .due_on = *place->due_on, .opens_on = place->opens_on.value_or(*place->due_on)};
  fill.organisation_name = organisations::display_name(organisations::get_organisation(read, organisation));
  fill.report = find_report_of_round(read, organisation, place->round);
  const auto last = find_last_accepted(read, organisation, fill.report ? fill.report->id : ReportId{});
  if (last && last->sent_at) fill.copied_year = last->sent_at->date().year();
  if (fill.report) {
    load_answers(read, fill);
    return fill;
  }
  const auto version = forms::find_newest_version(read, kForm);
  if (!version) throw std::runtime_error("reports: the form \"report\" was never stored");
  fill.form = &forms::get_form(read, *version);
  fill.answers = list_to_copy(read, *fill.form, organisation, last);
  fill.pages = forms::list_page_states(*fill.form, fill.answers, std::vector<std::string>{});
  return fill;
}

std::optional<Fill> find_fill_of(db::Read& read, const Report& report) {
  Fill fill{.organisation = report.organisation, .round = report.round, .due_on = report.due_on, .opens_on = report.due_on};
  fill.organisation_name = organisations::display_name(organisations::get_organisation(read, report.organisation));
  fill.report = report;
  load_answers(read, fill);
  return fill;
}

std::vector<Question> list_open_questions(db::Read& read, const Fill& fill) {
  if (!fill.report) return {};
  auto questions = list_questions(read, fill.report->id);
  std::erase_if(questions, [](const Question& question) { return question.answered_at.has_value(); });
  return questions;
}

Result<forms::SaveOutcome> save_part(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, const Save& save) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::fill);
  if (!fill) return std::unexpected(fill.error());
  if (fill->form->find_page(save.page) == nullptr) return refused(Problem::Kind::not_found, tr("There is no such page"));
  if (auto open = check_page_open(write, *fill, save.page); !open) return std::unexpected(open.error());
  const auto report = ensure_started(write, by, programme, *fill);
  if (!report) return std::unexpected(report.error());
  auto outcome = forms::save_page(write, by, report->response, save.page, save.fields, save.written_in);
  if (!outcome || save.is_auto || !outcome->is_saved()) return outcome;
  follow_register(write, by, programme, find_fill_of(write, *report).value(), {save.page});
  return outcome;
}

Result<void> confirm_parts(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation,
                           const std::vector<std::string>& pages) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::fill);
  if (!fill) return std::unexpected(fill.error());
  if (fill->report && fill->report->state != State::started) return refused(Problem::Kind::conflict, tr("Staff have asked about one answer. Please answer that first."));
  const auto report = ensure_started(write, by, programme, *fill);
  if (!report) return std::unexpected(report.error());
  return forms::confirm_pages(write, by, report->response, pages);
}

Result<void> send_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t version) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::send);
  if (!fill) return std::unexpected(fill.error());
  for (const auto& page : fill->pages) {
    if (page.is_blocking) return invalid(page.page, tr("This part is not ready yet."));
  }
  if (!fill->report) return refused(Problem::Kind::conflict, tr("The report has not been started yet."));
  if (version != 0 && version != fill->version()) {
    return refused(Problem::Kind::conflict, tr("Somebody changed an answer meanwhile. Read the answers again, then send the report."));
  }
  follow_register(write, by, programme, *fill, list_codes(*fill));
  follow_waiver_wish(write, by, programme, *fill);
  const std::string snapshot = format_snapshot(write, organisation, by.clock.today());
  if (auto sent = send_report(write, by, fill->report->id, fill->report->version, snapshot); !sent) return sent;
  const Report report = get_report(write, fill->report->id);
  const std::string key = report.id.format() + "/" + std::to_string(report.version);
  if (!access::permits(by.actor, Permission::represent) || by.actor.organisation() != organisation) {
    enqueue(write, by, kAskConfirmation, report, key);
    return {};
  }
  certify(write, by, *fill);
  if (report.is_on_behalf && !report.confirmed_at) {
    if (auto confirmed = confirm_report(write, by, report.id); !confirmed) return confirmed;
    close_task(write, by, *fill, "confirm_on_behalf");
  }
  enqueue(write, by, kSendReceipt, report, key);
  return {};
}

Result<void> take_back_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t version) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::take_back);
  if (!fill) return std::unexpected(fill.error());
  if (version != 0 && version != fill->version()) return refused(Problem::Kind::conflict, tr("The report has moved on meanwhile. Look at it again."));
  return take_back_report(write, by, fill->report->id, fill->report->version);
}

Result<void> reply_to_question(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t number,
                               std::string_view reply) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::reply);
  if (!fill) return std::unexpected(fill.error());
  const auto question = find_question(write, number);
  if (!question || question->report != fill->report->id) return refused(Problem::Kind::not_found, tr("There is no such page"));
  const forms::Page* page = fill->form->find_page_of(question->question);
  if (page != nullptr) {
    const auto missing = forms::check_page_complete(*fill->form, *page, forms::list_values(fill->answers));
    if (!missing.empty()) return std::unexpected(missing.front());
  }
  const auto words = forms::check_answer({.code = "reply", .kind = forms::Kind::long_text, .length_most = kReplyLongest}, {{"reply", std::string(reply)}});
  if (!words) return std::unexpected(words.error().front());
  return answer_question(write, by, number, words->text());
}

Result<void> hand_over(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, PersonId person) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::hand_over);
  if (!fill) return std::unexpected(fill.error());
  const auto seats = access::list_seats_of_organisation(write, organisation, by.clock.today());
  if (person && std::ranges::find(seats, person, &access::SeatRow::person) == seats.end()) {
    return invalid("person", tr("Choose one of your representatives."));
  }
  const auto report = ensure_started(write, by, programme, *fill);
  if (!report) return std::unexpected(report.error());
  if (report->assigned_to == person) return {};
  if (auto assigned = assign_report(write, by, report->id, person); !assigned) return assigned;
  if (person && person != by.actor.person) {
    // Handed back and over again is told again.
    const std::string version = std::to_string(get_report(write, report->id).version);
    enqueue(write, by, kTellHandOver, *report, report->id.format() + "/" + version);
  }
  return {};
}

Result<void> enter_on_behalf(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::string_view source) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::enter);
  if (!fill) return std::unexpected(fill.error());
  const auto report = ensure_started(write, by, programme, *fill, source);
  if (!report) return std::unexpected(report.error());
  if (report->is_on_behalf) return {};
  write.execute(sql::mark_on_behalf, {{"report", report->id}, {"source", source}});
  open_task(write, by.clock, organisation, report->round, "confirm_on_behalf");
  audit::record(write, by, {.action = "reports.enter_on_behalf", .subject_kind = "report", .subject = report->id.value(), .organisation = organisation, .changes = {{"on_behalf_source", "", std::string(source), true}}});
  return {};
}

Result<void> confirm_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation) {
  write.lock("organisation", organisation.value());
  const auto fill = find_allowed(write, by, programme, organisation, Act::confirm);
  if (!fill) return std::unexpected(fill.error());
  if (auto confirmed = confirm_report(write, by, fill->report->id); !confirmed) return confirmed;
  certify(write, by, *fill);
  close_task(write, by, *fill, "confirm_on_behalf");
  return {};
}

}  // namespace muster::reports
