// Rows of single answers: what every writing function of this room shares. For _store files of this
// room alone; the caller holds the response's lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/audit/audit.hpp"
#include "features/forms/response.hpp"
#include "platform/db/database.hpp"

namespace muster::forms {

std::vector<StoredAnswer> list_stored(db::Read& read, const Form& form, ResponseId response);
// The stored answer, or an empty one with version 0.
StoredAnswer get_stored(const std::vector<StoredAnswer>& stored, std::string_view question);

// What the answer was at an earlier version, if there was one.
std::optional<Answer> find_answer_at(db::Read& read, const Question& question, ResponseId response, std::int64_t version);

struct NewAnswer {
  Answer answer;
  AnswerState state = AnswerState::given;
  std::string language;
};
// Writes the answer with the version after `before` and its history row; gives the new version. A copied
// answer names nobody: the person who confirms it does.
std::int64_t write_answer(db::Write& write, const By& by, ResponseId response, const StoredAnswer& before, const NewAnswer& now);

// A copied answer becomes given, by this person, without a new version. False when it was not copied.
bool mark_given(db::Write& write, const By& by, ResponseId response, const std::string& question);
void mark_page_saved(db::Write& write, const By& by, ResponseId response, const std::string& page);

// For the audit log; answers that are not public count as personal values.
audit::Change make_change(const Question& question, const Answer& before, const Answer& after);
// One audit entry, if anything changed.
void record_changes(db::Write& write, const By& by, const Response& response, std::string action, std::vector<audit::Change> changes);

}  // namespace muster::forms
