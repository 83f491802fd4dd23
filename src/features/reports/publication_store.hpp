// Published reports and what holds them back. A publication is made from PublicAnswers alone (S31, S32); the leak
// guard looks at every word first, and again when people change. A finding that nobody has decided about hides the
// report from the public. Held back or taken down, no public words stay behind.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/forms/forms.hpp"
#include "features/reports/leak_guard.hpp"
#include "features/reports/report_store.hpp"

namespace muster::reports {

struct Finding {
  std::int64_t id = 0;
  std::string question;
  std::string span;
  LeakKind kind = LeakKind::name;
  std::string decision;  // open, allowed, removed
};
// Looks through the public answers of a report; new findings are written as open. Gives those that hold it
// back now: found in the words as they stand, and not allowed.
std::vector<Finding> guard_report(db::Write& write, const Clock& clock, const Report& report);
// The same without writing, for pages: what was never written down has no number yet.
std::vector<Finding> find_findings(db::Read& read, const Report& report);
// For this very span alone, remembered. The last decision publishes an accepted report, or shows a held one again.
// not_found when it is another report's.
Result<void> allow_finding(db::Write& write, const By& by, const Report& report, std::int64_t finding);
// Looks through a published report again. What is newly found hides it until staff decide; audited. True when it
// is hidden now.
bool guard_published(db::Write& write, const By& by, ReportId report);
std::vector<ReportId> list_published_reports_of(db::Read& read, OrganisationId organisation);

// Accepts, and leaves publishing to a job that asks the leak guard first. Problems are accept_report's.
Result<void> accept_and_publish(db::Write& write, const By& by, ReportId report, std::int64_t version);
// Accepted and nothing held back: copies the public answers to public tables and tells the submitter. conflict
// otherwise, with the reason.
Result<void> publish_report(db::Write& write, const By& by, ReportId report);
// Takes it down and deletes its words; audited. conflict when it is not published; invalid without a reason.
Result<void> take_down(db::Write& write, const By& by, ReportId report, std::string_view reason);

struct Correction {
  std::string question;
  forms::Answer answer;
};
// Puts a public answer of a published report right, in the report and for the public; audited. The leak guard reads
// the new words first. invalid without a reason; not_found for an answer that is not public; conflict when the
// report is not published.
Result<void> correct_report(db::Write& write, const By& by, ReportId report, const Correction& correction, std::string_view reason);

struct PublicationPage {
  Publication publication;
  FormVersionId form_version;
  bool is_held = false;
  bool is_withdrawn = false;
  std::optional<Instant> corrected_at;
  bool is_shown() const { return !is_held && !is_withdrawn; }
};
std::optional<PublicationPage> find_publication(db::PublicRead& read, OrganisationId organisation, int year, int number = 1);
std::optional<PublicationPage> find_publication(db::PublicRead& read, ReportId report);
// "2026-142": where a report is now whose organisation was merged into another one; empty when it never was there.
std::string find_moved_address(db::PublicRead& read, OrganisationId organisation, int year, int number);
// In the order of their reports, those that anybody may read.
std::vector<PublicationPage> list_shown_publications(db::PublicRead& read, ReportId after, int limit);
// Empty for one that is held back or was taken down.
forms::Answers list_published_answers(db::PublicRead& read, const PublicationPage& page);
std::vector<int> list_publication_years(db::PublicRead& read);

// Jobs of this part; values: report.
inline constexpr std::string_view kPublish = "reports.publish";
inline constexpr std::string_view kTellPublished = "reports.tell_published";
inline constexpr std::string_view kTellCorrected = "reports.tell_corrected";

}  // namespace muster::reports
