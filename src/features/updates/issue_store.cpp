#include "features/updates/issue_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/updates/archive_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

constexpr Duration kLateMost = std::chrono::hours(24) * 365;  // shorter than addresses of what was sent are kept

std::vector<std::string> read_codes(const db::Row& row, std::string_view column) {
  std::vector<std::string> codes;
  const std::string text = row.text(column);
  for (const std::string_view code : split(text, ' ')) {
    if (!code.empty()) codes.emplace_back(code);
  }
  return codes;
}

Locale read_locale(const db::Row& row, std::string_view column) { return parse_locale(row.text(column)).value_or(Locale::en); }

Issue read_issue(const db::Row& row) {
  return {.id = row.id<IssueId>("id"),
          .state = parse_state(row.text("state")).value(),
          .title = row.text("title"),
          .source = read_locale(row, "source_locale"),
          .target = {.regions = read_codes(row, "regions"), .topics = read_codes(row, "topics"), .languages = read_codes(row, "languages"), .kinds = read_codes(row, "kinds"), .asks_action = row.flag("asks_action")},
          .counts_links = row.flag("counts_links"),
          .language_deadline = row.optional_date("language_deadline"),
          .note_deadline = row.optional_date("note_deadline"),
          .scheduled_at = row.optional_instant("scheduled_at"),
          .created_by = row.id<PersonId>("created_by"),
          .created_at = row.instant("created_at"),
          .written_by = row.id<PersonId>("written_by"),
          .ready_by = row.id<PersonId>("ready_by"),
          .ready_at = row.optional_instant("ready_at"),
          .approved_by = row.id<PersonId>("approved_by"),
          .approved_at = row.optional_instant("approved_at"),
          .rate_reason = row.text("rate_reason"),
          .rate_reason_by = row.id<PersonId>("rate_reason_by"),
          .sending_at = row.optional_instant("sending_at"),
          .sent_at = row.optional_instant("sent_at"),
          .version = row.int64("version")};
}

Version read_version(const db::Row& row) {
  return {.locale = read_locale(row, "locale"), .subject = row.text("subject"), .body = row.text("body"), .social = row.text("social"), .revision = row.int64("revision"), .source_revision = row.int64("source_revision"), .edited_by = row.id<PersonId>("edited_by"), .edited_at = row.instant("edited_at"), .ready_by = row.id<PersonId>("ready_by"), .ready_at = row.optional_instant("ready_at")};
}

const Version* find_in(const std::vector<Version>& versions, Locale locale) {
  const auto found = std::ranges::find(versions, locale, &Version::locale);
  return found == versions.end() ? nullptr : &*found;
}

// The row under its lock; everything that checks and then writes begins here.
Result<Issue> take(db::Write& write, IssueId id) {
  write.lock("update_issue", id.value());
  auto issue = find_issue(write, id);
  if (!issue) return refused(Problem::Kind::not_found, tr("There is no such update."));
  return std::move(*issue);
}

std::unexpected<Problem> overtaken() { return refused(Problem::Kind::conflict, tr("Somebody else has just changed this page. Compare both versions, then save again.")); }

void store(db::Write& write, const Issue& issue) {
  write.execute(sql::update_issue,
                {{"issue", issue.id}, {"state", state_name(issue.state)}, {"title", issue.title}, {"source_locale", locale_tag(issue.source)}, {"regions", join(issue.target.regions, " ")}, {"topics", join(issue.target.topics, " ")}, {"languages", join(issue.target.languages, " ")}, {"kinds", join(issue.target.kinds, " ")}, {"asks_action", issue.target.asks_action}, {"counts_links", issue.counts_links}, {"language_deadline", issue.language_deadline}, {"note_deadline", issue.note_deadline}, {"scheduled_at", issue.scheduled_at}, {"written_by", issue.written_by}, {"ready_by", issue.ready_by}, {"ready_at", issue.ready_at}, {"approved_by", issue.approved_by}, {"approved_at", issue.approved_at}, {"rate_reason", issue.rate_reason}, {"rate_reason_by", issue.rate_reason_by}, {"sending_at", issue.sending_at}, {"sent_at", issue.sent_at}});
}

