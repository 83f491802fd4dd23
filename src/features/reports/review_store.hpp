// Everything the review of one report looks at, read at once, and the steps of review that are more than a move of
// the report: a question that goes out by mail, and reports accepted in a row.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/programme.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/review.hpp"

namespace muster::reports {

struct Review {
  Report report;
  std::string organisation_name;
  const forms::Form* form = nullptr;
  forms::Answers before;  // of the report accepted last; empty for a first one
  forms::Answers now;
  std::vector<Finding> findings;
  ReviewFacts facts;
  std::vector<Question> questions;
  std::optional<Certification> certification;  // of this report
  std::string certified_by;                    // name
  std::string waiver_wish;
  std::optional<Snapshot> snapshot;
  std::optional<PublicationPage> publication;
  std::string sent_by;                         // name
};
// Reads only. Empty when there is no such report, or it was never sent.
std::optional<Review> find_review(db::Read& read, const Programme& programme, Date today, ReportId report);

// The report that waits longest, but for this one.
std::optional<Report> find_next_to_review(db::Read& read, ReportId except = {});

// Asks about one answer and enqueues the mail. not_found for a question that the form does not have.
Result<void> ask_about(db::Write& write, const By& by, ReportId report, std::int64_t version, std::string_view question, std::string_view words);
inline constexpr std::string_view kTellQuestion = "reports.tell_question";  // values: question

}  // namespace muster::reports
