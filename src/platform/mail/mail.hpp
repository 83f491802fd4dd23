// Mail out: a queue in the database in which every recipient ends in exactly one final state, sent by
// SMTP through a smarthost. A message is rendered before it is queued, in the recipient's language;
// its Message-ID is stable, so that a repeat after a crash is recognised as one (RFC 1047).
// With smarthost "log" nothing leaves the machine and /dev/mail shows the queue.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/email.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/secret.hpp"
#include "platform/db/database.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::mail {

// What a .mail view renders to.
struct Content {
  std::string subject;
  std::string text;
  std::string html;
};

enum class Class {
  sign_in,   // always first, never held back by bulk
  notice,    // about the recipient's own duties
  bulk,
};

// What a mail to many says about its list, for the reader's program; empty members are not said. What cannot stand in
// a header is taken out, an address that is none is left out.
struct ListFields {
  std::string id;                  // "updates.en.example.org" (RFC 2919)
  std::string words;               // what people call the list, beside the id
  std::string unsubscribe_url;     // "https://…" (RFC 2369)
  std::string unsubscribe_mailto;  // "mailto:…"
  bool is_one_click = false;       // a POST to the address unsubscribes at once (RFC 8058)
  std::string feedback_id;         // names a sending to the operators of mailboxes, and nobody
  bool operator==(const ListFields&) const = default;
};

// Which messages a mail answers (RFC 5322 section 3.6.4): Message-IDs without brackets. They may come from strangers:
// what is none is left out.
struct Thread {
  std::string in_reply_to;
  std::vector<std::string> references;  // oldest first
  bool operator==(const Thread&) const = default;
};

struct NewMail {
  std::string kind;  // "reports.reminder"
  std::string key;   // idempotency: one mail for one key, ever
  Class mail_class = Class::notice;
  Email to;
  std::string to_name;  // display name; may be empty
  PersonId person;      // whose address it is; null for outsiders
  OrganisationId organisation;  // what it is about; null when nothing
  Locale locale = Locale::en;
  Content content;
  std::optional<Email> reply_to;  // the programme's human address when absent
  std::optional<Instant> not_before;
  ListFields list;
  Thread thread;  // of an answer that a person wrote
  // Mail to many holds no words in its row: the maker of this name makes them when it is sent, from these values.
  std::string source;
  std::string source_values;
  std::string group;  // what is paused, cancelled and counted together: "updates:12"; may be empty
};

struct MailRow;

// What a maker makes for one mail. Its subject goes before the row's.
struct Made {
  Content content;
  ListFields list;
  std::optional<Email> reply_to;
};
// Nothing when the mail is not wanted any more; it is then suppressed.
using Maker = std::function<std::optional<Made>(db::Read&, const MailRow&)>;
using Makers = std::map<std::string, Maker, std::less<>>;

// Queues once; a second mail with the same key is not added (returns the first's number). Controls,
// line breaks and bidi overrides in subject and name become spaces: no field can add a header.
MailId enqueue(db::Write& write, const Clock& clock, Random& random, const NewMail& mail);

struct Settings {
  std::string smarthost;  // "log", or "host:port"
  std::string user;
  Secret password;
  enum class Tls { off, opportunistic, required } tls = Tls::opportunistic;
  std::string ca_file;    // extra trust anchors, PEM
  std::string helo;       // our host name
  Email from;             // programme's address
  std::string from_name;  // programme's name
  Email reply_to;         // a human
  int connections = 2;
  int domain_rate = 0;  // mails a minute to one domain; 0: no limit
  // Bounces come back to b+NUMBER.TAG at this domain (return_path.hpp); empty: the domain of `from`.
  std::string return_domain;
  Secret return_key;  // empty: they come back to `from` itself
  bool receives = false;  // answers reach this program: they go to r+NUMBER.TAG at that domain
};

struct MailRow {  // for staff pages and /dev/mail
  MailId id;
  std::string kind;
  std::string state;  // queued, sending, sent, failed, held, suppressed
  Class mail_class = Class::notice;
  std::string to;
  std::string to_name;
  std::string reply_to;  // empty: the programme's human address
  Locale locale = Locale::en;
  std::string subject;
  std::string text;
  std::string html;
  std::string message_id;  // without angle brackets; complete from the first try on
  std::string reason;      // why it failed, waits or was suppressed; the smarthost's own words
  PersonId person;
  OrganisationId organisation;
  Instant created_at;
  Instant due_at;  // not before; after a refusal "for now", the next try
  std::optional<Instant> first_tried_at;
  std::optional<Instant> finished_at;
  int attempts = 0;
  int refusals = 0;  // answers "not now" (4xx) so far
  ListFields list;
  Thread thread;
  std::string source;
  std::string source_values;
  std::string group;
  std::string domain;  // of the recipient, as A-labels
};
// The mail with its words, also where a maker makes them; nothing when it does not make them any more.
std::optional<MailRow> fill_in(db::Read& read, const Makers& makers, MailRow mail);