void record(db::Write& write, const By& by, IssueId id, std::string action, std::vector<audit::Change> changes = {}, std::string_view reason = {}) {
  audit::record(write, by, {.action = "updates." + std::move(action), .subject_kind = "update", .subject = id.value(), .changes = std::move(changes), .reason = std::string(reason)});
}

// What was changed is not what was looked at: a draft again.
void store_change(db::Write& write, const By& by, Issue issue, std::string action, std::vector<audit::Change> changes) {
  take_back_approval(issue);
  store(write, issue);
  record(write, by, issue.id, std::move(action), std::move(changes));
}

void enqueue_sending(db::Write& write, const Clock& clock, IssueId id, std::optional<Instant> at) {
  const std::string due = at ? "/" + std::to_string(at->microseconds()) : std::string();
  jobs::enqueue(write, clock, {.kind = std::string(kSend), .key = id.format() + due, .values = {{"issue", id.format()}}, .run_at = at});
}

Date first_of_month(Date day) { return *Date::from_ymd(day.year(), day.month(), 1); }

// The reason for one more than usual in this month, by a second person; empty where none is needed.
Result<void> take_reason(db::Write& write, const By& by, const Programme& programme, Issue& issue, Date month, const std::string& reason) {
  const Rate rate = count_rate(list_sending_days(write, issue.id), first_of_month(month));
  if (!needs_reason(programme, rate.month)) {
    issue.rate_reason.clear();
    issue.rate_reason_by = {};
    return {};
  }
  if (!issue.rate_reason.empty() && reason.empty()) return {};
  if (reason.empty()) return invalid("reason", trn("There is {count} update in this month already. One more needs a reason by a second person.", "There are {count} updates in this month already. One more needs a reason by a second person.", rate.month));
  if (!is_second_person(issue, by.actor.person)) return invalid("reason", tr("Somebody else than the writer must give this reason."));
  issue.rate_reason = reason;
  issue.rate_reason_by = by.actor.person;
  return {};
}

// Mails of the issue that are in the queue go with it.
void move_mails(db::Write& write, const Clock& clock, IssueId id, State to) {
  if (to == State::paused) mail::pause_group(write, mail_group(id));
  if (to == State::sending) mail::resume_group(write, clock, mail_group(id));
  if (to == State::cancelled) mail::cancel_group(write, clock, mail_group(id));
}

Result<void> step(db::Write& write, const By& by, IssueId id, Result<void> (*check)(const Issue&), State to, std::string action) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = check(*issue); !allowed) return allowed;
  issue->state = to;
  store(write, *issue);
  record(write, by, id, std::move(action));
  if (to == State::sending) enqueue_sending(write, by.clock, id, {});
  move_mails(write, by.clock, id, to);
  return {};
}

Result<void> may_plan_back(const Issue& issue) {
  if (issue.state == State::scheduled && !issue.sending_at) return {};
  return refused(Problem::Kind::conflict, tr("There is no plan to take back."));
}

}  // namespace

std::vector<Issue> list_issues(db::Read& read, std::optional<State> state, int limit) {
  return read.list(sql::list_issues, {{"state", state ? std::string(state_name(*state)) : ""}, {"limit", limit}}, read_issue);
}

std::optional<Issue> find_issue(db::Read& read, IssueId id) { return read.find(sql::find_issue, {{"issue", id}}, read_issue); }

std::vector<Version> list_versions(db::Read& read, IssueId id) { return read.list(sql::list_versions, {{"issue", id}}, read_version); }

std::optional<Version> find_version(db::Read& read, IssueId id, Locale locale) {
  return read.find(sql::find_version, {{"issue", id}, {"locale", locale_tag(locale)}}, read_version);
}

VersionState find_state(const Issue& issue, const std::vector<Version>& versions, Locale locale) {
  return find_version_state(find_in(versions, locale), find_in(versions, issue.source), issue.source);
}

