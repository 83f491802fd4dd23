#include "features/reports/publication_store.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

Publication read_publication(const db::Row& row) {
  return {.report = row.id<ReportId>("report"),
          .organisation = row.id<OrganisationId>("organisation"),
          .year = static_cast<int>(row.int64("year")),
          .published_at = row.instant("published_at"),
          .language = row.text("language")};
}

PublicationPage read_page(const db::Row& row) {
  return {read_publication(row), row.id<FormVersionId>("form_version"), row.optional_instant("withdrawn_at").has_value()};
}

// Every text in an answer, as people typed it; codes and numbers give nobody away.
void add_texts(const forms::Question& question, const forms::Answer& answer, std::vector<std::string>& texts) {
  const bool is_coded = question.kind == forms::Kind::choice || question.kind == forms::Kind::confirm;
  if (!is_coded && !answer.text().empty()) texts.push_back(answer.text());
  for (const forms::Item& item : answer.items()) {
    for (const forms::Question& part : question.items) {
      if (const forms::Answer* given = item.find(part.code)) add_texts(part, *given, texts);
    }
  }
}

// Names, addresses and numbers that stand in answers which are not public.
void add_hidden(const forms::Question& question, const forms::Answer& answer, KnownTraces& known) {
  std::vector<std::string> texts;
  if (question.kind == forms::Kind::items) {
    for (const forms::Item& item : answer.items()) {
      for (const forms::Question& part : question.items) {
        if (const forms::Answer* given = item.find(part.code)) add_hidden(part, *given, known);
      }
    }
    return;
  }
  if (question.audience == forms::Audience::open) return;
  add_texts(question, answer, texts);
  for (const std::string& text : texts) {
    const bool is_name = question.kind == forms::Kind::text && question.audience == forms::Audience::personal && question.code == "name";
    if (is_name) known.names.push_back(text);
    if (question.kind == forms::Kind::email || question.kind == forms::Kind::link) known.secrets.push_back(text);
    // Addresses and numbers typed among other words.
    for (const LeakFinding& found : LeakGuard({}).find(text)) known.secrets.push_back(found.span);
  }
}

KnownTraces list_known(db::Read& read, const Report& report, const forms::Form& form, const forms::Answers& answers) {
  KnownTraces known;
  for (const auto& traces : people::list_traces(read, organisations::list_known_people(read, report.organisation))) {
    known.names.insert(known.names.end(), traces.names.begin(), traces.names.end());
    known.secrets.insert(known.secrets.end(), traces.addresses.begin(), traces.addresses.end());
  }
  for (const forms::Page& page : form.pages) {
    for (const forms::Question& question : page.questions) {
      const auto found = answers.find(question.code);
      if (found != answers.end()) add_hidden(question, found->second, known);
    }
  }
  const auto of = organisations::get_organisation(read, report.organisation);
  known.own_words = {of.name, of.name_english, of.short_name, of.place};
  known.own_contacts = {of.website, of.reference_url};
  if (!of.prefers_relay) known.own_contacts.push_back(of.contact);
  return known;
}

struct Opened {
  forms::Response response;
  const forms::Form& form;
  std::vector<forms::StoredAnswer> stored;
  forms::Answers answers;
};

Opened open_report(db::Read& read, const Report& report) {
  const forms::Response response = forms::get_response(read, report.response);
  const forms::Form& form = forms::get_form(read, response.form_version);
  auto stored = forms::list_answers(read, report.response);
  auto answers = forms::list_values(stored);
  return {response, form, std::move(stored), std::move(answers)};
}

// The language in which most public words were written.
std::string find_language(const Opened& opened) {
  std::map<std::string, std::size_t> lengths;
  for (const auto& one : forms::list_public_answers(opened.form, opened.answers)) {
    const auto* stored = forms::find_answer(opened.stored, one.question());
    if (stored != nullptr && !stored->language.empty()) lengths[stored->language] += forms::format_answer(one.answer()).size();
  }
  const auto most = std::ranges::max_element(lengths, {}, [](const auto& entry) { return entry.second; });
  return most == lengths.end() ? std::string() : most->first;
}

std::vector<Finding> list_findings(db::Read& read, ReportId report) {
  return read.list(sql::list_findings, {{"report", report}}, [](const db::Row& row) {
    return Finding{row.int64("id"), row.text("question"), row.text("span"), parse_leak_kind(row.text("kind")).value_or(LeakKind::name), row.text("decision")};
  });
}

