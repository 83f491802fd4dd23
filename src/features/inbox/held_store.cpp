// What conversations hold about a person, how it is forgotten, and how long it is kept.
#include <algorithm>

#include "features/audit/audit.hpp"
#include "features/inbox/conversation_store.hpp"
#include "features/inbox/inbox.hpp"
#include "features/inbox/publication_store.hpp"
#include "features/people/people.hpp"
#include "platform/mail/intake.hpp"
#include "queries_inbox.hpp"

namespace muster::inbox {
namespace {

struct Spot {
  std::string_view place, part;
  const db::Statement* rewrite;
  SourceText label;
};
const Spot kSpots[] = {{"inbox", "words", &sql::rewrite_entry_words, SourceText("A message, an answer or a note in the inbox")},
                       {"inbox", "quoted", &sql::rewrite_entry_quoted, SourceText("What a message in the inbox quotes")},
                       {"inbox", "subject", &sql::rewrite_entry_subject, SourceText("The subject of a message in the inbox")},
                       {"inbox_conversation", "subject", &sql::rewrite_conversation_subject, SourceText("The subject of a conversation")},
                       {"inbox_draft", "words", &sql::rewrite_draft, SourceText("An answer that is not sent yet")},
                       {"inbox_publication", "question", &sql::rewrite_publication_question, SourceText("A question for everybody")},
                       {"inbox_publication", "answer", &sql::rewrite_publication_answer, SourceText("An answer for everybody")}};

const Spot* find_spot(const Passage& passage) {
  const auto found = std::ranges::find_if(kSpots, [&](const Spot& each) { return each.place == passage.place && each.part == passage.part; });
  return found == std::end(kSpots) ? nullptr : found;
}

std::vector<std::string> read_held(const db::Row& row) {
  return {row.instant("at").format_rfc3339(), row.text("kind"), row.text("subject"), row.text("writer_name"), row.text("address"), row.text("words"), row.text("quoted")};
}

void add_numbers(db::Read& read, const db::Statement& statement, const db::Parameters& parameters, std::vector<ConversationId>& all) {
  read.each(statement, parameters, [&](const db::Row& row) {
    const auto id = row.id<ConversationId>("id");
    if (std::ranges::find(all, id) == all.end()) all.push_back(id);
  });
}

// The rows stay for the counts; the messages as they came go with the words.
void erase_conversation(db::Write& write, const Clock& clock, ConversationId id) {
  write.lock("inbox_conversation", id.value());
  const auto incoming = write.list(sql::list_incoming_of, {{"conversation", id}}, [](const db::Row& row) { return mail::IncomingId(row.int64("incoming")); });
  for (const mail::IncomingId each : incoming) mail::erase_incoming(write, each);
  write.execute(sql::erase_attachments, {{"conversation", id}});
  write.execute(sql::erase_entries, {{"conversation", id}});
  write.execute(sql::erase_drafts, {{"conversation", id}});
  write.execute(sql::erase_publications, {{"conversation", id}});
  write.execute(sql::erase_conversation, {{"conversation", id}, {"at", clock.now()}});
}

}  // namespace

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable held{.key = "conversations", .title = tr("What you wrote to us, and our answers"), .columns = {{"at", tr("When")}, {"kind", tr("Kind")}, {"subject", tr("Subject")}, {"name", tr("Name")}, {"address", tr("Address")}, {"words", tr("Words")}, {"quoted", tr("Quoted")}}, .rows = {}};
  held.rows = read.list(sql::list_held, {{"person", person}}, read_held);
  const auto known = people::find_person(read, person);
  for (const people::Address& each : known ? known->addresses : std::vector<people::Address>()) {
    for (auto& row : read.list(sql::list_held_of_address, {{"address_key", each.email.key()}}, read_held)) {
      if (std::ranges::find(held.rows, row) == held.rows.end()) held.rows.push_back(std::move(row));
    }
  }
  return {std::move(held)};
}

void forget_person(db::Write& write, const By& by, PersonId person, const std::vector<std::string>& words) {
  std::vector<ConversationId> all;
  add_numbers(write, sql::list_conversations_of_person, {{"person", person}}, all);
  for (const std::string& each : words) {
    if (const auto email = Email::parse(each)) add_numbers(write, sql::list_conversations_of_address, {{"address_key", email->key()}}, all);
  }
  for (const ConversationId id : all) erase_conversation(write, by.clock, id);
}

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_entry_passages, words);
  for (Passage& passage : passages) {
    if (const Spot* spot = find_spot(passage)) passage.label = tr(spot->label);
  }
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) {
  const Spot* spot = find_spot(passage);
  if (spot == nullptr) return;
  write.execute(*spot->rewrite, {{"row", passage.row}, {"text", passage.text}});
  if (passage.place == "inbox_publication") draw_publication(write, PublicationId(passage.row));
}

std::int64_t count_closed_before(db::Read& read, Instant before) { return read.count(sql::count_closed_before, {{"before", before}}); }

std::int64_t erase_closed_before(db::Write& write, const By& by, Instant before, int limit) {
  const auto all = write.list(sql::list_closed_before, {{"before", before}, {"limit", limit}}, [](const db::Row& row) { return row.id<ConversationId>("id"); });
  for (const ConversationId id : all) erase_conversation(write, by.clock, id);
  return static_cast<std::int64_t>(all.size());
}

}  // namespace muster::inbox
