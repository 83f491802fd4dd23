// Rows of reports and every way in which one moves: started, sent, taken back, reviewed, asked about,
// answered, accepted. Each move checks state and version under a lock, is audited, and happens once: a form
// sent twice is a conflict and changes nothing. Who may do it is report's and the route's decision.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/locale.hpp"
#include "features/reports/reports.hpp"

namespace muster::reports {

// The report of the round that is open today; an existing one is returned as it is. `on_behalf_source` is
// filled when staff enter it. conflict: the round is not open yet (S131). The response is empty: copying
// and prefilling is fill_store's work, in the same write.
struct Started {
  Report report;
  bool is_new = false;
};
Result<Started> start_report(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation,
                             std::string_view on_behalf_source = {});

// In every move `version` is the one the page was made with; 0 takes whatever stands.

// started or question -> sent; keeps `register_json` as the snapshot and locks the answers.
Result<void> send_report(db::Write& write, const By& by, ReportId report, std::int64_t version, std::string_view register_json);
// sent -> started, until review begins.
Result<void> take_back_report(db::Write& write, const By& by, ReportId report, std::int64_t version);
// sent -> review; already in review is fine.
Result<void> open_review(db::Write& write, const By& by, ReportId report);
// sent or review -> question; the answers are open again.
Result<std::int64_t> ask_question(db::Write& write, const By& by, ReportId report, std::int64_t version, std::string_view question,
                                  std::string_view words);
// The reply to one question. When none is left open the report returns to review and is locked.
Result<void> answer_question(db::Write& write, const By& by, std::int64_t question, std::string_view reply);
// sent or review -> accepted. Publication is the caller's next step.
Result<void> accept_report(db::Write& write, const By& by, ReportId report, std::int64_t version);
// A representative says that what staff entered is right.
Result<void> confirm_report(db::Write& write, const By& by, ReportId report);
// Handed to one representative; the null person means any.
Result<void> assign_report(db::Write& write, const By& by, ReportId report, PersonId person);

Report get_report(db::Read& read, ReportId report);
// Newest accepted one before `before` (or at all when null): to copy from, and to compare with.
std::optional<Report> find_last_accepted(db::Read& read, OrganisationId organisation, ReportId before = {});
// In one state, longest waiting first.
std::vector<Report> list_reports_in(db::Read& read, State state, int limit);
// Sent or opened by staff, longest waiting first, but for one.
std::vector<Report> list_reports_to_review(db::Read& read, ReportId except, int limit);
// Sent once or more, newest first, below `before` when that is not null (S19).
std::vector<Report> list_sent_reports(db::Read& read, ReportId before, int limit);
std::optional<Report> find_report_of_round(db::Read& read, OrganisationId organisation, int round);

struct Question {
  std::int64_t id = 0;
  ReportId report;
  std::string question;  // form question code
  std::string words;
  PersonId asked_by;
  Instant asked_at;
  std::optional<std::string> reply;
  PersonId answered_by;
  std::optional<Instant> answered_at;
};
// Oldest first.
std::vector<Question> list_questions(db::Read& read, ReportId report);
std::optional<Question> find_question(db::Read& read, std::int64_t id);

struct Snapshot {
  Instant taken_at;
  std::string register_json;
};
// Newest first.
std::vector<Snapshot> list_snapshots(db::Read& read, ReportId report);

// Confirmation of passing updates on (S50): who, when, which text in which language.
struct Certification {
  std::int64_t id = 0;
  OrganisationId organisation;
  ReportId report;
  PersonId person;
  Instant certified_at;
  std::string language;
  std::string words;
};
void insert_certification(db::Write& write, const By& by, OrganisationId organisation, ReportId report, Locale locale, std::string_view words);
std::optional<Certification> find_certification(db::Read& read, OrganisationId organisation);

// What a person has to do about an organisation in a round.
struct Task {
  std::int64_t id = 0;
  OrganisationId organisation;
  int round = 1;
  std::string kind;  // no_answer, nobody_to_remind, confirm_on_behalf, wrong_person, waiver_wish
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string note;
};
// Once a round and kind; one that is closed stays closed. True when it is new.
bool open_task(db::Write& write, const Clock& clock, OrganisationId organisation, int round, std::string_view kind, std::string_view note = {});
std::vector<Task> list_open_tasks(db::Read& read, int limit);
std::optional<Task> find_task(db::Read& read, std::int64_t id);
std::int64_t count_open_tasks(db::Read& read);
// Adds to the note; with `close` it is done. False when it was closed already.
bool write_task(db::Write& write, const By& by, std::int64_t id, std::string_view note, bool close);

}  // namespace muster::reports
