#include "features/reports/bulk_job.hpp"

#include <charconv>

#include "features/reports/date_job.hpp"
#include "features/reports/reminder_store.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/schedule_store.hpp"

namespace muster::reports {
namespace {

constexpr const char* kReports = "/staff/reports";

Result<Message> remind_one(db::Write& write, const By& by, const Programme& programme, const desk::BulkValues&, const desk::BulkItem& item) {
  const auto readers = send_reminder(write, by, programme, item.organisation);
  if (!readers) return std::unexpected(readers.error());
  return trn("A reminder goes to {count} person.", "A reminder goes to {count} people.", *readers);
}

Result<Message> defer_one(db::Write& write, const By& by, const Programme& programme, const desk::BulkValues& values, const desk::BulkItem& item) {
  const auto until = Date::parse(values.at("until"));
  if (!until) return invalid("until", tr("The new date cannot be read."));
  const auto done = defer(write, by, programme, item.organisation, *until, values.at("reason"), item.seen);
  if (!done) return std::unexpected(done.error());
  return tr("Deferred until {date}.", {{"date", *until}});
}

Result<Message> accept_one(db::Write& write, const By& by, const Programme& programme, const desk::BulkValues&, const desk::BulkItem& item) {
  const auto choice = parse_choice(item.seen);
  const auto report = choice ? find_report(write, choice->id) : std::nullopt;
  if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
  if (report->state == State::accepted) return refused(Problem::Kind::conflict, tr("Somebody accepted it already."));
  if (!is_clean_now(write, programme, by.clock.today(), choice->id)) {
    return refused(Problem::Kind::conflict, tr("It needs a reader: something differs, or the checks noted something."));
  }
  if (!accept_and_publish(write, by, choice->id, choice->version)) {
    return refused(Problem::Kind::conflict, tr("It changed since you saw it. Read it once more."));
  }
  return tr("Accepted. It is published once the check for names is done.");
}

}  // namespace

desk::BulkKind make_remind_kind() { return {"reports.remind", tr("Send reminders"), kReports, remind_one}; }
desk::BulkKind make_defer_kind() { return {"reports.defer", tr("Give more time"), kReports, defer_one}; }
desk::BulkKind make_accept_kind() { return {"reports.accept", tr("Accept reports without differences"), kReports, accept_one}; }
std::vector<desk::BulkKind> make_bulk_kinds() { return {make_remind_kind(), make_defer_kind(), make_accept_kind()}; }

Result<void> defer(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, Date until, const std::string& reason,
                   std::string_view seen) {
  write.lock("organisation", organisation.value());
  const auto place = find_place(write, programme, organisation, by.clock.today());
  if (!place || !place->due_on) return refused(Problem::Kind::not_found, tr("It has no date, or does not report at the moment."));
  const bool is_sent = place->standing == Standing::to_review || place->standing == Standing::question || place->standing == Standing::accepted;
  if (is_sent) return refused(Problem::Kind::conflict, tr("The report was sent already. There is nothing to defer."));
  if (!seen.empty() && place->due_on->format_iso() != seen) return refused(Problem::Kind::conflict, tr("Its date is another one since the preview."));
  auto set = set_exception(write, by, get_schedule(write, programme), {.organisation = organisation, .round = place->round, .kind = "deferred", .due_on = until, .reason = reason});
  if (set) tell_new_date(write, by.clock, organisation, *place->due_on);
  return set;
}

bool is_clean_now(db::Read& read, const Programme& programme, Date today, ReportId report) {
  const auto review = find_review(read, programme, today, report);
  return review && is_clean(review->facts);
}

std::optional<ReportChoice> parse_choice(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto id = ReportId::parse(text.substr(0, dash));
  std::int64_t version = 0;
  const auto [end, failed] = std::from_chars(text.data() + dash + 1, text.data() + text.size(), version);
  if (!id || failed != std::errc{} || end != text.data() + text.size() || version < 1) return std::nullopt;
  return ReportChoice{*id, version};
}

}  // namespace muster::reports
