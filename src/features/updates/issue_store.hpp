// Rows of issues: their words in each language, notes, the question, and every step from draft to sent. Each step is
// checked against the row as it stands, under its lock, and is in the log.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "base/programme.hpp"
#include "features/updates/issue.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

inline constexpr int kListed = 200;

// Newest first; at most `limit`. An empty state: all.
std::vector<Issue> list_issues(db::Read& read, std::optional<State> state, int limit = kListed);
std::optional<Issue> find_issue(db::Read& read, IssueId id);
std::vector<Version> list_versions(db::Read& read, IssueId id);
std::optional<Version> find_version(db::Read& read, IssueId id, Locale locale);
VersionState find_state(const Issue& issue, const std::vector<Version>& versions, Locale locale);
// The languages that may be sent now.
std::vector<Locale> list_ready(const Issue& issue, const std::vector<Version>& versions);

// Begins a draft; the title has passed check_line.
IssueId insert_issue(db::Write& write, const By& by, const std::string& title, Locale source);
struct Basics {
  std::string title;
  Locale source = Locale::en;
  bool counts_links = true;
  std::optional<Date> language_deadline, note_deadline;
};
// `version`: as the page was made. conflict: somebody else was faster, or the update is on its way.
Result<void> save_basics(db::Write& write, const By& by, IssueId id, const Basics& basics, std::int64_t version);
Result<void> save_target(db::Write& write, const By& by, IssueId id, const Target& target, std::int64_t version);

// Words that have passed check_version. `revision`: of the words that the page was made with, 0 where there were none.
// A change after "ready" makes the issue a draft again; what was ready in this language is not any more.
Result<void> save_version(db::Write& write, const By& by, IssueId id, const Version& words, std::int64_t revision);
// The text is a translation of the source as it stands now. While the issue is on its way, it follows at once.
Result<void> mark_version(db::Write& write, const By& by, IssueId id, Locale locale);
Result<void> unmark_version(db::Write& write, const By& by, IssueId id, Locale locale);

std::vector<Note> list_notes(db::Read& read, IssueId id);
// `is_staff`: else a leader of that region, which the caller has made sure of.
Result<void> save_note(db::Write& write, const By& by, IssueId id, const Note& note, std::int64_t revision, bool is_staff);
// Those that a region may still write a note for.
std::vector<Issue> list_open_for_notes(db::Read& read, Date today);

// In the languages in which it is asked; empty: no question.
std::vector<Question> list_questions(db::Read& read, IssueId id);
Result<void> save_question(db::Write& write, const By& by, IssueId id, const Question& question, std::int64_t revision);

// --- Steps

Result<void> mark_ready(db::Write& write, const By& by, IssueId id);
// Back to draft: the writer's own undo, or the second person has found something.
Result<void> mark_draft(db::Write& write, const By& by, IssueId id);
// `reason`: asked for when there are as many in its month as are usual at most (S48).
Result<void> approve(db::Write& write, const By& by, const Programme& programme, IssueId id, const std::string& reason);
// At an hour to come, or now (`at` empty): enqueues kSend. `reason` as above, where the month is another one now.
Result<void> schedule(db::Write& write, const By& by, const Programme& programme, IssueId id, std::optional<Instant> at, const std::string& reason);
// A plan is taken back: approved again.
Result<void> unschedule(db::Write& write, const By& by, IssueId id);
Result<void> pause(db::Write& write, const By& by, IssueId id);
Result<void> resume(db::Write& write, const By& by, IssueId id);
Result<void> cancel(db::Write& write, const By& by, IssueId id);
// A cancelled one of which nothing went out is a draft again.
Result<void> take_up_again(db::Write& write, const By& by, IssueId id);

// Job that sends, enqueued by the steps above and by a language that comes late. Values: issue.
inline constexpr std::string_view kSend = "updates.send";

std::string mail_group(IssueId issue);  // its mails in the queue

// For that job. True when the issue is to be sent now (scheduled and due, or already sending); then its pages are
// public. False when it is paused, cancelled, or somebody moved it.
bool begin_sending(db::Write& write, const By& by, IssueId id);
// All recipients have their rows, and each mail was tried: the issue is sent. A language may still follow.
void finish_sending(db::Write& write, const By& by, IssueId id);
// An approved issue is sent without a job; see record_sent. False when it is not approved.
bool mark_sent(db::Write& write, const By& by, IssueId id);

// --- How often (S47, S48)

// Days on which issues were or will be sent, but for this one; drafts have none.
std::vector<Date> list_sending_days(db::Read& read, IssueId but);
struct Exception {
  IssueId id;
  std::string title, reason;
  PersonId by;
  std::optional<Instant> sent_at;
};
// Those above the usual number, newest first.
std::vector<Exception> list_exceptions(db::Read& read);

}  // namespace muster::updates
