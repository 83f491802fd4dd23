#include "features/inbox/conversation_store.hpp"

#include <algorithm>
#include <map>

#include "features/audit/audit.hpp"
#include "features/inbox/inbox.hpp"
#include "queries_inbox.hpp"

namespace muster::inbox {
namespace {

constexpr std::string_view kKinds[] = {"received", "answer", "note"};

Entry::Kind parse_kind(std::string_view name) { return name == kKinds[1] ? Entry::Kind::answer : name == kKinds[2] ? Entry::Kind::note : Entry::Kind::received; }

Conversation read_conversation(const db::Row& row) {
  return {.id = row.id<ConversationId>("id"),
          .standing = {.place = parse_place(row.text("place")).value(), .state = parse_state(row.text("state")).value(), .waiting_since = row.optional_instant("waiting_since"), .closed_at = row.optional_instant("closed_at"), .assigned_to = row.id<PersonId>("assigned_to")},
          .subject = row.text("subject"),
          .issue = row.id<updates::IssueId>("issue"),
          .mail = row.id<MailId>("mail"),
          .organisation = row.id<OrganisationId>("organisation"),
          .person = row.id<PersonId>("person"),
          .writer_name = row.text("writer_name"),
          .address = row.text("address"),
          .address_key = row.text("address_key"),
          .proof = parse_proof(row.text("proof")).value(),
          .locale = parse_locale(row.text("locale")).value_or(Locale::en),
          .begun_at = row.instant("begun_at"),
          .changed_at = row.instant("changed_at"),
          .erased_at = row.optional_instant("erased_at"),
          .version = row.int64("version")};
}

Entry read_entry(const db::Row& row) {
  return {.kind = parse_kind(row.text("kind")),
          .id = row.id<EntryId>("id"),
          .at = row.instant("at"),
          .incoming = row.optional_int64("incoming").value_or(0),
          .message_id = row.text("message_id"),
          .writer_name = row.text("writer_name"),
          .address = row.text("address"),
          .address_key = row.text("address_key"),
          .subject = row.text("subject"),
          .words = row.text("words"),
          .quoted = row.text("quoted"),
          .proof = parse_proof(row.text("proof")).value_or(Proof::none),
          .is_automatic = row.flag("is_automatic"),
          .is_doubtful = row.flag("is_doubtful"),
          .is_cut = row.flag("is_cut"),
          .written_by = row.id<PersonId>("written_by"),
          .mail = row.id<MailId>("mail"),
          .attachments = {}};
}

// The row under its lock; everything that checks and then writes begins here.
Result<Conversation> take(db::Write& write, ConversationId id) {
  write.lock("inbox_conversation", id.value());
  auto conversation = find_conversation(write, id);
  if (!conversation) return refused(Problem::Kind::not_found, tr("There is no such conversation."));
  if (conversation->erased_at) return refused(Problem::Kind::gone, tr("The words of this conversation were let go of."));
  return std::move(*conversation);
}

void set_standing(db::Write& write, ConversationId id, const Standing& standing, Instant now) {
  write.execute(sql::set_standing, {{"conversation", id}, {"place", place_name(standing.place)}, {"state", state_name(standing.state)}, {"waiting_since", standing.waiting_since}, {"closed_at", standing.closed_at}, {"assigned_to", standing.assigned_to}, {"at", now}});
}

std::int64_t insert_step(db::Write& write, const By& by, ConversationId id, Step step, const Standing& before) {
  return write.insert(sql::insert_step, {{"conversation", id}, {"kind", step_name(step)}, {"place", place_name(before.place)}, {"state", state_name(before.state)}, {"assigned_to", before.assigned_to}, {"waiting_since", before.waiting_since}, {"closed_at", before.closed_at}, {"made_by", by.actor.person}, {"at", by.clock.now()}});
}

void record(db::Write& write, const By& by, ConversationId id, std::string_view action) {
  audit::record(write, by, {.action = "inbox." + std::string(action), .subject_kind = "conversation", .subject = id.value()});
}

EntryId insert_entry(db::Write& write, ConversationId id, const Entry& entry, std::string_view digest) {
  const std::optional<std::int64_t> incoming = entry.incoming == 0 ? std::nullopt : std::optional(entry.incoming);
  const EntryId added(write.insert(sql::insert_entry, {{"conversation", id}, {"kind", kKinds[static_cast<std::size_t>(entry.kind)]}, {"at", entry.at}, {"digest", digest}, {"incoming", incoming}, {"message_id", entry.message_id}, {"writer_name", entry.writer_name}, {"address", entry.address}, {"address_key", entry.address_key}, {"subject", entry.subject}, {"words", entry.words}, {"quoted", entry.quoted}, {"proof", proof_name(entry.proof)}, {"is_automatic", entry.is_automatic}, {"is_doubtful", entry.is_doubtful}, {"is_cut", entry.is_cut}, {"written_by", entry.written_by}, {"mail", entry.mail}}));
  std::int64_t position = 0;
  for (const Attachment& each : entry.attachments) {
    write.execute(sql::insert_attachment, {{"entry", added}, {"position", ++position}, {"name", each.name}, {"type", each.type}, {"size", each.size}});
  }
  return added;
}

Entry make_received(const Arrived& message) {
  return {.kind = Entry::Kind::received, .id = {}, .at = message.at, .incoming = message.incoming, .message_id = message.message_id, .writer_name = message.name, .address = message.address, .address_key = message.address_key, .subject = message.subject, .words = message.words, .quoted = message.quoted, .proof = message.proof, .is_automatic = message.is_automatic, .is_doubtful = message.is_doubtful, .is_cut = message.is_cut, .written_by = {}, .mail = message.mail, .attachments = message.attachments};
}

std::optional<ConversationId> find_number(db::Read& read, const db::Statement& statement, std::string_view column, const db::Parameters& parameters) {
  return read.find(statement, parameters, [&](const db::Row& row) { return row.id<ConversationId>(column); });
}

// Where a message goes on: an answer of ours that it answers, the mail or update that the same address wrote about, a
// message that it names and in whose conversation the address wrote, the same subject. Nobody comes into the
// conversation of others by claims alone.
std::optional<ConversationId> find_place_for(db::Read& read, const Arrived& message) {
  const bool is_ours = message.proof == Proof::token || message.proof == Proof::thread;
  if (is_ours && message.mail) {
    if (const auto found = find_number(read, sql::find_of_answer, "conversation", {{"mail", message.mail}})) return found;
    if (const auto found = find_number(read, sql::find_of_mail, "id", {{"mail", message.mail}, {"issue", message.issue.value()}, {"address_key", message.address_key}})) return found;
  }
  for (const std::string& named : message.references) {
    if (const auto found = find_number(read, sql::find_of_message, "conversation", {{"message_id", named}, {"address_key", message.address_key}})) return found;
  }
  if (is_ours) return std::nullopt;
  const std::string bare = bare_subject(message.subject);
  std::optional<ConversationId> same;
  read.each(sql::list_of_address, {{"address_key", message.address_key}}, [&](const db::Row& row) {
    if (!same && bare_subject(row.text("subject")) == bare) same = row.id<ConversationId>("id");
  });
  return same;
}

ConversationId begin_conversation(db::Write& write, const Arrived& message) {
  const Standing standing = begin(message);
  return ConversationId(write.insert(sql::insert_conversation, {{"place", place_name(standing.place)}, {"state", state_name(standing.state)}, {"subject", message.subject}, {"issue", message.issue}, {"mail", message.mail}, {"organisation", message.organisation}, {"person", message.person}, {"writer_name", message.name}, {"address", message.address}, {"address_key", message.address_key}, {"proof", proof_name(message.proof)}, {"locale", locale_tag(message.locale)}, {"waiting_since", standing.waiting_since}, {"closed_at", standing.closed_at}, {"at", message.at}}));
}

void go_on_with(db::Write& write, const Conversation& before, const Arrived& message) {
  set_standing(write, before.id, go_on(before.standing, message), message.at);
  if (message.is_automatic) return;
  write.execute(sql::set_writer, {{"conversation", before.id}, {"writer_name", message.name}, {"address", message.address}, {"address_key", message.address_key}, {"locale", locale_tag(message.locale)}});
  if (message.proof >= before.proof) return;
  write.execute(sql::set_ties, {{"conversation", before.id}, {"proof", proof_name(message.proof)}, {"mail", message.mail}, {"organisation", message.organisation}, {"person", message.person}, {"issue", message.issue}});
}

std::unexpected<Problem> overtaken() { return refused(Problem::Kind::conflict, tr("Somebody else has just changed this page. Compare both versions, then save again.")); }

}  // namespace

Waiting find_waiting(db::Read& read) {
  return read.get(sql::find_waiting, {}, [](const db::Row& row) { return Waiting{row.int64("count"), row.optional_instant("oldest")}; });
}

std::int64_t count_replies(db::Read& read, updates::IssueId issue) { return read.count(sql::count_replies, {{"issue", issue}}); }

std::vector<Conversation> list_conversations(db::Read& read, const Filter& filter) {
  return read.list(sql::list_conversations, {{"place", filter.place ? std::string(place_name(*filter.place)) : ""}, {"state", filter.state ? std::string(state_name(*filter.state)) : ""}, {"open_only", filter.is_open_only}, {"assigned_to", filter.assigned_to.value()}, {"issue", filter.issue.value()}, {"locale", filter.locale ? std::string(locale_tag(*filter.locale)) : ""}, {"limit", kListMost}}, read_conversation);
}

std::vector<PlaceCount> count_by_place(db::Read& read) {
  return read.list(sql::count_by_place, {}, [](const db::Row& row) { return PlaceCount{parse_place(row.text("place")).value(), parse_state(row.text("state")).value(), row.int64("count")}; });
}

std::int64_t count_assigned(db::Read& read, PersonId person) { return read.count(sql::count_assigned, {{"assigned_to", person}}); }

std::vector<updates::IssueId> list_issues(db::Read& read) {
  return read.list(sql::list_issues, {}, [](const db::Row& row) { return row.id<updates::IssueId>("issue"); });
}

std::optional<Conversation> find_conversation(db::Read& read, ConversationId id) { return read.find(sql::find_conversation, {{"conversation", id}}, read_conversation); }

std::vector<Entry> list_entries(db::Read& read, ConversationId id) {
  auto entries = read.list(sql::list_entries, {{"conversation", id}}, read_entry);
  read.each(sql::list_attachments, {{"conversation", id}}, [&](const db::Row& row) {
    const auto of = std::ranges::find(entries, row.id<EntryId>("entry"), &Entry::id);
    if (of != entries.end()) of->attachments.push_back({row.text("name"), row.text("type"), row.int64("size")});
  });
  return entries;
}

std::optional<Entry> find_entry(db::Read& read, ConversationId id, EntryId entry) { return read.find(sql::find_entry, {{"conversation", id}, {"entry", entry}}, read_entry); }

Instant find_last(const Conversation& conversation, const std::vector<Entry>& entries) {
  Instant last = conversation.begun_at;
  for (const Entry& entry : entries) {
    if (entry.kind == Entry::Kind::received && !entry.is_automatic) last = entry.at;
  }
  return last;
}

ConversationId take_in(db::Write& write, const Arrived& message) {
  const std::string digest = digest_of(message);
  write.lock("inbox_take_in", 1);  // two messages of one person at once begin one conversation
  const auto known = write.find(sql::find_digest, {{"digest", digest}}, [](const db::Row& row) { return row.id<ConversationId>("conversation"); });
  if (known) return *known;
  auto found = find_place_for(write, message);
  if (found) {
    write.lock("inbox_conversation", found->value());
    const auto before = find_conversation(write, *found);
    if (before->erased_at)
      found.reset();
    else
      go_on_with(write, *before, message);
  }
  const ConversationId id = found ? *found : begin_conversation(write, message);
  insert_entry(write, id, make_received(message), digest);
  return id;
}

Result<void> take_step(db::Write& write, const By& by, ConversationId id, Step step, std::int64_t version) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  if (version != 0 && version != conversation->version) return overtaken();
  auto after = take_step(conversation->standing, step, by.clock.now(), find_last(*conversation, list_entries(write, id)));
  if (!after) return std::unexpected(after.error());
  insert_step(write, by, id, step, conversation->standing);
  set_standing(write, id, *after, by.clock.now());
  record(write, by, id, step_name(step));
  return {};
}

