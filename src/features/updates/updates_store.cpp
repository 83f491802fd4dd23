#include "features/updates/updates.hpp"

#include <algorithm>

#include "features/access/access.hpp"
#include "features/organisations/organisations.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/archive_store.hpp"
#include "features/updates/issue_store.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/merge_fields.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_updates.hpp"

namespace muster::updates {

std::string find_issue_title(db::Read& read, IssueId id) {
  const auto issue = find_issue(read, id);
  return issue ? issue->title : std::string();
}

std::vector<PublicAddress> list_public_addresses(db::PublicRead& read) {
  return read.list(sql::list_public_addresses, {}, [](const db::Row& row) { return PublicAddress{row.id<IssueId>("issue"), row.instant("updated_at")}; });
}

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable wishes{.key = "updates", .title = tr("Updates that you did not want"), .columns = {{"left_at", tr("From")}, {"left_by", tr("How")}, {"ended_at", tr("Until")}, {"ended_by", tr("Ended by")}}};
  wishes.rows = read.list(sql::list_leavings_of_person, {{"person", person}}, [](const db::Row& row) {
    const auto ended = row.optional_instant("ended_at");
    return std::vector<std::string>{row.instant("left_at").format_rfc3339(), row.text("left_by"), ended ? ended->format_rfc3339() : "", row.text("ended_by")};
  });
  return {std::move(wishes)};
}

void forget_person(db::Write& write, PersonId person) {
  write.execute(sql::forget_deliveries, {{"person", person}});
  write.execute(sql::forget_leavings, {{"person", person}});
}

std::int64_t count_delivery_addresses_before(db::Read& read, Instant before) { return read.count(sql::count_delivery_addresses_before, {{"before", before}}); }

std::int64_t forget_deliveries_before(db::Write& write, Instant before, int limit) { return write.execute(sql::forget_deliveries_before, {{"before", before}, {"limit", limit}}); }

std::int64_t count_leavings_before(db::Read& read, Instant before) { return read.count(sql::count_leavings_before, {{"before", before}}); }

std::int64_t delete_leavings_before(db::Write& write, Instant before, int limit) { return write.execute(sql::delete_leavings_before, {{"before", before}, {"limit", limit}}); }

std::optional<Instant> find_left_at(db::Read& read, PersonId person) {
  const auto leaving = find_leaving(read, person);
  return leaving ? std::optional(leaving->left_at) : std::nullopt;
}

std::int64_t count_left(db::Read& read, Date today) { return std::ssize(list_left_representatives(read, today)); }

std::int64_t count_left_of(db::Read& read, OrganisationId organisation, Date today) {
  return std::ranges::count_if(access::list_seats_of_organisation(read, organisation, today), [&](const access::SeatRow& seat) { return seat.role == Role::representative && find_leaving(read, seat.person); });
}

std::optional<std::int64_t> find_seldom(db::Read& read, const Programme& programme, Date today) {
  const auto days = list_sending_days(read, {});
  const Rate rate = count_rate(days, today);
  const auto oldest = std::ranges::min_element(days);
  if (!is_seldom(programme, rate, oldest == days.end() ? std::nullopt : std::optional(*oldest), today)) return std::nullopt;
  return std::int64_t{rate.year};
}

std::optional<Latest> find_latest(db::PublicRead& read, const Programme& programme, const Translate& translate, Locale reader) {
  const auto newest = list_public(read, reader, 0, 1);
  if (newest.empty()) return std::nullopt;
  const PublicVersion& one = newest.front();
  const MergeValues values{.organisation = translate(one.locale, tr("your organisation")), .country = translate(one.locale, tr("your country")), .region = translate(one.locale, tr("your region")), .language = std::string(locale_own_name(one.locale)), .programme = programme.brand.in(one.locale), .archive_address = {}, .kit_address = {}};
  return Latest{one.issue, fill_line(one.subject, values), one.locale, one.sent_at};
}

void publish_answer(db::Write& write, const PublicAnswer& answer) {
  write.execute(sql::put_public_answer, {{"number", answer.number}, {"issue", answer.issue}, {"locale", locale_tag(answer.locale)}, {"question", answer.question}, {"answer", answer.answer}, {"at", answer.published_at}});
  organisations::stamp_public(write, kPublicTopic);
}

void remove_answer(db::Write& write, std::int64_t number) {
  write.execute(sql::delete_public_answer, {{"number", number}});
  organisations::stamp_public(write, kPublicTopic);
}

void ask_owner(db::Write& write, const Clock& clock, OrganisationId organisation) {
  jobs::enqueue(write, clock, {.kind = std::string(kAskAddresses), .key = organisation.format(), .values = {{"organisation", organisation.format()}}});
}

std::int64_t count_waiting_for_approval(db::Read& read) { return static_cast<std::int64_t>(list_issues(read, State::ready).size()); }

std::int64_t count_open_for_notes(db::Read& read, Date today) {
  const auto issues = list_open_for_notes(read, today);
  return std::ranges::count_if(issues, [&](const Issue& issue) { return !list_versions(read, issue.id).empty(); });
}

}  // namespace muster::updates
