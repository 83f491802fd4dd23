// One filled-in form: answers pinned to the version they were asked with, with who changed what last,
// and its way through several hands. A save never overwrites words that the writer has not seen.
// Whose response it is and when it is sent is for the rooms above.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "features/forms/answer.hpp"
#include "features/forms/form.hpp"
#include "platform/db/database.hpp"

namespace muster::forms {

// Makes the form's newest version if its text has changed, else finds it. For the start of the program;
// safe when several servers start at once.
FormVersionId ensure_version(db::Write& write, const Clock& clock, const Form& form);
// Newest version of the form by its code, e.g. "report".
std::optional<FormVersionId> find_newest_version(db::PublicRead& read, std::string_view form);
// Form definitions are public; answers never are.
Form get_form(db::PublicRead& read, FormVersionId version);

struct Response {
  ResponseId id;
  FormVersionId form_version;
  OrganisationId organisation;  // whose answers; null where a person answers for themselves
  PersonId person;
  ResponseId copied_from;
  Instant created_at;
  bool is_locked = false;       // sent: nothing is saved until it is unlocked
};

struct NewResponse {
  FormVersionId form_version;
  OrganisationId organisation;
  PersonId person;
  // What the response belongs to, for the audit log: kind "report" and its number.
  std::string subject_kind;
  std::int64_t subject = 0;
};

ResponseId insert_response(db::Write& write, const By& by, const NewResponse& response);
std::optional<Response> find_response(db::Read& read, ResponseId response);
Response get_response(db::Read& read, ResponseId response);
// The response belongs to a thing that got its number later.
void set_subject(db::Write& write, ResponseId response, std::string_view kind, std::int64_t subject);
void lock_response(db::Write& write, ResponseId response);
void unlock_response(db::Write& write, ResponseId response);

enum class AnswerState {
  copied,  // from an earlier response or the register; nobody has said yet that it is still right
  given,   // written or confirmed
};

struct StoredAnswer {
  std::string question;
  Answer answer;               // may be empty: somebody took it out
  AnswerState state = AnswerState::given;
  std::int64_t version = 0;    // grows with each change; 0 = never answered
  std::string language;        // BCP 47: of the page it was written on
  PersonId changed_by;         // null: copied by the system
  std::string changed_by_name;
  Instant changed_at;
};

std::vector<StoredAnswer> list_answers(db::Read& read, ResponseId response);
Answers list_values(const std::vector<StoredAnswer>& stored);
const StoredAnswer* find_answer(const std::vector<StoredAnswer>& stored, std::string_view question);

struct AnswerChange {
  std::string question;
  std::int64_t version = 0;
  Answer answer;
  PersonId changed_by;
  std::string changed_by_name;
  Instant changed_at;
};
// Newest first, at most `limit`.
std::vector<AnswerChange> list_changes(db::Read& read, ResponseId response, std::string_view question, int limit);

// --- Saving

struct Conflict {
  std::string question;
  Answer mine;          // not saved
  StoredAnswer theirs;  // saved since the page was made, with name and time
};

struct SaveOutcome {
  Problems problems;                 // answers that do not fit; the others on the page are saved
  std::vector<Conflict> conflicts;   // changed by somebody else, or in another tab, since the page was made
  std::vector<std::string> changed;  // questions saved with a new value
  // Versions after the save, for the page's hidden fields "CODE-version".
  std::vector<std::pair<std::string, std::int64_t>> versions;
  Instant saved_at;
  bool is_saved() const { return problems.empty() && conflicts.empty(); }
};

// Saves one page's answers from its fields: `CODE` and so on as check_answer reads them, and `CODE-version`,
// the version that the page was made with. A question that its writer did not change merges silently; one
// that somebody changed meanwhile to something else is a conflict and stays as it is. `take=CODE` accepts
// the other's text. Writing the current version with the fields says "mine after all". Hidden questions are
// emptied. One history row per change and one audit entry per page saved.
// not_found: no such page; conflict: the response is locked.
Result<SaveOutcome> save_page(db::Write& write, const By& by, ResponseId response, std::string_view page,
                              const RawFields& fields, Locale written_in);

// For staff tools and tests: one answer, checked as from a page, whatever its version.
Result<void> set_answer(db::Write& write, const By& by, ResponseId response, std::string_view question,
                        const Answer& answer, Locale written_in);

// --- Copying and confirming (S30)

// Every answer of an earlier response that still fits a question of the same code becomes "copied".
// Answers that exist already stay. Returns how many were copied.
int copy_answers(db::Write& write, const By& by, ResponseId from, ResponseId to);

// Register values by prefill name, e.g. "organisation.contact_email". Fills questions that are empty, and
// replaces copied answers: the register is newer. Values that do not fit are left out. Returns how many.
int prefill_answers(db::Write& write, const By& by, ResponseId response, const Answers& values_by_prefill);

// "Still right": every copied answer of these pages is given now. Unknown pages are not_found.
Result<void> confirm_pages(db::Write& write, const By& by, ResponseId response, const std::vector<std::string>& pages);

enum class PageStatus {
  ready,
  check,  // something is copied and not yet confirmed
  to_do,  // never saved, or a required answer is missing
};

struct PageState {
  std::string page;
  PageStatus status = PageStatus::to_do;
  // Holds up sending. An optional page that nobody opened never does (S26).
  bool is_blocking = false;
  PersonId changed_by;        // last change on the page
  std::string changed_by_name;
  std::optional<Instant> changed_at;
};
// One per page that asks something now, in the form's order.
std::vector<PageState> list_page_states(db::Read& read, const Form& form, ResponseId response);

// Answers of personal questions that a person changed no longer show the name; for erasure.
void erase_names(db::Write& write, PersonId person);

}  // namespace muster::forms
