#include "features/reports/reminder_store.hpp"

#include "queries_reports.hpp"

namespace muster::reports {
namespace {

SentStep make_step(const db::Row& row) {
  return {.organisation = row.id<OrganisationId>("organisation"),
          .round = static_cast<int>(row.int64("round")),
          .due_on = row.date("due_on"),
          .step = static_cast<int>(row.int64("step")),
          .sent_at = row.instant("sent_at"),
          .recipients = static_cast<int>(row.int64("recipients"))};
}

}  // namespace

std::vector<SentStep> list_reminders(db::Read& read, OrganisationId organisation, int round) {
  return read.list(sql::list_reminders_of, {{"organisation", organisation}, {"round", round}}, make_step);
}

std::vector<SentStep> list_reminders_since(db::Read& read, Instant since) {
  return read.list(sql::list_reminders, {{"since", since}}, make_step);
}

bool insert_reminder(db::Write& write, const SentStep& step) {
  return write.execute(sql::insert_reminder, {{"organisation", step.organisation},
                                              {"round", step.round},
                                              {"due_on", step.due_on},
                                              {"step", step.step},
                                              {"at", step.sent_at},
                                              {"recipients", step.recipients}}) > 0;
}

}  // namespace muster::reports
