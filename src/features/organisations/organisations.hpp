// The door of the organisations room: the members of the federation as facts: names in any script,
// place, region, presence, public contact, representatives with one prime, leaders, memberships
// elsewhere, key roles. Real records are incomplete: 0, 1 or 5 representatives are held and shown as
// something to put right, never refused when they are facts (S71). No score and no record of an
// organisation's participation exists here or anywhere (S109, S116).
#pragma once

#include <functional>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/date.hpp"
#include "base/email.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "base/url.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {

enum class Status { applicant, accredited, withdrawn, decertified, dissolved, unclear };

// As they are stored.
inline constexpr std::array kStatuses = {Status::applicant, Status::accredited, Status::withdrawn, Status::decertified, Status::dissolved, Status::unclear};

constexpr std::string_view status_name(Status status) {
  switch (status) {
    case Status::applicant: return "applicant";
    case Status::accredited: return "accredited";
    case Status::withdrawn: return "withdrawn";
    case Status::decertified: return "decertified";
    case Status::dissolved: return "dissolved";
    case Status::unclear: break;
  }
  return "unclear";
}

constexpr std::optional<Status> parse_status(std::string_view name) {
  for (const Status status : kStatuses) {
    if (status_name(status) == name) return status;
  }
  return std::nullopt;
}

// Public facts only: safe for every page.
struct Organisation {
  OrganisationId id;
  std::string name;          // own script
  std::string name_english;  // may be empty
  std::string short_name;    // may be empty
  std::string country;       // ISO code; empty = unknown
  std::string region;        // code; derived from the country where that is known (S82)
  std::string place;         // town; may be empty
  std::string kind;          // programme kind code; may be empty
  std::string summary;       // in its own words; may be empty
  std::string summary_language;          // BCP 47 of the summary
  std::vector<std::string> languages;    // BCP 47
  std::vector<std::string> topics;       // programme topic codes
  Status status = Status::accredited;
  std::optional<PartialDate> joined_on;
  std::string contact;       // public contact as publicised: address or link; empty = relay form or none (S69)
  bool prefers_relay = false;  // the relay form instead of the contact; the public projection leaves it out
  std::string website;       // empty = none known (S55)
  std::string reference_url; // the page that names ICANN and At-Large, as stated (S57)
  bool is_quiet = false;     // not in the public directory, by decision
  std::int64_t version = 0;  // for two editors at once
};

// With a PublicRead: from the public projection, in which quiet organisations do not exist.
std::optional<Organisation> find_organisation(db::PublicRead& read, OrganisationId id);
// Every one that the public may see, by its number.
std::vector<OrganisationId> list_public_numbers(db::PublicRead& read);
// With a Read: whatever its state.
std::optional<Organisation> find_organisation(db::Read& read, OrganisationId id);
Organisation get_organisation(db::Read& read, OrganisationId id);
// A record that was merged into another one keeps its row, and no list shows it. Which one stands for it, if any.
std::optional<OrganisationId> find_standing_for(db::PublicRead& read, OrganisationId id);
std::optional<OrganisationId> find_standing_for(db::Read& read, OrganisationId id);
// Numbers of the records that were merged into this one.
std::vector<OrganisationId> list_merged(db::Read& read, OrganisationId id);
std::vector<Organisation> list_organisations(db::Read& read, const std::vector<OrganisationId>& ids);
// Every organisation that must report (accredited, or unclear), by id; bounded by 20,000.
std::vector<Organisation> list_reporting(db::Read& read);
// Organisations whose name or place matches, any script or transliterated; best first.
std::vector<Organisation> search_organisations(db::Read& read, std::string_view query, int limit);

// Current public members by country and region, for maps and numbers.
struct CountryCount {
  std::string country;  // ISO code; empty = not known
  std::string region;
  std::int64_t count = 0;
};
std::vector<CountryCount> list_country_counts(db::PublicRead& read);

// The name as it is shown and sorted: the organisation's own.
const std::string& display_name(const Organisation& organisation);

struct Membership {  // S28, S29, S134 to S136: recorded, never blocked
  std::string body;           // programme code, or free words after "other:"
  std::string status;         // programme code
  std::string votes_there;    // yes, no, unknown (S135: an open question, recorded only)
};
struct KeyRole {     // S137, S138: of a representative, recorded, never blocked
  PersonId person;
  std::string body;
  std::string role;
};
struct Leader {
  PersonId person;
  std::string office;   // "Chair", in the organisation's words
};

