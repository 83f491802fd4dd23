// The door of the reports room: the two-year report from its date to the public page (S18 to S34,
// S50, S128 to S131). A date is a pure function of schedule, slot and exceptions; nothing falls due
// before the first cycle begins. "Late" is a word for staff and never public. Register changes made in
// a report take effect at once; the report keeps a snapshot. No answer ever leads to a sanction here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/date.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/problem.hpp"
#include "base/programme.hpp"
#include "platform/db/database.hpp"

namespace muster::organisations {
struct Organisation;
}

namespace muster::reports {

enum class State {
  started,   // somebody saved an answer
  sent,      // waits for review; may be taken back
  review,    // staff opened it; read-only for representatives
  question,  // staff asked about an answer; open again for that answer
  accepted,
};

// What staff and overview see of one organisation's place in the current round.
enum class Standing { not_due, not_started, started, to_review, question, accepted, late, deferred };

struct Report {
  ReportId id;
  OrganisationId organisation;
  int round = 1;                       // 1 = first cycle
  State state = State::started;
  ResponseId response;                 // forms room
  Date due_on;                         // as it stood when started; the schedule decides today's
  Instant started_at;
  PersonId started_by;
  std::optional<Instant> sent_at;
  PersonId sent_by;
  std::optional<Instant> accepted_at;
  PersonId assigned_to;                // handed over to this representative; null = any
  bool is_on_behalf = false;           // entered by staff; waits for a representative's confirmation
  std::string on_behalf_source;        // "telephone, 3 March"; empty otherwise
  std::optional<Instant> confirmed_at; // of an entry on behalf
  std::int64_t version = 0;
};

std::optional<Report> find_report(db::Read& read, ReportId id);
// The report of the round that is current for the organisation today, if somebody started it.
std::optional<Report> find_current_report(db::Read& read, const Programme& programme, OrganisationId organisation, Date today);
// Newest first.
std::vector<Report> list_reports(db::Read& read, OrganisationId organisation);

// One row a reporting organisation: the round it is in, when it is due, how it stands.
struct Place {
  OrganisationId organisation;
  std::string region;
  int round = 1;
  std::optional<Date> due_on;   // empty while no first cycle is set or no slot given
  std::optional<Date> opens_on; // the report can be started from then on; never before the first cycle
  Standing standing = Standing::not_due;
  ReportId report;              // null when not started
  int reminders_sent = 0;
  std::optional<Instant> sent_at;
};
std::optional<Place> find_place(db::Read& read, const Programme& programme, OrganisationId organisation, Date today);
std::vector<Place> list_places(db::Read& read, const Programme& programme, Date today);
// The same for organisations that the caller has read already, in their order.
std::vector<Place> list_places(db::Read& read, const Programme& programme, Date today, const std::vector<organisations::Organisation>& reporting);

// Reports that wait for review.
std::int64_t count_to_review(db::Read& read);
// Other things that wait for staff: organisations to call or write to, and wishes for more time.
std::int64_t count_tasks(db::Read& read);

// The newest wish for more time in the current round, for the representatives' own page.
struct TimeWish {
  enum class Decision { open, granted, refused } decision = Decision::open;
  Date wished_on;
  std::string answer;  // of staff, as written; may be empty
};
std::optional<TimeWish> find_time_wish(db::Read& read, OrganisationId organisation, int round);

// A published report, from public answers alone (S31, S32). All in public tables.
struct Publication {
  ReportId report;
  OrganisationId organisation;
  int year = 0;
  int number = 1;            // 2 for a second one in the same year
  Instant published_at;
  std::string language;         // BCP 47: the language it was written in
  std::string address() const;  // "2026-142": year and organisation; "2026-142-2" for a second one
};
struct PublishedAnswer {
  std::string question;  // form question code
  std::string label;     // in the reader's language, from the form version
  std::string text;      // ready to show
};
// Every published report of organisations that the public may see, by its address in lists of everything; `updated_at`
// is when it was published or corrected.
struct PublishedAddress {
  std::string address;
  Instant updated_at;
};
std::vector<PublishedAddress> list_published_addresses(db::PublicRead& read);
std::vector<Publication> list_publications(db::PublicRead& read, int year, std::string_view region, std::int64_t before, int limit);
std::optional<Publication> find_latest_publication(db::PublicRead& read, OrganisationId organisation);
std::vector<Publication> list_publications_of(db::PublicRead& read, OrganisationId organisation);

// Accepted reports in which the leak guard found something that nobody has decided about: not published, or
// taken from the public until staff decide. Longest waiting first.
struct HeldReport {
  ReportId report;
  OrganisationId organisation;
  std::int64_t findings = 0;
  Instant found_at;
};
std::vector<HeldReport> list_held_reports(db::Read& read, int limit);

// What in a text that is about to be public could give somebody away (S32): known names in any script, addresses,
// numbers, handles, in the order of the text. `organisation` may be null. It errs towards asking; a person decides.
struct Leak {
  std::string span;
  Message what;
};
std::vector<Leak> find_leaks(db::Read& read, OrganisationId organisation, const std::vector<std::string>& names, const std::vector<std::string>& addresses,
                             std::string_view text);

// A person who is forgotten: the name goes from registers as they stood when reports were sent, and from what the leak
// guard found. Which reports a person sent stays, as a number.
void forget_person(db::Write& write, PersonId person, const std::vector<std::string>& words);
// Reports that a person started, sent or certified.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);
// What people wrote beside the answers, and published answers, where it holds these words.
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
void rewrite_passage(db::Write& write, const Passage& passage);

}  // namespace muster::reports
