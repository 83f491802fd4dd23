// Everything at once before an issue is sent: findings in each language, the rate, whom it is for; and every step from
// draft to sent (S44, S48). Nothing found blocks anybody; approving is a second person's.
#include <algorithm>

#include "base/text.hpp"
#include "features/forms/forms.hpp"
#include "features/people/people.hpp"
#include "features/updates/audience_store.hpp"
#include "features/updates/update_pages.hpp"
#include "platform/html/charts.hpp"
#include "platform/http/day_field.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/pace.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

void fill_language(db::Read& read, const Opened& at, const Counted& counted, Locale locale, CheckPage::Language& row) {
  row.recipients = counted.by_locale[static_cast<std::size_t>(locale)];
  const auto version = std::ranges::find(at.versions, locale, &Version::locale);
  if (version == at.versions.end()) return;
  row.has_text = !version->body.empty();
  Findings findings = list_findings(read, *version);
  row.findings = std::move(findings.rows);
  row.reading = std::move(findings.reading);
}

void fill_languages(const Request& request, db::Read& read, const Opened& at, const Counted& counted, CheckPage& page) {
  for (const Locale locale : kLocales) {
    const std::string tag(locale_tag(locale));
    CheckPage::Language row{.name = std::string(locale_own_name(locale)), .tag = tag, .direction = std::string(locale_direction(locale)), .url = issue_url(request, at.issue.id, "/languages/" + tag), .state = make_version_tag(find_state(at.issue, at.versions, locale)), .findings = {}, .reading = {}};
    fill_language(read, at, counted, locale, row);
    page.languages.push_back(std::move(row));
  }
}

// What is not wrong and still worth a look.
std::vector<Message> list_notes_to_look_at(const Context& context, Locale reader, const Opened& at, const Counted& counted, const std::vector<Note>& notes, const std::vector<Question>& questions) {
  std::vector<Message> said;
  const auto asks = [&](Locale locale) { return std::ranges::any_of(questions, [&](const Question& question) { return question.locale == locale && !question.words.empty(); }); };
  const bool asks_any = std::ranges::any_of(questions, [](const Question& question) { return !question.words.empty(); });
  for (const Locale locale : kLocales) {
    const VersionState state = find_state(at.issue, at.versions, locale);
    const std::string name(locale_own_name(locale));
    const auto waiting = counted.by_locale[static_cast<std::size_t>(locale)];
    if (state != VersionState::ready && waiting > 0) said.push_back(trn("{language} is not ready: {count} mail waits for it.", "{language} is not ready: {count} mails wait for it.", waiting, {{"language", name}}));
    if (state == VersionState::ready && asks_any && !asks(locale)) said.push_back(tr("The question is missing in {language}: it is left out there.", {{"language", name}}));
  }
  for (const auto& region : context.programme.regions) {
    const Note* note = choose_note(notes, region.code, at.issue.source);
    if (note != nullptr) said.push_back(tr("{region} has added a note. Read it.", {{"region", region.name.in(reader)}}));
  }
  if (counted.recipients.empty()) said.push_back(tr("Nobody would get this update. Look at who gets it."));
  return said;
}

void fill_steps(const Request& request, const Issue& issue, CheckPage& page) {
  const PersonId reader = request.actor.person;
  page.can_mark_ready = issue.state == State::draft;
  page.can_take_back = may_edit(issue) && issue.state != State::draft;
  page.can_approve = may_approve(issue, reader).has_value();
  page.waits_for_other = issue.state == State::ready && !page.can_approve;
  page.can_send = may_send(issue).has_value();
  page.can_unschedule = issue.state == State::scheduled;
  page.can_pause = may_pause(issue).has_value();
  page.can_resume = may_resume(issue).has_value();
  page.can_cancel = may_cancel(issue).has_value();
  page.can_take_up = issue.state == State::cancelled && !issue.sending_at;
  page.needs_reason = !page.rate.warning.one.empty() && issue.rate_reason.empty();
}

void fill_fields(const Request& request, const Opened& at, CheckPage& page) {
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why is one more needed this month?"), .is_optional = !page.needs_reason, .hint = tr("It is listed with your name."), .error = find_error(page.errors, "reason"), .value = request.form.get("reason")};
  page.day = http::make_day_field(request, "on", tr("Day"));
  page.day.error = find_error(page.errors, "on");
  page.hour = {.id = "hour", .name = "hour", .label = tr("Time (UTC)"), .hint = tr("For example 14:30"), .error = find_error(page.errors, "hour"), .value = request.form.get("hour").empty() ? "14:00" : request.form.get("hour"), .direction = "ltr", .size = "w4"};
  page.test_language = make_language_field("language", tr("Language of the test mail"), parse_locale(request.form.get("language")).value_or(at.issue.source));
}

