// Conversations as rows. Whoever changes one holds its lock; what was changed meanwhile is a conflict and never lost.
// Nothing here answers by itself, and nothing counts letters by organisation: nobody could ask for it (S109).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/by.hpp"
#include "features/inbox/conversation.hpp"
#include "platform/db/database.hpp"
#include "platform/mail/mail.hpp"

namespace muster::inbox {

struct Conversation {
  ConversationId id;
  Standing standing;
  std::string subject;
  updates::IssueId issue;
  MailId mail;
  OrganisationId organisation;
  PersonId person;
  std::string writer_name, address, address_key;
  Proof proof = Proof::none;
  Locale locale = Locale::en;
  Instant begun_at, changed_at;
  std::optional<Instant> erased_at;
  std::int64_t version = 0;
};

struct Entry {
  enum class Kind { received, answer, note } kind = Kind::received;
  EntryId id;
  Instant at;
  std::int64_t incoming = 0;  // 0: none, or let go of
  std::string message_id;
  std::string writer_name, address, address_key;
  std::string subject, words, quoted;
  Proof proof = Proof::none;
  bool is_automatic = false, is_doubtful = false, is_cut = false;
  PersonId written_by;
  MailId mail;
  std::vector<Attachment> attachments;
};

struct Filter {
  std::optional<Place> place;
  std::optional<State> state;
  bool is_open_only = false;
  PersonId assigned_to;
  updates::IssueId issue;
  std::optional<Locale> locale;
};
inline constexpr int kListMost = 5000;
std::vector<Conversation> list_conversations(db::Read& read, const Filter& filter);
struct PlaceCount {
  Place place;
  State state;
  std::int64_t count = 0;
};
std::vector<PlaceCount> count_by_place(db::Read& read);
std::int64_t count_assigned(db::Read& read, PersonId person);
std::vector<updates::IssueId> list_issues(db::Read& read);

std::optional<Conversation> find_conversation(db::Read& read, ConversationId id);
std::vector<Entry> list_entries(db::Read& read, ConversationId id);
std::optional<Entry> find_entry(db::Read& read, ConversationId id, EntryId entry);
// When the newest message came in; the conversation's beginning where words are gone.
Instant find_last(const Conversation& conversation, const std::vector<Entry>& entries);

// Into the conversation that it belongs to, or a new one. The same message a second time changes nothing.
ConversationId take_in(db::Write& write, const Arrived& message);

// `version`: of the page; 0 asks for nothing.
Result<void> take_step(db::Write& write, const By& by, ConversationId id, Step step, std::int64_t version);
Result<void> assign(db::Write& write, const By& by, ConversationId id, PersonId to);
struct StepRow {
  std::int64_t id = 0;
  Step step = Step::assign;
  Standing before;
  PersonId made_by;
  Instant made_at;
  bool is_undone = false;
};
std::vector<StepRow> list_steps(db::Read& read, ConversationId id);
// Of the newest step alone, while nothing came after it.
Result<void> undo_step(db::Write& write, const By& by, ConversationId id, std::int64_t step);

Result<void> add_note(db::Write& write, const By& by, ConversationId id, const std::string& words);

struct Draft {
  PersonId written_by;
  std::string words;
  Instant changed_at;
};
std::vector<Draft> list_drafts(db::Read& read, ConversationId id);
// Empty words: it is gone.
Result<void> save_draft(db::Write& write, const By& by, ConversationId id, const std::string& words);

struct NewAnswer {
  std::string words;
  Email to;
  std::string to_name;
  PersonId person;  // whose address it is; null: nobody's that we know
  EntryId last;     // the newest message or answer that its writer saw
  bool closes = false;
  mail::Content content;
};
// Queues the mail and keeps the words. A message or an answer that came meanwhile is a conflict: its writer has not
// read it.
Result<EntryId> send_answer(db::Write& write, const By& by, ConversationId id, const NewAnswer& answer);
// Whom the answer may go to: who wrote in it, the newest first.
struct Recipient {
  std::string address, name;
  bool operator==(const Recipient&) const = default;
};
std::vector<Recipient> list_recipients(const std::vector<Entry>& entries);
// The newest message or answer; null where there is none.
EntryId find_newest(const std::vector<Entry>& entries);

}  // namespace muster::inbox