std::vector<Locale> list_ready(const Issue& issue, const std::vector<Version>& versions) {
  std::vector<Locale> ready;
  for (const Locale locale : kLocales) {
    if (find_state(issue, versions, locale) == VersionState::ready) ready.push_back(locale);
  }
  return ready;
}

IssueId insert_issue(db::Write& write, const By& by, const std::string& title, Locale source) {
  const IssueId id(write.insert(sql::insert_issue, {{"title", title}, {"source_locale", locale_tag(source)}, {"by", by.actor.person}, {"at", by.clock.now()}}));
  record(write, by, id, "begin", {{.field = "title", .after = title}});
  return id;
}

Result<void> save_basics(db::Write& write, const By& by, IssueId id, const Basics& basics, std::int64_t version) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_edit(*issue); !allowed) return allowed;
  if (issue->version != version) return overtaken();
  const std::string before = issue->title;
  issue->title = basics.title;
  issue->source = basics.source;
  issue->counts_links = basics.counts_links;
  issue->language_deadline = basics.language_deadline;
  issue->note_deadline = basics.note_deadline;
  store_change(write, by, std::move(*issue), "change", {{.field = "title", .before = before, .after = basics.title}});
  return {};
}

Result<void> save_target(db::Write& write, const By& by, IssueId id, const Target& target, std::int64_t version) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_edit(*issue); !allowed) return allowed;
  if (issue->version != version) return overtaken();
  if (issue->target == target) return {};
  issue->target = target;
  store_change(write, by, std::move(*issue), "choose_audience", {});
  return {};
}

Result<void> save_version(db::Write& write, const By& by, IssueId id, const Version& words, std::int64_t revision) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  const auto versions = list_versions(write, id);
  const Version* before = find_in(versions, words.locale);
  const VersionState state = find_state(*issue, versions, words.locale);
  if (auto allowed = may_edit_version(*issue, words.locale, state); !allowed) return allowed;
  if (revision != (before == nullptr ? 0 : before->revision)) return overtaken();
  if (before != nullptr && before->subject == words.subject && before->body == words.body && before->social == words.social) return {};
  const Version* source = find_in(versions, issue->source);
  const bool is_source = words.locale == issue->source;
  write.execute(sql::save_version, {{"issue", id}, {"locale", locale_tag(words.locale)}, {"subject", words.subject}, {"body", words.body}, {"social", words.social}, {"source_revision", is_source || source == nullptr ? 0 : source->revision}, {"by", by.actor.person}, {"at", by.clock.now()}});
  if (is_source) issue->written_by = by.actor.person;
  // A language that was not ready changes nothing that was approved.
  if (is_source || state == VersionState::ready) take_back_approval(*issue);
  store(write, *issue);
  record(write, by, id, "write", {{.field = "language", .after = std::string(locale_tag(words.locale))}});
  return {};
}

Result<void> mark_version(db::Write& write, const By& by, IssueId id, Locale locale) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  const auto versions = list_versions(write, id);
  const Version* version = find_in(versions, locale);
  if (version == nullptr) return invalid("body", tr("Write the text first."));
  if (find_state(*issue, versions, locale) == VersionState::ready) return {};
  if (auto allowed = may_mark_version(*issue, *version, by.actor.person); !allowed) return allowed;
  const Version* source = find_in(versions, issue->source);
  if (locale != issue->source && (source == nullptr || !source->ready_at)) return refused(Problem::Kind::conflict, tr("Mark the text in its first language ready before."));
  write.execute(sql::mark_version, {{"issue", id}, {"locale", locale_tag(locale)}, {"source_revision", source == nullptr ? 0 : source->revision}, {"by", by.actor.person}, {"at", by.clock.now()}});
  store(write, *issue);
  record(write, by, id, "language_ready", {{.field = "language", .after = std::string(locale_tag(locale))}});
  if (!issue->sending_at) return {};
  publish_version(write, by, id, locale);
  if (issue->state == State::sending || issue->state == State::sent) enqueue_sending(write, by.clock, id, {});
  return {};
}

