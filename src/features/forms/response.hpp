// One filled-in form and what happens to its answers: who changed what last, what was only copied, what
// two people changed at once. Values and rules; rows are response_store's work. Whose response it is and
// when it is sent is for the rooms above.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/problem.hpp"
#include "features/forms/answer.hpp"
#include "features/forms/form.hpp"

namespace muster::forms {

struct Response {
  ResponseId id;
  FormVersionId form_version;
  OrganisationId organisation;  // whose answers; null where a person answers for themselves
  PersonId person;
  ResponseId copied_from;
  Instant created_at;
  bool is_locked = false;       // sent: nothing is saved until it is unlocked
  std::string subject_kind;     // what it belongs to: "report"
  std::int64_t subject = 0;
};

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
  PersonId changed_by;         // null: copied by the system, or a person since erased
  std::string changed_by_name;
  Instant changed_at;
};

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

// What a save does with one question, from the value the page was made with (`base`), the one that was
// sent (`mine`) and the one stored now (`theirs`).
enum class Merge {
  keep,      // the writer changed nothing, or both wrote the same
  write,     // nobody else changed it
  conflict,  // both changed it, differently
};
Merge merge_answer(const Answer& base, const Answer& mine, const Answer& theirs, bool is_stale);

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
// One per page that asks something now, in the form's order. `saved_pages` were saved or confirmed once.
std::vector<PageState> list_page_states(const Form& form, const std::vector<StoredAnswer>& stored,
                                        const std::vector<std::string>& saved_pages);

}  // namespace muster::forms