// Private side; a public handler has no Read to call these with.
std::vector<Leader> list_leaders(db::Read& read, OrganisationId id);
std::vector<Membership> list_memberships(db::Read& read, OrganisationId id);
std::vector<KeyRole> list_key_roles(db::Read& read, OrganisationId id);
struct PrivateSide {
  std::optional<Email> redistribution_address;  // S36
  bool action_mail_to_all = false;              // S75
  std::string relay_address;                    // where the relay form sends when the contact is not shown
  std::string waiver_wish;                      // text; empty = none (S38)
  std::optional<Date> departure_deadline;       // grace period after a representative left
  std::string external_key;                     // from an import
  std::string source_note;                      // where the record was seen
  std::string region_reason;                    // why staff chose another region than the country's
};
PrivateSide get_private_side(db::Read& read, OrganisationId id);

// Choices about mail of every organisation that reports, by id; bounded as list_reporting (S36, S75).
struct MailChoice {
  OrganisationId id;
  std::string redistribution_address;  // empty: none
  bool action_mail_to_all = false;
};
std::vector<MailChoice> list_mail_choices(db::Read& read);

// Who receives mail about the organisation: action mail to the prime alone unless it asked otherwise
// (S74, S75), general mail to all (S73). Without a prime: all.
std::vector<PersonId> list_recipients(db::Read& read, OrganisationId id, bool is_action, Date today);
// All people whose traces must not appear in published text: representatives past and present, leaders.
std::vector<PersonId> list_known_people(db::Read& read, OrganisationId id);
// The other way round: every organisation whose texts this person's traces must not appear in.
std::vector<OrganisationId> list_organisations_of_person(db::Read& read, PersonId person);

// Everything that may be changed of the register, one call per save: only fields that are set change.
struct Edit {
  std::optional<std::string> name, name_english, short_name, country, place, kind, summary, summary_language;
  std::optional<std::vector<std::string>> languages, topics;
  std::optional<std::string> contact;  // address or link
  std::optional<bool> prefers_relay;
  std::optional<std::string> website, reference_url;
  std::optional<std::string> region_override, override_reason;
  std::optional<PartialDate> joined_on;
  bool clears_joined_on = false;  // no longer known
  std::optional<std::vector<Membership>> memberships;
  std::optional<std::string> redistribution_address;  // empty removes
  std::optional<bool> action_mail_to_all;
  std::optional<std::string> waiver_wish;
  std::optional<std::string> relay_address;  // empty removes
};
// Trims and checks every field that is set; the problem names the field, of a membership with its row:
// "membership-2-status". Unknown codes, countries and
// tags are refused; what is empty is allowed, as real records have gaps.
Result<Edit> check_edit(const Programme& programme, const Edit& edit);
// Applies, audits, and stamps public pages as changed. `version` guards against a lost edit when not 0.
Result<void> apply_edit(db::Write& write, const By& by,
                        const Programme& programme, OrganisationId id, const Edit& edit, std::int64_t version = 0);
Result<OrganisationId> insert_organisation(db::Write& write, const By& by, const Programme& programme, const Edit& edit, Status status);
void set_status(db::Write& write, const By& by, OrganisationId id,
                Status status, std::optional<PartialDate> on, std::string_view reason);
void set_quiet(db::Write& write, const By& by, OrganisationId id, bool quiet, std::string_view reason);
// Empty removes it.
void set_external_key(db::Write& write, OrganisationId id, std::string_view key);
void set_source_note(db::Write& write, OrganisationId id, std::string_view note);
// A key of a record that was merged finds the one that stands for it.
std::optional<OrganisationId> find_by_external_key(db::Read& read, std::string_view key);
// Organisations whose own name folds to this (search::fold), at most 20.
std::vector<Organisation> list_by_folded_name(db::Read& read, std::string_view folded);
// The former state again, its line of the history taken out: the newest change was a mistake.
void take_back_status(db::Write& write, const By& by, OrganisationId id, Status former, std::string_view reason);
// A record that was made by mistake goes, with the seats of its representatives; the log keeps what happened.
// Nothing may have come to stand on it since: the caller has made sure.
void erase_organisation(db::Write& write, const By& by, OrganisationId id, std::string_view reason);

// Representatives (S71, S72). A new fifth is refused; departures always succeed and open a grace period.
Result<void> add_representative(db::Write& write, const By& by,
                                const Programme& programme, OrganisationId id, PersonId person, bool as_prime);
// A fact from another record: held also when there are more than may be (S71). Prime only where there is none.
SeatId hold_representative(db::Write& write, const By& by, const Programme& programme, OrganisationId id, PersonId person, bool as_prime);
// Takes out a seat that was granted by mistake: nobody left, so no grace period opens.
void remove_mistaken_representative(db::Write& write, const By& by, OrganisationId id, SeatId seat, std::string_view reason);
void remove_representative(db::Write& write, const By& by,
                           const Programme& programme, OrganisationId id, PersonId person, std::string_view reason);
// Tells every representative; can be contested for seven days.
Result<void> change_prime(db::Write& write, const By& by,
                          const Programme& programme, OrganisationId id, PersonId person);