Result<void> unmark_version(db::Write& write, const By& by, IssueId id, Locale locale) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_edit(*issue); !allowed) return allowed;
  if (write.execute(sql::unmark_version, {{"issue", id}, {"locale", locale_tag(locale)}}) == 0) return {};
  store_change(write, by, std::move(*issue), "language_not_ready", {{.field = "language", .after = std::string(locale_tag(locale))}});
  return {};
}

std::vector<Note> list_notes(db::Read& read, IssueId id) {
  return read.list(sql::list_notes, {{"issue", id}}, [](const db::Row& row) { return Note{row.text("region"), read_locale(row, "locale"), row.text("body"), row.int64("revision")}; });
}

Result<void> save_note(db::Write& write, const By& by, IssueId id, const Note& note, std::int64_t revision, bool is_staff) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_write_note(*issue, is_staff, by.clock.today()); !allowed) return allowed;
  const auto notes = list_notes(write, id);
  const auto before = std::ranges::find_if(notes, [&](const Note& one) { return one.region == note.region && one.locale == note.locale; });
  if (revision != (before == notes.end() ? 0 : before->revision)) return overtaken();
  if (before != notes.end() && before->body == note.body) return {};
  write.execute(sql::save_note, {{"issue", id}, {"region", note.region}, {"locale", locale_tag(note.locale)}, {"body", note.body}, {"by", by.actor.person}, {"at", by.clock.now()}});
  if (issue->state != State::ready) take_back_approval(*issue);
  store(write, *issue);
  record(write, by, id, "write_note", {{.field = "region", .after = note.region}, {.field = "language", .after = std::string(locale_tag(note.locale))}});
  return {};
}

std::vector<Issue> list_open_for_notes(db::Read& read, Date today) {
  auto issues = list_issues(read, std::nullopt);
  std::erase_if(issues, [&](const Issue& issue) { return !may_write_note(issue, false, today); });
  return issues;
}

std::vector<Question> list_questions(db::Read& read, IssueId id) {
  return read.list(sql::list_questions, {{"issue", id}}, [](const db::Row& row) {
    Question question{.locale = read_locale(row, "locale"), .words = row.text("words"), .choices = {}, .revision = row.int64("revision")};
    const std::string choices = row.text("choices");
    for (const std::string_view choice : split(choices, '\n')) {
      if (!choice.empty()) question.choices.emplace_back(choice);
    }
    return question;
  });
}

Result<void> save_question(db::Write& write, const By& by, IssueId id, const Question& question, std::int64_t revision) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_edit(*issue); !allowed) return allowed;
  const auto questions = list_questions(write, id);
  const auto before = std::ranges::find(questions, question.locale, &Question::locale);
  if (revision != (before == questions.end() ? 0 : before->revision)) return overtaken();
  if (before != questions.end() && before->words == question.words && before->choices == question.choices) return {};
  write.execute(sql::save_question, {{"issue", id}, {"locale", locale_tag(question.locale)}, {"words", question.words}, {"choices", join(question.choices, "\n")}, {"by", by.actor.person}, {"at", by.clock.now()}});
  store_change(write, by, std::move(*issue), "ask", {{.field = "language", .after = std::string(locale_tag(question.locale))}});
  return {};
}

Result<void> mark_ready(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_mark_ready(*issue, list_versions(write, id)); !allowed) return allowed;
  issue->state = State::ready;
  issue->ready_by = by.actor.person;
  issue->ready_at = by.clock.now();
  store(write, *issue);
  record(write, by, id, "ready");
  return {};
}

Result<void> mark_draft(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_edit(*issue); !allowed) return allowed;
  if (issue->state == State::draft) return {};
  store_change(write, by, std::move(*issue), "back_to_draft", {});
  return {};
}

