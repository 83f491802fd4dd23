#include "app/wiring.hpp"

#include <iterator>

#include "features/access/module.hpp"
#include "features/access/move_store.hpp"
#include "features/audit/module.hpp"
#include "features/bounces/module.hpp"
#include "features/desk/module.hpp"
#include "features/forms/move_store.hpp"
#include "features/imports/module.hpp"
#include "features/imports/move_store.hpp"
#include "features/inbox/inbox.hpp"
#include "features/inbox/module.hpp"
#include "features/inbox/move_store.hpp"
#include "features/inbox/take_job.hpp"
#include "features/merges/module.hpp"
#include "features/organisations/bulk_job.hpp"
#include "features/organisations/module.hpp"
#include "features/organisations/move_store.hpp"
#include "features/organisations/staff_table.hpp"
#include "features/overview/module.hpp"
#include "features/people/module.hpp"
#include "features/people/move_store.hpp"
#include "features/privacy/module.hpp"
#include "features/privacy/move_store.hpp"
#include "features/reports/bulk_job.hpp"
#include "features/reports/module.hpp"
#include "features/reports/move_store.hpp"
#include "features/reports/publication_table_pages.hpp"
#include "features/reports/queue.hpp"
#include "features/reports/reports.hpp"
#include "features/updates/module.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/move_store.hpp"
#include "features/updates/updates.hpp"
#include "platform/mail/handed_mails.hpp"
#include "platform/mail/intake.hpp"

namespace muster::app {
namespace {

template <class T>
void append(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// What staff do to many rows at once: each room says what it does to one.
std::vector<desk::BulkKind> make_bulk_kinds() {
  std::vector<desk::BulkKind> kinds = reports::make_bulk_kinds();
  append(kinds, organisations::make_bulk_kinds());
  return kinds;
}

// What the pages of an update say of the letters that came in answer to it.
updates::Replies find_replies(db::Read& read, updates::IssueId issue) { return {inbox::count_replies(read, issue), "/staff/inbox?show=all&update=" + issue.format()}; }

}  // namespace

// Who moves rows when two records become one, in this order: seats and persons before the organisations, whose public
// pages are drawn from them.
merges::Movers make_all_movers() {
  return {privacy::make_mover(), mail::make_mover(), forms::make_mover(), imports::make_mover(), reports::make_mover(), updates::make_mover(), bounces::make_mover(), inbox::make_mover(), access::make_mover(), people::make_mover(), organisations::make_mover()};
}

bool has_report(db::Read& read, OrganisationId organisation) { return !reports::list_reports(read, organisation).empty(); }

counting::WasDelivered make_was_delivered() {
  return [](db::Read& read, std::int64_t issue, OrganisationId organisation, Locale locale, Instant from, Instant until) {
    return mail::was_sent(read, updates::mail_group(updates::IssueId(issue)), organisation, locale, from, until);
  };
}

counting::FindIssue make_find_issue() {
  return [](db::Read& read, std::int64_t issue, Locale) -> std::optional<counting::IssueName> {
    const updates::IssueId id(issue);
    std::string title = updates::find_issue_title(read, id);
    if (title.empty()) return std::nullopt;
    return counting::IssueName{std::move(title), "/staff/updates/" + id.format()};
  };
}

organisations::ListMoreFacts make_list_more_facts() {
  return [](db::Read& read, OrganisationId organisation, Date today) -> std::vector<organisations::MoreFact> {
    const std::int64_t left = updates::count_left_of(read, organisation, today);
    if (left == 0) return {};
    return {{tr("Updates"), trn("{count} representative wants none.", "{count} representatives want none.", left)}};
  };
}

http::Routes make_all_routes(const access::Parts& access_parts, const counting::Parts& counting_parts, const updates::Parts& updates_parts, const i18n::Texts& texts) {
  http::Routes routes;
  append(routes, audit::make_routes());
  append(routes, people::make_routes());
  append(routes, access::make_routes(access_parts));
  append(routes, desk::make_routes({organisations::make_desk_table(), reports::make_desk_table()}, make_bulk_kinds()));
  append(routes, counting::make_routes(counting_parts));
  append(routes, organisations::make_routes(reports::make_find_latest_report(texts), make_list_more_facts()));
  append(routes, reports::make_routes());
  append(routes, updates::make_routes(updates_parts, find_replies));
  append(routes, bounces::make_routes());
  append(routes, inbox::make_routes());
  append(routes, imports::make_routes());
  append(routes, overview::make_routes());
  append(routes, merges::make_routes(make_all_movers()));
  append(routes, privacy::make_routes());
  return routes;
}

mail::Makers make_mail_makers(const updates::MakerParts& parts) { return {{std::string(updates::kMailSource), updates::make_update_maker(parts)}}; }

// Who is asked whether a mail that came in is for them: in this order, what machines write before what people write.
mail::Takers make_takers() { return {{std::string(bounces::kRoom), bounces::take}, {"inbox", inbox::make_taker()}}; }

std::vector<jobs::Kind> make_all_job_kinds(const privacy::KeepList& keep_list, const MailIn& mail_in, const overview::LookAtMail& look) {
  std::vector<jobs::Kind> kinds;
  kinds.push_back(mail::make_take_in_job(make_takers(), mail_in.return_key));
  kinds.push_back(mail::make_mailbox_job(mail_in.mailbox));
  append(kinds, audit::make_job_kinds());
  append(kinds, people::make_job_kinds());
  append(kinds, access::make_job_kinds());
  append(kinds, desk::make_job_kinds(make_bulk_kinds()));
  append(kinds, counting::make_job_kinds());
  append(kinds, organisations::make_job_kinds());
  append(kinds, reports::make_job_kinds());
  append(kinds, updates::make_job_kinds());
  append(kinds, bounces::make_job_kinds());
  append(kinds, inbox::make_job_kinds());
  append(kinds, imports::make_job_kinds(has_report));
  append(kinds, overview::make_job_kinds(look));
  append(kinds, merges::make_job_kinds());
  append(kinds, privacy::make_job_kinds(keep_list));
  return kinds;
}

std::vector<jobs::Recurring> make_all_recurring(const MailIn& mail_in) {
  std::vector<jobs::Recurring> recurring;
  if (!mail_in.mailbox.url.empty()) recurring.push_back(mail::make_mailbox_recurring());
  append(recurring, audit::make_recurring());
  append(recurring, people::make_recurring());
  append(recurring, access::make_recurring());
  append(recurring, desk::make_recurring());
  append(recurring, counting::make_recurring());
  append(recurring, organisations::make_recurring());
  append(recurring, reports::make_recurring());
  append(recurring, updates::make_recurring());
  append(recurring, bounces::make_recurring());
  append(recurring, inbox::make_recurring());
  append(recurring, imports::make_recurring());
  append(recurring, overview::make_recurring());
  append(recurring, merges::make_recurring());
  append(recurring, privacy::make_recurring());
  return recurring;
}

}  // namespace muster::app
