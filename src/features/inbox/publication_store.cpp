#include "features/inbox/publication_store.hpp"

#include "features/audit/audit.hpp"
#include "features/inbox/conversation_store.hpp"
#include "queries_inbox.hpp"

namespace muster::inbox {
namespace {

constexpr std::string_view kStates[] = {"draft", "released", "removed"};
std::string_view name_of(Publication::State state) { return kStates[static_cast<std::size_t>(state)]; }

Publication read_publication(const db::Row& row) {
  const std::string state = row.text("state");
  return {.state = state == kStates[1] ? Publication::State::released : state == kStates[2] ? Publication::State::removed
                                                                                             : Publication::State::draft,
          .id = row.id<PublicationId>("id"),
          .conversation = row.id<ConversationId>("conversation"),
          .issue = row.id<updates::IssueId>("issue"),
          .locale = parse_locale(row.text("locale")).value_or(Locale::en),
          .question = row.text("question"),
          .answer = row.text("answer"),
          .revision = row.int64("revision"),
          .edited_by = row.id<PersonId>("edited_by"),
          .edited_at = row.instant("edited_at"),
          .released_revision = row.int64("released_revision"),
          .released_by = row.id<PersonId>("released_by"),
          .released_at = row.optional_instant("released_at")};
}

void record(db::Write& write, const By& by, const Publication& of, std::string_view action) {
  audit::record(write, by, {.action = "inbox." + std::string(action), .subject_kind = "conversation", .subject = of.conversation.value(), .changes = {{.field = "language", .before = {}, .after = std::string(locale_tag(of.locale))}}});
}

std::unexpected<Problem> overtaken() { return refused(Problem::Kind::conflict, tr("Somebody else has just changed this page. Compare both versions, then save again.")); }

Result<Publication> take(db::Write& write, ConversationId conversation, Locale locale) {
  write.lock("inbox_conversation", conversation.value());
  auto found = find_publication(write, conversation, locale);
  if (!found) return refused(Problem::Kind::not_found, tr("Nothing is written in this language yet."));
  return std::move(*found);
}

}  // namespace

std::optional<Publication> find_publication(db::Read& read, ConversationId conversation, Locale locale) {
  return read.find(sql::find_publication, {{"conversation", conversation}, {"locale", locale_tag(locale)}}, read_publication);
}

std::vector<Publication> list_publications(db::Read& read, ConversationId conversation) { return read.list(sql::list_publications, {{"conversation", conversation}}, read_publication); }

Result<void> save_publication(db::Write& write, const By& by, ConversationId id, Locale locale, const PublicWords& words, std::int64_t revision) {
  write.lock("inbox_conversation", id.value());
  const auto conversation = find_conversation(write, id);
  if (!conversation || !conversation->issue) return refused(Problem::Kind::not_found, tr("There is no such conversation."));
  const auto before = find_publication(write, id, locale);
  if ((before ? before->revision : 0) != revision) return overtaken();
  if (before && before->question == words.question && before->answer == words.answer) return {};
  const db::Parameters given = {{"question", words.question}, {"answer", words.answer}, {"edited_by", by.actor.person}, {"at", by.clock.now()}};
  db::Parameters parameters = given;
  if (before) {
    parameters.push_back({"publication", before->id});
    parameters.push_back({"revision", revision});
    write.execute(sql::update_publication, parameters);
  } else {
    parameters.push_back({"conversation", id});
    parameters.push_back({"issue", conversation->issue});
    parameters.push_back({"locale", locale_tag(locale)});
    write.insert(sql::insert_publication, parameters);
  }
  record(write, by, *find_publication(write, id, locale), "write_public_answer");
  return {};
}

Result<void> release(db::Write& write, const By& by, ConversationId id, Locale locale, std::int64_t revision) {
  auto of = take(write, id, locale);
  if (!of) return std::unexpected(of.error());
  if (of->revision != revision) return overtaken();
  if (of->question.empty() || of->answer.empty()) return refused(Problem::Kind::conflict, tr("Write a question and an answer first."));
  write.execute(sql::set_publication_state, {{"publication", of->id}, {"released_revision", revision}, {"state", name_of(Publication::State::released)}, {"by", by.actor.person}, {"at", by.clock.now()}});
  updates::publish_answer(write, {.number = of->id.value(), .issue = of->issue, .locale = locale, .question = of->question, .answer = of->answer, .published_at = by.clock.now()});
  record(write, by, *of, "release_public_answer");
  return {};
}

Result<void> remove(db::Write& write, const By& by, ConversationId id, Locale locale) {
  auto of = take(write, id, locale);
  if (!of) return std::unexpected(of.error());
  if (of->state != Publication::State::released) return refused(Problem::Kind::conflict, tr("This was done already, maybe by a colleague."));
  write.execute(sql::set_publication_state, {{"publication", of->id}, {"released_revision", of->released_revision}, {"state", name_of(Publication::State::removed)}, {"by", of->released_by}, {"at", of->released_at}});
  updates::remove_answer(write, of->id.value());
  record(write, by, *of, "remove_public_answer");
  return {};
}

void draw_publication(db::Write& write, PublicationId id) {
  const auto of = write.find(sql::find_publication_by_id, {{"publication", id}}, read_publication);
  if (!of || of->state != Publication::State::released) return;
  updates::publish_answer(write, {.number = of->id.value(), .issue = of->issue, .locale = of->locale, .question = of->question, .answer = of->answer, .published_at = of->released_at.value_or(of->edited_at)});
}

}  // namespace muster::inbox
