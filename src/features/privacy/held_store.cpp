#include <algorithm>
#include <iterator>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/bounces/bounces.hpp"
#include "features/desk/desk.hpp"
#include "features/forms/forms.hpp"
#include "features/imports/imports.hpp"
#include "features/inbox/inbox.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/privacy/privacy.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/updates.hpp"
#include "platform/mail/mail.hpp"
#include "queries_privacy.hpp"

namespace muster::privacy {
namespace {

constexpr int kAtOnce = 500;

HeldTable list_mails(db::Read& read, PersonId person, int most) {
  HeldTable mails{.key = "mails", .title = tr("Mails to you"), .columns = {{"created_at", tr("When")}, {"to", tr("Address")}, {"subject", tr("Subject")}, {"text", tr("Words")}, {"state", tr("State")}}};
  MailId before;
  for (bool has_more = true; has_more && std::ssize(mails.rows) < most;) {
    const auto some = mail::list_mails(read, {.person = person, .limit = std::min(kAtOnce, most), .before = before});
    for (const mail::MailRow& row : some) {
      const bool lets_in = row.mail_class == mail::Class::sign_in;  // a code that may still work is nobody's to copy
      mails.rows.push_back({row.created_at.format_rfc3339(), row.to, lets_in ? "" : row.subject, lets_in ? "" : row.text, row.state});
    }
    has_more = std::ssize(some) == kAtOnce;
    if (has_more) before = some.back().id;
  }
  return mails;
}

HeldTable list_entries(db::Read& read, PersonId person, int most) {
  HeldTable entries{.key = "log", .title = tr("What the log of changes says of you"), .columns = {{"at", tr("When")}, {"action", tr("Action")}, {"field", tr("Field")}, {"before", tr("Before")}, {"after", tr("After")}, {"reason", tr("Reason")}}};
  std::int64_t before = 0;
  for (bool has_more = true; has_more && std::ssize(entries.rows) < most;) {
    const auto some = audit::list_entries(read, {.person = person, .before = before, .limit = std::min(kAtOnce, most)});
    for (const audit::EntryRow& row : some) {
      // What this person did with somebody else's data: that it was done, not what it was about.
      const bool is_others = row.about && row.about != person;
      for (const audit::Change& change : row.changes) {
        const bool is_hidden = is_others && change.is_personal;
        entries.rows.push_back({row.at.format_rfc3339(), row.action, change.field, is_hidden ? "" : change.before, is_hidden ? "" : change.after, is_others ? "" : row.reason});
      }
      if (row.changes.empty()) entries.rows.push_back({row.at.format_rfc3339(), row.action, "", "", "", is_others ? "" : row.reason});
    }
    has_more = std::ssize(some) == kAtOnce;
    if (has_more) before = some.back().id;
  }
  return entries;
}

HeldTable list_suppressions(db::Read& read, PersonId person) {
  HeldTable stopped{.key = "stopped_addresses", .title = tr("Addresses that we write to no more"), .columns = {{"address", tr("Address")}, {"reason", tr("Why")}, {"since", tr("Since")}}};
  const auto known = people::find_person(read, person);
  for (const people::Address& each : known ? known->addresses : std::vector<people::Address>()) {
    if (const auto found = mail::find_suppression(read, each.email)) stopped.rows.push_back({each.email.text(), found->reason, found->suppressed_at.format_rfc3339()});
  }
  return stopped;
}

HeldTable list_wishes(db::Read& read, PersonId person) {
  HeldTable wishes{.key = "wishes_to_be_forgotten", .title = tr("Your wishes to be forgotten"), .columns = {{"asked_at", tr("Asked")}, {"closed_at", tr("Ended")}, {"outcome", tr("Outcome")}}};
  wishes.rows = read.list(sql::list_held_requests, {{"person", person}}, [](const db::Row& row) {
    const auto closed = row.optional_instant("closed_at");
    return std::vector<std::string>{row.instant("asked_at").format_rfc3339(), closed ? closed->format_rfc3339() : "", row.text("outcome")};
  });
  return wishes;
}

// Their places and some of the words around, not the texts of others.
HeldTable list_places(db::Read& read, PersonId person) {
  HeldTable places{.key = "mentions", .title = tr("Where you are named in texts"), .columns = {{"place", tr("Place")}, {"number", tr("Number")}, {"part", tr("Part")}, {"words", tr("Words")}}};
  for (const Mention& mention : list_mentions(read, person)) places.rows.push_back({mention.place, std::to_string(mention.row), mention.part, mention.excerpt});
  return places;
}

std::vector<HeldTable> list_held_of_number(db::Read& read, PersonId person, int rows) {
  std::vector<HeldTable> all;
  for (auto tables : {people::list_held(read, person), access::list_held(read, person), organisations::list_held(read, person), reports::list_held(read, person),
                      forms::list_held(read, person), desk::list_held(read, person), updates::list_held(read, person), bounces::list_held(read, person), inbox::list_held(read, person),
                      imports::list_held(read, people::list_words_ever(read, person))}) {
    all.insert(all.end(), std::make_move_iterator(tables.begin()), std::make_move_iterator(tables.end()));
  }
  all.push_back(list_places(read, person));
  all.push_back(list_suppressions(read, person));
  all.push_back(list_wishes(read, person));
  all.push_back(list_mails(read, person, rows));
  all.push_back(list_entries(read, person, rows));
  return all;
}

}  // namespace

// A person whose records were merged has several numbers.
std::vector<HeldTable> list_held(db::Read& read, PersonId person, int rows) {
  std::vector<HeldTable> all;
  for (const PersonId number : people::list_numbers(read, person)) {
    for (HeldTable& table : list_held_of_number(read, number, rows)) {
      const auto same = std::ranges::find(all, table.key, &HeldTable::key);
      if (same == all.end()) {
        all.push_back(std::move(table));
      } else {
        for (auto& row : table.rows) {
          if (std::ranges::find(same->rows, row) == same->rows.end()) same->rows.push_back(std::move(row));
        }
      }
    }
  }
  return all;
}

}  // namespace muster::privacy
