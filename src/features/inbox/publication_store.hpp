// A question with its answer for everybody, under the update that it is about (S49). Staff write both anew: nothing is
// taken over by itself, and what is released is what was shown, revision by revision. One a language and conversation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "features/inbox/conversation.hpp"
#include "platform/db/database.hpp"

namespace muster::inbox {

using PublicationId = Id<struct InboxPublicationTag>;

struct Publication {
  enum class State { draft, released, removed } state = State::draft;
  PublicationId id;
  ConversationId conversation;
  updates::IssueId issue;
  Locale locale = Locale::en;
  std::string question, answer;
  std::int64_t revision = 0;
  PersonId edited_by;
  Instant edited_at;
  std::int64_t released_revision = 0;  // that everybody sees; 0: none yet
  PersonId released_by;
  std::optional<Instant> released_at;

  bool is_public() const { return state == State::released; }
  bool is_newer_than_public() const { return is_public() && revision != released_revision; }
};
std::optional<Publication> find_publication(db::Read& read, ConversationId conversation, Locale locale);
std::vector<Publication> list_publications(db::Read& read, ConversationId conversation);

struct PublicWords {
  std::string question, answer;
};
// Words that nobody sees before they are released; of released ones the public keeps the old until then.
Result<void> save_publication(db::Write& write, const By& by, ConversationId conversation, Locale locale, const PublicWords& words, std::int64_t revision);
// The words of this revision, for everybody.
Result<void> release(db::Write& write, const By& by, ConversationId conversation, Locale locale, std::int64_t revision);
Result<void> remove(db::Write& write, const By& by, ConversationId conversation, Locale locale);
// The public copy follows words that were changed by hand of the privacy room.
void draw_publication(db::Write& write, PublicationId id);

}  // namespace muster::inbox
