// What stands behind the pages of filling in: the answers of the round that is open, copied from last time
// and from the register, and each act of a representative as one write. An act that is repeated is a
// conflict or changes nothing. Moves of the report itself are report_store's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/forms/forms.hpp"
#include "features/reports/report.hpp"
#include "features/reports/report_store.hpp"

namespace muster::reports {

// The open round of one organisation.
struct Fill {
  OrganisationId organisation;
  std::string organisation_name;
  int round = 1;
  Date due_on;
  Date opens_on;
  std::optional<Report> report;  // empty while nobody saved: the answers are then what a start would copy
  const forms::Form* form = nullptr;
  std::vector<forms::StoredAnswer> answers;
  std::vector<forms::PageState> pages;
  std::optional<int> copied_year;  // of the report that answers were copied from

  Standpoint standpoint() const;
  // Grows with every move of the report and every change of an answer: what a page was made with.
  std::int64_t version() const;
  // Parts in which something is copied and nothing is missing.
  std::vector<std::string> list_unchanged() const;
};
// Empty while no date is set: no first cycle yet, or no slot (S131). Changes nothing: reminders go on until
// somebody saves.
std::optional<Fill> find_fill(db::Read& read, const Programme& programme, OrganisationId organisation, Date today);
// One report, of any round, to read.
std::optional<Fill> find_fill_of(db::Read& read, const Report& report);

struct Save {
  std::string page;
  forms::RawFields fields;
  Locale written_in = Locale::en;
  bool is_auto = false;  // by script while somebody types: the register waits for the button
};
// Thrown inside a write: nothing of it is saved, because the register cannot take a value. The field is
// a question.
struct RegisterRefused {
  Problem problem;
};
// Starts the report when needed (S30: with the last accepted report's answers and the register's, which is
// newer), saves one page and brings the register to it. Throws RegisterRefused.
Result<forms::SaveOutcome> save_part(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, const Save& save);

// "Still right" for the copied answers of these pages (S30).
Result<void> confirm_parts(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation,
                           const std::vector<std::string>& pages);

// Sends: everything required is there, the register follows, a snapshot and the confirmation of passing on
// (S50) are kept, and a receipt is on its way. invalid: a part is missing, its page is the field. conflict:
// somebody changed an answer since the page with this version was read; 0 takes whatever stands. Throws
// RegisterRefused.
Result<void> send_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t version);
Result<void> take_back_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t version);
// The reply to a question of staff, after its answer was saved.
Result<void> reply_to_question(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::int64_t question,
                               std::string_view reply);
// The null person means any representative. The person is told by mail.
Result<void> hand_over(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, PersonId person);
// Staff begin, or go on with, a report that came by another way; `source` says which.
Result<void> enter_on_behalf(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, std::string_view source);
// A representative says that what staff entered is right.
Result<void> confirm_fill(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation);

// Staff's questions that wait for a reply.
std::vector<Question> list_open_questions(db::Read& read, const Fill& fill);

// Jobs that tell people; values: report.
inline constexpr std::string_view kSendReceipt = "reports.send_receipt";
inline constexpr std::string_view kTellHandOver = "reports.tell_hand_over";
inline constexpr std::string_view kAskConfirmation = "reports.ask_confirmation";

}  // namespace muster::reports
