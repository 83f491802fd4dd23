#include "features/privacy/erase_store.hpp"

#include <algorithm>

#include "base/crash_point.hpp"
#include "base/email.hpp"
#include "base/text.hpp"
#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/bounces/bounces.hpp"
#include "features/desk/desk.hpp"
#include "features/forms/forms.hpp"
#include "features/imports/imports.hpp"
#include "features/inbox/inbox.hpp"
#include "features/merges/merges.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/intake.hpp"
#include "platform/mail/mail.hpp"
#include "queries_privacy.hpp"

namespace muster::privacy {

std::vector<std::string> split_keys(std::string_view text);

namespace {

constexpr int kMailsAtOnce = 500;
constexpr int kIncomingAtOnce = 50;  // of some hundred kilobytes each at most
// A message may be written by a transaction that began earlier than it can be seen: longer than any of them lasts.
constexpr std::chrono::minutes kUnseen{15};

// A room with free text of its own.
struct Room {
  std::vector<Passage> (*list)(db::Read&, const std::vector<std::string>& words);
  void (*rewrite)(db::Write&, const Passage&);
};
constexpr Room kRooms[] = {{forms::list_passages, forms::rewrite_passage},
                           {reports::list_passages, reports::rewrite_passage},
                           {organisations::list_passages, organisations::rewrite_passage},
                           {access::list_passages, access::rewrite_passage},
                           {inbox::list_passages, inbox::rewrite_passage},
                           {bounces::list_passages, bounces::rewrite_passage}};

Mention make_mention(const Passage& passage, const std::vector<std::string>& words) {
  return {passage.place, passage.row, passage.part, passage.label, people::make_excerpt(passage.text, words)};
}

// Mails to others that name the person: that the organisation has another main contact, for example. One that waits
// is not sent.
void erase_mails_of(db::Write& write, const Clock& clock, OrganisationId organisation, const std::vector<std::string>& words) {
  MailId before;
  for (bool has_more = true; has_more;) {
    const auto mails = mail::list_mails(write, {.organisation = organisation, .limit = kMailsAtOnce, .before = before});
    for (const mail::MailRow& row : mails) {
      if (people::has_words(row.subject, words) || people::has_words(row.text, words) || people::has_words(row.html, words)) mail::erase_words(write, clock, row.id);
    }
    has_more = mails.size() == kMailsAtOnce;
    if (has_more) before = mails.back().id;
  }
}

// The keys of what was changed.
std::vector<std::string> take_out(db::Write& write, const std::vector<std::string>& words, const std::vector<std::string>& mentions) {
  std::vector<std::string> taken_out;
  for (const Room& room : kRooms) {
    for (Passage& passage : room.list(write, words)) {
      const std::string key = mention_key(make_mention(passage, words));
      if (std::ranges::find(mentions, key) == mentions.end()) continue;
      passage.text = people::take_out_words(passage.text, words);
      room.rewrite(write, passage);
      taken_out.push_back(key);
    }
  }
  return taken_out;
}

void forget_words(db::Write& write, const By& by, PersonId person, const std::vector<std::string>& words, const SearchedMail& searched) {
  for (const OrganisationId organisation : organisations::list_organisations_of_person(write, person)) erase_mails_of(write, by.clock, organisation, words);
  for (const std::string& each : words) {
    mail::forget_mails_with(write, by.clock, each);
    if (const auto address = Email::parse(each)) {
      mail::forget_suppression(write, address->key());
      organisations::forget_writer(write, each);
      bounces::forget_address(write, each);
      const bool is_searched = std::ranges::find(searched.addresses, each) != searched.addresses.end();
      mail::erase_incoming_with(write, each, is_searched ? searched.since.value_or(Instant{}) : Instant{});
    }
    audit::erase_personal_words(write, each);
  }
  imports::forget_words(write, words);
}

// Of a second erasure: what was taken out before is still told to later backups.
void note_erasure(db::Write& write, PersonId person, std::vector<std::string> taken_out) {
  const auto before = write.find(sql::find_erasure, {{"person", person}}, [](const db::Row& row) { return row.text("taken_out"); });
  for (std::string& each : split_keys(before.value_or(""))) {
    if (std::ranges::find(taken_out, each) == taken_out.end()) taken_out.push_back(std::move(each));
  }
  write.execute(sql::put_erasure, {{"person", person}, {"taken_out", join(taken_out, " ")}});
}

// Of all numbers: a person whose records were merged has several.
std::vector<std::string> list_words(db::Read& read, PersonId person) {
  std::vector<std::string> words;
  for (const PersonId number : people::list_numbers(read, person)) {
    for (std::string& each : people::list_words_ever(read, number)) {
      if (std::ranges::find(words, each) == words.end()) words.push_back(std::move(each));
    }
  }
  return words;
}

// What stands under one number.
void erase_number(db::Write& write, const By& by, const Programme& programme, PersonId person, const std::vector<std::string>& words, const SearchedMail& searched) {
  reports::forget_person(write, person, words);
  organisations::forget_person(write, by, programme, person);
  access::forget_person(write, by, person);
  desk::forget_person(write, person);
  updates::forget_person(write, person);
  bounces::forget_person(write, person);  // finds messages by the addresses that are still there
  inbox::forget_person(write, by, person, words);
  mail::forget_person(write, by.clock, person);
  forms::erase_names(write, person);
  forget_words(write, by, person, words, searched);
  people::erase_person(write, by, person);
}

}  // namespace

std::vector<std::string> split_keys(std::string_view text) {
  std::vector<std::string> keys;
  for (const auto& each : split(text, ' ')) {
    if (!each.empty()) keys.emplace_back(each);
  }
  return keys;
}

std::string mention_key(const Mention& mention) { return mention.place + "/" + std::to_string(mention.row) + "/" + mention.part; }

std::vector<Mention> list_mentions(db::Read& read, PersonId person) {
  const auto words = list_words(read, person);
  std::vector<Mention> mentions;
  for (const OrganisationId organisation : organisations::list_named_organisations(read, words)) {
    for (Mention& mention : organisations::list_mentions(read, organisation, words)) mentions.push_back(std::move(mention));
  }
  for (const Room& room : kRooms) {
    for (const Passage& passage : room.list(read, words)) mentions.push_back(make_mention(passage, words));
  }
  return mentions;
}

std::int64_t count_mails_naming(db::Read& read, PersonId person) {
  std::int64_t count = 0;
  for (const std::string& each : list_words(read, person)) count = std::max(count, mail::count_mails_with(read, each));
  return count;
}

bool is_last_administrator(db::Read& read, PersonId person, Date today) {
  const auto administrators = access::list_seats(read, Role::administrator, today);
  return !administrators.empty() && std::ranges::all_of(administrators, [&](const auto& seat) { return seat.person == person; });
}

SearchedMail erase_from_mail(db::Database& database, const Clock& clock, PersonId person) {
  SearchedMail searched{.addresses = database.read([&](db::Read& read) { return list_words(read, person); }), .since = clock.now() - Duration(kUnseen)};
  std::erase_if(searched.addresses, [](const std::string& each) { return !Email::parse(each); });
  mail::IncomingPart part;
  do {
    part = database.read([&](db::Read& read) { return mail::look_through_incoming(read, searched.addresses, part.last, kIncomingAtOnce); });
    if (part.found.empty()) continue;
    database.write([&](db::Write& write) {
      for (const auto id : part.found) mail::erase_incoming(write, id);
    },
                   db::Priority::bulk);
    crash_point("privacy.between_messages");
  } while (part.last);
  return searched;
}

void erase(db::Write& write, const By& by, const Programme& programme, PersonId person, const std::vector<std::string>& mentions, const SearchedMail& searched) {
  write.lock("person", person.value());
  const auto words = list_words(write, person);
  const auto taken_out = take_out(write, words, mentions);
  merges::forget_words(write, by, words);
  for (const PersonId number : people::list_numbers(write, person)) {
    merges::forget_person(write, by, number);
    erase_number(write, by, programme, number, words, searched);
    note_erasure(write, number, taken_out);  // a backup may be older than the merge
  }
  write.execute(sql::close_requests, {{"person", person}, {"at", by.clock.now()}, {"outcome", "done"}});
  organisations::stamp_public(write, kForgotten);
  jobs::enqueue(write, by.clock, {.kind = std::string(kErased)});
}

std::vector<Erased> list_erased(db::Read& read) {
  return read.list(sql::list_erased, {}, [](const db::Row& row) {
    return Erased{row.id<PersonId>("id"), row.instant("created_at"), row.instant("erased_at"), split_keys(row.optional_text("taken_out").value_or(""))};
  });
}

namespace {

// A number with another beginning is somebody else.
bool is_of_list(db::Read& read, const Erased& each) {
  return read.find(sql::find_beginning, {{"person", each.person}}, [](const db::Row& row) { return row.instant("created_at"); }) == each.created_at;
}

}  // namespace

Again erase_again(db::Database& database, const By& by, const Programme& programme, const std::vector<Erased>& list) {
  Again again;
  for (const Erased& each : list) {
    const bool is_same = database.read([&](db::Read& read) { return is_of_list(read, each); });
    const SearchedMail searched = is_same ? erase_from_mail(database, by.clock, each.person) : SearchedMail{};
    database.write([&](db::Write& write) {
      if (!is_of_list(write, each)) return;
      for (const Mention& mention : list_mentions(write, each.person)) {
        if (is_for_hands(mention)) again.for_hands.push_back(mention_key(mention));
      }
      erase(write, by, programme, each.person, each.taken_out, searched);
      ++again.forgotten;
    },
                   db::Priority::bulk);
  }
  return again;
}

void ask_for_erasure(db::Write& write, const By& by, PersonId person) {
  write.lock("person", person.value());
  if (write.execute(sql::insert_request, {{"person", person}, {"at", by.clock.now()}}) == 0) return;
  audit::record(write, by, {.action = "privacy.ask_for_erasure", .subject_kind = "person", .subject = person.value(), .about = person});
}

void take_wish_back(db::Write& write, const By& by, PersonId person) {
  if (write.execute(sql::close_requests, {{"person", person}, {"at", by.clock.now()}, {"outcome", "taken_back"}}) == 0) return;
  audit::record(write, by, {.action = "privacy.take_wish_back", .subject_kind = "person", .subject = person.value(), .about = person});
}

std::optional<Instant> find_wish(db::Read& read, PersonId person) {
  return read.find(sql::find_request, {{"person", person}}, [](const db::Row& row) { return row.instant("asked_at"); });
}

std::vector<Wish> list_wishes(db::Read& read) {
  return read.list(sql::list_requests, {}, [](const db::Row& row) { return Wish{row.id<PersonId>("person"), row.instant("asked_at")}; });
}

}  // namespace muster::privacy
