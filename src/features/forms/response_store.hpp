// Rows of form versions, responses, answers and their history. A save never overwrites words that the
// writer has not seen. Definitions are public; answers never are: what is published of them is copied to
// public tables by the room that publishes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.hpp"
#include "base/by.hpp"
#include "base/held.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/problem.hpp"
#include "features/forms/response.hpp"
#include "platform/db/database.hpp"

namespace muster::forms {

// Makes the form's newest version if its text has changed, else finds it. For the start of the program;
// safe when several servers start at once.
FormVersionId ensure_version(db::Write& write, const Clock& clock, const Form& form);
// Newest version of the form by its code, e.g. "report".
std::optional<FormVersionId> find_newest_version(db::PublicRead& read, std::string_view form);
// Read once and kept: the reference stays good until the program ends.
const Form& get_form(db::PublicRead& read, FormVersionId version);

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
// For a response whose subject got its number later.
void set_subject(db::Write& write, ResponseId response, std::string_view kind, std::int64_t subject);
void lock_response(db::Write& write, ResponseId response);
void unlock_response(db::Write& write, ResponseId response);

// In no promised order; the form has the order.
std::vector<StoredAnswer> list_answers(db::Read& read, ResponseId response);
// Newest first, at most `limit`.
std::vector<AnswerChange> list_changes(db::Read& read, ResponseId response, std::string_view question, int limit);
std::vector<PageState> list_page_states(db::Read& read, const Form& form, ResponseId response);

// Saves one page's answers from its fields: `CODE` and so on as check_answer reads them, and `CODE-version`,
// the version that the page was made with. A question that its writer did not change merges silently; one
// that somebody changed meanwhile to something else is a conflict and stays as it is. `take=CODE` accepts
// the other's text. Sending the current version with the fields says "mine after all". Hidden questions are
// emptied. One history row per change and one audit entry per page saved.
// not_found: no such page; conflict: the response is locked.
Result<SaveOutcome> save_page(db::Write& write, const By& by, ResponseId response, std::string_view page,
                              const RawFields& fields, Locale written_in);

// One answer written by the program on somebody's behalf, whatever its version; audited like a page.
Result<void> set_answer(db::Write& write, const By& by, ResponseId response, std::string_view question,
                        const Answer& answer, Locale written_in);

// --- Copying and confirming (S30)

// Every answer of an earlier response that still fits a question of the same code becomes "copied".
// Answers that exist already stay. Returns how many were copied.
int copy_answers(db::Write& write, const By& by, ResponseId from, ResponseId to);

// Register values by prefill name, e.g. "organisation.contact". Fills questions that are empty, and
// replaces copied answers: the register is newer. Values that do not fit are left out. Returns how many.
int prefill_answers(db::Write& write, const By& by, ResponseId response, const Answers& values_by_prefill);

// "Still right": every copied answer of these pages is given now, and the pages count as saved. An unknown
// page is not_found; a locked response is a conflict.
Result<void> confirm_pages(db::Write& write, const By& by, ResponseId response, const std::vector<std::string>& pages);

// Takes a person's name off the answers and changes they made; for erasure.
void erase_names(db::Write& write, PersonId person);
// Answers of now and of before that hold these words, as they are stored (JSON).
std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words);
// Words taken out of a stored answer: no new version, no history, as nobody changed his mind.
void rewrite_passage(db::Write& write, const Passage& passage);
// What a person answered and when.
std::vector<HeldTable> list_held(db::Read& read, PersonId person);

}  // namespace muster::forms
