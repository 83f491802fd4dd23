// What reports hold about a person, and how it is forgotten.
#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "features/people/people.hpp"
#include "features/reports/publication_rows_store.hpp"
#include "features/reports/register_link.hpp"
#include "features/reports/report_store.hpp"
#include "features/reports/reports.hpp"
#include "queries_reports.hpp"

namespace muster::reports {
namespace {

struct Spot {
  std::string_view place;
  std::string_view part;
  const db::Statement* rewrite;
  SourceText label;
};
const Spot kPlaces[] = {
    {"question", "words", &sql::rewrite_question_words, SourceText("A question about a report")},
    {"question", "reply", &sql::rewrite_question_reply, SourceText("An answer to a question about a report")},
    {"wish", "reason", &sql::rewrite_wish_reason, SourceText("A wish for more time")},
    {"wish", "answer", &sql::rewrite_wish_answer, SourceText("An answer to a wish for more time")},
    {"behalf", "on_behalf_source", &sql::rewrite_behalf_on_behalf_source, SourceText("Where staff had a report from")},
    {"task", "note", &sql::rewrite_task_note, SourceText("A note on a task")},
    {"exception", "reason", &sql::rewrite_exception_reason, SourceText("Why a report has another date")},
    {"week", "reason", &sql::rewrite_week_reason, SourceText("Why a week stays free")},
    {"certified", "words", &sql::rewrite_certified_words, SourceText("What was confirmed about passing on")}};

const Spot* find_spot(const Passage& passage) {
  const auto found = std::ranges::find_if(kPlaces, [&](const Spot& each) { return each.place == passage.place && each.part == passage.part; });
  return found == std::end(kPlaces) ? nullptr : found;
}

std::string format_optional(const db::Row& row, std::string_view column) {
  const auto at = row.optional_instant(column);
  return at ? at->format_rfc3339() : std::string();
}

HeldTable list_held_questions(db::Read& read, PersonId person) {
  HeldTable questions{.key = "questions", .title = tr("Questions about reports, asked or answered by you"), .columns = {{"organisation", tr("Organisation")}, {"question", tr("Question")}, {"words", tr("Words")}, {"reply", tr("Reply")}, {"asked_at", tr("Asked")}, {"answered_at", tr("Answered")}}};
  questions.rows = read.list(sql::list_held_questions, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.id<OrganisationId>("organisation").format(), row.text("question"), row.text("words"), row.optional_text("reply").value_or(""),
                                    format_optional(row, "asked_at"), format_optional(row, "answered_at")};
  });
  return questions;
}

HeldTable list_held_wishes(db::Read& read, PersonId person) {
  HeldTable wishes{.key = "wishes", .title = tr("Wishes for more time, asked or decided by you"), .columns = {{"organisation", tr("Organisation")}, {"wished_on", tr("Until")}, {"reason", tr("Reason")}, {"answer", tr("Answer")}, {"asked_at", tr("Asked")}, {"decided_at", tr("Decided")}}};
  wishes.rows = read.list(sql::list_held_wishes, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.id<OrganisationId>("organisation").format(), row.date("wished_on").format_iso(), row.text("reason"), row.text("answer"),
                                    format_optional(row, "asked_at"), format_optional(row, "decided_at")};
  });
  return wishes;
}

struct KeptRegister {
  ReportId report;
  Instant taken_at;
  std::string register_json;
  OrganisationId organisation;
  std::int64_t round = 0;
};
struct NamedFinding {
  std::int64_t id = 0;
  std::string span;
  Instant found_at;
  OrganisationId organisation;
};

db::Parameters make_patterns(const std::string& words) { return {{"pattern", db::make_like_pattern(words)}, {"small", db::make_like_pattern(to_lower_ascii(words))}}; }

std::vector<KeptRegister> list_registers_with(db::Read& read, const std::vector<std::string>& words) {
  std::vector<KeptRegister> all;
  for (const std::string& each : words) {
    read.each(sql::list_snapshots_with, make_patterns(each), [&](const db::Row& row) {
      KeptRegister kept{row.id<ReportId>("report"), row.instant("taken_at"), row.text("register"), row.id<OrganisationId>("organisation"), row.int64("round")};
      const bool is_known = std::ranges::any_of(all, [&](const auto& known) { return known.report == kept.report && known.taken_at == kept.taken_at; });
      if (!is_known && people::has_words(kept.register_json, words)) all.push_back(std::move(kept));
    });
  }
  return all;
}