struct Filter {
  std::string state;  // "" = any
  OrganisationId organisation;
  PersonId person;
  int limit = 50;
  MailId before;  // older than this
};
std::vector<MailRow> list_mails(db::Read& read, const Filter& filter);
std::optional<MailRow> find_mail(db::Read& read, MailId id);
// That a message names by its Message-ID; nobody but those who got it knows that one.
std::optional<MailRow> find_mail_by_message_id(db::Read& read, std::string_view message_id);
std::int64_t count_mails(db::Read& read, std::string_view state);
// What waits to be sent by then, held mail included, soonest first; at most 1,000.
std::vector<MailRow> list_planned(db::Read& read, Instant until);

// Takes subject and words out of mails of the door whose code or link no longer works, so that a copy of the
// database lets nobody in. Only mails in a final state and of class sign_in; the rows stay.
void erase_content(db::Write& write, std::string_view key);
void erase_contents_of_person(db::Write& write, PersonId person, std::string_view kind);
void erase_old_contents(db::Write& write, std::string_view kind, Instant before);
// For a person who is forgotten: what waits to go out does not go; of what went, addresses and words are taken out.
void forget_person(db::Write& write, const Clock& clock, PersonId person);
// Subject and words of one mail; one that waits is not sent.
void erase_words(db::Write& write, const Clock& clock, MailId id);
// Mails about no person, or about another one, that hold these words or went to this address: how many; what waits
// for no organisation is not sent, what is in a final state loses addresses and words. Letters of ASCII match in either case.
std::int64_t count_mails_with(db::Read& read, std::string_view words);
void forget_mails_with(db::Write& write, const Clock& clock, std::string_view words);
// Suppressions of this address.
void forget_suppression(db::Write& write, std::string_view address_key);
// Mails in a final state that ended before then and still name an address: how many, and takes addresses, words and
// the person out of at most `limit` of them.
std::int64_t count_addresses_before(db::Read& read, Instant before);
std::int64_t erase_addresses_before(db::Write& write, Instant before, int limit);
// Mails in a final state that ended before then and still hold words: how many, and takes the words out of at most
// `limit` of them.
std::int64_t count_words_before(db::Read& read, Instant before);
std::int64_t erase_words_before(db::Write& write, Instant before, int limit);

// The switch that holds all mail but sign-in mail; true = held.
bool is_held(db::Read& read);
void hold(db::Write& write, const Clock& clock, bool held);
// Groups of mails to many. A paused one waits until it is resumed; of a cancelled one nothing more goes out. What a
// connection holds already, a few mails each, still goes.
void pause_group(db::Write& write, std::string_view group);
void resume_group(db::Write& write, const Clock& clock, std::string_view group);
void cancel_group(db::Write& write, const Clock& clock, std::string_view group);
struct GroupCounts {
  std::int64_t waiting = 0;  // queued, held or just being sent
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  std::int64_t suppressed = 0;
};
GroupCounts count_group(db::Read& read, std::string_view group);
// How many wait, counted no further than `most`: cheap for a group of a million. Untried: not even once.
std::int64_t count_group_waiting(db::Read& read, std::string_view group, std::int64_t most);
bool has_untried(db::Read& read, std::string_view group);
// Whether one of the group was sent between these moments, about this organisation in this language.
bool was_sent(db::Read& read, std::string_view group, OrganisationId organisation, Locale locale, Instant from, Instant until);

// Puts a failed mail back in the queue. False when it is not failed.
bool retry_mail(db::Write& write, const Clock& clock, MailId id);

// Addresses that get no mail any more; looked up when a mail is about to be sent, so that it also
// stops what is queued. A repeated suppress keeps the newer reason.
struct Suppression {
  std::string address_key;
  std::string reason;
  Instant suppressed_at;
};
void suppress(db::Write& write, const Clock& clock, const Email& address, std::string_view reason);
bool unsuppress(db::Write& write, const Email& address);  // false when it was not
std::optional<Suppression> find_suppression(db::Read& read, const Email& address);
// The keys of all such addresses, in order; at most 1,000,000.
std::vector<std::string> list_suppressed(db::Read& read);

// The RFC 5322 message as it goes over the wire (CRLF), for tests and `show source`.
std::string format_message(const MailRow& mail, const Settings& settings);

// Sends what is due until nothing is; one of these runs in each server.
class Sender {
 public:
  Sender(jobs::Context context, Settings settings, Makers makers = {});
  ~Sender();
  void start();
  void stop();
  void wake();
  int run_due();  // in this thread; for tests and the demo's clock. Returns messages that reached a final state.

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::mail
