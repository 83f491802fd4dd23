// Published reports and what holds them back. A publication is made from PublicAnswers alone (S31, S32); the leak
// guard looks at every word first, and a finding that nobody allowed holds it. Taking down deletes the words.
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
// For this very span alone, remembered. not_found when it is another report's.
Result<void> allow_finding(db::Write& write, const By& by, const Report& report, std::int64_t finding);

// Accepted and nothing held back: copies the public answers to public tables. conflict otherwise, with the reason.
Result<void> publish_report(db::Write& write, const By& by, ReportId report);
// Takes it down and deletes its words; audited. conflict when it is not published; invalid without a reason.
Result<void> take_down(db::Write& write, const By& by, ReportId report, std::string_view reason);

struct PublicationPage {
  Publication publication;
  FormVersionId form_version;
  bool is_withdrawn = false;
};
std::optional<PublicationPage> find_publication(db::PublicRead& read, OrganisationId organisation, int year);
std::optional<PublicationPage> find_publication(db::PublicRead& read, ReportId report);
// Empty for one that was taken down.
forms::Answers list_published_answers(db::PublicRead& read, const PublicationPage& page);
std::vector<int> list_publication_years(db::PublicRead& read);

}  // namespace muster::reports
