#include "features/reports/publication_store.hpp"

#include <algorithm>
#include <map>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/publication_rows_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

Publication read_publication(const db::Row& row) {
  return {.report = row.id<ReportId>("report"),
          .organisation = row.id<OrganisationId>("organisation"),
          .year = static_cast<int>(row.int64("year")),
          .number = static_cast<int>(row.int64("number")),
          .published_at = row.instant("published_at"),
          .language = row.text("language")};
}

PublicationPage read_page(const db::Row& row) {
  return {.publication = read_publication(row),
          .form_version = row.id<FormVersionId>("form_version"),
          .is_held = row.optional_instant("held_at").has_value(),
          .is_withdrawn = row.optional_instant("withdrawn_at").has_value(),
          .corrected_at = row.optional_instant("corrected_at")};
}

// The language in which most public words were written.
std::string find_language(const OpenedReport& opened) {
  std::map<std::string, std::size_t> lengths;
  for (const auto& one : forms::list_public_answers(opened.form, opened.answers)) {
    const auto* stored = forms::find_answer(opened.stored, one.question());
    if (stored != nullptr && !stored->language.empty()) lengths[stored->language] += forms::format_answer(one.answer()).size();
  }
  const auto most = std::ranges::max_element(lengths, {}, [](const auto& entry) { return entry.second; });
  return most == lengths.end() ? std::string() : most->first;
}

void enqueue(db::Write& write, const Clock& clock, std::string_view kind, ReportId report) {
  jobs::enqueue(write, clock, {.kind = std::string(kind), .key = report.format(), .values = {{"report", report.format()}}});
}

// What a publication needs before its first word can be public.
Result<Report> check_publishable(db::Write& write, const Clock& clock, ReportId id) {
  const auto report = find_report(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (report->state != State::accepted) return refused(Problem::Kind::conflict, tr("Accept the report first."));
  if (report->is_on_behalf && !report->confirmed_at) return refused(Problem::Kind::conflict, tr("A representative must confirm the report first."));
  if (!guard_report(write, clock, *report).empty())
    return refused(Problem::Kind::conflict, tr("Some words may name a person. Decide about each of them first."));
  return *report;
}

}  // namespace

std::string Publication::address() const {
  return std::to_string(year) + "-" + organisation.format() + (number > 1 ? "-" + std::to_string(number) : "");
}

OpenedReport open_report(db::Read& read, const Report& report) {
  const forms::Response response = forms::get_response(read, report.response);
  const forms::Form& form = forms::get_form(read, response.form_version);
  auto stored = forms::list_answers(read, report.response);
  auto answers = forms::list_values(stored);
  return {response, form, std::move(stored), std::move(answers)};
}

void write_public_answers(db::Write& write, const Report& report) {
  const OpenedReport opened = open_report(write, report);
  write.execute(sql::delete_publication_answers, {{"report", report.id}});
  int position = 0;
  for (const forms::PublicAnswer& one : forms::list_public_answers(opened.form, opened.answers)) {
    write.execute(sql::insert_publication_answer,
                  {{"report", report.id}, {"question", one.question()}, {"position", position++}, {"answer", forms::format_answer(one.answer())}});
  }
}

void record_publication(db::Write& write, const By& by, const Report& report, std::string action, std::string_view reason, std::vector<audit::Change> changes) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "report", .subject = report.id.value(), .organisation = report.organisation,
                            .changes = std::move(changes), .reason = std::string(reason)});
}

void stamp_publications(db::Write& write) {
  organisations::stamp_public(write, "reports");
  organisations::stamp_public(write, "organisations");
}

Result<void> accept_and_publish(db::Write& write, const By& by, ReportId report, std::int64_t version) {
  if (auto accepted = accept_report(write, by, report, version); !accepted) return accepted;
  enqueue(write, by.clock, kPublish, report);
  return {};
}

Result<void> publish_report(db::Write& write, const By& by, ReportId id) {
  write.lock("report", id.value());
  const auto report = check_publishable(write, by.clock, id);
  if (!report) return std::unexpected(report.error());
  const auto page = find_publication(write, id);
  if (page && page->is_shown()) return {};  // sent twice: it is done
  write.lock("publication", report->organisation.value());
  const OpenedReport opened = open_report(write, *report);
  const auto of = organisations::get_organisation(write, report->organisation);
  const int year = by.clock.today().year();
  const auto number = write.count(sql::count_publications_in_year, {{"organisation", report->organisation}, {"year", year}}) + 1;
  write.execute(sql::insert_publication,
                {{"report", id}, {"organisation", report->organisation}, {"region", of.region}, {"round", report->round}, {"year", year},
                 {"number", number}, {"language", find_language(opened)}, {"form_version", opened.response.form_version}, {"at", by.clock.now()}});
  crash_point("publication.before_answers");
  write_public_answers(write, *report);
  crash_point("publication.after_answers");
  record_publication(write, by, *report, "reports.publish", {}, {});
  stamp_publications(write);
  crash_point("publication.before_telling");
  if (!page) enqueue(write, by.clock, kTellPublished, id);
  return {};
}

