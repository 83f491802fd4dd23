// The door's functions on rows: queueing, the switch that holds mail, suppressions, staff lists.
#include "platform/mail/mail.hpp"

#include "base/text.hpp"
#include "platform/mail/header.hpp"
#include "platform/mail/list_fields.hpp"
#include "platform/mail/outbox.hpp"
#include "platform/mail/thread_fields.hpp"
#include "queries_mail.hpp"

namespace muster::mail {

namespace {

std::string paused_switch(std::string_view group) { return "paused/" + std::string(group); }

std::string domain_of(const Email& address) {
  const std::string key = address.key();
  return key.substr(key.rfind('@') + 1);
}

}  // namespace

MailId enqueue(db::Write& write, const Clock& clock, Random& random, const NewMail& mail) {
  if (mail.key.empty() || mail.kind.empty()) throw std::logic_error("mail: a mail needs a kind and a key");
  const Instant now = clock.now();
  const bool waits = mail.mail_class != Class::sign_in && is_held(write);
  const ListFields list = clean_list_fields(mail.list);
  const Thread thread = clean_thread(mail.thread);
  std::optional<std::string> reply_to;
  if (mail.reply_to) reply_to = mail.reply_to->text();
  return MailId(write.insert(sql::insert_mail, {{"kind", mail.kind},
                                                {"mail_key", mail.key},
                                                {"mail_class", format_class(mail.mail_class)},
                                                {"state", waits ? "held" : "queued"},
                                                {"to_address", mail.to.text()},
                                                {"to_key", mail.to.key()},
                                                {"to_name", clean_header_text(mail.to_name)},
                                                {"reply_to", reply_to},
                                                {"person", mail.person},
                                                {"organisation", mail.organisation},
                                                {"locale", locale_tag(mail.locale)},
                                                {"subject", clean_header_text(mail.content.subject)},
                                                {"body_text", mail.content.text},
                                                {"body_html", mail.content.html},
                                                {"message_id", random.token()},
                                                {"now", now},
                                                {"due_at", mail.not_before.value_or(now)},
                                                {"list_id", list.id},
                                                {"list_words", list.words},
                                                {"unsubscribe_url", list.unsubscribe_url},
                                                {"unsubscribe_mailto", list.unsubscribe_mailto},
                                                {"is_one_click", list.is_one_click},
                                                {"feedback_id", list.feedback_id},
                                                {"source", mail.source},
                                                {"source_values", mail.source_values},
                                                {"mail_group", mail.group},
                                                {"domain", domain_of(mail.to)},
                                                {"in_reply_to", thread.in_reply_to},
                                                {"reference_ids", format_references(thread)}}));
}

std::vector<MailRow> list_mails(db::Read& read, const Filter& filter) {
  const db::Parameter before{"before", filter.before.value()};
  const db::Parameter limit{"limit", filter.limit};
  const db::Parameter state{"state", filter.state};
  const db::Parameter organisation{"organisation", filter.organisation.value()};
  if (filter.person) {
    return read.list(sql::list_mails_of_person, {{"person", filter.person}, organisation, state, before, limit}, make_row);
  }
  if (filter.organisation) return read.list(sql::list_mails_of_organisation, {organisation, state, before, limit}, make_row);
  if (filter.state == "sent") return read.list(sql::list_sent_mails, {before, limit}, make_row);
  if (!filter.state.empty()) return read.list(sql::list_mails_in_state, {state, before, limit}, make_row);
  return read.list(sql::list_mails, {before, limit}, make_row);
}

std::optional<MailRow> find_mail(db::Read& read, MailId id) { return read.find(sql::find_mail, {{"id", id}}, make_row); }

std::optional<MailRow> find_mail_by_message_id(db::Read& read, std::string_view message_id) {
  const std::size_t left = message_id.substr(0, message_id.find('@')).size();
  return read.find(sql::find_mail_by_message_id, {{"left", message_id.substr(0, left)}, {"right", message_id.substr(left)}, {"whole", message_id}}, make_row);
}

std::int64_t count_mails(db::Read& read, std::string_view state) {
  if (state.empty()) return read.count(sql::count_mails);
  if (state == "sent") return read.count(sql::count_sent_mails);
  return read.count(sql::count_mails_in_state, {{"state", state}});
}

std::vector<MailRow> list_planned(db::Read& read, Instant until) {
  return read.list(sql::list_planned, {{"until", until}}, make_row);
}

bool is_held(db::Read& read) {
  return read.find(sql::find_switch, {{"name", "hold"}}, [](const db::Row& row) { return row.flag("is_on"); }).value_or(false);
}

void hold(db::Write& write, const Clock& clock, bool held) {
  write.execute(sql::set_switch, {{"name", "hold"}, {"is_on", held}, {"now", clock.now()}});
  write.execute(held ? sql::hold_queued : sql::release_held, {});
}

// The switch stays as long as the pause: what a sender gives back meanwhile is parked by the next claim.
void pause_group(db::Write& write, std::string_view group) {
  write.execute(sql::set_switch, {{"name", paused_switch(group)}, {"is_on", true}, {"now", Instant()}});
  write.execute(sql::pause_group, {{"mail_group", group}, {"never", kNever}});
}

void resume_group(db::Write& write, const Clock& clock, std::string_view group) {
  write.execute(sql::delete_switch, {{"name", paused_switch(group)}});
  write.execute(sql::resume_group, {{"mail_group", group}, {"never", kNever}, {"now", clock.now()}});
}

void cancel_group(db::Write& write, const Clock& clock, std::string_view group) {
  write.execute(sql::delete_switch, {{"name", paused_switch(group)}});
  write.execute(sql::cancel_group, {{"mail_group", group}, {"now", clock.now()}});
}

GroupCounts count_group(db::Read& read, std::string_view group) {
  GroupCounts counts;
  std::int64_t all = 0;
  read.each(sql::count_group, {{"mail_group", group}}, [&](const db::Row& row) {
    const std::string state = row.text("state");
    (state.empty() ? all : state == "failed" ? counts.failed : state == "suppressed" ? counts.suppressed : counts.waiting) += row.int64("count");
  });
  counts.sent = all - counts.waiting - counts.failed - counts.suppressed;
  return counts;
}

std::int64_t count_group_waiting(db::Read& read, std::string_view group, std::int64_t most) {
  return read.count(sql::count_group_waiting, {{"mail_group", group}, {"most", most}});
}

bool was_sent(db::Read& read, std::string_view group, OrganisationId organisation, Locale locale, Instant from, Instant until) {
  return read.count(sql::was_sent, {{"mail_group", group}, {"organisation", organisation}, {"locale", locale_tag(locale)}, {"from", from}, {"until", until}}) > 0;
}

bool has_untried(db::Read& read, std::string_view group) { return read.count(sql::has_untried, {{"mail_group", group}}) > 0; }

std::optional<MailRow> fill_in(db::Read& read, const Makers& makers, MailRow mail) {
  if (mail.source.empty()) return mail;
  const auto maker = makers.find(mail.source);
  if (maker == makers.end()) throw std::logic_error("mail: nobody makes mails of " + mail.source);
  auto made = maker->second(read, mail);
  if (!made) return std::nullopt;
  mail.subject = clean_header_text(made->content.subject);
  mail.text = std::move(made->content.text);
  mail.html = std::move(made->content.html);
  mail.list = clean_list_fields(made->list);
  if (made->reply_to) mail.reply_to = made->reply_to->text();
  return mail;
}

bool retry_mail(db::Write& write, const Clock& clock, MailId id) {
  return write.execute(sql::retry_mail, {{"id", id}, {"now", clock.now()}}) == 1;
}

void erase_content(db::Write& write, std::string_view key) { write.execute(sql::erase_content, {{"mail_key", key}}); }

void erase_contents_of_person(db::Write& write, PersonId person, std::string_view kind) {
  write.execute(sql::erase_contents_of_person, {{"person", person}, {"kind", kind}});
}

void erase_old_contents(db::Write& write, std::string_view kind, Instant before) {
  write.execute(sql::erase_old_contents, {{"kind", kind}, {"before", before}});
}

void forget_person(db::Write& write, const Clock& clock, PersonId person) {
  write.execute(sql::stop_mails_of_person, {{"person", person}, {"now", clock.now()}});
  write.execute(sql::forget_suppressions_of_person, {{"person", person}});
  write.execute(sql::forget_mails_of_person, {{"person", person}});
}

namespace {

db::Parameters make_patterns(std::string_view words) {
  return {{"pattern", db::make_like_pattern(words)}, {"small", db::make_like_pattern(to_lower_ascii(words))}};
}

}  // namespace

std::int64_t count_mails_with(db::Read& read, std::string_view words) { return read.count(sql::count_mails_with, make_patterns(words)); }

void forget_mails_with(db::Write& write, const Clock& clock, std::string_view words) {
  db::Parameters patterns = make_patterns(words);
  db::Parameters stopped = patterns;
  stopped.push_back({"now", clock.now()});
  write.execute(sql::stop_mails_with, stopped);
  write.execute(sql::forget_mails_with, patterns);
}

void forget_suppression(db::Write& write, std::string_view address_key) { write.execute(sql::delete_suppression, {{"address_key", address_key}}); }

std::int64_t count_addresses_before(db::Read& read, Instant before) { return read.count(sql::count_addresses_before, {{"before", before}}); }

std::int64_t erase_addresses_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::erase_addresses_before, {{"before", before}, {"limit", limit}});
}