Result<void> assign(db::Write& write, const By& by, ConversationId id, PersonId to) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  if (conversation->standing.assigned_to == to) return {};
  insert_step(write, by, id, Step::assign, conversation->standing);
  conversation->standing.assigned_to = to;
  set_standing(write, id, conversation->standing, by.clock.now());
  record(write, by, id, step_name(Step::assign));
  return {};
}

std::vector<StepRow> list_steps(db::Read& read, ConversationId id) {
  return read.list(sql::list_steps, {{"conversation", id}}, [](const db::Row& row) {
    return StepRow{.id = row.int64("id"),
                   .step = parse_step(row.text("kind")).value(),
                   .before = {.place = parse_place(row.text("former_place")).value(), .state = parse_state(row.text("former_state")).value(), .waiting_since = row.optional_instant("former_waiting_since"), .closed_at = row.optional_instant("former_closed_at"), .assigned_to = row.id<PersonId>("former_assigned_to")},
                   .made_by = row.id<PersonId>("made_by"),
                   .made_at = row.instant("made_at"),
                   .is_undone = row.optional_instant("undone_at").has_value()};
  });
}

Result<void> undo_step(db::Write& write, const By& by, ConversationId id, std::int64_t step) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  const auto steps = list_steps(write, id);
  const auto entries = list_entries(write, id);
  const bool is_last = !steps.empty() && steps.back().id == step && !steps.back().is_undone && steps.back().step != Step::undo;
  const bool is_quiet = entries.empty() || steps.empty() || entries.back().kind == Entry::Kind::note || entries.back().at <= steps.back().made_at;
  if (!is_last || !is_quiet) return refused(Problem::Kind::conflict, tr("Something happened since. Look at the conversation again."));
  insert_step(write, by, id, Step::undo, conversation->standing);
  write.execute(sql::mark_undone, {{"step", step}, {"at", by.clock.now()}});
  set_standing(write, id, steps.back().before, by.clock.now());
  record(write, by, id, step_name(Step::undo));
  return {};
}