Result<void> approve(db::Write& write, const By& by, const Programme& programme, IssueId id, const std::string& reason) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_approve(*issue, by.actor.person); !allowed) return allowed;
  if (auto given = take_reason(write, by, programme, *issue, by.clock.today(), reason); !given) return given;
  issue->state = State::approved;
  issue->approved_by = by.actor.person;
  issue->approved_at = by.clock.now();
  store(write, *issue);
  record(write, by, id, "approve", {}, issue->rate_reason);
  return {};
}

Result<void> schedule(db::Write& write, const By& by, const Programme& programme, IssueId id, std::optional<Instant> at, const std::string& reason) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_send(*issue); !allowed) return allowed;
  if (at && *at <= by.clock.now()) return invalid("on", tr("Choose a time to come."));
  if (auto given = take_reason(write, by, programme, *issue, at ? at->date() : by.clock.today(), reason); !given) return given;
  issue->state = State::scheduled;
  issue->scheduled_at = at ? *at : by.clock.now();
  store(write, *issue);
  record(write, by, id, "schedule", {{.field = "scheduled_at", .after = issue->scheduled_at->format_rfc3339()}}, issue->rate_reason);
  enqueue_sending(write, by.clock, id, issue->scheduled_at);
  return {};
}

Result<void> unschedule(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (auto allowed = may_plan_back(*issue); !allowed) return allowed;
  issue->state = State::approved;
  issue->scheduled_at.reset();
  store(write, *issue);
  record(write, by, id, "unschedule");
  return {};
}

Result<void> pause(db::Write& write, const By& by, IssueId id) { return step(write, by, id, may_pause, State::paused, "pause"); }
Result<void> resume(db::Write& write, const By& by, IssueId id) { return step(write, by, id, may_resume, State::sending, "resume"); }
Result<void> cancel(db::Write& write, const By& by, IssueId id) { return step(write, by, id, may_cancel, State::cancelled, "cancel"); }

Result<void> take_up_again(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue) return std::unexpected(issue.error());
  if (issue->state != State::cancelled) return {};
  if (issue->sending_at) return refused(Problem::Kind::conflict, tr("Some people have this update already. Begin a new one."));
  issue->state = State::draft;
  store_change(write, by, std::move(*issue), "take_up_again", {});
  return {};
}

std::string mail_group(IssueId issue) { return "updates/" + issue.format(); }

bool begin_sending(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue) return false;
  if (issue->state == State::sending) return true;
  // A late language. Much later it is read in the archive alone: to whom the others went is forgotten by then.
  if (issue->state == State::sent) return issue->sent_at && by.clock.now() - *issue->sent_at <= kLateMost;
  if (issue->state != State::scheduled || !issue->scheduled_at || *issue->scheduled_at > by.clock.now()) return false;
  issue->state = State::sending;
  issue->sending_at = by.clock.now();
  store(write, *issue);
  record(write, by, id, "begin_sending");
  publish_issue(write, by, id);
  return true;
}

void finish_sending(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue || issue->state != State::sending) return;
  issue->state = State::sent;
  issue->sent_at = by.clock.now();
  store(write, *issue);
  record(write, by, id, "sent");
}

bool mark_sent(db::Write& write, const By& by, IssueId id) {
  auto issue = take(write, id);
  if (!issue || issue->state != State::approved) return false;
  issue->state = State::sent;
  issue->sending_at = issue->sent_at = by.clock.now();
  store(write, *issue);
  record(write, by, id, "sent");
  publish_issue(write, by, id);
  return true;
}

std::vector<Date> list_sending_days(db::Read& read, IssueId but) {
  return read.list(sql::list_sending_times, {{"issue", but.value()}}, [](const db::Row& row) { return row.instant("at").date(); });
}

std::vector<Exception> list_exceptions(db::Read& read) {
  return read.list(sql::list_rate_exceptions, {}, [](const db::Row& row) {
    return Exception{row.id<IssueId>("id"), row.text("title"), row.text("rate_reason"), row.id<PersonId>("rate_reason_by"), row.optional_instant("sent_at")};
  });
}

}  // namespace muster::updates
