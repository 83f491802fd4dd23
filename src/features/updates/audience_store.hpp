// Brings together what other rooms know of members, for the rules of audience.hpp.
#pragma once

#include <vector>

#include "base/by.hpp"
#include "base/programme.hpp"
#include "features/updates/audience.hpp"
#include "platform/db/database.hpp"

namespace muster::updates {

// Every organisation that reports, by id, with who may get mail for it. Five statements, however many there are.
// `issue`: what it sent itself does not count against the limit of an address.
std::vector<Member> list_members(db::Read& read, IssueId issue, Date today);

// Recipients in every language that is wanted, whether it is ready or not, and who is left out.
Counted find_audience(db::Read& read, const Programme& programme, const Issue& issue, Date today);

// For the job that sends: recipients of the languages that are ready now, each address once in a language. The table
// update_delivery has those who have their mail.
std::vector<Recipient> list_recipients(db::Read& read, const Programme& programme, IssueId issue, Date today);

// Those of them that have no row yet.
std::vector<Recipient> list_waiting(db::Read& read, const Programme& programme, IssueId issue, Date today);

// The mail of a row that was made without one.
void set_delivery_mail(db::Write& write, IssueId issue, const Recipient& recipient, MailId mail);

// The row of one recipient, made with its mail (null: none is sent). False when the address has one in this language.
bool insert_delivery(db::Write& write, IssueId issue, const Recipient& recipient, MailId mail, Instant at);

// An approved issue that went out by other means, at the clock's now: nothing is sent, its pages are public, and whoever
// would have got it counts as having it.
void record_sent(db::Write& write, const By& by, const Programme& programme, IssueId issue);

}  // namespace muster::updates