Result<void> add_note(db::Write& write, const By& by, ConversationId id, const std::string& words) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  insert_entry(write, id, {.kind = Entry::Kind::note, .id = {}, .at = by.clock.now(), .message_id = {}, .writer_name = {}, .address = {}, .address_key = {}, .subject = {}, .words = words, .quoted = {}, .written_by = by.actor.person, .mail = {}, .attachments = {}}, {});
  record(write, by, id, "note");
  return {};
}

std::vector<Draft> list_drafts(db::Read& read, ConversationId id) {
  return read.list(sql::list_drafts, {{"conversation", id}}, [](const db::Row& row) { return Draft{row.id<PersonId>("written_by"), row.text("words"), row.instant("changed_at")}; });
}

Result<void> save_draft(db::Write& write, const By& by, ConversationId id, const std::string& words) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  if (words.empty())
    write.execute(sql::delete_draft, {{"conversation", id}, {"written_by", by.actor.person}});
  else
    write.execute(sql::put_draft, {{"conversation", id}, {"written_by", by.actor.person}, {"words", words}, {"at", by.clock.now()}});
  return {};
}

namespace {

// What the answer names: our first mail, then every message of the conversation that has a name.
mail::Thread make_thread(db::Read& read, const Conversation& conversation, const std::vector<Entry>& entries) {
  mail::Thread thread;
  const auto add = [&](const std::string& id) {
    if (id.find('@') != std::string::npos) thread.references.push_back(id);
  };
  const auto add_mail = [&](MailId id) {
    if (const auto sent = id ? mail::find_mail(read, id) : std::nullopt) add(sent->message_id);
  };
  add_mail(conversation.mail);
  for (const Entry& entry : entries) {
    if (entry.kind == Entry::Kind::answer) add_mail(entry.mail);
    if (entry.kind != Entry::Kind::received || entry.is_automatic) continue;
    add(entry.message_id);
    if (!entry.message_id.empty()) thread.in_reply_to = entry.message_id;
  }
  if (thread.in_reply_to.empty() && !thread.references.empty()) thread.in_reply_to = thread.references.back();
  return thread;
}

}  // namespace

