// What the leak guard found in reports, what staff decided about it, and what follows for the public.
#include <algorithm>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/publication_rows_store.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

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

// Of the organisation itself: whom it is known to hold, and its own words, which give nobody away.
void add_organisation(db::Read& read, OrganisationId organisation, KnownTraces& known) {
  for (const auto& traces : people::list_traces(read, organisations::list_known_people(read, organisation))) {
    known.names.insert(known.names.end(), traces.names.begin(), traces.names.end());
    known.secrets.insert(known.secrets.end(), traces.addresses.begin(), traces.addresses.end());
  }
  const auto of = organisations::get_organisation(read, organisation);
  known.own_words = {of.name, of.name_english, of.short_name, of.place};
  known.own_contacts = {of.website, of.reference_url};
  if (!of.prefers_relay) known.own_contacts.push_back(of.contact);
}

KnownTraces list_known(db::Read& read, const Report& report, const forms::Form& form, const forms::Answers& answers) {
  KnownTraces known;
  add_organisation(read, report.organisation, known);
  for (const forms::Page& page : form.pages) {
    for (const forms::Question& question : page.questions) {
      const auto found = answers.find(question.code);
      if (found != answers.end()) add_hidden(question, found->second, known);
    }
  }
  return known;
}

Message describe_leak(LeakKind kind) {
  switch (kind) {
    case LeakKind::name:
      return tr("looks like the name of a person");
    case LeakKind::address:
      return tr("looks like an e-mail address");
    case LeakKind::phone:
      return tr("looks like a telephone number");
    case LeakKind::handle:
      break;
  }
  return tr("looks like somebody’s name on a network");
}

std::vector<Finding> list_findings(db::Read& read, ReportId report) {
  return read.list(sql::list_findings, {{"report", report}}, [](const db::Row& row) {
    return Finding{row.int64("id"), row.text("question"), row.text("span"), parse_leak_kind(row.text("kind")).value_or(LeakKind::name), row.text("decision")};
  });
}

// What the guard sees in the public words as they stand, each span of an answer once.
std::vector<Finding> look_through(db::Read& read, const Report& report) {
  const OpenedReport opened = open_report(read, report);
  const LeakGuard guard(list_known(read, report, opened.form, opened.answers));
  std::vector<Finding> seen;
  for (const forms::PublicAnswer& one : forms::list_public_answers(opened.form, opened.answers)) {
    std::vector<std::string> texts;
    add_texts(*opened.form.find_question(one.question()), one.answer(), texts);
    for (const std::string& text : texts) {
      for (const LeakFinding& found : guard.find(text)) {
        const auto is_same = [&](const Finding& other) { return other.question == one.question() && other.span == found.span; };
        if (std::ranges::none_of(seen, is_same)) seen.push_back({.question = one.question(), .span = found.span, .kind = found.kind, .decision = "open"});
      }
    }
  }
  return seen;
}

// Decided: what was held back is shown, and what was accepted is published.
void go_on(db::Write& write, const By& by, const Report& report) {
  if (report.state != State::accepted || !guard_report(write, by.clock, report).empty()) return;
  const auto page = find_publication(write, report.id);
  if (!page) {
    jobs::enqueue(write, by.clock, {.kind = std::string(kPublish), .key = report.id.format(), .values = {{"report", report.id.format()}}});
  } else if (page->is_held) {
    write.execute(sql::release_publication, {{"report", report.id}});
    write_public_answers(write, report);
    record_publication(write, by, report, "reports.release", {}, {});
    stamp_publications(write);
  }
}

}  // namespace

std::vector<Leak> find_leaks(db::Read& read, OrganisationId organisation, const std::vector<std::string>& names, const std::vector<std::string>& addresses, std::string_view text) {
  KnownTraces known{.names = names, .secrets = addresses, .own_words = {}, .own_contacts = {}};
  if (organisation) add_organisation(read, organisation, known);
  std::vector<Leak> leaks;
  for (const LeakFinding& found : LeakGuard(known).find(text)) leaks.push_back({found.span, describe_leak(found.kind)});
  return leaks;
}

std::vector<Finding> find_findings(db::Read& read, const Report& report) {
  auto seen = look_through(read, report);
  for (const Finding& stored : list_findings(read, report.id)) {
    for (Finding& one : seen) {
      if (one.question == stored.question && one.span == stored.span) one = stored;
    }
  }
  std::erase_if(seen, [](const Finding& one) { return one.decision == "allowed"; });
  return seen;
}

std::vector<Finding> guard_report(db::Write& write, const Clock& clock, const Report& report) {
  const auto seen = look_through(write, report);
  for (const Finding& one : seen) {
    write.execute(sql::insert_finding, {{"report", report.id}, {"question", one.question}, {"span", one.span}, {"kind", leak_kind_name(one.kind)}, {"at", clock.now()}});
    write.execute(sql::reopen_finding, {{"report", report.id}, {"question", one.question}, {"span", one.span}, {"at", clock.now()}});
  }
  auto findings = list_findings(write, report.id);
  const auto is_gone = [&](const Finding& one) {
    return std::ranges::none_of(seen, [&](const Finding& other) { return other.question == one.question && other.span == one.span; });
  };
  for (const Finding& one : findings) {
    if (one.decision == "open" && is_gone(one)) write.execute(sql::drop_findings, {{"finding", one.id}, {"at", clock.now()}});
  }
  std::erase_if(findings, [&](const Finding& one) { return one.decision == "allowed" || is_gone(one); });
  return findings;
}

Result<void> allow_finding(db::Write& write, const By& by, const Report& report, std::int64_t finding) {
  write.lock("report", report.id.value());
  const auto findings = list_findings(write, report.id);
  const auto found = std::ranges::find(findings, finding, &Finding::id);
  if (found == findings.end()) return refused(Problem::Kind::not_found, tr("This finding does not belong to the report."));
  if (write.execute(sql::allow_finding, {{"finding", finding}, {"report", report.id}, {"by", by.actor.person}, {"at", by.clock.now()}}) == 0) return {};
  record_publication(write, by, report, "reports.allow_finding", {}, {{.field = found->question, .after = found->span, .is_personal = true}});
  go_on(write, by, report);
  return {};
}

bool guard_published(db::Write& write, const By& by, ReportId id) {
  write.lock("report", id.value());
  const auto report = find_report(write, id);
  const auto page = find_publication(write, id);
  if (!report || !page || page->is_withdrawn) return false;
  if (guard_report(write, by.clock, *report).empty()) {
    go_on(write, by, *report);
    return false;
  }
  if (write.execute(sql::hold_publication, {{"report", id}, {"at", by.clock.now()}}) > 0) {
    write.execute(sql::delete_publication_answers, {{"report", id}});
    record_publication(write, by, *report, "reports.hold", {}, {});
    stamp_publications(write);
  }
  return true;
}

std::vector<ReportId> list_published_reports_of(db::Read& read, OrganisationId organisation) {
  return read.list(sql::list_published_reports_of, {{"organisation", organisation}}, [](const db::Row& row) { return row.id<ReportId>("report"); });
}

std::vector<HeldReport> list_held_reports(db::Read& read, int limit) {
  return read.list(sql::list_reports_with_findings, {{"limit", limit}}, [](const db::Row& row) {
    return HeldReport{row.id<ReportId>("report"), row.id<OrganisationId>("organisation"), row.int64("count"), row.instant("found_at")};
  });
}

}  // namespace muster::reports
