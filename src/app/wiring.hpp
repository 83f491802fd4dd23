// Every room's routes, jobs and recurring work in one list, and every connection from a lower room to a
// higher one. Nothing registers itself.
#pragma once

#include <vector>

#include "base/id.hpp"
#include "features/access/module.hpp"
#include "features/counting/module.hpp"
#include "features/merges/merges.hpp"
#include "features/organisations/module.hpp"
#include "features/overview/overview.hpp"
#include "features/privacy/privacy.hpp"
#include "features/updates/module.hpp"
#include "features/updates/send_job.hpp"
#include "platform/db/database.hpp"
#include "platform/http/http.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"
#include "platform/mail/mailbox_job.hpp"

namespace muster::app {

// Who moves rows when two records become one, in order.
merges::Movers make_all_movers();
// For undoing an import: an organisation that began to report is not taken back. Its month alone is nobody's work.
bool has_report(db::Read& read, OrganisationId organisation);

// `texts` must outlive the routes.
http::Routes make_all_routes(const access::Parts& access_parts, const counting::Parts& counting_parts, const updates::Parts& updates_parts, const i18n::Texts& texts);
// Which copy was delivered when, and what an issue is called: the room that sends tells the one that counts.
counting::WasDelivered make_was_delivered();
counting::FindIssue make_find_issue();
// What rooms above know of an organisation, for its page for staff.
organisations::ListMoreFacts make_list_more_facts();
// What mail that comes in is read with and from.
struct MailIn {
  Secret return_key;  // of the return paths of our mail
  mail::MailboxSettings mailbox;
};
// `look`: whether others take our mail; asks name servers.
// `keep_list`: see privacy.hpp.
std::vector<jobs::Kind> make_all_job_kinds(const privacy::KeepList& keep_list = {}, const MailIn& mail_in = {}, const overview::LookAtMail& look = {});
std::vector<jobs::Recurring> make_all_recurring(const MailIn& mail_in = {});
// Who makes the words of mail to many.
mail::Makers make_mail_makers(const updates::MakerParts& parts);

}  // namespace muster::app