void record(db::Write& write, const By& by, const Report& report, std::string action, std::string_view reason, std::vector<audit::Change> changes = {}) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "report", .subject = report.id.value(), .organisation = report.organisation,
                            .changes = std::move(changes), .reason = std::string(reason)});
}

}  // namespace

std::string Publication::address() const { return std::to_string(year) + "-" + organisation.format(); }

std::vector<Finding> guard_report(db::Write& write, const Clock& clock, const Report& report) {
  const Opened opened = open_report(write, report);
  const LeakGuard guard(list_known(write, report, opened.form, opened.answers));
  std::vector<std::pair<std::string, std::string>> now;
  for (const forms::PublicAnswer& one : forms::list_public_answers(opened.form, opened.answers)) {
    std::vector<std::string> texts;
    add_texts(*opened.form.find_question(one.question()), one.answer(), texts);
    for (const std::string& text : texts) {
      for (const LeakFinding& found : guard.find(text)) {
        write.execute(sql::insert_finding, {{"report", report.id}, {"question", one.question()}, {"span", found.span},
                                            {"kind", leak_kind_name(found.kind)}, {"at", clock.now()}});
        now.emplace_back(one.question(), found.span);
      }
    }
  }
  auto findings = list_findings(write, report.id);
  std::erase_if(findings, [&](const Finding& one) { return one.decision == "allowed" || std::ranges::find(now, std::pair(one.question, one.span)) == now.end(); });
  return findings;
}

Result<void> allow_finding(db::Write& write, const By& by, const Report& report, std::int64_t finding) {
  write.lock("report", report.id.value());
  const auto findings = list_findings(write, report.id);
  const auto found = std::ranges::find(findings, finding, &Finding::id);
  if (found == findings.end()) return refused(Problem::Kind::not_found, tr("This finding does not belong to the report."));
  if (write.execute(sql::allow_finding, {{"finding", finding}, {"report", report.id}, {"by", by.actor.person}, {"at", by.clock.now()}}) == 0) return {};
  record(write, by, report, "reports.allow_finding", {}, {{.field = found->question, .after = found->span, .is_personal = true}});
  return {};
}

Result<void> publish_report(db::Write& write, const By& by, ReportId id) {
  write.lock("report", id.value());
  const auto report = find_report(write, id);
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (report->state != State::accepted) return refused(Problem::Kind::conflict, tr("Accept the report first."));
  if (report->is_on_behalf && !report->confirmed_at) return refused(Problem::Kind::conflict, tr("A representative must confirm the report first."));
  if (!guard_report(write, by.clock, *report).empty())
    return refused(Problem::Kind::conflict, tr("Some words may name a person. Decide about each of them first."));
  const auto page = find_publication(write, id);
  if (page && !page->is_withdrawn) return {};  // sent twice: it is done
  const Opened opened = open_report(write, *report);
  const auto of = organisations::get_organisation(write, report->organisation);
  write.execute(sql::insert_publication,
                {{"report", id}, {"organisation", report->organisation}, {"region", of.region}, {"round", report->round}, {"year", by.clock.today().year()},
                 {"language", find_language(opened)}, {"form_version", opened.response.form_version}, {"at", by.clock.now()}});
  write.execute(sql::delete_publication_answers, {{"report", id}});
  int position = 0;
  for (const forms::PublicAnswer& one : forms::list_public_answers(opened.form, opened.answers)) {
    write.execute(sql::insert_publication_answer,
                  {{"report", id}, {"question", one.question()}, {"position", position++}, {"answer", forms::format_answer(one.answer())}});
  }
  record(write, by, *report, "reports.publish", {});
  organisations::stamp_public(write, "reports");
  organisations::stamp_public(write, "organisations");
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
  record(write, by, *report, "reports.take_down", trim(reason));
  organisations::stamp_public(write, "reports");
  organisations::stamp_public(write, "organisations");
  return {};
}

std::optional<PublicationPage> find_publication(db::PublicRead& read, OrganisationId organisation, int year) {
  return read.find(sql::find_publication, {{"organisation", organisation}, {"year", year}}, read_page);
}
std::optional<PublicationPage> find_publication(db::PublicRead& read, ReportId report) {
  return read.find(sql::find_publication_of_report, {{"report", report}}, read_page);
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