void erase_words(db::Write& write, const Clock& clock, MailId id) {
  write.execute(sql::stop_mail, {{"id", id}, {"now", clock.now()}});
  write.execute(sql::erase_words, {{"id", id}});
}

std::int64_t count_words_before(db::Read& read, Instant before) { return read.count(sql::count_words_before, {{"before", before}}); }

std::int64_t erase_words_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::erase_words_before, {{"before", before}, {"limit", limit}});
}

void suppress(db::Write& write, const Clock& clock, const Email& address, std::string_view reason) {
  write.execute(sql::insert_suppression, {{"address_key", address.key()}, {"reason", reason}, {"now", clock.now()}});
}

bool unsuppress(db::Write& write, const Email& address) {
  return write.execute(sql::delete_suppression, {{"address_key", address.key()}}) == 1;
}

std::optional<Suppression> find_suppression(db::Read& read, const Email& address) {
  return read.find(sql::find_suppression, {{"address_key", address.key()}}, [](const db::Row& row) {
    return Suppression{row.text("address_key"), row.text("reason"), row.instant("suppressed_at")};
  });
}

std::vector<std::string> list_suppressed(db::Read& read) {
  return read.list(sql::list_suppressed, {}, [](const db::Row& row) { return row.text("address_key"); });
}

}  // namespace muster::mail