std::vector<NamedFinding> list_findings_with(db::Read& read, const std::vector<std::string>& words) {
  std::vector<NamedFinding> all;
  for (const std::string& each : words) {
    read.each(sql::list_findings_with, make_patterns(each), [&](const db::Row& row) {
      NamedFinding finding{row.int64("id"), row.text("span"), row.instant("found_at"), row.id<OrganisationId>("organisation")};
      const bool is_known = std::ranges::any_of(all, [&](const auto& known) { return known.id == finding.id; });
      if (!is_known && people::has_words(finding.span, words)) all.push_back(std::move(finding));
    });
  }
  return all;
}

HeldTable list_held_registers(db::Read& read, const std::vector<std::string>& words) {
  HeldTable held{.key = "kept_registers", .title = tr("Registers kept with reports that name you"), .columns = {{"organisation", tr("Organisation")}, {"round", tr("Round")}, {"taken_at", tr("When")}, {"words", tr("Words")}}};
  for (const KeptRegister& kept : list_registers_with(read, words)) {
    held.rows.push_back({kept.organisation.format(), std::to_string(kept.round), kept.taken_at.format_rfc3339(), people::make_excerpt(kept.register_json, words)});
  }
  return held;
}

HeldTable list_held_findings(db::Read& read, const std::vector<std::string>& words) {
  HeldTable held{.key = "findings", .title = tr("Where you were found in reports before they were published"), .columns = {{"organisation", tr("Organisation")}, {"words", tr("Words")}, {"found_at", tr("When")}}};
  for (const NamedFinding& finding : list_findings_with(read, words)) held.rows.push_back({finding.organisation.format(), finding.span, finding.found_at.format_rfc3339()});
  return held;
}

HeldTable list_held_work(db::Read& read, PersonId person) {
  HeldTable work{.key = "report_work", .title = tr("Your work on reports of others"), .columns = {{"what", tr("What")}, {"organisation", tr("Organisation")}, {"round", tr("Round")}, {"at", tr("When")}}};
  work.rows = read.list(sql::list_held_work, {{"person", person}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("what"), row.id<OrganisationId>("organisation").format(), std::to_string(row.int64("round")), format_optional(row, "at")};
  });
  return work;
}

}  // namespace

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_passages, words);
  for (Passage& passage : passages) {
    const Spot* place = find_spot(passage);
    passage.label = place == nullptr ? tr("A published answer") : tr(place->label);
  }
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) {
  if (const Spot* place = find_spot(passage)) {
    write.execute(*place->rewrite, {{"number", passage.row}, {"text", passage.text}});
  } else {
    write.execute(sql::rewrite_published_answer, {{"number", passage.row}, {"part", passage.part}, {"text", passage.text}});
    stamp_publications(write);
  }
}

void forget_person(db::Write& write, PersonId person, const std::vector<std::string>& words) {
  // By number first: a short name is not looked for as a word.
  for (const OrganisationId organisation : organisations::list_organisations_of_person(write, person)) {
    for (const Report& report : list_reports(write, organisation)) {
      for (const Snapshot& snapshot : list_snapshots(write, report.id)) {
        const std::string without = remove_name_from_snapshot(snapshot.register_json, person);
        if (without != snapshot.register_json) write.execute(sql::rewrite_snapshot, {{"report", report.id}, {"at", snapshot.taken_at}, {"register", without}});
      }
    }
  }
  for (const KeptRegister& kept : list_registers_with(write, words)) {
    const std::string without = people::take_out_words(remove_name_from_snapshot(kept.register_json, person), words);
    write.execute(sql::rewrite_snapshot, {{"report", kept.report}, {"at", kept.taken_at}, {"register", without}});
  }
  for (const auto& finding : list_findings_with(write, words)) write.execute(sql::delete_finding, {{"finding", finding.id}});
}

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable reports{.key = "reports", .title = tr("Reports that you worked on"), .columns = {{"organisation", tr("Organisation")}, {"round", tr("Round")}, {"started_at", tr("Started by you")}, {"sent_at", tr("Sent by you")}, {"certified_at", tr("Passing on confirmed by you")}}};
  reports.rows = read.list(sql::list_held_reports_of_person, {{"person", person}}, [](const db::Row& row) {
    const auto at = [&](const char* name) {
      const auto time = row.optional_instant(name);
      return time ? time->format_rfc3339() : std::string();
    };
    return std::vector<std::string>{row.id<OrganisationId>("organisation").format(), std::to_string(row.int64("round")), at("started_at"), at("sent_at"), at("certified_at")};
  });
  const auto words = people::list_words_ever(read, person);
  return {std::move(reports), list_held_registers(read, words), list_held_findings(read, words), list_held_questions(read, person), list_held_wishes(read, person), list_held_work(read, person)};
}

}  // namespace muster::reports
