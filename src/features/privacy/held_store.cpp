#include <iterator>

#include "features/access/access.hpp"
#include "features/audit/audit.hpp"
#include "features/desk/desk.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/privacy/privacy.hpp"
#include "features/reports/reports.hpp"
#include "platform/mail/mail.hpp"

namespace muster::privacy {
namespace {

constexpr int kMails = 1000;
constexpr int kEntries = 1000;

HeldTable list_mails(db::Read& read, PersonId person) {
  HeldTable mails{.key = "mails", .title = tr("Mails to you"), .columns = {{"created_at", tr("When")}, {"to", tr("Address")}, {"subject", tr("Subject")}, {"text", tr("Words")}}};
  for (const mail::MailRow& row : mail::list_mails(read, {.person = person, .limit = kMails})) {
    const bool lets_in = row.mail_class == mail::Class::sign_in;  // a code that may still work is nobody's to copy
    mails.rows.push_back({row.created_at.format_rfc3339(), row.to, lets_in ? "" : row.subject, lets_in ? "" : row.text});
  }
  return mails;
}

HeldTable list_entries(db::Read& read, PersonId person) {
  HeldTable entries{.key = "log", .title = tr("What the log of changes says of you"), .columns = {{"at", tr("When")}, {"action", tr("Action")}, {"field", tr("Field")}, {"before", tr("Before")}, {"after", tr("After")}}};
  for (const audit::EntryRow& row : audit::list_entries(read, {.person = person, .limit = kEntries})) {
    for (const audit::Change& change : row.changes) entries.rows.push_back({row.at.format_rfc3339(), row.action, change.field, change.before, change.after});
    if (row.changes.empty()) entries.rows.push_back({row.at.format_rfc3339(), row.action, "", "", ""});
  }
  return entries;
}

}  // namespace

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  std::vector<HeldTable> all;
  for (auto tables : {people::list_held(read, person), access::list_held(read, person), organisations::list_held(read, person), reports::list_held(read, person),
                      forms::list_held(read, person), desk::list_held(read, person)}) {
    all.insert(all.end(), std::make_move_iterator(tables.begin()), std::make_move_iterator(tables.end()));
  }
  all.push_back(list_mails(read, person));
  all.push_back(list_entries(read, person));
  return all;
}

}  // namespace muster::privacy