Result<EntryId> send_answer(db::Write& write, const By& by, ConversationId id, const NewAnswer& answer) {
  auto conversation = take(write, id);
  if (!conversation) return std::unexpected(conversation.error());
  const auto entries = list_entries(write, id);
  if (find_newest(entries) != answer.last) return refused(Problem::Kind::conflict, tr("Something was written here since you opened this page. Read it, then send."));
  const auto number = static_cast<std::int64_t>(entries.size());
  const MailId mail = mail::enqueue(write, by.clock, by.random,
                                    {.kind = "inbox.answer",
                                     .key = "inbox/" + id.format() + "/" + std::to_string(number) + "/" + answer.last.format(),
                                     .mail_class = mail::Class::notice,
                                     .to = answer.to,
                                     .to_name = answer.to_name,
                                     .person = answer.person,
                                     .organisation = conversation->organisation,
                                     .locale = conversation->locale,
                                     .content = answer.content,
                                     .reply_to = {},
                                     .not_before = {},
                                     .list = {},
                                     .thread = make_thread(write, *conversation, entries),
                                     .source = {},
                                     .source_values = {},
                                     .group = {}});
  const EntryId added = insert_entry(write, id, {.kind = Entry::Kind::answer, .id = {}, .at = by.clock.now(), .message_id = {}, .writer_name = {}, .address = answer.to.text(), .address_key = answer.to.key(), .subject = answer.content.subject, .words = answer.words, .quoted = {}, .written_by = by.actor.person, .mail = mail, .attachments = {}}, {});
  set_standing(write, id, inbox::answer(conversation->standing, answer.closes, by.clock.now()), by.clock.now());
  write.execute(sql::delete_draft, {{"conversation", id}, {"written_by", by.actor.person}});
  record(write, by, id, "answer");
  return added;
}

std::vector<Recipient> list_recipients(const std::vector<Entry>& entries) {
  std::vector<Recipient> recipients;
  std::vector<std::string> keys;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->kind != Entry::Kind::received || entry->is_automatic || entry->address_key.empty()) continue;
    if (std::ranges::find(keys, entry->address_key) != keys.end()) continue;
    keys.push_back(entry->address_key);
    recipients.push_back({entry->address, entry->writer_name});
  }
  return recipients;
}

EntryId find_newest(const std::vector<Entry>& entries) {
  EntryId newest;
  for (const Entry& entry : entries) {
    if (entry.kind != Entry::Kind::note && !entry.is_automatic) newest = entry.id;
  }
  return newest;
}

}  // namespace muster::inbox