Result<void> take_down(db::Write& write, const By& by, ReportId id, std::string_view reason) {
  if (trim(reason).empty()) return invalid("reason", tr("Write why the report is taken down."));
  write.lock("report", id.value());
  const auto report = find_report(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (write.execute(sql::withdraw_publication, {{"report", id}, {"at", by.clock.now()}}) == 0)
    return refused(Problem::Kind::conflict, tr("The report is not published."));
  write.execute(sql::delete_publication_answers, {{"report", id}});
  record_publication(write, by, *report, "reports.take_down", trim(reason), {});
  stamp_publications(write);
  return {};
}

Result<void> correct_report(db::Write& write, const By& by, ReportId id, const Correction& correction, std::string_view reason) {
  if (trim(reason).empty()) return invalid("reason", tr("Write why the answer is corrected."));
  write.lock("report", id.value());
  const auto report = find_report(write, id);
  const auto page = find_publication(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (!page || page->is_withdrawn) return refused(Problem::Kind::conflict, tr("The report is not published."));
  const OpenedReport opened = open_report(write, *report);
  const forms::Question* question = opened.form.find_question(correction.question);
  if (question == nullptr || question->audience != forms::Audience::open || !forms::is_shown(opened.form, *question, opened.answers))
    return refused(Problem::Kind::not_found, tr("There is no such public answer."));
  const forms::StoredAnswer* stored = forms::find_answer(opened.stored, question->code);
  const Locale language = parse_locale(stored == nullptr ? page->publication.language : stored->language).value_or(Locale::en);
  forms::unlock_response(write, report->response);
  auto set = forms::set_answer(write, by, report->response, question->code, correction.answer, language);
  forms::lock_response(write, report->response);
  if (!set) return set;
  write.execute(sql::mark_corrected, {{"report", id}, {"at", by.clock.now()}});
  record_publication(write, by, *report, "reports.correct", trim(reason), {{.field = question->code, .is_personal = true}});
  if (!guard_published(write, by, id)) write_public_answers(write, *report);
  stamp_publications(write);
  if (!access::permits(by.actor, Permission::represent)) enqueue(write, by.clock, kTellCorrected, id);
  return {};
}

std::optional<PublicationPage> find_publication(db::PublicRead& read, OrganisationId organisation, int year, int number) {
  return read.find(sql::find_publication, {{"organisation", organisation}, {"year", year}, {"number", number}}, read_page);
}
std::optional<PublicationPage> find_publication(db::PublicRead& read, ReportId report) {
  return read.find(sql::find_publication_of_report, {{"report", report}}, read_page);
}

std::string find_moved_address(db::PublicRead& read, OrganisationId organisation, int year, int number) {
  const auto moved = read.find(sql::find_publication_alias, {{"organisation", organisation}, {"year", year}, {"number", number}}, [](const db::Row& row) {
    return Publication{.organisation = row.id<OrganisationId>("organisation"), .year = static_cast<int>(row.int64("year")), .number = static_cast<int>(row.int64("number"))};
  });
  return moved ? moved->address() : std::string{};
}

std::vector<PublicationPage> list_shown_publications(db::PublicRead& read, ReportId after, int limit) {
  return read.list(sql::list_publications_from, {{"after", after.value()}, {"limit", limit}}, read_page);
}

forms::Answers list_published_answers(db::PublicRead& read, const PublicationPage& page) {
  const forms::Form& form = forms::get_form(read, page.form_version);
  forms::Answers answers;
  read.each(sql::list_publication_answers, {{"report", page.publication.report}}, [&](const db::Row& row) {
    const forms::Question* question = form.find_question(row.text("question"));
    if (question == nullptr) return;
    if (auto answer = forms::parse_answer(*question, row.text("answer"))) answers.emplace(question->code, std::move(*answer));
  });
  return answers;
}

std::vector<int> list_publication_years(db::PublicRead& read) {
  return read.list(sql::list_publication_years, {}, [](const db::Row& row) { return static_cast<int>(row.int64("year")); });
}

std::vector<Publication> list_publications(db::PublicRead& read, int year, std::string_view region, std::int64_t before, int limit) {
  return read.list(sql::list_publications, {{"year", year}, {"region", region}, {"before", before}, {"limit", limit}}, read_publication);
}
std::vector<Publication> list_publications_of(db::PublicRead& read, OrganisationId organisation) {
  return read.list(sql::list_publications_of, {{"organisation", organisation}}, read_publication);
}
std::optional<Publication> find_latest_publication(db::PublicRead& read, OrganisationId organisation) {
  auto all = list_publications_of(read, organisation);
  return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

}  // namespace muster::reports
