// One sending of the updates: its states and who may do what when, its languages, and how often there is one (S42 to
// S48). A text is approved by somebody else than who wrote it and who marked it ready; what is changed afterwards is
// a draft again. A language that comes late holds up no other and follows when it is ready. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"

namespace muster::updates {

using IssueId = Id<struct IssueTag>;

enum class State { draft,
                   ready,
                   approved,
                   scheduled,
                   sending,
                   paused,
                   sent,
                   cancelled };
inline constexpr std::array kStates = {State::draft, State::ready, State::approved, State::scheduled, State::sending, State::paused, State::sent, State::cancelled};
std::string_view state_name(State state);  // as stored
std::optional<State> parse_state(std::string_view name);
Message state_label(State state);

inline constexpr std::size_t kTitleLength = 120;  // code points
inline constexpr std::size_t kSubjectLength = 120;
inline constexpr std::size_t kSocialLength = 280;
inline constexpr std::size_t kNoteLength = 2000;
inline constexpr std::size_t kQuestionLength = 200;
inline constexpr std::size_t kChoiceLength = 80;
inline constexpr std::size_t kChoicesLeast = 2;
inline constexpr std::size_t kChoicesMost = 6;
inline constexpr std::size_t kReasonLength = 300;
inline constexpr std::size_t kMailBytes = 22 * 1024;  // of a body as mail; with its frame and note at most 30 KB

// Whom an issue is for (S35): codes of the programme, languages by their tags; an empty list is everybody.
struct Target {
  std::vector<std::string> regions, topics, languages, kinds;
  bool asks_action = false;  // goes to main contacts alone, unless an organisation asked otherwise (S74, S75)
  bool operator==(const Target&) const = default;
};

struct Issue {
  IssueId id;
  State state = State::draft;
  std::string title;  // for staff alone
  Locale source = Locale::en;
  Target target;
  bool counts_links = true;
  std::optional<Date> language_deadline;  // when translations should be there; nothing waits for them
  std::optional<Date> note_deadline;      // the last day for regional notes
  std::optional<Instant> scheduled_at;
  PersonId created_by;
  Instant created_at;
  PersonId written_by;  // who changed the source's words last
  PersonId ready_by;
  std::optional<Instant> ready_at;
  PersonId approved_by;
  std::optional<Instant> approved_at;
  std::string rate_reason;  // why there is one more than usual this month (S48)
  PersonId rate_reason_by;
  std::optional<Instant> sending_at;  // when sending began
  std::optional<Instant> sent_at;     // when it was done
  std::int64_t version = 0;
};

struct Version {
  Locale locale = Locale::en;
  std::string subject;
  std::string body;    // Markdown with merge fields
  std::string social;  // a short text to pass on; empty: made from the body
  std::int64_t revision = 0;
  std::int64_t source_revision = 0;
  PersonId edited_by;
  Instant edited_at;
  PersonId ready_by;
  std::optional<Instant> ready_at;
};

enum class VersionState { missing,
                          draft,
                          out_of_date,
                          ready };
// `version` and `source` are null where there is no such text yet. Only `ready` is sent.
VersionState find_version_state(const Version* version, const Version* source, Locale source_locale);
Message version_label(VersionState state);

struct Question {  // in one language
  Locale locale = Locale::en;
  std::string words;
  std::vector<std::string> choices;
  std::int64_t revision = 0;
};

struct Note {  // of one region in one language
  std::string region;
  Locale locale = Locale::en;
  std::string body;
  std::int64_t revision = 0;
};
// In the reader's language, else in English, else any; null without words.
const Note* choose_note(const std::vector<Note>& notes, std::string_view region, Locale locale);

// --- Who may do what, and when. `person` acts; a problem says what to do instead.

// The words that everybody waits for: the title, the source, the audience, the question.
Result<void> may_edit(const Issue& issue);
// A language: also while the issue is sent, as long as its own words did not go out.
Result<void> may_edit_version(const Issue& issue, Locale locale, VersionState state);
// After approval a late language is looked at by somebody else than its writer.
Result<void> may_mark_version(const Issue& issue, const Version& version, PersonId person);
// Leaders until the deadline and until it is approved; staff as long as it is not sent.
Result<void> may_write_note(const Issue& issue, bool is_staff, Date today);
Result<void> may_mark_ready(const Issue& issue, const std::vector<Version>& versions);
// Whether this person may be the second one.
bool is_second_person(const Issue& issue, PersonId person);
Result<void> may_approve(const Issue& issue, PersonId person);
// Scheduled or now: needs approval.
Result<void> may_send(const Issue& issue);
Result<void> may_pause(const Issue& issue);
Result<void> may_resume(const Issue& issue);
Result<void> may_cancel(const Issue& issue);
// What a change of words makes of the issue: a draft again, with nothing approved or planned; the same while it is sent.
void take_back_approval(Issue& issue);

// --- What people type. Trimmed, on one line where it is one; all problems, with the field.

Result<std::string> check_line(std::string_view field, std::string_view typed, std::size_t most, bool is_required);
struct CheckedVersion {
  Version version;
  Problems problems;
};
// Fields subject, body, social. A body may be empty until the text is marked ready.
CheckedVersion check_version(Version typed);
// The field is "body".
Result<std::string> check_note(std::string_view typed);
struct CheckedQuestion {
  Question question;
  Problems problems;
};
// Fields words and choices (a line each); both empty: no question. `count`: choices in the other languages, 0: none yet.
CheckedQuestion check_question(Question typed, std::string_view choices, std::size_t count);
// Unknown codes are left out.
Target check_target_codes(const Programme& programme, Target typed);

// --- How often (S47, S48), over calendar months in UTC. A planned issue counts in its month.

struct Rate {
  int month = 0;                 // in the month that is asked about
  int year = 0;                  // in the twelve months that end with it
  std::array<int, 12> months{};  // oldest first
};
Rate count_rate(const std::vector<Date>& sent_on, Date month);
// One more would be above what is usual: a second person's reason is needed, and it is listed.
bool needs_reason(const Programme& programme, int others_in_month);
// Fewer than expected in a year: said, and no fault. Only once a year's months are known.
bool is_seldom(const Programme& programme, const Rate& rate, std::optional<Date> first_sent_on, Date today);

}  // namespace muster::updates
