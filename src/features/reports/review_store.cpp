#include "features/reports/review_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/register_link.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kLongestWords = 2000;

std::string name_of(db::Read& read, PersonId person) {
  const auto found = person ? people::find_person(read, person) : std::nullopt;
  return found ? found->name : std::string();
}

std::optional<forms::Number> find_members(const forms::Answers& answers) {
  const auto found = answers.find(kMembers);
  if (found == answers.end() || found->second.number() == nullptr) return std::nullopt;
  return *found->second.number();
}

// Old and new; what was and is the same, or empty both times, is no difference.
void add_answers(db::Read& read, Review& review) {
  const auto last = find_last_accepted(read, review.report.organisation, review.report.id);
  review.now = forms::list_values(forms::list_answers(read, review.report.response));
  if (last) review.before = forms::list_values(forms::list_answers(read, last->response));
  review.facts.is_first = !last;
  review.facts.members_before = find_members(review.before);
  review.facts.members_now = find_members(review.now);
  if (!last) return;
  const auto value = [](const forms::Answers& answers, const std::string& code) {
    const auto found = answers.find(code);
    return found == answers.end() ? forms::Answer{} : found->second;
  };
  for (const auto& part : review.form->pages) {
    for (const auto& question : part.questions) {
      if (!(value(review.before, question.code) == value(review.now, question.code))) ++review.facts.differences;
    }
  }
}

void add_register(db::Read& read, const Programme& programme, Date today, Review& review) {
  const auto of = organisations::get_organisation(read, review.report.organisation);
  const auto side = organisations::get_private_side(read, review.report.organisation);
  std::vector<PersonId> persons;
  review.facts.has_prime = false;
  for (const auto& seat : access::list_seats_of_organisation(read, review.report.organisation, today)) {
    if (std::ranges::find(persons, seat.person) == persons.end()) persons.push_back(seat.person);
    review.facts.has_prime = review.facts.has_prime || seat.is_prime;
  }
  review.organisation_name = organisations::display_name(of);
  review.waiver_wish = side.waiver_wish;
  review.facts.representatives = static_cast<int>(persons.size());
  review.facts.representatives_least = programme.representatives_least;
  review.facts.has_contact = of.prefers_relay ? !side.relay_address.empty() : !of.contact.empty();
  review.facts.has_waiver_wish = !side.waiver_wish.empty();
}

std::optional<Certification> find_certification_of(db::Read& read, ReportId report) {
  return read.find(sql::find_certification_of_report, {{"report", report}}, [](const db::Row& row) {
    return Certification{row.int64("id"), row.id<OrganisationId>("organisation"), row.id<ReportId>("report"), row.id<PersonId>("person"),
                         row.instant("certified_at"), row.text("language"), row.text("words")};
  });
}

}  // namespace

std::optional<Review> find_review(db::Read& read, const Programme& programme, Date today, ReportId id) {
  const auto report = find_report(read, id);
  if (!report || !report->sent_at) return std::nullopt;
  Review review{.report = *report};
  review.form = &forms::get_form(read, forms::get_response(read, report->response).form_version);
  review.findings = find_findings(read, *report);
  review.facts.findings = static_cast<std::int64_t>(review.findings.size());
  review.facts.waits_for_confirmation = report->is_on_behalf && !report->confirmed_at;
  add_answers(read, review);
  add_register(read, programme, today, review);
  review.questions = list_questions(read, id);
  review.certification = find_certification_of(read, id);
  if (review.certification) review.certified_by = name_of(read, review.certification->person);
  review.sent_by = name_of(read, report->sent_by);
  auto snapshots = list_snapshots(read, id);
  if (!snapshots.empty()) review.snapshot = std::move(snapshots.front());
  review.publication = find_publication(read, id);
  return review;
}

std::optional<Report> find_next_to_review(db::Read& read, ReportId except) {
  auto next = list_reports_to_review(read, except, 1);
  return next.empty() ? std::nullopt : std::optional(std::move(next.front()));
}

Result<void> ask_about(db::Write& write, const By& by, ReportId id, std::int64_t version, std::string_view question, std::string_view words) {
  const auto report = find_report(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  const auto& form = forms::get_form(write, forms::get_response(write, report->response).form_version);
  if (form.find_question(question) == nullptr) return invalid("question", tr("Choose the answer that you ask about."));
  const std::string_view text = trim(words);
  if (count_code_points(text) > kLongestWords) return invalid("words", tr("This is too long. Write up to 2,000 characters."));
  const auto number = ask_question(write, by, id, version, question, text);
  if (!number) return std::unexpected(number.error());
  const std::string key = std::to_string(*number);
  jobs::enqueue(write, by.clock, {.kind = std::string(kTellQuestion), .key = key, .values = {{"question", key}}});
  return {};
}

}  // namespace muster::reports