// Within the seven days, by one of the representatives; staff then look at it. Refused when it is too late.
Result<void> contest_prime(db::Write& write, const By& by, OrganisationId id);
// The newest change of prime that can still be contested, if there is one.
struct PrimeChange {
  std::int64_t id = 0;
  PersonId former;
  PersonId person;
  Instant changed_at;
  Instant contestable_until;
  bool is_contested = false;
};
std::optional<PrimeChange> find_prime_change(db::Read& read, OrganisationId id, Instant now);
// The words for an office or a role, on one line; may be empty.
Result<std::string> check_office(std::string_view field, std::string_view office);
// Empty rows are left out; the problem names the field with its row: "role-2-body".
Result<std::vector<KeyRole>> check_key_roles(const Programme& programme, const std::vector<KeyRole>& roles);
// One of the organisation's people of that name, else somebody new.
PersonId find_or_insert_person(db::Write& write, const By& by, OrganisationId id, const std::string& name);
// Named leaders are told so by mail, once.
void set_leaders(db::Write& write, const By& by, OrganisationId id, const std::vector<Leader>& leaders);
// Of representatives elsewhere (S137, S138): recorded as given.
void set_key_roles(db::Write& write, const By& by, OrganisationId id, const std::vector<KeyRole>& roles);

// Things for staff to put right: too few or too many representatives, no prime, contested prime, no contact.
struct Attention {
  OrganisationId organisation;
  std::string kind;  // too_few_representatives, too_many_representatives, no_prime, prime_contested, departure_overdue, no_contact, wrong_person
  Instant since;
  std::int64_t count = 0;
};
std::vector<Attention> list_attention(db::Read& read, const Programme& programme, Date today, int limit);
// An item that somebody reported (prime_contested, departure, wrong_person): staff have dealt with it.
void close_attention(db::Write& write, const By& by, OrganisationId id, std::string_view kind);

// What is held here about a person: offices as a leader, roles elsewhere, what was reported.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// Seats as a representative end (with the period of grace that a departure has); links and reported words go. Offices
// held stay, without a name.
void forget_person(db::Write& write, const By& by, const Programme& programme, PersonId person);
// What staff and others wrote about organisations, where it holds these words.
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
void rewrite_passage(db::Write& write, const Passage& passage);
// Organisations that may hold these words in what they say of themselves.
std::vector<OrganisationId> list_named_organisations(db::Read& read, const std::vector<std::string>& words);
// People who had no seat, office or role elsewhere since then and were known before.
std::vector<PersonId> list_former_people(db::Read& read, Instant before, int limit);
// Messages from the public that were written from this address.
void forget_writer(db::Write& write, const std::string& address);
// Where these words stand in what an organisation says of itself. Staff put that right by its form.
std::vector<Mention> list_mentions(db::Read& read, OrganisationId id, const std::vector<std::string>& words);
// Messages from the public that were delivered before then: how many, and takes at most `limit` of them out.
std::int64_t count_messages_before(db::Read& read, Instant before);
std::int64_t delete_messages_before(db::Write& write, Instant before, int limit);

// A link for mails about an organisation, "The wrong person got this": opens a page with one button, works
// without signing in, shows nothing. The button tells staff.
std::string make_wrong_person_link(db::Write& write, const By& by, PersonId person, OrganisationId organisation, Locale locale,
                                   const std::string& public_url);

// The region of a country on a day: as staff dated it, else as the programme says; empty when neither knows.
std::string find_region_of_country(db::Read& read, const Programme& programme, std::string_view country, Date today);
// From that day on; organisations of the country follow unless staff chose their region.
Result<void> set_region_of_country(db::Write& write, const By& by, const Programme& programme, std::string_view country,
                                   std::string_view region, Date from, std::string_view reason);

// Public pages of a topic ("organisations", "reports") changed: every server drops them from its cache.
void stamp_public(db::Write& write, std::string_view topic);
std::vector<std::pair<std::string, std::int64_t>> list_stamps(db::PublicRead& read);

// Jobs enqueued in the write of their cause, for rooms above to give their work; values: organisation.
inline constexpr std::string_view kPeopleChanged = "organisations.people_changed";   // names to guard against changed
inline constexpr std::string_view kStatusChanged = "organisations.status_changed";

// What the organisation page shows of a report; app/ connects it to the reports room.
struct LatestReport {
  std::string url;       // of the whole report
  Message heading;       // "Report, November 2026"
  std::string language;  // BCP 47 of the answers
  struct Line {
    Message label;
    std::string text;
  };
  std::vector<Line> lines;
  struct Earlier {
    Message label;
    std::string url;
  };
  std::vector<Earlier> earlier;
};
using FindLatestReport = std::function<std::optional<LatestReport>(db::PublicRead&, OrganisationId, Locale)>;

}  // namespace muster::organisations
