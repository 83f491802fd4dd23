#include "features/updates/archive_store.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/updates/issue_store.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

PublicVersion read_public(const db::Row& row) {
  PublicVersion version{.issue = row.id<IssueId>("issue"), .locale = parse_locale(row.text("locale")).value_or(Locale::en), .subject = row.text("subject"), .body = row.text("body"), .question = row.text("question"), .choices = {}, .sent_at = row.instant("sent_at"), .published_at = row.instant("published_at"), .source = parse_locale(row.text("source_locale")).value_or(Locale::en)};
  const std::string choices = row.text("choices");
  for (const std::string_view choice : split(choices, '\n')) {
    if (!choice.empty()) version.choices.emplace_back(choice);
  }
  return version;
}

}  // namespace

std::vector<PublicVersion> list_public(db::PublicRead& read, Locale locale, std::int64_t before, int limit) {
  return read.list(sql::list_public, {{"locale", locale_tag(locale)}, {"before", before}, {"limit", limit}}, read_public);
}

std::vector<PublicVersion> list_public_versions(db::PublicRead& read, IssueId issue) {
  return read.list(sql::list_public_versions, {{"issue", issue}}, read_public);
}

std::vector<Note> list_public_notes(db::PublicRead& read, IssueId issue) {
  return read.list(sql::list_public_notes, {{"issue", issue}}, [](const db::Row& row) {
    return Note{row.text("region"), parse_locale(row.text("locale")).value_or(Locale::en), row.text("body"), 0};
  });
}

std::vector<PublicAnswer> list_public_answers(db::PublicRead& read, IssueId issue, Locale locale) {
  return read.list(sql::list_public_answers, {{"issue", issue}, {"locale", locale_tag(locale)}}, [](const db::Row& row) {
    return PublicAnswer{.number = row.int64("number"), .issue = row.id<IssueId>("issue"), .locale = parse_locale(row.text("locale")).value_or(Locale::en), .question = row.text("question"), .answer = row.text("answer"), .published_at = row.instant("published_at")};
  });
}

void publish_issue(db::Write& write, const By& by, IssueId id) {
  const auto issue = find_issue(write, id);
  if (!issue) return;
  write.execute(sql::insert_public, {{"issue", id}, {"source_locale", locale_tag(issue->source)}, {"at", issue->sending_at.value_or(by.clock.now())}});
  for (const Locale locale : list_ready(*issue, list_versions(write, id))) publish_version(write, by, id, locale);
  for (const Note& note : list_notes(write, id)) {
    if (!note.body.empty()) write.execute(sql::insert_public_note, {{"issue", id}, {"region", note.region}, {"locale", locale_tag(note.locale)}, {"body", note.body}});
  }
}

void publish_version(db::Write& write, const By& by, IssueId id, Locale locale) {
  const auto version = find_version(write, id, locale);
  if (!version) return;
  const auto questions = list_questions(write, id);
  const auto question = std::ranges::find(questions, locale, &Question::locale);
  const bool asks = question != questions.end() && !question->words.empty();
  write.execute(sql::insert_public_version, {{"issue", id}, {"locale", locale_tag(locale)}, {"subject", version->subject}, {"body", version->body}, {"question", asks ? question->words : ""}, {"choices", asks ? join(question->choices, "\n") : ""}, {"at", by.clock.now()}});
  organisations::stamp_public(write, kPublicTopic);
}

}  // namespace muster::updates