constexpr Duration kPaceOver = std::chrono::minutes(5);
constexpr Duration kPaceLeast = std::chrono::seconds(15);  // before that nothing can be said

// By what went out in the last minutes.
void say_pace(db::Read& read, const Issue& issue, std::int64_t left, Instant now, CheckPage::Sending& sending) {
  const Instant since = std::max(now - kPaceOver, issue.sending_at.value_or(now));
  const Duration over = now - since;
  if (over < kPaceLeast) return;
  const std::int64_t sent = mail::count_group_sent_since(read, mail_group(issue.id), since);
  if (sent == 0) {
    sending.pace = tr("None went out in the last minutes. The mail server may be slow, or away.");
    return;
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(over).count();
  const std::int64_t a_minute = std::max<std::int64_t>(sent * 60 / seconds, 1);
  sending.pace = trn("About {count} mail a minute.", "About {count} mails a minute.", a_minute);
  sending.rest = trn("About {count} minute left.", "About {count} minutes left.", std::max<std::int64_t>((left * seconds + sent * 60 - 1) / (sent * 60), 1));
}

// How far it is, by the mails that are in the queue and those that still come. Nothing where there were none: mails are
// not kept for ever, and "0 of 0" would say that nobody got an update that was sent.
std::optional<CheckPage::Sending> find_sending(db::Read& read, const Programme& programme, const Issue& issue, Instant now) {
  const Date today = now.date();
  const mail::GroupCounts counts = mail::count_group(read, mail_group(issue.id));
  const bool is_on = issue.state == State::sending || issue.state == State::paused;
  const std::int64_t to_come = is_on ? static_cast<std::int64_t>(list_waiting(read, programme, issue.id, today).size()) : 0;
  const std::int64_t left = counts.waiting + to_come;
  const std::int64_t total = left + counts.sent + counts.failed + counts.suppressed;
  if (total == 0 && !is_on) return std::nullopt;
  CheckPage::Sending sending{.bar = html::make_stacked_bar({{.kind = "c-done", .count = counts.sent}, {.kind = "c-late", .count = counts.failed}, {.kind = "c-none", .count = left + counts.suppressed}}),
                             .line = tr("{done} of {total} mails are sent", {{"done", counts.sent}, {"total", total}}),
                             .left = trn("{count} mail is still to be sent.", "{count} mails are still to be sent.", left),
                             .failed = counts.failed,
                             .suppressed = counts.suppressed,
                             .is_over = left == 0};
  if (issue.state == State::sending && left > 0) say_pace(read, issue, left, now, sending);
  return sending;
}

Response render_check(const Request& request, Context& context, const Opened& at, const Problem* problem = nullptr) {
  const Issue& issue = at.issue;
  const Date month = issue.scheduled_at ? issue.scheduled_at->date() : context.clock.today();
  CheckPage page{.head = make_head(request, issue, "check"), .errors = {}, .audience_url = issue_url(request, issue.id, "/audience"), .preview_url = issue_url(request, issue.id, "/preview"), .rate = make_rate(request, context, issue.id, month), .scheduled_at = issue.state == State::scheduled ? issue.scheduled_at : std::nullopt};
  if (problem != nullptr) page.errors.push_back({problem->field, problem->message});
  context.db.read([&](db::Read& read) {
    const Counted counted = find_audience(read, context.programme, issue, context.clock.today());
    page.mails = static_cast<std::int64_t>(counted.recipients.size());
    page.organisations = counted.organisations;
    page.excluded = static_cast<std::int64_t>(counted.excluded.size());
    fill_languages(request, read, at, counted, page);
    if (issue.sending_at) page.sending = find_sending(read, context.programme, issue, context.clock.now());
    page.notes = list_notes_to_look_at(context, request.locale, at, counted, list_notes(read, issue.id), list_questions(read, issue.id));
  });
  fill_steps(request, issue, page);
  fill_fields(request, at, page);
  page.test_done = request.query.get("test");
  html::Shell shell = context.make_shell(request, title_window(request, context, page.head));
  if (request.query.has("done")) shell.notice = html::Notice{"done", state_label(issue.state)};
  if (request.query.has("tested")) shell.notice = html::Notice{"done", tr("The test mail is on its way to you.")};
  shell.has_error = problem != nullptr;
  html::Writer w(context.texts, request.locale);
  views::update_check(w, shell, page);
  return Response::page(w.take(), problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_check(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  return at ? render_check(request, context, *at) : http::nothing_here();
}

Response answer(const Request& request, Context& context, const Result<void>& done, std::string_view said = "done") {
  const auto now = open_issue(request, context);
  if (!now) return http::nothing_here();
  if (done) return Response::see_other(issue_url(request, now->issue.id, "/check?" + std::string(said) + "=1"));
  return render_check(request, context, *now, &done.error());
}

template <class Step>
Response take(const Request& request, Context& context, Step step) {
  const auto id = request.id<IssueId>("issue");
  if (!id) return http::nothing_here();
  return answer(request, context, context.db.write([&](db::Write& write) -> Result<void> { return step(write, make_by(request, context), *id); }));
}

Response post_ready(const Request& request, Context& context) { return take(request, context, mark_ready); }
Response post_draft(const Request& request, Context& context) { return take(request, context, mark_draft); }
Response post_unschedule(const Request& request, Context& context) { return take(request, context, unschedule); }
Response post_pause(const Request& request, Context& context) { return take(request, context, pause); }
Response post_resume(const Request& request, Context& context) { return take(request, context, resume); }
Response post_cancel(const Request& request, Context& context) { return take(request, context, cancel); }
Response post_take_up(const Request& request, Context& context) { return take(request, context, take_up_again); }

Response post_approve(const Request& request, Context& context) {
  const auto reason = check_line("reason", request.form.get("reason"), kReasonLength, false);
  if (!reason) return answer(request, context, std::unexpected(reason.error()));
  return take(request, context, [&](db::Write& write, const By& by, IssueId id) { return approve(write, by, context.programme, id, *reason); });
}

// "14:30", in UTC. 24 hours.
Result<Duration> parse_hour(std::string_view text) {
  const auto parts = split(trim(text), ':');
  const auto two = [](std::string_view digits) { return digits.size() == 2 && digits[0] >= '0' && digits[0] <= '9' && digits[1] >= '0' && digits[1] <= '9' ? (digits[0] - '0') * 10 + (digits[1] - '0') : 99; };
  const int hours = parts.size() == 2 ? two(parts[0]) : 99, minutes = parts.size() == 2 ? two(parts[1]) : 99;
  if (hours > 23 || minutes > 59) return invalid("hour", tr("Enter a time, for example 14:30"));
  return Duration(std::chrono::hours(hours) + std::chrono::minutes(minutes));
}

Result<std::optional<Instant>> read_time(const Request& request) {
  if (request.form.has("now")) return std::optional<Instant>();
  const auto day = forms::read_day(request.form.pairs(), "on");
  if (!day) return std::unexpected(day.error());
  if (!*day) return invalid("on", tr("Enter day, month and year."));
  const auto hour = parse_hour(request.form.get("hour"));
  if (!hour) return std::unexpected(hour.error());
  return std::optional(Instant::from_date(**day) + *hour);
}

Response post_schedule(const Request& request, Context& context) {
  const auto at = read_time(request);
  if (!at) return answer(request, context, std::unexpected(at.error()));
  const auto reason = check_line("reason", request.form.get("reason"), kReasonLength, false);
  if (!reason) return answer(request, context, std::unexpected(reason.error()));
  return take(request, context, [&](db::Write& write, const By& by, IssueId id) { return schedule(write, by, context.programme, id, *at, *reason); });
}

// To the reader alone, as a notice: it counts for no rate and in no list.
Response post_test(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const Locale locale = parse_locale(request.form.get("language")).value_or(at->issue.source);
  const MailParts parts = make_parts(request, context);
  const auto sent = context.db.write([&](db::Write& write) -> Result<void> {
    const auto text = find_issue_text(write, at->issue.id, locale);
    if (!text || text->version.body.empty()) return invalid("language", tr("There is no text in this language yet."));
    const auto person = people::find_person(write, request.actor.person);
    const Email* address = person ? person->preferred_address() : nullptr;
    if (address == nullptr) return refused(Problem::Kind::conflict, tr("You have no e-mail address to send it to."));
    organisations::Organisation sample;
    sample.name = context.texts.translate(locale, tr("Sample organisation"));
    if (!context.programme.regions.empty()) sample.region = context.programme.regions.front().code;
    mail::enqueue(write, context.clock, context.random,
                  {.kind = "updates.test", .key = "updates.test/" + context.random.token(), .mail_class = mail::Class::notice, .to = *address, .to_name = person->name, .person = person->id, .locale = locale, .content = make_content(*text, parts, sample, Copy::representative)});
    return {};
  });
  return answer(request, context, sent, "tested");
}

}  // namespace

http::Routes make_check_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, auto* handler) {
    routes.push_back({method, "/{lang}/staff/updates/{issue}" + path, Permission::run_programme, http::PrivateHandler(handler), {}});
  };
  add(get, "/check", show_check);
  add(post, "/ready", post_ready);
  add(post, "/draft", post_draft);
  add(post, "/approve", post_approve);
  add(post, "/schedule", post_schedule);
  add(post, "/unschedule", post_unschedule);
  add(post, "/pause", post_pause);
  add(post, "/resume", post_resume);
  add(post, "/cancel", post_cancel);
  add(post, "/take-up", post_take_up);
  add(post, "/test", post_test);
  return routes;
}

}  // namespace muster::updates
